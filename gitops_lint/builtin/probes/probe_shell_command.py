"""Rule: probes ask the application."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from gitops_lint.builtin.probes._probing import PROBES, probe
from gitops_lint.rule import Bad, Confidence, Container, Good, Occurrence, Rule, Severity

_SHELLS = frozenset({"sh", "bash", "ash", "dash"})


class ProbeShellCommand(Rule[Container]):
    """The probe runs a command that says nothing about the application's health.

    `true`, `echo` and `ls` succeed whatever happens; `ps` only says that a process exists, which Kubernetes knows.
    Ask the application itself, with `httpGet`, `grpc`, `tcpSocket`, or a client of its own such as `pg_isready`.

    The option `commands` holds the names that are no answer.  Commands that a shell runs count where they are alone
    or first in a script without operators.

    **When to allow it.**  The command is a program of that name which does ask the application.
    """

    summary = "probe runs a command that asks nothing"
    severity = Severity.WARNING
    confidence = Confidence.MEDIUM
    tags = frozenset({"availability", "probes"})
    aliases = ("kyverno:deny-commands-in-exec-probe",)

    class Options:
        """Options of the rule."""

        commands: tuple[str, ...] = ("true", ":", "echo", "sleep", "ls", "ps", "pidof", "whoami", "date", "jcmd")
        #: commands that do not ask the application

    def check(self, target: Container) -> Iterator[Occurrence]:
        """The command of every probe that runs one of the listed ones."""
        for name in PROBES if target.runs_on else ():
            node = probe(target, name)
            at = node.at("exec", "command") if node is not None else None
            command = _command(at.value) if at is not None else ""
            if at is not None and command in self.options.commands:
                word = name.removesuffix("Probe")
                yield self.finding(
                    at, f"{word} probe of {target.label} runs '{command}', which does not ask the application"
                )

    examples = (
        Bad("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1.4.2
                  livenessProbe:
                    exec:
                      command: [/bin/sh, -c, ls /tmp]
                      #^^^^^^ liveness probe of container 'app' runs 'ls', which does not ask the application
                  readinessProbe:
                    exec:
                      command: ["/bin/true"]
                      #^^^^^^ readiness probe of container 'app' runs 'true', which does not ask the application
            """),
        Good("""
            apiVersion: v1
            kind: Pod
            metadata: {name: db}
            spec:
              containers:
                - name: db
                  image: registry.example/db:1.4.2
                  livenessProbe: {exec: {command: [pg_isready]}}
                  readinessProbe: {exec: {command: [sh, -c, "ps aux | grep -q postgres && pg_isready"]}}
                  startupProbe: {exec: {command: [cat, /tmp/healthy]}}
            """),
    )


def _command(value: object) -> str:
    """The name of the one program that is run; empty where a script does more."""
    words: list[str] = value if isinstance(value, list) and all(isinstance(word, str) for word in value) else []
    if not words:
        return ""
    if basename(words[0]) in _SHELLS and len(words) == 3 and words[1].startswith("-") and words[1].endswith("c"):
        script = words[2].strip()
        if not script or any(sign in script for sign in "|&;\n`$("):
            return ""
        return basename(script.split()[0])
    return basename(words[0])
