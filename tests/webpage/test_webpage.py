"""A page holds what it is given, as text, and needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.cli.main import main
from gitops_lint.webpage.elements import element, join, text
from gitops_lint.webpage.layered import Line, Node, layered
from gitops_lint.webpage.page import page
from gitops_lint.webpage.parts import badge, filter_box, fold_buttons, folding, legend, section, table

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
VOID = {"meta", "input"}
HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\' onload="alert(3)'


class Reader(HTMLParser):
    """What a browser would see: elements, attributes and text; tags must close as they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.raw: dict[str, str] = {}
        self.stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] in ("script", "style"):
            self.raw[self.stack[-1]] = data
        else:
            self.words.append(data)


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert reader.stack == []
    return reader


def whole(words: str) -> str:
    """A page with these words in every place that takes words."""
    return page(
        words,
        section(words, badge(words, "bad", words), folding(words, words, words=words), facts=[words], words=words),
        table([words], [[words]]),
        legend([(words, words)]),
        layered([Node("a", words, words), Node("b", words)], [Line("a", "b", words)], words),
        facts=[words],
        tools=[filter_box(words), fold_buttons()],
    )


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b", element("b", "c & d"), title='"') == '<p title="&quot;">a &lt; b<b>c &amp; d</b></p>'
    assert join(["<", None, element("hr")]) == "&lt;<hr>"
    assert element("details", open=True, hidden=False, id=None, class_="x", data_id=3) == (
        '<details open class="x" data-id="3"></details>'
    )


@pytest.mark.parametrize("attributes", [{'a" onload="b': "x"}, {"href": "javascript:alert(1)"}, {"href": "https://x"}])
def test_attributes_lead_nowhere(attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"name of an attribute|inside the page"):
        element("a", **attributes)  # type: ignore[arg-type]


def test_what_cannot_be_shown_is_replaced() -> None:
    assert text("a\x00b\u202ec\ud800") == "a\ufffdb\ufffdc\ufffd"


@given(st.text(min_size=1))
def test_no_text_becomes_an_element(words: str) -> None:
    plain, odd = read(whole("x")), read(whole(words))
    assert odd.tags == plain.tags
    assert [name for name, _ in odd.attributes] == [name for name, _ in plain.attributes]


def test_hostile_words_are_words() -> None:
    odd = read(whole(HOSTILE))
    assert odd.tags == read(whole("x")).tags
    assert HOSTILE in odd.words
    assert not [name for name, _ in odd.attributes if name.startswith("on")]


def test_the_policy_admits_our_script_and_style_alone() -> None:
    reader = read(whole("x"))
    policy = next(value for name, value in reader.attributes if name == "content" and value and "default-src" in value)
    assert policy.startswith("default-src 'none';")
    for kind in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(reader.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_a_page_needs_nothing_else() -> None:
    reader = read(whole("x"))
    assert not [value for name, value in reader.attributes if name in ("src", "srcset", "action", "style")]
    assert not re.search(r"url\(|@import|https?:", reader.raw["style"] + reader.raw["script"])


def test_a_drawing_goes_from_left_to_right_and_survives_circles() -> None:
    nodes = [Node(key, key) for key in "abcd"]
    drawn = layered(nodes, [Line("a", "b"), Line("b", "c"), Line("c", "a"), Line("a", "c"), Line("a", "nobody")])
    places = {
        key: float(x) for key, x in re.findall(r'data-node="(\w)"[^>]*><title>[^<]*</title><rect x="([\d.]+)"', drawn)
    }
    assert places["a"] == places["d"] < places["b"] < places["c"]
    assert drawn.count("<path") == 4


def test_a_long_chain_is_drawn() -> None:
    keys = [str(number) for number in range(3000)]
    drawn = layered([Node(key, key) for key in keys], [Line(a, b) for a, b in itertools.pairwise(keys)])
    assert drawn.count("data-node") == 3000


def test_the_graph_of_the_examples_as_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--root", str(EXAMPLES), "--no-cache", "--output-format", "html"]) == 0
    reader = read(capsys.readouterr().out)
    assert main(["graph", "--root", str(EXAMPLES), "--no-cache", "--output-format", "json"]) == 0
    names, level = [], json.loads(capsys.readouterr().out)
    while level:
        names += [item["name"] for item in level]
        level = [child for item in level for child in item["applications"]]
    assert names
    assert set(names) <= set(reader.words)
