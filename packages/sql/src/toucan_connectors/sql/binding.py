"""From a query with templates to a draft with binds: no value ever becomes text.

    query --pieces--> the author's text, with a mark where a template printed
          --tokens of the dialect--> what each mark stands in
          --> the author's text, byte for byte, a bind in the place of each mark or of the literal around it

What stands where is read off sqlglot's tokens of the dialect. Should they differ from what the source reads,
a bind stands in the wrong place and the source refuses the statement: the value is still a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from toucan_connectors.core.errors import TemplateError, TemplateSyntaxError
from toucan_connectors.core.templating import Literal, Printed, pieces
from toucan_connectors.sql.statement import Draft, Marks, Statement, unused_word
from toucan_connectors.sql.syntax import read

if TYPE_CHECKING:
    from sqlglot import Token

    from toucan_connectors.sql.dialects import Dialect

__all__ = ["Identifier", "bind", "draft_of"]

_JOINED: Final = "_$@#.\"'`"
"""What makes one word of its neighbours."""
_LISTS: Final = (list, tuple, set, frozenset)
_COMPARED: Final = (str, int, float, Decimal, date, time, timedelta, type(None))
"""Types whose equality is what it seems."""
_UNITS: Final = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"})
_NUMBER_STYLE: Final = re.compile(r"%\(([^()]+)\)[df](?!\w)")
"""The older `%(name)d` and `%(name)f`: a value is bound in its own type, whatever the letter."""
_VOID: Final = "__VOID__"
"""The parameter value that means NULL."""


@dataclass(frozen=True)
class Identifier:
    """A name that a template printed with `| identifier`: it becomes text, quoted by the dialect."""

    name: str


def bind(query: str, parameters: Mapping[str, Any], dialect: Dialect) -> Statement:
    """Return the statement of a query, as it is to be run: see `draft_of`."""
    return draft_of(query, parameters, dialect).statement(dialect)


def draft_of(query: str, parameters: Mapping[str, Any], dialect: Dialect) -> Draft:
    """Return the draft of a query.

    - What a template prints is bound, in its own type. Equal expressions share a bind where the driver can.
    - After `IN`, in parentheses or quotes or without, a list becomes a bind an item, an empty one NULL, which
      matches nothing. Elsewhere it is one bind, where the dialect has arrays.
    - In a literal (`'{{ name }}'`, `'%{{ part }}%'`) the whole literal is bound; in a typed one
      (`DATE '{{ day }}'`) the bind is cast to the type.
    - `{{ name | identifier }}` is a quoted name. The value `"__VOID__"` is NULL.
    - A parameter that the author names in the source's own words (BigQuery's `@name`) is bound as well.

    Raises TemplateError for a value where none can stand: in a name, a comment, or beside another word.
    """
    return _Binding(query, parameters, dialect).draft()


class _Binding:
    """The binding of one query."""

    def __init__(self, query: str, parameters: Mapping[str, Any], dialect: Dialect) -> None:
        self._dialect = dialect
        self._parameters = parameters
        self._printed: list[Printed] = []
        self._bound: dict[str, list[int]] = {}
        query = _NUMBER_STYLE.sub(r"%(\1)s", query)
        found = pieces(query, parameters, filters={"identifier": _identifier})
        names = [piece.value.name for piece in found if _is_name(piece)]
        self._mark = unused_word("zq", query, *names)
        self._marks = Marks(self._mark)
        self._marked = "".join(self._mark_values(found))
        own = bool(dialect.parameter) and dialect.parameter in query
        self._tokens = _tokens(self._marked, dialect.grammar) if self._printed or own else ()

    def _mark_values(self, found: Sequence[Literal | Printed]) -> Iterator[str]:
        for piece in found:
            if isinstance(piece, Literal):
                yield piece.text
            elif _is_name(piece):
                yield self._dialect.identifier(piece.value.name)
            else:
                yield self._marks.again(len(self._printed))
                value = None if _is_void(piece.value) else piece.value
                self._printed.append(Printed(value, piece.expression))

    def draft(self) -> Draft:
        """Put the marks of binds in the place of those of what was printed."""
        text: list[str] = []
        done = 0
        for position, token in enumerate(self._tokens):
            if self._is_parameter(position):
                start, end, written = self._parameter(position)
            elif self._mark in self._marked[token.start : token.end + 1]:
                start, end, written = self._placed(position, token)
            else:
                continue
            text += [self._without_marks(done, start), written]
            done = end
        text.append(self._without_marks(done, len(self._marked)))
        draft = Draft("".join(text), tuple(self._marks.values), self._mark)
        if self._printed and read(draft.text, self._dialect, self._mark).bare_bind:
            raise _misplaced("as a whole item of ORDER BY or GROUP BY, or as a table")
        return draft

    def _without_marks(self, start: int, end: int) -> str:
        text = self._marked[start:end]
        if self._mark in text:
            raise _misplaced("in a comment, or where the dialect has no value")
        return text

    def _is_parameter(self, position: int) -> bool:
        """Whether a parameter of ours is meant in the source's own words: BigQuery's `@name`."""
        if not self._dialect.parameter or self._word(position) != self._dialect.parameter:
            return False
        following = self._tokens[position + 1 : position + 2]
        beside = bool(following) and following[0].start == self._tokens[position].end + 1
        return beside and following[0].text in self._parameters

    def _parameter(self, position: int) -> tuple[int, int, str]:
        name = self._tokens[position + 1].text
        value = self._parameters[name]
        bound = self._bind(Printed(None if _is_void(value) else value, name))
        return self._tokens[position].start, self._tokens[position + 1].end + 1, bound

    def _placed(self, position: int, token: Token) -> tuple[int, int, str]:
        """Return from where to where something else is written for a token with a mark, and what."""
        from sqlglot import TokenType

        if token.token_type in (TokenType.STRING, TokenType.NATIONAL_STRING):
            return self._in_literal(position, token)
        number = self._number_of(token)
        if number is None:
            raise _misplaced("in a name or beside another word")
        printed = self._printed[number]
        several = isinstance(printed.value, _LISTS)
        return token.start, token.end + 1, self._list(position, printed) if several else self._bind(printed)

    def _number_of(self, token: Token) -> int | None:
        """Return the number of the mark that is all of a token, with no word on either side."""
        text = self._marked[token.start : token.end + 1]
        around = (
            self._marked[max(0, token.start - 1) : token.start] + self._marked[token.end + 1 : token.end + 2]
        )
        parts = text.split(self._mark)
        alone = len(parts) == 3 and not parts[0] and not parts[2]
        return int(parts[1]) if alone and not any(c.isalnum() or c in _JOINED for c in around) else None

    def _in_literal(self, position: int, token: Token) -> tuple[int, int, str]:
        """Bind a whole literal, its fixed parts unescaped; cast it where a type stands before it."""
        start, end = token.start, token.end + 1
        parts = token.text.split(self._mark)
        alone = parts[0::2] == ["", ""]
        values = [self._printed[int(number)].value for number in parts[1::2]]
        if alone and isinstance(values[0], _LISTS):
            return start, end, self._list(position, self._printed[int(parts[1])], quoted=True)
        if any(isinstance(value, (*_LISTS, Mapping)) for value in values):
            raise _misplaced("in quotes, and is a list")
        bound: str | None = None  # as for SQL itself: text beside NULL is NULL
        if not any(value is None for value in values):
            texts = [*map(str, values), ""]
            bound = "".join(part for pair in zip(parts[0::2], texts, strict=True) for part in pair)
        printed = [self._printed[int(number)].expression for number in parts[1::2]]
        return self._cast(position, start, end, Printed(bound, repr((parts[0::2], printed))))

    def _cast(self, position: int, start: int, end: int, literal: Printed) -> tuple[int, int, str]:
        """Bind a literal, cast to the type that stood before it: `DATE '...'`, `INTERVAL '...' DAY`."""

        def bound(type_: str) -> str:
            return self._bind(Printed(literal.value, f"{type_} {literal.expression}"))  # one type, one bind

        unit = self._word(position + 1) if self._word(position + 2) != "TO" else ""
        if self._word(position - 1) == "INTERVAL" and unit in _UNITS and self._dialect.interval:
            written = self._dialect.interval.format(bind=bound(unit), unit=unit)
            return self._tokens[position - 1].start, self._tokens[position + 1].end + 1, written
        for length in (4, 2, 1):  # TIMESTAMP WITH TIME ZONE, DOUBLE PRECISION, DATE
            first = position - length
            words = " ".join(self._word(index) for index in range(first, position))
            if first >= 0 and words in self._dialect.typed:
                written = f"CAST({bound(words)} AS {self._dialect.typed[words]})"
                return self._tokens[first].start, end, written
        return start, end, bound("")

    def _list(self, position: int, printed: Printed, *, quoted: bool = False) -> str:
        opening = self._enclosing(position)
        directly = self._word(position - 1) == "IN"
        if directly or (opening is not None and self._word(opening - 1) == "IN"):
            items = [
                Printed(None if _is_void(item) else item, f"{printed.expression}[{number}]")
                for number, item in enumerate(printed.value)
            ]
            joined = ", ".join(map(self._bind, items)) or "NULL"
            return f"({joined})" if directly else joined
        if quoted or not self._dialect.arrays:
            raise _misplaced("outside of IN (...), and is a list")
        return self._bind(Printed(list(printed.value), printed.expression))

    def _enclosing(self, position: int) -> int | None:
        """Return the position of the parenthesis around a token, if there is one."""
        depth = 0
        for index in range(position - 1, -1, -1):
            word = self._word(index)
            if word == ")":
                depth += 1
            elif word == "(":
                if depth == 0:
                    return index
                depth -= 1
        return None

    def _word(self, position: int) -> str:
        """Return a token as it is written, in upper case: a literal keeps its quotes."""
        if not 0 <= position < len(self._tokens):
            return ""
        token = self._tokens[position]
        return self._marked[token.start : token.end + 1].upper()

    def _bind(self, printed: Printed) -> str:
        """Return the mark of a bind, the one it has already where equal expressions gave equal values."""
        alike = self._bound.setdefault(printed.expression, [])
        for number in alike:
            if _same(self._marks.values[number], printed.value):
                return self._marks.again(number)
        alike.append(len(self._marks.values))
        return self._marks.new(printed.value)


def _same(one: object, other: object) -> bool:
    """Whether equal expressions gave equal values: in a loop they may not."""
    return one is other or (type(one) is type(other) and isinstance(one, _COMPARED) and one == other)


def _is_name(piece: Literal | Printed) -> TypeGuard[Printed]:
    return isinstance(piece, Printed) and isinstance(piece.value, Identifier)


def _is_void(value: object) -> bool:
    return isinstance(value, str) and value == _VOID


def _identifier(_: object, value: object) -> Identifier:
    """Return what the filter `identifier` prints."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise TemplateError("identifier takes a name: a text that is not empty.")
    return Identifier(value)


def _misplaced(where: str) -> TemplateError:
    return TemplateError(
        f"A template prints a value {where}, where it cannot be bound.",
        field="query",
        hint="Print values where SQL takes a value; for the name of a column or table: {{ x | identifier }}.",
    )


def _tokens(text: str, grammar: str) -> tuple[Token, ...]:
    from sqlglot import Dialect as Grammar
    from sqlglot.errors import TokenError

    try:
        return tuple(Grammar.get_or_raise(grammar).tokenize(text))
    except TokenError as error:
        raise TemplateSyntaxError(
            "The query cannot be read as far as its templates go.",
            field="query",
            hint="Close its quotes and comments.",
        ) from error
