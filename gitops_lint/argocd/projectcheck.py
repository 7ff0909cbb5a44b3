"""Mistakes inside an AppProject: what ``ValidateProject`` refuses, and what it should.

Argo CD validates projects only in its API server and command line; one that comes from git is never validated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gitops_lint.argocd.globs import glob_error
from gitops_lint.argocd.plain import mapping, sequence, string
from gitops_lint.argocd.projectmonitoring import INTEGRITY_SINCE, orphan_mistakes, signing_mistakes
from gitops_lint.argocd.projectproblem import ProjectProblem
from gitops_lint.argocd.rbac import covers
from gitops_lint.argocd.schedule import ScheduleError, Window, is_time_zone, parse_cron, parse_duration, read_windows
from gitops_lint.finding import Pointer, Severity
from gitops_lint.patterns import regex

_ROLE = regex(r"[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?\Z")
_RESOURCES = ("applications", "applicationsets", "repositories", "exec", "logs", "clusters")
_ACTIONS = frozenset(["get", "create", "update", "delete", "sync", "override", "*"])
_ACTION_PREFIXES = ("action/", "update/", "delete/")
_NO_SERVICE_ACCOUNT = frozenset("!*[]{}\\/")


def check_project(value: Any, argocd: tuple[int, int] = INTEGRITY_SINCE) -> list[ProjectProblem]:
    """Every mistake of an AppProject of any shape to a release of Argo CD, in order of its sections."""
    root = mapping(value)
    spec = mapping(root.get("spec"))
    name = str(mapping(root.get("metadata")).get("name") or "")
    return [
        *_destinations(spec),
        *_unique(spec, "sourceNamespaces", "source namespace"),
        *_source_namespaces(spec),
        *_sources(spec),
        *_roles(spec, name),
        *_windows(spec),
        *signing_mistakes(spec, argocd),
        *orphan_mistakes(spec),
        *_service_accounts(spec),
    ]


def _destinations(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    seen: set[str] = set()
    for index, entry in enumerate(sequence(spec.get("destinations"))):
        if not isinstance(entry, Mapping):
            continue  # the API server has its say about that
        at: Pointer = ("spec", "destinations", index)
        server, name, namespace = (string(entry.get(key)) for key in ("server", "name", "namespace"))
        for key, text in (("name", name), ("server", server), ("namespace", namespace)):
            if text == "!*":
                yield ProjectProblem("denies-everything", f"{key} has an invalid format, '!*'", (*at, key))
            yield from _pattern(text.removeprefix("!"), (*at, key))
        if not namespace:
            message = "destination without namespace permits only the empty namespace"
            yield ProjectProblem("destination-without-namespace", message, at, refused=False)
        identity = f"{server or name}/{namespace}"
        if identity in seen:
            why = "; names do not tell entries with a server apart" if server and name else ""
            yield ProjectProblem("duplicate-entry", f"destination '{identity}' already added{why}", at)
        seen.add(identity)


def _sources(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    for index, text in enumerate(map(string, sequence(spec.get("sourceRepos")))):
        at: Pointer = ("spec", "sourceRepos", index)
        if text == "!*":
            yield ProjectProblem("denies-everything", "source repository has an invalid format, '!*'", at)
        if "{" in text:
            message = f"braces in '{text}' never match: the pattern is escaped as a URL first"
            yield ProjectProblem("source-pattern-with-braces", message, at, refused=False)
        else:
            yield from _pattern(text.removeprefix("!"), at)
    yield from _unique(spec, "sourceRepos", "source repository")


def _pattern(text: str, pointer: Pointer) -> Iterator[ProjectProblem]:
    error = glob_error(text)
    if error is not None:
        yield ProjectProblem("invalid-pattern", f"pattern '{text}' matches nothing: {error}", pointer, refused=False)


def _unique(spec: Mapping[str, Any], key: str, noun: str) -> Iterator[ProjectProblem]:
    seen: set[str] = set()
    for index, text in enumerate(map(string, sequence(spec.get(key)))):
        if text in seen:
            yield ProjectProblem("duplicate-entry", f"{noun} '{text}' already added", ("spec", key, index))
        seen.add(text)


def _source_namespaces(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    for index, text in enumerate(map(string, sequence(spec.get("sourceNamespaces")))):
        if not text.startswith("/"):  # which is a regular expression
            yield from _pattern(text, ("spec", "sourceNamespaces", index))


def _roles(spec: Mapping[str, Any], project: str) -> Iterator[ProjectProblem]:
    seen: set[str] = set()
    for index, role in enumerate(map(mapping, sequence(spec.get("roles")))):
        at: Pointer = ("spec", "roles", index)
        name = string(role.get("name"))
        if name in seen:
            yield ProjectProblem("duplicate-entry", f"role '{name}' already exists", at)
        seen.add(name)
        if not _ROLE.match(name):
            message = (
                f"invalid role name '{name}'. Must consist of alphanumeric characters, '-' or '_', "
                "and must start and end with an alphanumeric character"
            )
            yield ProjectProblem("invalid-role-name", message, (*at, "name"))
        yield from _role_lines(role, "policies", at, project)
        yield from _denied(list(map(string, sequence(role.get("policies")))), (*at, "policies"))
        yield from _role_lines(role, "groups", at, project)


def _role_lines(role: Mapping[str, Any], key: str, at: Pointer, project: str) -> Iterator[ProjectProblem]:
    noun = "policy" if key == "policies" else "group"
    name = string(role.get("name"))
    seen: set[str] = set()
    for index, text in enumerate(map(string, sequence(role.get(key)))):
        if text in seen:
            message = f"{noun} '{text}' already exists for role '{name}'"
            yield ProjectProblem("duplicate-entry", message, (*at, key, index))
        seen.add(text)
        mistake = policy_error(project, name, text) if key == "policies" else group_error(text)
        if mistake:
            yield ProjectProblem(f"invalid-{noun}", mistake, (*at, key, index))


def _denied(policies: list[str], at: Pointer) -> Iterator[ProjectProblem]:
    """What a policy of a role allows and another one denies as a whole: the denial wins, wherever it stands."""
    lines = [[part.strip() for part in policy.split(",")] for policy in policies]
    for index, line in enumerate(lines):
        for other, denial in zip(policies, lines, strict=True):
            opposed = len(line) == len(denial) == 6 and (line[5], denial[5]) == ("allow", "deny")
            if opposed and all(map(covers, denial[1:5], line[1:5])):
                message = f"policy '{policies[index]}' allows nothing, because '{other}' denies all of it"
                yield ProjectProblem("policy-denied", message, (*at, index), refused=False)
                break


def policy_error(project: str, role: str, policy: str) -> str | None:
    """What ``validatePolicy`` says of a role's policy line, or None."""
    start = f"invalid policy rule '{policy}': "
    parts = [part.strip(" ") for part in policy.split(",")]
    if len(parts) != 6 or parts[0] != "p":
        return start + "must be of the form: 'p, sub, res, act, obj, eft'"
    _, subject, resource, action, obj, effect = parts
    expected = f"proj:{project}:{role}"
    if subject != expected:
        return start + f"policy subject must be: '{expected}', not '{subject}'"
    if resource not in _RESOURCES:
        known = "'applications', 'applicationsets', 'repositories', 'exec', 'logs' or 'clusters'"
        return start + f"project resource must be: {known}, not '{resource}'"
    if action not in _ACTIONS and not any(prefix in action for prefix in _ACTION_PREFIXES):
        return start + f"invalid action '{action}'"
    if not re.fullmatch(rf"{re.escape(project)}(/[*\w\-.]+)?/[*\w\-.]+", obj, re.ASCII):
        forms = f"'{project}/*', '{project}[/<NAMESPACE>]/<APPNAME>' or '{project}/<APPNAME>'"
        return start + f"object must be of form {forms}, not '{obj}'"
    return None if effect in ("allow", "deny") else start + "effect must be: 'allow' or 'deny'"


def group_error(group: str) -> str | None:
    """What ``validateGroupName`` says of a role's group, or None."""
    name = group.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = name[1:-1]
    elif "," in name:
        return f"group '{name}' must be quoted"
    if not name:
        return f"group '{name}' is empty"
    if any(char in name for char in '"\n\r\t'):
        return f"group '{name}' contains invalid characters"
    if len(group) > 1 and group[0].isspace():
        return f"group '{name}' contains a leading space"
    if len(group) > 1 and group[-1].isspace():
        return f"group '{name}' contains a trailing space"
    return None


def _windows(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    seen: set[tuple[Any, ...]] = set()
    windows = read_windows(spec.get("syncWindows"))
    for index, window in enumerate(windows):
        at: Pointer = ("spec", "syncWindows", index)
        if window.identity in seen:
            what = f"kind '{window.kind}', schedule '{window.schedule}', and duration '{window.duration}'"
            yield ProjectProblem("duplicate-entry", f"sync window with {what} already exists", at)
        seen.add(window.identity)
        yield from _window(window, at)


def _window(window: Window, at: Pointer) -> Iterator[ProjectProblem]:
    if window.kind not in ("allow", "deny"):
        message = f"kind '{window.kind}' mismatch: can only be allow or deny"
        yield ProjectProblem("invalid-window", message, (*at, "kind"))
    try:
        if parse_cron(window.schedule).never:
            message = f"schedule '{window.schedule}' names a day that no month has"
            yield ProjectProblem("window-never-starts", message, (*at, "schedule"), refused=False)
    except ScheduleError as error:
        message = f"cannot parse schedule '{window.schedule}': {error}"
        yield ProjectProblem("invalid-schedule", message, (*at, "schedule"))
    try:
        if parse_duration(window.duration) <= 0:
            message = f"duration '{window.duration}' is never active"
            yield ProjectProblem("window-never-active", message, (*at, "duration"), refused=False)
    except ScheduleError as error:
        message = f"cannot parse duration '{window.duration}': {error}"
        yield ProjectProblem("invalid-duration", message, (*at, "duration"))
    if not is_time_zone(window.time_zone):
        message = f"invalid time zone '{window.time_zone}' specified, UTC is used"
        yield ProjectProblem("invalid-time-zone", message, (*at, "timeZone"), refused=False)
    if len(window.description.encode()) > 255:
        message = "description must not exceed 255 characters"
        yield ProjectProblem("invalid-window", message, (*at, "description"))
    if not (window.applications or window.namespaces or window.clusters):
        head = f"window '{window.kind}':'{window.schedule}':'{window.duration}'"
        message = f"{head} requires one of application, cluster or namespace"
        yield ProjectProblem("invalid-window", message, at)
    yield from _always(window, at)


def _always(window: Window, at: Pointer) -> Iterator[ProjectProblem]:
    if window.kind == "deny" and window.always and not window.manual_sync:
        yield ProjectProblem("window-denies-always", "deny window is always active", at, refused=False)
    if window.kind == "allow" and window.overlaps:
        message = f"allow window never closes: it opens anew before its duration '{window.duration}' is over"
        yield ProjectProblem("window-never-closes", message, (*at, "duration"), refused=False, severity=Severity.INFO)


def _service_accounts(spec: Mapping[str, Any]) -> Iterator[ProjectProblem]:
    seen: set[str] = set()
    for index, entry in enumerate(map(mapping, sequence(spec.get("destinationServiceAccounts")))):
        at: Pointer = ("spec", "destinationServiceAccounts", index)
        server, namespace = string(entry.get("server")), string(entry.get("namespace"))
        account = string(entry.get("defaultServiceAccount"))
        for key, text in (("server", server), ("namespace", namespace)):
            if "!" in text or glob_error(text) is not None:
                yield ProjectProblem("invalid-service-account", f"{key} has an invalid format, '{text}'", (*at, key))
        if not account.strip(" ") or _NO_SERVICE_ACCOUNT & set(account):
            message = f"defaultServiceAccount has an invalid format, '{account}'"
            yield ProjectProblem("invalid-service-account", message, (*at, "defaultServiceAccount"))
        identity = f"{server}/{namespace}"
        if identity in seen:
            yield ProjectProblem("duplicate-entry", f"destinationServiceAccount '{identity}' already added", at)
        seen.add(identity)
