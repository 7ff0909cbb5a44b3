"""What looks like a credential: shapes that providers document, names that say so, values that look random.

Nothing here ever returns more of a value than where it is.
"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache
from typing import Final

from gitops_lint.patterns import regex

SHAPES: Final[tuple[tuple[str, str, str], ...]] = (
    ("private key", "-----begin", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)?"),
    ("AWS access key", "akia asia", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    ("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_[A-Za-z0-9_]{50,255}\b"),
    ("GitLab token", "glpat- gldt- glrt- glptt- glcbt- glsoat- glft- glagent- gloas- glimt-", r"\bgl(?:pat|dt|rt|ptt|cbt|soat|ft|agent|oas|imt)-[A-Za-z0-9_=.-]{20,}"),
    ("Slack token", "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}"),
    ("Slack webhook", "hooks.slack.com", r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_+-]{20,}"),
    ("Stripe key", "k_live_ k_test_", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}\b"),
    ("Google API key", "aiza", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("Google OAuth secret", "gocspx-", r"\bGOCSPX-[A-Za-z0-9_-]{20,}"),
    ("Google OAuth token", "ya29.", r"\bya29\.[A-Za-z0-9_-]{20,}"),
    ("JSON Web Token", "eyj", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    ("npm token", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("PyPI token", "pypi-", r"\bpypi-[A-Za-z0-9_-]{50,}"),
    ("SendGrid key", "sg.", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("Twilio key", "sk", r"\bSK[0-9a-f]{32}\b"),
    ("Vault token", "hvs. hvb. hvr.", r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}"),
    ("New Relic key", "nrak- nrjs- nral", r"\bNRAK-[A-Z0-9]{27}\b|\bNRJS-[a-f0-9]{19}\b|\b[a-f0-9]{36}NRAL\b"),
    ("LaunchDarkly key", "sdk- mob- api-", r"\b(?:sdk|mob|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    ("Terraform Cloud token", ".atlasv1.", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}"),
    ("DigitalOcean token", "_v1_", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    ("Hugging Face token", "hf_", r"\bhf_[A-Za-z0-9]{30,}\b"),
    ("Anthropic key", "sk-ant-", r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    ("OpenAI key", "sk-", r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}"),
    ("Shopify token", "shpat_ shpca_ shppa_ shpss_", r"\bshp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}\b"),
    ("Linear key", "lin_api_", r"\blin_api_[A-Za-z0-9]{32,}\b"),
    ("Doppler token", "dp.", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{20,}"),
    ("Databricks token", "dapi", r"\bdapi[0-9a-f]{32}\b"),
    ("Grafana token", "glsa_ glc_", r"\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b|\bglc_[A-Za-z0-9+/=]{32,}"),
    ("Mailgun key", "key-", r"\bkey-[0-9a-f]{32}\b"),
    ("Mailchimp key", "-us", r"\b[0-9a-f]{32}-us[0-9]{1,2}\b"),
    ("Postman key", "pmak-", r"\bPMAK-[A-Za-z0-9]{24}-[A-Za-z0-9]{34}\b"),
    ("age key", "age-secret-key-1", r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b"),
    ("Discord webhook", "/api/webhooks/", r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{20,}"),
    ("Teams webhook", "webhook.office.com", r"https://[\w.-]+\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{40,}"),
    ("Telegram token", ":aa", r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    ("Atlassian token", "atatt3 atctt3 atbb", r"\bATATT3[A-Za-z0-9_=-]{30,}|\bATCTT3[A-Za-z0-9_=-]{30,}|\bATBB[A-Za-z0-9]{24,}"),
    ("Pulumi token", "pul-", r"\bpul-[a-f0-9]{40}\b"),
    ("Fly.io token", "fo1_ fm1_ fm2_ fm1a_ fm1r_ fm2a_ fm2r_", r"\bfo1_[A-Za-z0-9_-]{40,}|\bfm[12][ar]?_[A-Za-z0-9+/=]{40,}"),
    ("Docker Hub token", "dckr_", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"),
    ("Sentry token", "sntrys_ sntryu_", r"\bsntry[su]_[A-Za-z0-9_=+/-]{30,}"),
    ("PlanetScale password", "pscale_", r"\bpscale_(?:pw|tkn|oauth)_[A-Za-z0-9_=.-]{30,}"),
    ("Supabase key", "sbp_ sb_secret_", r"\bsb[p]_[a-f0-9]{40}\b|\bsb_secret_[A-Za-z0-9_-]{20,}"),
    ("Artifactory token", "akc cmvmd", r"\bAKC[a-zA-Z0-9]{60,}|\bcmVmd[A-Za-z0-9]{50,}"),
    ("Azure storage key", "accountkey=", r"AccountKey=[A-Za-z0-9+/]{60,}={0,2}"),
    ("Azure shared access key", "sharedaccesskey=", r"SharedAccessKey=[A-Za-z0-9+/]{40,}={0,2}"),
    ("Azure client secret", "q~", r"\b[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}"),
    ("registry login", '"auth"', r'"auth"\s*:\s*"[A-Za-z0-9+/]{12,}={0,2}"'),
    ("password in a URL", "://", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>{}$()]{0,64}:(?P<secret>[^\s/:@'\"<>{}$()]{3,128})@[\w.-]"),
    ("bearer token", "bearer", r"(?i)\bbearer\s+(?P<secret>[a-z0-9_.=+/-]{20,})"),
    ("credential", "password passwd secret token api-key apikey access-key accesskey", r"(?i)(?<![\w-])--?[\w-]*(?:password|passwd|secret|token|api-?key|access-?key)(?:=|\s+)(?P<secret>[^\s'\"$<>{}-][^\s'\"$<>{}]{5,})"),
)  # fmt: skip
"""What it is; texts of which one is part of every such value, in lower case; its shape.

The group ``secret`` of a shape is the part to hide where it is not the whole.
"""

Shape = tuple[str, str]

_HINTED: Final = tuple((hint, (name, shape)) for name, hints, shape in SHAPES for hint in hints.split(" "))
_WORDS: Final = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_PASSWORDS: Final = frozenset(("password", "passwd", "pwd", "passphrase", "pass", "passwort", "pw"))
_SINGLE: Final = _PASSWORDS | {
    "secret", "token", "credential", "credentials", "apikey", "accesskey", "secretkey", "privatekey", "authkey",
    "bearer", "jwt", "pat", "clientsecret", "apitoken", "authtoken", "accesstoken", "encryptionkey", "signingkey",
}  # fmt: skip
_BEFORE_KEY: Final = frozenset(
    ("api", "access", "secret", "private", "auth", "encryption", "encrypt", "signing", "master", "account", "shared", "app",
     "license", "ssh", "service", "storage", "session", "cookie", "hmac", "rsa", "key")
)  # fmt: skip
_STANDS_IN: Final = regex(
    r"(?ix) $ | \$\w[\w.:-]*$ | \$__\w+\{.*\}$ | %.*%$ | <.*>$ | \[.*\]$ | (.)\1*$ | [x*.\-_#]+$"
    r" | (?-i:Ag[A-D][A-Za-z0-9+/]{28})"  # of kubeseal: the length of the key it encrypted comes first, 0x0200
    r" | (vault|ssm|op|ref\+\w+|secretref|secret|awssm|gcpsm|aws|arn|akv|doppler|env|file|bao|k8s|kubernetes):"
    r" | (your|my|some|enter|put|fill)[\s_-] | (none|null|nil|undefined|unset|empty|true|false|yes|no|on|off|default|generated"
    r"|random|auto|tbd|n/?a|changed|fake|test|sample)$"
)
_TELLS: Final = ("{{", "${", "$(", "enc[", "replace", "placeholder", "redacted", "example", "dummy", "insert")
_MAY_TELL: Final = ("<", "change", "place", "todo", "fixme")
_TELLING: Final = regex(r"(?x) <[a-z][\w\s:./-]*> | change[\s_-]?(me|this|it) | place[\s_-]holder | \b(todo|fixme)\b")
_NOT_A_VALUE: Final = regex(
    r"(?i)^(?:/|\./|~/)[\w./-]*$|^https?://[^@\s]*$|^[\w.-]+\.(?:json|ya?ml|pem|crt|key|txt|conf|env|toml|properties|svc|local)$"
    r"|^[\d.:,]+(?:[smhd]|ms|min)?$"
)
_NAME_LIKE: Final = regex(r"(?i)^[a-z]+\d{0,3}(?:[-_.:/][a-z]*\d{0,4})+$")


def candidates(text: str) -> tuple[Shape, ...]:
    """The shapes that a text may contain: a quick look, for asking once about many texts joined by line ends."""
    if not _any_shape(text):
        return ()
    lowered = text.lower()
    return tuple(dict.fromkeys([shape for hint, shape in _HINTED if hint in lowered]))


def _any_shape(text: str) -> bool:
    """Whether anything in a text is near enough to any shape."""
    return _may_match(_nearly, text)


def _may_match(automaton: Callable[[], Callable[[str], bool]], text: str) -> bool:
    """What an automaton says; where nothing has loaded its engine yet, a few short texts are not worth loading it."""
    if len(text) < _SHORT and "jsonschema_rs" not in sys.modules:
        return True
    try:
        return automaton()(text)
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold
        return True


@lru_cache(1)
def _nearly() -> Callable[[str], bool]:
    """All shapes as one pattern, without the conditions on what is around them."""
    return _automaton({"pattern": "|".join(f"(?:{_loosened(shape)})" for _, _, shape in SHAPES)})


@lru_cache(1)
def _nearly_named() -> Callable[[str], bool]:
    """What `may_name_secrets` looks for, without the conditions on what is around it."""
    words = "|".join((*sorted(_SINGLE), rf"(?:{'|'.join(sorted(_BEFORE_KEY))})[^a-zA-Z0-9\n]*key"))
    keyed = rf"(?i:{words})[^a-zA-Z0-9\n]*[:=]|(?i:{_HIDDEN_KIND.pattern}|secretgenerator)"
    apart = {"allOf": [{"pattern": rf"(?i:{_VALUE.pattern})|\? |\*"}, {"pattern": f"(?i:{words})"}]}
    return _automaton({"anyOf": [{"pattern": keyed}, apart]})


def _automaton(schema: dict[str, object]) -> Callable[[str], bool]:
    """Patterns of jsonschema-rs look for everything in one pass, a hundred times as fast as Python's."""
    import jsonschema_rs

    # All states of these automatons fit; with the default they would be thrown away and made again all the time.
    options = jsonschema_rs.RegexOptions(size_limit=_AUTOMATON, dfa_size_limit=_AUTOMATON)
    return jsonschema_rs.validator_for(schema, pattern_options=options).is_valid


_AUTOMATON: Final = 10_000_000  # bytes
_SHORT: Final = 10_000  # characters
_CONDITIONS: Final = (r"\b", r"(?<![\w-])", r"(?:[\s\S]*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)?")


def _loosened(shape: str) -> str:
    """A shape that matches at least as much: nothing is asked of what is around it, and no more than enough read."""
    for condition in _CONDITIONS:
        shape = shape.replace(condition, "")
    shape = shape.replace("?P<secret>", "?:")
    # Counting what may begin anywhere would take a state of the automaton for each number.
    shape = re.sub(r"(?:^|(?<=\|))(?:\[[^\]]*\])+\{\d+(?:,\d*)?\}(?=[^$|])", "", shape)
    shape = re.sub(r"\{(\d+),\d*\}(?=\)?(?:$|\|))", r"{\1}", shape)
    return re.sub(r"\{(\d+),\d*\}", lambda count: "*" if count[1] == "0" else "+", shape)


def shapes_in(text: str, among: tuple[Shape, ...] | None = None) -> Iterator[tuple[str, int, int]]:
    """What provider-shaped credentials are in a text, and from where to where; placeholders are left out.

    ``among`` is what `candidates` gave for a text that contains this one.
    """
    for name, shape in candidates(text) if among is None else among:
        pattern = re.compile(shape)  # few runs need any of them, and re keeps those
        group = "secret" if "secret" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            if not is_placeholder(match[group]):
                yield name, *match.span(group)


_ENDS: Final = {
    "bearer": "", "credential": "s?", "jwt": "", "key": "", "pass": "(?:phrase|wd|word|wort)?", "pat": "", "pw": "d?",
    "secret": "", "token": "",
}  # fmt: skip
"""What the last words of such names end in: "clientsecret" is found with "secret"."""

_BEFORE_THE_KEY: Final = regex(rf"(?:{'|'.join(sorted(_BEFORE_KEY))})(?:[^a-z0-9\n:]|:(?! ))*\Z")
# A value follows: not on the next line a mapping, which is how volumes and references name Secrets.
_WITH_A_VALUE: Final = r"""(?=[^a-z0-9\n]*[:=])(?!["']?:[ \t]*\n\s+["']?[\w./-]+["']?:\s)"""
_HIDDEN_KIND: Final = regex(r"""kind["']?\s*:\s*["']?secret\b""")
_VALUE: Final = regex(r"""value["']?\s*:""")


# Each begins with what its text must hold anyway, so that looking for it is fast.
_NAMES: Final = {end: regex(f"{end}{rest}(?![a-z0-9])") for end, rest in _ENDS.items()}
_NAMES_WITH_A_VALUE: Final = {end: regex(f"{end}{rest}(?![a-z0-9]){_WITH_A_VALUE}") for end, rest in _ENDS.items()}


def may_name_secrets(text: str) -> bool:
    """Whether a text can hold a value of a name for which `is_sensitive_name` is true, a Secret, or a generator of one.

    Looking for plain words first is many times faster than one pattern for all of them, and asking the automaton
    before that is faster again: most texts hold nothing near.
    """
    if not _may_match(_nearly_named, text):
        return False
    lowered = _lowered(text)
    if "secretgenerator" in lowered or next(_named(lowered, _NAMES_WITH_A_VALUE), None) is not None:
        return True
    if "secret" in lowered and _HIDDEN_KIND.search(lowered):
        return True
    # The name may stand in a value: {name: PASSWORD, value: ...}; or be a key in another way: "? password", "*alias :".
    apart = ("value" in lowered and _VALUE.search(lowered)) or "? " in lowered or "*" in lowered
    return bool(apart) and next(_named(lowered, _NAMES), None) is not None


def places_of_names(text: str) -> list[int]:
    """Where in a text such names are that have a value behind them, in order."""
    return sorted(_named(_lowered(text), _NAMES_WITH_A_VALUE))


def _lowered(text: str) -> str:
    """In lower case, every letter at its place: there is one that becomes two."""
    return text.replace("\u0130", "-").lower()


def _named(lowered: str, names: Mapping[str, re.Pattern[str]]) -> Iterator[int]:
    """Where the ends of such names are."""
    for end, pattern in names.items():
        if end in lowered:
            for match in pattern.finditer(lowered):
                at = match.start()
                if end != "key" or _BEFORE_THE_KEY.search(lowered, lowered.rfind("\n", 0, at) + 1, at):
                    yield at


def may_hold_secrets(text: str) -> bool:
    """Whether a text may hold anything that has to be hidden, at a very quick look; surely not if False."""
    return _may_match(_nearly_named, text) or _any_shape(text)


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case: ``DB_PASSWORD``, ``clientSecret`` and ``api-key`` have two each."""
    return [word.lower() for word in _WORDS.split(name) if word]


@lru_cache(4096)
def is_sensitive_name(name: str) -> bool:
    """Whether a key, variable or argument of that name holds a credential: ``DB_PASSWORD``, ``clientSecret``."""
    words = words_of(name)
    if not words:
        return False
    if words[-1] in _SINGLE:
        return True
    return len(words) > 1 and words[-1] == "key" and words[-2] in _BEFORE_KEY


KEY_NAME: Final = "secretKey"


def names_a_key(mapping: Container[str]) -> bool:
    """Whether `KEY_NAME` in a mapping is the name of a key of a Secret, as the External Secrets Operator writes it."""
    return KEY_NAME in mapping and ("remoteRef" in mapping or "sourceRef" in mapping)


def is_password_name(name: str) -> bool:
    """Whether a name can only mean a password, so that even a weak value is one."""
    words = words_of(name)
    return bool(words) and words[-1] in _PASSWORDS


def is_placeholder(value: str) -> bool:
    """Whether a value is filled in later, encrypted, or means nothing."""
    text = value.strip()
    lowered = text.lower()
    return (
        _STANDS_IN.match(text) is not None
        or any(word in lowered for word in _TELLS)
        or (any(word in lowered for word in _MAY_TELL) and _TELLING.search(lowered) is not None)
    )


def entropy(value: str) -> float:
    """Shannon entropy in bits for each character."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values()) if total else 0.0


def looks_random(value: str) -> bool:
    """Whether nobody would choose such a value by hand: long enough, of several kinds of characters, little order."""
    text = value.strip()
    if len(text) < 12 or any(map(str.isspace, text)) or _NOT_A_VALUE.match(text) or _NAME_LIKE.match(text):
        return False
    kinds = sum(any(test(character) for character in text) for test in (str.islower, str.isupper, str.isdigit))
    return kinds >= 2 and entropy(text) >= 3.0 and re.search(r"[A-Za-z]", text) is not None


def is_plain_value(value: str) -> bool:
    """Whether a value can be a credential at all: no placeholder, path, plain URL, number or file name."""
    return not is_placeholder(value) and not _NOT_A_VALUE.match(value.strip())
