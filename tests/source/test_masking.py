"""Secrets are hidden in everything that is shown; lines and columns stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_lint.source import masking
from gitops_lint.source.masking import cover, mask, secrets_in


def shown(text: str) -> str:
    return mask("a.yaml", text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("kind: Secret\ndata:\n  a: c2VjcmV0MQ==\n", "kind: Secret\ndata:\n  a: ************\n"),
        ('kind: Secret\nstringData:\n  a: "hunter2"\n', 'kind: Secret\nstringData:\n  a: "*******"\n'),
        (
            "kind: Secret\nstringData:\n  a: |\n    one\n    two\n",
            "kind: Secret\nstringData:\n  a: |\n    ***\n    ***\n",
        ),
        ("kind: ConfigMap\ndata:\n  a: plain\n", "kind: ConfigMap\ndata:\n  a: plain\n"),
        ("env:\n- name: DB_PASSWORD\n  value: hunter2\n", "env:\n- name: DB_PASSWORD\n  value: *******\n"),
        ("env:\n- name: HOST\n  value: hunter2\n", "env:\n- name: HOST\n  value: hunter2\n"),
        ("password: {{ .Values.password }}\n", "password: {{ .Values.password }}\n"),
        ("password: hunter2 # {{ broken\n  x: [\n", "password: ******* * ** ******\n  x: [\n"),
        ("secretName: web-tls\n", "secretName: web-tls\n"),
        *((f"password: {start}{'y3i4' * 8}\n",) * 2 for start in ("AgA", "AgB", "AgC", "AgD")),  # sealed by kubeseal
        ("password: agapanthus\n", "password: **********\n"),
        ("# token: abcdefghij\n", "# token: **********\n"),
        ("args:\n- --password=hunter22\n", "args:\n- --password=********\n"),
        ("url: postgres://me:hunter2@db/x\n", "url: postgres://me:*******@db/x\n"),
        ("secretGenerator:\n- name: a\n  literals:\n  - password=hunter2\n", None),
        ('{"kind": "Secret", "data": {"a": "c2VjcmV0MQ=="}}', '{"kind": "Secret", "data": {"a": "************"}}'),
        ("kind: Secret\ndata:\n  a: {{ include }}\n  b: [\n  c: c2VjcmV0MQ==\n", None),
    ],
)
def test_values_become_stars(text: str, masked: str | None) -> None:
    result = shown(text)
    if masked is not None and "broken" not in text:
        assert result == masked
    assert "hunter2" not in result or "HOST" in text
    assert "c2VjcmV0MQ" not in result


@pytest.mark.parametrize(
    "text",
    [
        "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: url\n    remoteRef: {key: shop/db, property: url}\n",
        "kind: ExternalSecret\nspec:\n  data:\n  - remoteRef:\n      key: shop/db\n    secretKey: url\n",
        "kind: ExternalSecret\nspec: {data: [{secretKey: url, remoteRef: {key: shop/db}}]}\n",
        '{"kind": "ExternalSecret", "spec": {"data": [{"secretKey": "url", "sourceRef": {}}]}}',
        "kind: PushSecret\nspec:\n  data:\n  - match:\n      secretKey: url\n      remoteRef: {remoteKey: db}\n",
    ],
)
def test_the_name_of_a_key_is_shown(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "secretKey: hunter2\n",
        "kind: ExternalSecret\n---\nsecretKey: hunter2\n",
        "kind: ExternalSecret\nspec: {provider: {secretKey: hunter2}}\n",
        "kind: ExternalSecret\nspec:\n  password: hunter2\n  remoteRef: {}\n",
    ],
)
def test_what_else_has_that_name_is_hidden(text: str) -> None:
    assert "hunter2" not in shown(text)


KEY = "-----BEGIN RSA PRIVATE" + " KEY-----\n  MIIEow\n  -----END RSA PRIVATE" + " KEY-----"


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "IOSFODNN7ABCDEFG",
        "ghp_" + "a1B2" * 9,
        "glpat-" + "a1B2c3D4" * 3,
        "xoxb-" + "123456789012-abcdefABCDEF",
        "sk_live_" + "4eC39HqLyjWDarjtT1zd",
        "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
        "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N",
        "SG." + "a1B2c3D4e5F6g7H8i9J0kL" + "." + "a1B2c3D4e5F6g7H8i9J0kLa1B2c3D4e5F6g7H8i9J0k",
        "hvs." + "CAESIJ1a2b3c4d5e6f7g8h9i0j",
        "dop_v1_" + "0a" * 32,
    ],
)
def test_known_shapes_are_hidden_wherever_they_are(secret: str) -> None:
    for text in (f"a: {secret}\n", f"a:\n- |\n  x={secret}\n", f"# {secret}\n", f"{{{{ {secret}\n"):
        assert secret not in shown(text)


def test_a_private_key_is_hidden_to_its_end() -> None:
    assert "MIIEow" not in shown(f"a: |\n  {KEY}\n")


@given(st.text(alphabet=st.sampled_from("kind: Secret\ndata\t-|>\"'{}[]&*!#%=x1\u00e9\u2028\r\n"), max_size=80))
def test_lines_and_columns_stay(text: str) -> None:
    masked = shown(text)
    assert len(masked) == len(text)
    assert all(new in (old, "*") for new, old in zip(masked, text, strict=True))
    assert [c.isspace() for c in masked] == [c.isspace() for c in text]


TOKENS = (
    "password", "name", "value", "api", "-key", "DB_TOKEN", "secretGenerator", "literals", "kind", "Secret", "data",
    "hunter2", "x", ": ", ":", ":\n", "\n", "\n  ", "\n    ", "- ", "? ", "{", "}", ", ", "'", '"', "\\", "=", "|", ">",
    "&a ", "*a ", "--- ", "\n---\n", "#", "!", "valueFrom", "secret:\n  secretName: ", "\u0130", "_", "é",
)  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=24).map("".join))
def test_the_quick_look_overlooks_nothing(text: str) -> None:
    quick = cover(text, secrets_in("a.yaml", text))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(masking, "may_name_secrets", lambda text: True)
        patched.setattr(masking, "places_of_names", lambda text: None)
        assert quick == cover(text, secrets_in("a.yaml", text))
