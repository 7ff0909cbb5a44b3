"""What is kept of files holds nothing that is masked where it is shown, and gives back what was parsed."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.memory import Memory
from gitops_lint.settings import Config
from gitops_lint.source.document import ParsedFile
from gitops_lint.source.masking import mask
from gitops_lint.source.parse import parse
from gitops_lint.source.tree import MemoryTree
from gitops_lint.workspace.files import read_files

WORD = re.compile(r"word\d+z")


class Told(MemoryTree):
    """A tree that tells the content of its files from any other, as those on disk and in git do."""

    read_paths: tuple[str, ...] = ()

    def digest(self, path: str) -> str:
        return f"{hash(super().read(path)):x}"

    def read(self, path: str) -> bytes:
        self.read_paths += (path,)
        return super().read(path)


def seen(parsed: ParsedFile) -> object:
    documents = [(each.index, json.dumps(each.value), each.line, each.oddities) for each in parsed.documents]
    return documents, parsed.problems, parsed.empty


def check(text: str, folder: Path, path: str = "a.yaml") -> str:
    """What is written down about a text, which is held to what the module promises."""
    tree = Told({path: text})
    for _ in range(2):
        memory = Memory(str(folder), f"/{hash(text)}", "1")
        parsed = read_files(tree, Config(jobs=1), memory).parsed.get(path)
        memory.save()
        if parsed is not None:
            assert seen(parsed) == seen(parse(path, text.encode("utf-8", "surrogatepass")))
    written = "".join(each.read_text("utf-8") for each in folder.rglob("parsed"))
    hidden = set(WORD.findall(text)) - set(WORD.findall(mask(path, text)))
    assert {word for word in hidden if word in written} == set()
    return written


TOKENS = (
    "password: ", "name: ", "value: ", "api", "-key: ", "DB_TOKEN", "secretGenerator:\n", "literals: [", "]", "kind: ",
    "Secret\n", "kind: Secret\n", "data:\n", "stringData: ", "word", "word", "word", "x: ", ": ", ":\n", "\n", "\n  ",
    "\n    ", "- ", "? ", "{", "}", ", ", "'", '"', "\\", "=", "|\n", ">-\n", "&a ", "*a ", "---\n", "\n---\n",
    "\n--- ", "\n---\n", "#", "!", "<<: ", "é", "\r\n", "...\n", "%YAML 1.1\n", "0644", "yes", "https://me:word@db/x",
    "--token=word", "AKIAWORDWORDWORDWORD", "\ufeff",
)  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join), st.sampled_from(["a.yaml", "a.json"]))
def test_no_text_is_kept_with_what_is_masked(tmp_path_factory: pytest.TempPathFactory, text: str, path: str) -> None:
    numbers = count()
    text = re.sub("word", lambda _: f"word{next(numbers)}z", text)
    check(text, tmp_path_factory.mktemp("cache"), path)


VALUE = st.sampled_from(
    ["word", '"word"', "'word'", "|\n    word\n    word", ">\n    word", "word # word", "${WORD}", "12"]
)
HOLDERS = (
    "kind: Secret\nmetadata: {{name: a}}\nstringData:\n  any: {}\n",
    "kind: Secret\ndata:\n  any: {}\n",
    '{{"kind": "Secret", "data": {{"any": "word"}}}}\n',
    "kind: List\nitems:\n- kind: Secret\n  data:\n   any: {}\n",
    "dbPassword: {}\n",
    "auth:\n  clientSecret: {}\n",
    "env:\n- name: API_KEY\n  value: {}\n",
    "env:\n- value: {}\n  name: DB_PASSWORD\n",
    "env: [{{name: DB_PASSWORD, value: word}}]\n",
    "secretGenerator:\n- name: a\n  literals:\n  - any=word\n",
    "args:\n- --password=word\n",
    "args: [--set, db.password=word]\n",
    "data:\n  app.properties: |\n    db.password=word\n    port=1\n",
    'data:\n  config.json: "{{\\"apiKey\\": \\"word\\"}}"\n',
    "url: postgres://me:word@db/x\n",
    "# token: word\na: b\n",
    "pem: |\n  -----BEGIN RSA PRIVATE KEY-----\n  word\n  -----END RSA PRIVATE KEY-----\n",
)
INNOCENT = (
    "kind: ConfigMap\ndata: {a: open}\n",
    "env:\n- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: open, key: password}}\n",
    "kind: Deployment\nspec: {automountServiceAccountToken: false, n: 1_000}\n",
    "",
)
DOCUMENTS = st.one_of(st.builds(str.format, st.sampled_from(HOLDERS), VALUE), st.sampled_from(INNOCENT))


@given(st.lists(DOCUMENTS, min_size=1, max_size=5), st.sampled_from(["", "---\n", "# first\n", "# first\n---\n"]))
def test_documents_without_a_secret_are_kept(
    tmp_path_factory: pytest.TempPathFactory, documents: list[str], head: str
) -> None:
    numbers = count()
    text = re.sub("word", lambda _: f"word{next(numbers)}z", head + "---\n".join(documents))

    written = check(text, tmp_path_factory.mktemp("cache"))

    assert "open" not in text or "open" in written


def test_a_file_without_a_secret_is_not_read_again(tmp_path: Path) -> None:
    files = {
        "open.yaml": "env:\n- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: db, key: password}}\n",
        "external.yaml": "kind: ExternalSecret\nspec: {data: [{secretKey: url, remoteRef: {key: db}}]}\n",
        "mixed.yaml": "kind: ConfigMap\n---\nkind: Secret\ndata: {a: aHVudGVyMg==}\n",
    }
    for expected in (["external.yaml", "mixed.yaml", "open.yaml"], ["mixed.yaml"]):
        tree, memory = Told(files), Memory(str(tmp_path), "/x", "1")
        read_files(tree, Config(jobs=1), memory)
        memory.save()
        assert sorted(tree.read_paths) == expected
