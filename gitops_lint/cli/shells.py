"""Completion scripts for bash, zsh and fish, as text from what our commands take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gitops_lint.values import dataclass

NAME = "gitops-lint"


@dataclass(frozen=True, slots=True)
class Value:
    """What an option or argument takes."""

    kind: str  #: ``words``, ``rules``, ``files``, ``folders`` or ``anything``
    words: tuple[str, ...] = ()
    several: bool = False  #: separated by commas


@dataclass(frozen=True, slots=True)
class Option:
    """One option; without a value it is a switch."""

    names: tuple[str, ...]
    help: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``argument`` is what stands without an option."""

    name: str
    help: str
    options: tuple[Option, ...]
    argument: Value | None


Commands = Sequence[Command]
Script = Callable[[Commands, Sequence[str]], str]


_BASH = """\
# Completes gitops-lint in bash; save it in a folder of bash-completion, or source it.
_gitops_lint_rules='{rules}'

# Candidates among the words $1 for the current word; with $2 only what follows its last comma is completed.
_gitops_lint_words() {{
    local before=''
    if [[ $1 == *= ]]; then compopt -o nospace 2>/dev/null; fi
    if [[ -n ${{2-}} && $current == *,* ]]; then before="${{current%,*}},"; fi
    COMPREPLY=($(compgen -P "$before" -W "$1" -- "${{current#"$before"}}"))
}}

_gitops_lint_files() {{
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY=($(compgen "$1" -- "$current"))
}}

_gitops_lint() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=check
    COMPREPLY=()
    # '--option=value' comes in three words, for '=' separates words in bash.
    if [[ $current == = ]]; then
        current=''
    elif [[ $previous == = && $COMP_CWORD -ge 2 ]]; then
        previous=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    if [[ $COMP_CWORD -gt 1 && ' {commands} ' == *" ${{COMP_WORDS[1]}} "* ]]; then command=${{COMP_WORDS[1]}}; fi
    case "$command $previous" in
{values}
    esac
    if [[ $current == -* ]]; then
        case $command in
{options}
        esac
        return
    fi
    case $command in
{arguments}
    esac
    if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY+=($(compgen -W '{commands}' -- "$current")); fi
}}

complete -F _gitops_lint gitops-lint
"""


def bash(commands: Commands, rules: Sequence[str]) -> str:
    """The script for bash 4.4 and newer."""
    return _BASH.format(
        rules=" ".join(rules),
        commands=" ".join(command.name for command in commands),
        values="\n".join(
            f"        {'|'.join(patterns)}) {_bash_value(value)}; return ;;"
            for value, patterns in _by_value(commands).items()
        ),
        options="\n".join(
            f"            {command.name}) _gitops_lint_words '{' '.join(_names(command))}' ;;" for command in commands
        ),
        arguments="\n".join(
            f"        {command.name}) {_bash_value(command.argument)} ;;" for command in commands if command.argument
        ),
    )


def _by_value(commands: Commands) -> Mapping[Value, list[str]]:
    """The patterns of 'command option' that are followed by each kind of value."""
    found: dict[Value, list[str]] = {}
    for command in commands:
        for option in command.options:
            if option.value is not None:
                found.setdefault(option.value, []).extend(f"'{command.name} {name}'" for name in option.names)
    return found


def _bash_value(value: Value) -> str:
    if value.kind in ("words", "rules"):
        words = '"$_gitops_lint_rules"' if value.kind == "rules" else f"'{' '.join(value.words)}'"
        return f"_gitops_lint_words {words}{' several' if value.several else ''}"
    return {"files": "_gitops_lint_files -f", "folders": "_gitops_lint_files -d"}.get(value.kind, ":")


def _names(command: Command) -> Iterator[str]:
    return (name for option in command.options for name in option.names)


_ZSH = """\
#compdef gitops-lint
# Completes gitops-lint in zsh; put it into a folder of $fpath as _gitops-lint.
_gitops_lint_rule() {{
    local -a rules=({rules})
    compadd "$@" -a rules
}}

# Several, separated by commas: only what follows the last one is completed.
_gitops_lint_rules() {{
    compset -P '*,'
    _gitops_lint_rule "$@"
}}

_gitops_lint_commands() {{
    local -a commands=(
{commands}
    )
    _describe command commands
}}

_gitops_lint_first() {{
    _alternative 'commands:command:_gitops_lint_commands' 'files:path:_files'
}}

_gitops-lint() {{
    local command=check
    if (( CURRENT > 2 )) && [[ ' {names} ' == *" $words[2] "* ]]; then
        command=$words[2]
        shift words
        (( CURRENT-- ))
    elif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
        _gitops_lint_first
        return
    fi
    case $command in
{cases}
    esac
}}

if [[ $funcstack[1] == _gitops-lint ]]; then _gitops-lint "$@"; else compdef _gitops-lint gitops-lint; fi
"""


def zsh(commands: Commands, rules: Sequence[str]) -> str:
    """The script for zsh 5."""
    return _ZSH.format(
        rules=" ".join(rules),
        names=" ".join(command.name for command in commands),
        commands="\n".join(f"        {_quoted(f'{item.name}:{_plain(item.help)}')}" for item in commands),
        cases="\n".join(f"        {command.name})\n{_zsh_command(command)} ;;" for command in commands),
    )


def _zsh_command(command: Command) -> str:
    specs = [_zsh_option(option, name) for option in command.options for name in option.names]
    if command.argument is not None:
        specs.append(_quoted(f"*:argument:{_zsh_value(command.argument)}"))
    return "            _arguments -s \\\n" + " \\\n".join(f"                {spec}" for spec in specs)


def _zsh_option(option: Option, name: str) -> str:
    text = f"*{name}" + ("=" if option.value is not None and name.startswith("--") else "")
    text += f"[{_plain(option.help)}]"
    if option.value is not None:
        text += f":value:{_zsh_value(option.value)}"
    return _quoted(text)


def _zsh_value(value: Value) -> str:
    if value.kind == "words":
        return f"({' '.join(value.words)})"
    if value.kind == "rules":
        return "_gitops_lint_rules" if value.several else "_gitops_lint_rule"
    return {"files": "_files", "folders": "_files -/"}.get(value.kind, "")


def _plain(text: str) -> str:
    """A help text without the characters that ``_arguments`` reads as syntax."""
    return text.replace("[", "(").replace("]", ")").replace(":", " -").replace("\\", "/")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


_FISH = """\
# Completes gitops-lint in fish; save it as ~/.config/fish/completions/gitops-lint.fish
function __gitops_lint_command
    set -l words (commandline -opc)
    if test (count $words) -gt 1; and contains -- $words[2] {names}
        echo $words[2]
    else
        echo check
    end
end

function __gitops_lint_is
    test (__gitops_lint_command) = $argv[1]
end

function __gitops_lint_is_first
    test (count (commandline -opc)) -eq 1
end

function __gitops_lint_rules
    printf '%s\\n' {rules}
end

complete -c gitops-lint -f
{lines}
"""


def fish(commands: Commands, rules: Sequence[str]) -> str:
    """The script for fish 3."""
    return _FISH.format(
        rules=" ".join(rules),
        names=" ".join(command.name for command in commands),
        lines="\n".join(line for command in commands for line in _fish_lines(command)),
    )


def _fish_lines(command: Command) -> Iterator[str]:
    yield f"complete -c {NAME} -n __gitops_lint_is_first -a {command.name} -d {_fish_quoted(command.help)}"
    here = f"complete -c {NAME} -n '__gitops_lint_is {command.name}'"
    for option in command.options:
        names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
        yield f"{here} {names} -d {_fish_quoted(option.help)}{_fish_value(option.value, required=True)}"
    if command.argument is not None:
        yield here + _fish_value(command.argument, required=False)


def _fish_value(value: Value | None, *, required: bool) -> str:
    if value is None:
        return ""
    takes = " -r" if required else ""
    if value.kind == "words":
        return f"{takes} -f -a {_fish_quoted(' '.join(value.words))}"
    if value.kind == "rules":
        words = "(__fish_complete_list , __gitops_lint_rules)" if value.several else "(__gitops_lint_rules)"
        return f"{takes} -f -a '{words}'"
    files = {"files": " -F", "folders": " -f -a '(__fish_complete_directories)'"}
    return takes + files.get(value.kind, " -f")


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SHELLS: Mapping[str, Script] = {"bash": bash, "zsh": zsh, "fish": fish}
"""What writes the script for each shell."""
