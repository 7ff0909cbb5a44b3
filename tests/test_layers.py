"""Imports go down the list only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "gitops_lint"

LAYERS: tuple[tuple[str, ...], ...] = (  # bottom first; names of one row may import each other
    ("values", "patterns", "memory", "stamps"),
    ("finding", "problem", "shapes", "configshape", "settings", "resources", "cache", "cel", "webpage"),
    ("source",),
    ("model",),
    ("render",),
    ("argocd",),
    ("references", "syncplan", "network", "identity", "podsecurity", "rbac", "apischema"),
    ("workspace",),
    ("rule", "hookspecs", "examples"),
    ("builtin",),
    ("registry", "awaited", "packs", "packindex", "plugins", "locate", "engine", "recall", "circumstances"),
    ("report",),
    ("outcome", "suppress", "fixing", "baseline", "distribute", "blame", "standing"),
    ("configuration", "api"),
    ("remembered",),
    ("testing", "rulepage", "editor"),
    ("cli", "dev", "__main__"),
)

RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row}

EXCEPTIONS = {
    # What a module knows of a higher one, and why.
    ("builtin/__init__.py", "registry"): "the entries of the generated index are the registry's values",
    ("hookspecs.py", "report"): "the type of a plugin's reporter",
    ("builtin", "hookspecs"): "the built-in plugin implements hooks",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every absolute import, those inside functions included, those for type checkers left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "gitops_lint":
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def upward() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        here = relative.with_suffix("").parts[0]
        if here == "__init__":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for name in imported(tree):
            top, _, rest = name.partition(".")
            there = rest.partition(".")[0]
            if top != "gitops_lint" or there in ("", "__version__", here):
                continue
            if (str(relative), there) in EXCEPTIONS or (here, there) in EXCEPTIONS:
                continue
            if RANK[there] > RANK[here]:
                yield f"{relative} imports {name}"


def test_every_module_has_its_place() -> None:
    names = {p.stem if p.is_file() else p.name for p in PACKAGE.iterdir() if p.suffix == ".py" or p.is_dir()}
    assert names - {"__init__", "__pycache__", "py", "_shipped"} <= set(RANK)


def test_imports_go_down() -> None:
    assert list(upward()) == []


def test_the_engine_knows_no_rule() -> None:
    for name in ("engine", "registry", "outcome", "suppress"):
        modules = set(imported(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))))
        assert not any(module.startswith("gitops_lint.builtin") for module in modules)
