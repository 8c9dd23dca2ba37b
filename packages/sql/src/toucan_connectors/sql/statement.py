"""From a query with templates to a statement with binds: no value ever becomes text.

    query --pieces--> the author's text, with a mark where a template printed
          --tokens of the dialect--> what each mark stands in
          --> the author's text, byte for byte, a bind in the place of each mark or of the literal around it

What stands where is read off sqlglot's tokens of the dialect. Should they differ from what the source reads,
a bind stands in the wrong place and the source refuses the statement: the value is still a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from toucan_connectors.core.errors import TemplateError, TemplateSyntaxError
from toucan_connectors.core.templating import Literal, Printed, pieces

if TYPE_CHECKING:
    from sqlglot import Token

    from toucan_connectors.sql.dialect import Dialect

__all__ = ["Identifier", "Statement", "bind"]

_JOINED: Final = "_$@#.\"'`"
"""What makes one word of its neighbours."""
_LISTS: Final = (list, tuple, set, frozenset)
_COMPARED: Final = (str, int, float, Decimal, date, time, timedelta, type(None))
"""Types whose equality is what it seems."""
_VOID: Final = "__VOID__"
"""The parameter value that means NULL."""


@dataclass(frozen=True)
class Statement:
    """A text in the driver's style, and its binds: by name, or in order where placeholders have no names.

    The text is to be run with the binds also where there are none: what the driver reads in it is doubled.
    """

    text: str
    binds: Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class Identifier:
    """A name that a template printed with `| identifier`: it becomes text, quoted by the dialect."""

    name: str


def bind(query: str, parameters: Mapping[str, Any], dialect: Dialect) -> Statement:
    """Return the statement of a query.

    - What a template prints is bound, in its own type. Equal expressions share a bind where the driver can.
    - After `IN`, in parentheses or quotes or without, a list becomes a bind an item, an empty one NULL, which
      matches nothing. Elsewhere it is one bind, where the dialect has arrays.
    - In a literal (`'{{ name }}'`, `'%{{ part }}%'`) the whole literal is bound; in a typed one
      (`DATE '{{ day }}'`) the bind is cast to the type.
    - `{{ name | identifier }}` is a quoted name. The value `"__VOID__"` is NULL.

    Raises TemplateError for a value where none can stand: in a name, a comment, or beside another word.
    """
    return _Binding(query, parameters, dialect).statement()


class _Binding:
    """The binding of one query."""

    def __init__(self, query: str, parameters: Mapping[str, Any], dialect: Dialect) -> None:
        self._dialect = dialect
        self._printed: list[Printed] = []
        self._binds: list[Printed] = []
        found = pieces(query, parameters, filters={"identifier": _identifier})
        names = [piece.value.name for piece in found if _is_name(piece)]
        self._mark = _unused_word(query, *names)
        self._marked = "".join(self._mark_values(found))
        self._tokens = _tokens(self._marked, dialect.grammar) if self._printed else ()

    def _mark_values(self, found: Sequence[Literal | Printed]) -> Iterator[str]:
        for piece in found:
            if isinstance(piece, Literal):
                yield piece.text
            elif _is_name(piece):
                yield self._dialect.identifier(piece.value.name)
            else:
                yield f"{self._mark}{len(self._printed)}{self._mark}"
                value = None if _is_void(piece.value) else piece.value
                self._printed.append(Printed(value, piece.expression))

    def statement(self) -> Statement:
        """Put binds in the place of the marks."""
        if self._printed:
            _refuse_bare_items(self._marked, self._mark, self._dialect.grammar)
        text: list[str] = []
        done = 0
        for position, token in enumerate(self._tokens):
            if self._mark not in self._marked[token.start : token.end + 1]:
                continue
            before = self._marked[done : token.start]
            self._refuse_marks(before)
            prefix, placeholder = self._placeholder(position, token)
            text += [self._dialect.literal_text(before[: len(before) - prefix]), placeholder]
            done = token.end + 1
        rest = self._marked[done:]
        self._refuse_marks(rest)
        text.append(self._dialect.literal_text(rest))
        return Statement("".join(text), self._named_binds())

    def _named_binds(self) -> Mapping[str, Any] | Sequence[Any]:
        values = [printed.value for printed in self._binds]
        if "{name}" in self._dialect.placeholder:
            return {f"p{number}": value for number, value in enumerate(values)}
        return values

    def _refuse_marks(self, text: str) -> None:
        if self._mark in text:
            raise _misplaced("in a comment, or where the dialect has no value")

    def _placeholder(self, position: int, token: Token) -> tuple[int, str]:
        """Return what stands for a token with a mark, and how many characters before it that replaces."""
        from sqlglot import TokenType

        if token.token_type in (TokenType.STRING, TokenType.NATIONAL_STRING):
            return self._in_literal(position, token)
        number = self._number_of(token)
        if number is None:
            raise _misplaced("in a name or beside another word")
        printed = self._printed[number]
        if isinstance(printed.value, _LISTS):
            return 0, self._list(position, printed)
        return 0, self._bind(printed)

    def _number_of(self, token: Token) -> int | None:
        """Return the number of the mark that is all of a token, with no word on either side."""
        text = self._marked[token.start : token.end + 1]
        around = (
            self._marked[max(0, token.start - 1) : token.start] + self._marked[token.end + 1 : token.end + 2]
        )
        parts = text.split(self._mark)
        alone = len(parts) == 3 and not parts[0] and not parts[2]
        return int(parts[1]) if alone and not any(c.isalnum() or c in _JOINED for c in around) else None

    def _in_literal(self, position: int, token: Token) -> tuple[int, str]:
        """Bind a whole literal, its fixed parts unescaped; cast it where a type stands before it."""
        parts = token.text.split(self._mark)
        if parts[0::2] == ["", ""] and isinstance(self._printed[int(parts[1])].value, _LISTS):
            return 0, self._list(position, self._printed[int(parts[1])], quoted=True)
        values = [self._printed[int(number)].value for number in parts[1::2]]
        if any(isinstance(value, (*_LISTS, Mapping)) for value in values):
            raise _misplaced("in quotes, and is a list")
        if parts[0::2] == ["", ""] and values == [None]:
            bound: str | None = None
        else:
            texts = ["" if value is None else str(value) for value in values]
            bound = "".join(part for pair in zip(parts[0::2], [*texts, ""], strict=True) for part in pair)
        placeholder = self._bind(Printed(bound, f"'{token.text}'"))
        before = self._tokens[position - 1] if position else None
        cast_to = self._dialect.typed.get(before.text.upper()) if before else None
        if before is None or cast_to is None:
            return 0, placeholder
        return token.start - before.start, f"CAST({placeholder} AS {cast_to})"

    def _list(self, position: int, printed: Printed, *, quoted: bool = False) -> str:
        opening = self._enclosing(position)
        directly = self._word(position - 1) == "IN"
        if directly or (opening is not None and self._word(opening - 1) == "IN"):
            items = [Printed(item, f"{printed.expression}[{i}]") for i, item in enumerate(printed.value)]
            joined = ", ".join(map(self._bind, items)) or "NULL"
            return f"({joined})" if directly else joined
        if quoted or not self._dialect.arrays:
            raise _misplaced("outside of IN (...), and is a list")
        return self._bind(Printed(list(printed.value), printed.expression))

    def _enclosing(self, position: int) -> int | None:
        """Return the position of the parenthesis around a token, if there is one."""
        depth = 0
        for index in range(position - 1, -1, -1):
            text = self._tokens[index].text
            if text == ")":
                depth += 1
            elif text == "(":
                if depth == 0:
                    return index
                depth -= 1
        return None

    def _word(self, position: int) -> str:
        return self._tokens[position].text.upper() if position >= 0 else ""

    def _bind(self, printed: Printed) -> str:
        """Return the placeholder of a value, the one it has already where the driver can share it."""
        number = len(self._binds)
        if self._dialect.shares_binds:
            number = next((n for n, bound in enumerate(self._binds) if _same(bound, printed)), number)
        if number == len(self._binds):
            self._binds.append(printed)
        return self._dialect.placeholder.format(name=f"p{number}", number=number + 1)


def _same(one: Printed, other: Printed) -> bool:
    """Whether equal expressions gave equal values: in a loop they may not."""
    if one.expression != other.expression:
        return False
    alike = type(one.value) is type(other.value) and isinstance(one.value, _COMPARED)
    return one.value is other.value or (alike and one.value == other.value)


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


def _unused_word(*texts: str) -> str:
    """Return a word that none of the texts has."""
    words = (f"zq{number}q" for number in count())
    return next(word for word in words if not any(word in text for text in texts))


@lru_cache(maxsize=512)
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


@lru_cache(maxsize=512)
def _refuse_bare_items(text: str, mark: str, grammar: str) -> None:
    """Refuse a value as a whole item of ORDER BY or GROUP BY, or as a table: it would order by nothing."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(text, dialect=grammar)
    except (SqlglotError, RecursionError):
        return  # whoever runs it says what is wrong with it
    items = [ordered.this for ordered in tree.find_all(exp.Ordered)]
    items += [item for group in tree.find_all(exp.Group) for item in group.expressions]
    bare = [item for item in items if isinstance(item, exp.Column) and mark in item.name]
    if bare or any(mark in table.name for table in tree.find_all(exp.Table)):
        raise _misplaced("as a whole item of ORDER BY or GROUP BY, or as a table")
