"""The language server itself: hears what the editor does, and says what there is to say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from gitops_lint import __version__
from gitops_lint.configuration import find_root, relative_paths
from gitops_lint.editor.protocol import FIX_ALL, actions, diagnostics, hover, uri_of
from gitops_lint.editor.session import Session
from gitops_lint.problem import UserError

QUIET = 0.25
"""Seconds without a change before a run begins."""


class Server(LanguageServer):
    """Lints each repository of which a file is open; ``cache`` is where runs remember, empty for nowhere."""

    def __init__(self, cache: str = "") -> None:
        super().__init__("gitops-lint", __version__)
        self._cache = cache
        self._sessions: dict[Path, Session] = {}
        self._pending: dict[Path, asyncio.Task[None]] = {}
        self._running = asyncio.Lock()
        self._marked: dict[Path, set[str]] = {}

    def session(self, uri: str) -> tuple[Session, str] | None:
        """The session of the repository a file belongs to, and its path in there; None for what is in none."""
        file = file_of(uri)
        if file is None or not file.exists():
            return None
        root = find_root(file)
        try:
            *_, path = relative_paths(root, [file])  # what a link leads to comes last
        except UserError:  # a loose file, outside of where we were started
            return None
        return self._sessions.setdefault(root, Session(root, self._cache)), path

    def changed(self, uri: str, text: str | None) -> None:
        """A file was opened or edited; without a text it was closed or saved."""
        found = self.session(uri)
        if found is None:
            return
        session, path = found
        if text is None:
            session.close(path)
        else:
            session.open(path, text)
        self.lint_soon(session)

    def lint_soon(self, session: Session) -> None:
        """Lint when nothing has changed for a moment."""
        waiting = self._pending.get(session.root)
        if waiting is not None:
            waiting.cancel()
        self._pending[session.root] = asyncio.ensure_future(self._lint(session))

    def lint_all(self) -> None:
        """Lint every repository that is open."""
        for session in self._sessions.values():
            self.lint_soon(session)

    async def _lint(self, session: Session) -> None:
        await asyncio.sleep(QUIET)
        # From here on the run goes on to its end: it cannot be interrupted, and what it says is true of what it saw.
        await asyncio.shield(self._run(session))

    async def _run(self, session: Session) -> None:
        async with self._running:
            try:
                await asyncio.get_running_loop().run_in_executor(None, session.lint)
            except UserError as error:
                self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"gitops-lint: {error}"))
                return
        self._publish(session)

    def _publish(self, session: Session) -> None:
        """Findings of every file, open or not; files without any longer are cleared."""
        known = self._marked.get(session.root, set())
        for path in sorted(known | set(session.findings)):
            found = diagnostics(session, path)
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri_of(session, path), found))
        self._marked[session.root] = set(session.findings)


def file_of(uri: str) -> Path | None:
    """The file of an address; None for what has none, such as a text that was never saved."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def make(cache: str = "") -> Server:
    """A server with its handlers."""
    server = Server(cache)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri, params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def edited(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.changed(uri, server.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.changed(uri, server.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.changed(params.text_document.uri, None)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        server.lint_all()

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix, FIX_ALL])
    )
    def offered(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        found = server.session(params.text_document.uri)
        return [] if found is None else list(actions(*found, params.range, params.context.only))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        found = server.session(params.text_document.uri)
        return None if found is None else hover(*found, params.position)

    return server
