"use strict";
// The page can be read without this: it filters, folds, and shows what a node of a drawing is joined to.

const marked = [...document.querySelectorAll("[data-words]")].reverse();

function narrow(wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  // From the innermost outwards: a part shows if it, something inside of it or something around it matches.
  for (const part of marked) {
    const own = words.every((word) => part.dataset.words.includes(word));
    part.dataset.match = own || part.querySelector('[data-match="true"]') !== null;
    part.dataset.own = own;
  }
  for (const part of marked) {
    const around = part.parentElement.closest('[data-own="true"]') !== null;
    part.hidden = words.length > 0 && part.dataset.match !== "true" && !around;
    if (words.length > 0 && part.tagName === "DETAILS" && part.querySelector('[data-match="true"]')) part.open = true;
  }
}

for (const box of document.querySelectorAll("input.filter")) {
  box.addEventListener("input", () => narrow(box.value));
}
for (const button of document.querySelectorAll("button[data-fold]")) {
  button.addEventListener("click", () => {
    for (const part of document.querySelectorAll("main details")) part.open = button.dataset.fold === "open";
  });
}
for (const drawing of document.querySelectorAll("svg.drawing")) {
  const light = (name) => {
    drawing.classList.toggle("lit", name !== null);
    for (const line of drawing.querySelectorAll("[data-from]")) {
      line.classList.toggle("near", line.dataset.from === name || line.dataset.to === name);
    }
    const near = new Set([name]);
    for (const line of drawing.querySelectorAll(".near")) near.add(line.dataset.from).add(line.dataset.to);
    for (const node of drawing.querySelectorAll("[data-node]")) {
      node.classList.toggle("near", near.has(node.dataset.node));
    }
  };
  for (const node of drawing.querySelectorAll("[data-node]")) {
    node.addEventListener("pointerenter", () => light(node.dataset.node));
    node.addEventListener("pointerleave", () => light(null));
    node.addEventListener("focus", () => light(node.dataset.node));
    node.addEventListener("blur", () => light(null));
  }
}
