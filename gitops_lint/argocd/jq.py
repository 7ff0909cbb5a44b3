"""Whether Argo CD can compile an expression of ``jqPathExpressions``.  Nothing is evaluated.

Source: ``NewIgnoreNormalizer`` in ``util/argo/normalizers/diff_normalizer.go`` of Argo CD, which compiles ``del(…)``
around the expression; the grammar of ``github.com/itchyny/gojq`` (``parser.go.y``).  What gojq accepts is accepted
here; of what it refuses, the precedence of operators, the number of arguments and the scope of names are not
looked at.
"""

from __future__ import annotations

from gitops_lint.argocd.jqtokens import (
    BUILT_IN,
    FORMAT,
    INDEX,
    KEYWORDS,
    NUMBER,
    OPERATOR,
    VARIABLE,
    WORD,
    JqError,
    Tokens,
)

_CONSTANTS = frozenset({"null", "true", "false"})

_LONGEST, _DEEPEST = 10_000, 100


class _TooDeepError(Exception):
    """The expression is nested deeper than is worth following."""


def check_path_expression(expression: str) -> None:
    """Raises `JqError` where Argo CD refuses the expression; what is very long or deep is let pass."""
    if len(expression) > _LONGEST:
        return
    reader = _Reader(f"del({expression})")
    try:
        reader.whole()
    except _TooDeepError:
        return
    for name in sorted(reader.called - reader.defined - BUILT_IN):
        raise JqError(f"function not defined: {name}")
    for name in sorted(reader.used - reader.defined - {"$ENV", "$__loc__"}):
        raise JqError(f"variable not defined: {name}")


class _Reader(Tokens):
    """Walks through a text by gojq's grammar, and remembers which names it calls and which it defines."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self.called: set[str] = set()
        self.used: set[str] = set()
        self.defined: set[str] = set()

    def whole(self) -> None:
        """The text is ``del`` of one query; a second argument would make it another function."""
        self.need("del")
        self.need("(")
        self._query()
        if self.peek() == ";":
            raise JqError("function not defined: del/2")
        self.need(")")
        # An expression may close the parenthesis itself and go on behind it.
        while self._suffix():
            pass
        self._operands()
        self._pipes()
        if self.peek():
            raise self.unexpected()

    def _query(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeepError
        self._member()
        self._pipes()
        self._depth -= 1

    def _pipes(self) -> None:
        """Further queries behind ``|`` and ``,``."""
        while True:
            if self.peek() == "|" and not self.text.startswith("|=", self.at):
                self.at += 1
            elif not self.take(","):
                return
            self._member()

    def _member(self) -> None:
        while self.word() == "def":
            self._definition()
        if self.take_word("label"):
            self._variable(binds=True)
            self.need("|")
            self._member()
            return
        self._expression()
        if self.take_word("as"):
            self._patterns()
            self.need("|")
            self._member()

    def _definition(self) -> None:
        self.need("def")
        self._name()
        if self.take("("):
            self._parameter()
            while self.take(";"):
                self._parameter()
            self.need(")")
        self.need(":")
        self._query()
        self.need(";")

    def _name(self) -> None:
        name = self.match(WORD)
        if not name or name in KEYWORDS:
            raise self.unexpected()
        self.defined.add(name)

    def _parameter(self) -> None:
        if self.peek() == "$":
            self.defined.add(self._variable(binds=True)[1:])
        else:
            self._name()

    def _variable(self, *, binds: bool) -> str:
        name = self.match(VARIABLE)
        if not name:
            raise self.unexpected()
        (self.defined if binds else self.used).add(name)
        return name

    def _expression(self) -> None:
        self._term()
        self._operands()

    def _operands(self) -> None:
        while self.match(OPERATOR):
            self._term()

    def _patterns(self) -> None:
        self._pattern()
        while self.take("?//"):
            self._pattern()

    def _pattern(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeepError
        if self.take("["):
            self._pattern()
            while self.take(","):
                self._pattern()
            self.need("]")
        elif self.take("{"):
            self._object_pattern()
            while self.take(","):
                self._object_pattern()
            self.need("}")
        else:
            self._variable(binds=True)
        self._depth -= 1

    def _object_pattern(self) -> None:
        if self.peek() == "$":
            self._variable(binds=True)
            if not self.take(":"):
                return
        else:
            self._key()
            self.need(":")
        self._pattern()

    def _key(self) -> bool:
        """A key of an object or of a pattern; whether it may stand without a value."""
        if self.take("("):
            self._query()
            self.need(")")
            return False
        if self.peek() == '"':
            self._string()
        elif self.peek() == "$":
            self._variable(binds=False)
        elif not self.match(WORD):
            raise self.unexpected()
        return True

    def _term(self) -> None:
        while self.peek() in ("+", "-"):
            self.at += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeepError
        self._first()
        while self._suffix():
            pass
        self._depth -= 1

    def _first(self) -> None:
        opening = self.peek()
        word = self.word()
        if word:
            self._worded(word)
        elif opening in ("(", "[", "{"):
            self._enclosed()
        elif opening == "$":
            self._variable(binds=False)
        elif opening == '"':
            self._string()
        elif self.match(FORMAT):
            self._maybe_string()
        elif not self.take("..") and not self.match(INDEX) and not self.match(NUMBER):
            self.need(".")
            self._maybe_string()

    def _enclosed(self) -> None:
        if self.take("{"):
            self._object()
        elif self.take("("):
            self._query()
            self.need(")")
        else:
            self.need("[")
            if not self.take("]"):
                self._query()
                self.need("]")

    def _maybe_string(self) -> None:
        if self.peek() == '"':
            self._string()

    def _worded(self, word: str) -> None:
        self.match(WORD)
        if word in _CONSTANTS:
            return
        if word == "if":
            self._condition()
        elif word == "try":
            self._expression()
            if self.take_word("catch"):
                self._expression()
        elif word in ("reduce", "foreach"):
            self._loop()
        elif word == "break":
            self._variable(binds=False)
        elif word in KEYWORDS:
            self.at -= len(word)
            raise self.unexpected()
        else:
            self.called.add(word)
            if self.take("("):
                self._arguments()

    def _condition(self) -> None:
        self._query()
        self.need("then")
        self._query()
        while self.take_word("elif"):
            self._query()
            self.need("then")
            self._query()
        if self.take_word("else"):
            self._query()
        self.need("end")

    def _loop(self) -> None:
        self._expression()
        self.need("as")
        self._patterns()
        self.need("(")
        self._arguments()

    def _arguments(self) -> None:
        self._query()
        while self.take(";"):
            self._query()
        self.need(")")

    def _object(self) -> None:
        while not self.take("}"):
            if not self._key() or self.peek() == ":":
                self.need(":")
                self._expression()
                while self.peek() == "|":
                    self.at += 1
                    self._expression()
            if not self.take(","):
                self.need("}")
                return

    def _suffix(self) -> bool:
        """An index, a slice, a ``?`` behind a term, if there is one."""
        if self.match(INDEX) or self.take("?"):
            return True
        start = self.at
        if self.take(".") and self.peek() == '"':
            self._string()
            return True
        if self.take("["):
            self._bracket()
            return True
        self.at = start
        return False

    def _bracket(self) -> None:
        if self.take("]"):
            return
        if self.take(":"):
            self._query()
        else:
            self._query()
            if self.take(":") and self.peek() != "]":
                self._query()
        self.need("]")

    def _string(self) -> None:
        self.need('"')
        while True:
            self.skip_text()
            if self.text.startswith("\\(", self.at):
                self.at += 2
                self._query()
                self.need(")")
            elif self.text.startswith('"', self.at):
                self.at += 1
                return
            elif self.at >= len(self.text):
                raise JqError("unterminated string literal")
            else:
                raise JqError(f'invalid escape sequence "{self.text[self.at : self.at + 2]}" in string literal')
