"""The language server, spoken to as an editor does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

lsp = pytest.importorskip("lsprotocol.types")
client_module = pytest.importorskip("pygls.lsp.client")

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: '😀'
  labels: {app: web, canary: no}
spec:
  containers:
    - name: web
      image: registry.example/web:latest
"""


class Editor:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.client: Any = client_module.LanguageClient("test", "1")
        self.shown: dict[str, list[Any]] = {}
        self.messages: list[str] = []
        self._news = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: Any) -> None:
            self.shown[Path(params.uri).name] = list(params.diagnostics)
            self._news.set()

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def told(params: Any) -> None:
            self.messages.append(params.message)
            self._news.set()

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def rules(self, name: str) -> set[str]:
        return {str(each.code) for each in self.shown.get(name, ())}

    def open(self, name: str, text: str) -> None:
        item = lsp.TextDocumentItem(self.uri(name), "yaml", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str, version: int = 2) -> None:
        whole = lsp.TextDocumentContentChangeWholeDocument(text)
        what = lsp.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(what, [whole]))

    async def actions(self, name: str, where: Any, only: list[str] | None = None) -> list[Any]:
        document = lsp.TextDocumentIdentifier(self.uri(name))
        context = lsp.CodeActionContext([], only)
        asked = lsp.CodeActionParams(document, where, context)
        return list(await self.client.text_document_code_action_async(asked) or ())

    async def hover(self, name: str, line: int, character: int) -> str:
        asked = lsp.HoverParams(lsp.TextDocumentIdentifier(self.uri(name)), lsp.Position(line, character))
        found = await self.client.text_document_hover_async(asked)
        return str(found.contents.value) if found is not None else ""


def edit(root: Path, story: Callable[[Editor], Awaitable[None]]) -> None:
    async def session() -> None:
        editor = Editor(root)
        await editor.client.start_io(sys.executable, "-m", "gitops_lint", "server", "--no-cache")
        await editor.client.initialize_async(lsp.InitializeParams(lsp.ClientCapabilities(), root_uri=root.as_uri()))
        editor.client.initialized(lsp.InitializedParams())
        try:
            await story(editor)
        finally:
            await editor.client.shutdown_async(None)
            editor.client.exit(None)
            await editor.client.stop()

    asyncio.run(session())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".gitops-lint.yaml").write_text("version: 1\n")
    (tmp_path / "pod.yaml").write_text(POD, "utf-8")
    return tmp_path


def test_what_is_wrong_is_underlined_and_goes_when_it_is_mended(root: Path) -> None:
    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", POD)
        await editor.until(lambda: "boolean-not-quoted" in editor.rules("pod.yaml"))
        found = next(each for each in editor.shown["pod.yaml"] if each.code == "boolean-not-quoted")
        assert found.source == "gitops-lint"
        assert found.severity == lsp.DiagnosticSeverity.Error
        assert (found.range.start.line, found.range.start.character, found.range.end.character) == (4, 29, 31)

        editor.change("pod.yaml", POD.replace("canary: no", "canary: 'no'"))
        await editor.until(lambda: "boolean-not-quoted" not in editor.rules("pod.yaml"))
        assert "image-tag-latest" in editor.rules("pod.yaml")

    edit(root, story)


def test_columns_count_utf_16_units(root: Path) -> None:
    text = POD.replace("name: '😀'\n  labels: {app: web, canary: no}", "name: web\n  labels: {'😀': x, canary: no}")
    (root / "pod.yaml").write_text(text, "utf-8")

    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", text)
        await editor.until(lambda: "boolean-not-quoted" in editor.rules("pod.yaml"))
        found = next(each for each in editor.shown["pod.yaml"] if each.code == "boolean-not-quoted")
        assert found.range.start.character == text.split("\n")[4].index("no}") + 1  # the emoji is two units

    edit(root, story)


def test_fixes_and_ignoring_are_offered(root: Path) -> None:
    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", POD)
        await editor.until(lambda: "boolean-not-quoted" in editor.rules("pod.yaml"))
        where = next(each.range for each in editor.shown["pod.yaml"] if each.code == "boolean-not-quoted")
        offered = {action.title: action for action in await editor.actions("pod.yaml", where)}
        fix = offered["put it in quotes"]
        (change,) = fix.edit.changes[editor.uri("pod.yaml")]
        assert (change.new_text, change.range.start.line, fix.is_preferred) == ('"no"', 4, True)
        (comment,) = offered["ignore 'boolean-not-quoted' here"].edit.changes[editor.uri("pod.yaml")]
        assert comment.new_text == "  # gitops-lint: ignore[boolean-not-quoted] \n"
        assert "apply all safe fixes of this file" in offered
        (every,) = await editor.actions("pod.yaml", where, ["source.fixAll"])
        assert every.kind == "source.fixAll.gitops-lint"

    edit(root, story)


def test_other_files_are_told_about_and_cleared(root: Path) -> None:
    (root / "kustomization.yaml").write_text("resources: [pod.yaml, gone.yaml]\n")

    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", POD)
        await editor.until(lambda: "kustomization-missing-reference" in editor.rules("kustomization.yaml"))
        (root / "kustomization.yaml").write_text("resources: [pod.yaml]\n")
        events = [lsp.FileEvent(editor.uri("kustomization.yaml"), lsp.FileChangeType.Changed)]
        editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(events))
        await editor.until(lambda: not editor.rules("kustomization.yaml"))

    edit(root, story)


def test_hovering_shows_the_page_of_the_rule(root: Path) -> None:
    text = POD.replace("      image:", "      # gitops-lint: ignore[image-tag-latest] a test\n      image:")
    (root / "pod.yaml").write_text(text, "utf-8")

    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", text)
        await editor.until(lambda: "boolean-not-quoted" in editor.rules("pod.yaml"))
        assert "quotes" in await editor.hover("pod.yaml", 4, 30)
        assert "image-tag-latest" in await editor.hover("pod.yaml", 8, 30)
        assert await editor.hover("pod.yaml", 0, 0) == ""

    edit(root, story)


def test_a_wrong_configuration_is_said(root: Path) -> None:
    (root / ".gitops-lint.yaml").write_text("version: 1\nprofle: strict\n")

    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", POD)
        await editor.until(lambda: bool(editor.messages))
        assert "profle" in editor.messages[0]

    edit(root, story)


def test_a_loose_file_of_no_repository_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD, "utf-8")

    async def story(editor: Editor) -> None:
        editor.open("pod.yaml", POD)
        assert await editor.hover("pod.yaml", 4, 30) == ""
        assert editor.shown == {}

    edit(tmp_path, story)
