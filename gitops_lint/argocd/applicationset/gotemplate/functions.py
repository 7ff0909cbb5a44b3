"""The functions of an ApplicationSet template: Go's own, sprig's and Argo CD's.

Source: ``sprigFuncMap`` in ``applicationset/utils/utils.go``: sprig's ``GenericFuncMap`` without ``env``, ``expandenv``
and ``getHostByName``, with ``normalize``,
``slugify``, ``toYaml``, ``fromYaml``, ``fromYamlArray``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gitops_lint.argocd.applicationset.gotemplate.builtins import BUILTINS
from gitops_lint.argocd.applicationset.gotemplate.evaluator import Signature
from gitops_lint.argocd.applicationset.gotemplate.sprig_collections import COLLECTIONS
from gitops_lint.argocd.applicationset.gotemplate.sprig_numbers import NUMBERS
from gitops_lint.argocd.applicationset.gotemplate.sprig_regex import REGEXES
from gitops_lint.argocd.applicationset.gotemplate.sprig_strings import STRINGS

FUNCTIONS: Mapping[str, Signature] = MappingProxyType({**BUILTINS, **STRINGS, **NUMBERS, **COLLECTIONS, **REGEXES})

_NOT_MODELLED = frozenset(
    """
    ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone
    must_date_modify mustDateModify mustToDate now toDate unixEpoch abbrev abbrevboth initials randAlphaNum randAlpha
    randAscii randNumeric swapcase shuffle snakecase camelcase kebabcase wrap wrapWith randInt add1f addf subf divf mulf
    merge mergeOverwrite mustMerge mustMergeOverwrite bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA
    genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES
    randBytes uuidv4 semver semverCompare urlParse urlJoin call js chunk mustChunk b32dec tpl
    """.split()  # noqa: SIM905
)


def is_known(name: str) -> bool:
    """Whether the parser of Argo CD accepts the name."""
    return name in FUNCTIONS or name in ("and", "or") or name in _NOT_MODELLED
