"""Build the tree of a template from its tokens (``text/template/parse/parse.go``)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from gitops_lint.argocd.applicationset.gotemplate.errors import TemplateError, UnsupportedTemplateError
from gitops_lint.argocd.applicationset.gotemplate.lexer import Token, pieces
from gitops_lint.argocd.applicationset.gotemplate.nodes import (
    Action,
    Body,
    Branch,
    Call,
    Command,
    Constant,
    Dot,
    Fields,
    Function,
    Leave,
    Nil,
    Node,
    Operand,
    Pipeline,
    Template,
    Text,
    Variable,
)
from gitops_lint.patterns import regex

_DEEPEST = 60


def parse(source: str, is_function: Callable[[str], bool]) -> Template:
    """Parse a template; raises `TemplateError`."""
    return _Parser(pieces(source), is_function).template()


class _Parser:
    def __init__(self, items: list[str | list[Token]], is_function: Callable[[str], bool]) -> None:
        self.items = items
        self.at = 0
        self.is_function = is_function
        self.defined: dict[str, Body] = {}
        self.variables = ["$"]
        self.loops = 0
        self.depth = 0

    def template(self) -> Template:
        body, closing = self._body()
        if closing is not None:
            raise TemplateError(f"unexpected {{{{{closing[0].text}}}}}")
        return Template(body, self.defined)

    def _body(self) -> tuple[Body, list[Token] | None]:
        """Nodes up to the ``else`` or ``end`` that closes them, or up to the end of the text."""
        nodes: list[Node] = []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnsupportedTemplateError("template is nested too deeply")
        while self.at < len(self.items):
            item = self.items[self.at]
            self.at += 1
            if isinstance(item, str):
                nodes.append(Text(item))
                continue
            if not item:
                raise TemplateError("missing value for command")
            if item[0].kind == "word" and item[0].text in ("else", "end"):
                self.depth -= 1
                return tuple(nodes), item
            nodes.extend(self._action(item))
        self.depth -= 1
        return tuple(nodes), None

    def _action(self, tokens: list[Token]) -> list[Node]:
        keyword = tokens[0].text if tokens[0].kind == "word" else ""
        if keyword in ("if", "with", "range"):
            return [self._branch(keyword, tokens[1:])]
        if keyword == "define":
            self._define(tokens)
            return []
        if keyword in ("template", "block"):
            return [self._call(keyword, tokens)]
        if keyword in ("break", "continue"):
            if not self.loops or len(tokens) > 1:
                raise TemplateError(f"{{{{{keyword}}}}} outside {{{{range}}}}")
            return [Leave(keyword)]
        return [Action(_Words(tokens, self).pipeline("command"))]

    def _branch(self, keyword: str, tokens: list[Token]) -> Branch:
        known = len(self.variables)
        pipeline = _Words(tokens, self).pipeline(keyword)
        self.loops += keyword == "range"
        body, closing = self._body()
        self.loops -= keyword == "range"
        otherwise: Body = ()
        if closing is None:
            raise TemplateError("unexpected EOF")
        if closing[0].text == "else":
            otherwise = self._otherwise(keyword, closing[1:])
        elif len(closing) > 1:
            raise TemplateError("unexpected token in end")
        del self.variables[known:]
        return Branch(keyword, pipeline, body, otherwise)

    def _otherwise(self, keyword: str, tokens: list[Token]) -> Body:
        if tokens:
            if keyword == "range" or tokens[0].text != keyword:
                raise TemplateError(f"unexpected <{tokens[0].text}> in else")
            return (self._branch(keyword, tokens[1:]),)
        body, closing = self._body()
        if closing is None or closing[0].text != "end":
            raise TemplateError("expected end; found {{else}}" if closing else "unexpected EOF")
        return body

    def _define(self, tokens: list[Token]) -> None:
        name = _string(tokens[1]) if len(tokens) == 2 else None
        if name is None:
            raise TemplateError("unexpected token in define clause")
        self.defined[name] = self._own_scope()

    def _call(self, keyword: str, tokens: list[Token]) -> Call:
        name = _string(tokens[1]) if len(tokens) > 1 else None
        if name is None:
            raise TemplateError(f"unexpected token in {keyword} clause")
        pipeline = _Words(tokens[2:], self).pipeline(keyword) if tokens[2:] or keyword == "block" else None
        if keyword == "block":
            self.defined.setdefault(name, self._own_scope())
        return Call(name, pipeline)

    def _own_scope(self) -> Body:
        outer, self.variables, loops, self.loops = self.variables, ["$"], self.loops, 0
        body, closing = self._body()
        self.variables, self.loops = outer, loops
        if closing is None or closing[0].text != "end":
            raise TemplateError("unexpected EOF")
        return body


class _Words:
    """The tokens of one action."""

    def __init__(self, tokens: list[Token], parser: _Parser) -> None:
        self.tokens = tokens
        self.at = 0
        self.parser = parser
        self.depth = 0

    def pipeline(self, context: str, closing: bool = False) -> Pipeline:
        variables, assigns = self._declaration(context) if not closing else ((), False)
        commands: list[Command] = []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnsupportedTemplateError("template is nested too deeply")
        while True:
            commands.append(self._command(context))
            token = self._next()
            if token is None:
                if closing:
                    raise TemplateError("unclosed left paren")
                break
            if token.text == ")" and closing:
                break
            if token.text != "|":
                raise TemplateError(f"unexpected {token.text!r} in {context}")
        self.depth -= 1
        self._check(commands)
        self.parser.variables.extend(variables if not assigns else ())
        return Pipeline(tuple(commands), variables, assigns)

    def _check(self, commands: list[Command]) -> None:
        for command in commands[1:]:
            first = command.words[0]
            if isinstance(first, (Constant, Dot, Nil)):
                raise TemplateError("non executable command in pipeline")

    def _declaration(self, context: str) -> tuple[tuple[str, ...], bool]:
        marks = [token.text for token in self.tokens[:4]]
        if self.tokens and self.tokens[0].kind == "variable" and len(marks) > 1:
            names: tuple[str, ...] = ()
            if marks[1] in (":=", "="):
                names, self.at = (marks[0],), 2
            elif context == "range" and len(marks) > 3 and marks[1] == "," and marks[3] in (":=", "="):
                names, self.at = (marks[0], marks[2]), 4
            if names:
                assigns = marks[self.at - 1] == "="
                if assigns and any(name not in self.parser.variables for name in names):
                    raise TemplateError(f"undefined variable {names[0]!r}")
                return names, assigns
        return (), False

    def _next(self) -> Token | None:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else None

    def _command(self, context: str) -> Command:
        words: list[Operand] = []
        while self.at < len(self.tokens) and self.tokens[self.at].text not in ("|", ")"):
            token = self.tokens[self.at]
            if words and not token.spaced and token.text != "(":
                raise TemplateError(f"unexpected {token.text!r} in operand")
            self.at += 1
            words.append(self._operand(token))
        if not words:
            raise TemplateError(f"missing value for {context}")
        return Command(tuple(words))

    def _operand(self, token: Token) -> Operand:
        names: list[str] = []
        term: Operand
        if token.kind == "field":
            term = Dot()
            names.append(token.text[1:])
        else:
            term = self._term(token)
        while self.at < len(self.tokens) and self.tokens[self.at].kind == "field" and not self.tokens[self.at].spaced:
            if isinstance(term, (Constant, Nil)) or (isinstance(term, Dot) and not names):
                raise TemplateError(f"unexpected . after term {token.text!r}")
            names.append(self.tokens[self.at].text[1:])
            self.at += 1
        return Fields(term, tuple(names)) if names else term

    def _term(self, token: Token) -> Operand:
        match token.kind:
            case "dot":
                return Dot()
            case "variable":
                if token.text not in self.parser.variables:
                    raise TemplateError(f"undefined variable {token.text!r}")
                return Variable(token.text)
            case "number" | "char":
                return Constant(_number(token.text))
            case "string" | "raw":
                return Constant(_string(token))
            case "word":
                return self._word(token.text)
        if token.text == "(":
            return self.pipeline("parenthesized pipeline", closing=True)
        raise TemplateError(f"unexpected {token.text!r} in operand")

    def _word(self, text: str) -> Operand:
        if text in ("true", "false"):
            return Constant(text == "true")
        if text == "nil":
            return Nil()
        if text in ("if", "range", "with", "else", "end", "define", "block", "template"):
            raise TemplateError(f"unexpected <{text}> in command")
        if not self.parser.is_function(text):
            raise TemplateError(f'function "{text}" not defined')
        return Function(text)


_GO_ESCAPE = regex(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[abfnrtv\\\"'])")


def _string(token: Token) -> str | None:
    if token.kind == "raw":
        return token.text[1:-1].replace("\r", "")
    if token.kind != "string":
        return None
    return _unquote(token.text[1:-1])


def _unquote(text: str) -> str:
    if "\\" not in text:
        return text
    if "\\" in _GO_ESCAPE.sub("", text) or "\\'" in text.replace("\\\\", ""):
        raise TemplateError("invalid syntax")
    return _GO_ESCAPE.sub(_unescape, text)


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    simple = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
    if code[0] in "xuU":
        value = int(code[1:], 16)
        if code[0] == "x" and value > 0x7F:
            raise UnsupportedTemplateError("a string holds a byte that is no character")
        return chr(value)
    return chr(int(code, 8)) if code[0].isdigit() else simple.get(code, code)


def _number(text: str) -> int | float:
    if text.startswith("'"):
        inner = _GO_ESCAPE.sub(_unescape, text[1:-1])
        if len(inner) != 1:
            raise TemplateError(f"malformed character constant: {text}")
        return ord(inner)
    body = text.lstrip("+-").lower()
    try:
        if body.startswith("0") and body.isdigit() and len(body) > 1:
            value: int | float = int(body, 8)
        elif body.startswith(("0x", "0b", "0o")) or body.replace("_", "").isdigit():
            value = int(body, 0)
        else:
            value = float(json.loads(body + "0" if body.endswith(".") else ("0" + body if body[0] == "." else body)))
    except ValueError:
        raise TemplateError(f"illegal number syntax: {text!r}") from None
    return -value if text.startswith("-") else value
