"""What parsing a statement tells: the tree decides, but the text that is sent is the author's own.

`read` is the one place that parses. It is bounded (size, depth) before it starts, and cached by text and
dialect; what is kept is the little that was learned, not the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from sqlglot import Dialect as Grammar
    from sqlglot import Token, exp

    from toucan_connectors.sql.dialects import Dialect

__all__ = ["MAX_BYTES", "Order", "OrderItem", "Syntax", "read"]

MAX_BYTES: Final = 2**18
MAX_DEPTH: Final = 200
"""Parentheses in parentheses: sqlglot, and many a source, descends by recursion."""
_CACHED_CHARACTERS: Final = 2**14
"""Longer texts are parsed each time: 512 of them would fill the memory."""

_PLAIN_SELECT: Final = frozenset(
    """
    kind expressions hint distinct exclude from_ laterals joins connect prewhere where group having qualify
    windows order with_
    """.split()  # noqa: SIM905 - reads as one
)
"""What a query may have so that a limit can stand right behind it."""
_OUTERMOST: Final = ("options", "for_", "operation_modifiers")
"""Parts that only an outermost statement has: T-SQL's OPTION and FOR JSON, MySQL's SQL_NO_CACHE."""
_PLAIN_SET: Final = frozenset(
    "this expression distinct by_name side kind on order with_".split()  # noqa: SIM905 - reads as one
)


@dataclass(frozen=True, slots=True)
class OrderItem:
    """An item of ORDER BY that is a column alone: its position from 1 or its name, and how it sorts."""

    column: int | str
    direction: str


@dataclass(frozen=True, slots=True)
class Order:
    """The statement's own ORDER BY: where it begins, and its items, None where one is not a column alone."""

    start: int
    items: tuple[OrderItem, ...] | None


@dataclass(frozen=True, slots=True)
class Syntax:
    """What was learned of one statement; positions are those of its text.

    `start` and `end` are around its first and last token, a `;` at the end left out. `refusal` says why the
    guard does not let it through, None where it only reads; `too_large` that it is not safe to parse at all.

    - `nests`: it is a query that can stand inside another; what cannot runs as it is
    - `plain`: it takes a limit right behind it
    - `compound`: it is a set operation; `distinct`: it is a SELECT DISTINCT
    - `limited`: it has a limit of its own; `offset`: it has an offset
    - `query`: where the query begins behind its WITH
    - `bare_bind`: a bind is a whole item of ORDER BY or GROUP BY, or a table
    """

    start: int
    end: int
    refusal: str | None = None
    too_large: bool = False
    nests: bool = False
    plain: bool = False
    compound: bool = False
    distinct: bool = False
    limited: bool = False
    offset: bool = False
    order: Order | None = None
    query: int | None = None
    bare_bind: bool = False


def read(text: str, dialect: Dialect, mark: str) -> Syntax:
    """Return what a statement is; it never raises. `mark` is what its binds are written with."""
    return (_read if len(text) > _CACHED_CHARACTERS else _read_cached)(text, dialect, mark)


def _read(text: str, dialect: Dialect, mark: str) -> Syntax:
    from sqlglot.dialects.dialect import Dialect as Grammars

    whole = Syntax(0, len(text))
    if len(text.encode(errors="replace")) > MAX_BYTES:
        return replace(whole, refusal=f"it has more than {MAX_BYTES:,} bytes", too_large=True)
    grammar = Grammars.get_or_raise(dialect.grammar)
    syntax = whole
    try:
        tokens = _tokens(text, grammar)
        words = [text[token.start : token.end + 1].upper() for token in tokens]
        syntax = _around(tokens, words) if tokens else whole
        if max(_depths(words), default=0) > MAX_DEPTH:
            problem = f"it is nested more than {MAX_DEPTH} levels deep"
            return replace(syntax, refusal=problem, too_large=True)
        return _learn(syntax, _Text(text, tokens, words), grammar, dialect, mark)
    except RecursionError:
        return replace(syntax, refusal="it is nested too deeply")
    except Exception:  # noqa: BLE001 - a parser that fails, in whatever way, has not understood
        return replace(syntax, refusal="it cannot be parsed")


_read_cached: Callable[[str, Any, str], Syntax] = lru_cache(maxsize=512)(_read)


def _tokens(text: str, grammar: Grammar) -> list[Token]:
    """Return the tokens; those behind a word like EXPLAIN too, which sqlglot would take for one text."""
    from toucan_connectors.sql.guard import LISTINGS

    tokens = grammar.tokenize(text)
    if not tokens or text[tokens[0].start : tokens[0].end + 1].upper() not in LISTINGS:
        return tokens
    first = tokens[0].end + 1
    return [tokens[0], *grammar.tokenize(" " * first + text[first:])]


def _around(tokens: Sequence[Token], words: Sequence[str]) -> Syntax:
    last = len(tokens)
    while last > 1 and words[last - 1] == ";":
        last -= 1
    return Syntax(tokens[0].start, tokens[last - 1].end + 1)


def _depths(words: Sequence[str]) -> Iterator[int]:
    """Yield for each word in how many parentheses it stands; these themselves stand outside."""
    depth = 0
    for word in words:
        depth -= word in _CLOSING
        yield depth
        depth += word in _OPENING


_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")


class _Text(NamedTuple):
    """A text and its tokens; `words` are these as they are written, in upper case: quotes are kept."""

    text: str
    tokens: Sequence[Token]
    words: Sequence[str]


def _learn(syntax: Syntax, whole: _Text, grammar: Grammar, dialect: Dialect, mark: str) -> Syntax:
    from sqlglot import exp

    from toucan_connectors.sql.guard import LISTINGS, is_query, refusal_of, refusal_of_listing

    if whole.words and whole.words[0] in LISTINGS:
        refusal = refusal_of_listing(*whole, dialect.rules, lambda inner: read(inner, dialect, mark).refusal)
        return replace(syntax, refusal=refusal)
    trees = _parse(whole.text, whole.tokens, grammar)
    refusal = refusal_of(*whole, trees, dialect.rules)
    if len(trees) != 1 or not is_query(trees[0]):
        return replace(syntax, refusal=refusal)
    tree = trees[0]
    return replace(
        syntax,
        refusal=refusal,
        nests=refusal is None and not any(tree.args.get(name) for name in _OUTERMOST),
        plain=_is_plain(tree),
        compound=isinstance(tree, exp.SetOperation),
        distinct=bool(tree.args.get("distinct")),
        limited=bool(tree.args.get("limit")),
        offset=bool(tree.args.get("offset")),
        order=_order(whole) if tree.args.get("order") else None,
        query=_query_behind_with(whole),
        bare_bind=_has_bare_bind(tree, mark),
    )


def _parse(text: str, tokens: Sequence[Token], grammar: Grammar) -> list[exp.Expr]:
    """Return the trees of the statements, empty ones left out."""
    trees = _quiet_parser(type(grammar))(dialect=grammar).parse(list(tokens), text)
    return [tree for tree in trees if tree is not None and tree.key != "semicolon"]


@lru_cache(maxsize=32)
def _quiet_parser(grammar: type[Grammar]) -> Any:
    """Return the grammar's parser, which logs no statement that it does not understand: we refuse it."""
    return type("QuietParser", (grammar.parser_class,), {"_warn_unsupported": lambda _: None})


def _is_plain(tree: exp.Expr) -> bool:
    allowed = {"select": _PLAIN_SELECT, "union": _PLAIN_SET, "intersect": _PLAIN_SET, "except": _PLAIN_SET}
    present = {name for name, value in tree.args.items() if value}
    return present <= allowed.get(tree.key, frozenset())


_ENDS_ORDER: Final = frozenset({"LIMIT", "OFFSET", "FETCH", ";"})
_DIRECTIONS: Final = frozenset({"ASC", "DESC", "NULLS", "FIRST", "LAST"})


def _outermost(whole: _Text) -> Iterator[tuple[Token, str]]:
    """Yield the tokens that stand in no parentheses, and their words."""
    for token, word, depth in zip(whole.tokens, whole.words, _depths(whole.words), strict=True):
        if not depth:
            yield token, word


def _order(whole: _Text) -> Order | None:
    outer = list(_outermost(whole))
    begins = [position for position, (_, word) in enumerate(outer) if word == "ORDER BY"]
    if not begins:
        return None
    items: list[list[tuple[Token, str]]] = [[]]
    for token, word in outer[begins[-1] + 1 :]:
        if word in _ENDS_ORDER:
            break
        if word == ",":
            items.append([])
        else:
            items[-1].append((token, word))
    found = [_order_item(item) for item in items]
    known = tuple(item for item in found if item is not None)
    return Order(outer[begins[-1]][0].start, known if len(known) == len(items) else None)


def _order_item(written: Sequence[tuple[Token, str]]) -> OrderItem | None:
    from sqlglot import TokenType

    if not written or not {word for _, word in written[1:]} <= _DIRECTIONS:
        return None
    first, direction = written[0][0], " ".join(word for _, word in written[1:])
    if first.token_type is TokenType.NUMBER and first.text.isdigit():
        return OrderItem(int(first.text), direction)
    if first.token_type in (TokenType.VAR, TokenType.IDENTIFIER):
        return OrderItem(first.text, direction)
    return None


def _query_behind_with(whole: _Text) -> int | None:
    if whole.words[0] != "WITH":
        return None
    return next((token.start for token, word in _outermost(whole) if word == "SELECT"), None)


def _has_bare_bind(tree: exp.Expr, mark: str) -> bool:
    """Whether a bind is a whole item of ORDER BY or GROUP BY, which would order by nothing, or a table."""
    from sqlglot import exp

    items = [ordered.this for ordered in tree.find_all(exp.Ordered)]
    items += [item for group in tree.find_all(exp.Group) for item in group.expressions]
    bare = any(isinstance(item, exp.Column) and mark in item.name for item in items)
    return bare or any(mark in table.name for table in tree.find_all(exp.Table))
