"""From answers to pages, and from pages to one table."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

from toucan_connectors.core.call import current_call
from toucan_connectors.http.decode._jq import jq_filter
from toucan_connectors.http.decode._json import json_document
from toucan_connectors.http.decode._paths import leading_path, parse_path
from toucan_connectors.http.decode._records import rows_of
from toucan_connectors.http.decode._xml import find_element, xml_document, xml_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    import pyarrow as pa

    from toucan_connectors.http.decode._json_types import Json
    from toucan_connectors.http.decode._result import Added
    from toucan_connectors.http.messages import Response

__all__ = ["Decoding", "Page"]


@dataclass(frozen=True)
class Decoding:
    """How answers become rows.

    `filter` is a jq filter on each answer, `xpath` leads to an element of an XML one first. `flatten_column`
    names a column of objects or lists to open; with `flatten`, objects become columns `a.b` at any depth,
    and lists stay. `separator` stands between the keys in a column's name.
    """

    kind: Literal["json", "xml"] = "json"
    filter: str = "."
    xpath: str = ""
    flatten_column: str | None = None
    flatten: bool = False
    separator: str = "."

    def keeps_rows(self, counted: str | None = None) -> bool:
        """Say whether rows are those of an answer, one for one, and of the list that `counted` finds."""
        path = parse_path(self.filter)
        if self.kind == "xml" or self.flatten_column is not None or path is None or path.keys is None:
            return False
        other = path if counted is None else parse_path(counted)
        return other is not None and other.keys == path.keys

    def page(self, response: Response) -> Page:
        """Return an answer as a page; nothing is decoded yet."""
        return Page(response, self)

    def table(self, pages: Iterable[Page]) -> pa.Table:
        """Return all rows of all pages, types inferred once over the whole.

        A column is bool, int64, uint64, float64, string, list, struct, or null where it is always null.
        Integers and floats are float64 where every integer is exact in it. Integers over 64 bits are decimals
        without a fraction. What has no common type, and objects with differing keys, are `arrow.json`. Text
        stays text. Names may come twice.

        Raises SourceError for an answer that cannot be decoded, and QueryError for a filter, an xpath or a
        column that does not fit it.
        """
        from toucan_connectors.http.decode._explode import exploded
        from toucan_connectors.http.decode._result import Result, table_of

        with _taken(pages) as taken:
            if self.flatten_column is None:
                path = parse_path(self.filter) if self.kind == "json" else None
                keys = None if path is None else path.keys
                with contextlib.closing(Result(keys, flatten=self.flatten)) as result:
                    for page in taken:
                        again = partial(_rows, page.response, self)
                        page.added = result.add(page.response.body, page.get_rows, again)
                    return result.table(self.separator)
            rows = [row for page in taken for row in page.rows]
        columns, opened = exploded(rows, [self.flatten_column], self.separator)
        return table_of(columns, flatten=self.flatten, separator=self.separator, whole=opened)


def _rows(response: Response, decoding: Decoding) -> list[dict[str, Json]]:
    """Decode anew: what a page has decoded goes when the page does."""
    return Page(response, decoding).get_rows()


@contextlib.contextmanager
def _taken(pages: Iterable[Page]) -> Iterator[Iterable[Page]]:
    """Let pages be taken while the call goes on; after an error too, no more of them are fetched."""
    try:
        yield _checked(pages)
    finally:
        getattr(pages, "close", lambda: None)()


def _checked(pages: Iterable[Page]) -> Iterator[Page]:
    call = current_call()
    for page in pages:
        call.check()
        yield page


class Page:
    """An answer, decoded when it is asked for."""

    def __init__(self, response: Response, decoding: Decoding) -> None:
        self.response = response
        self.decoding = decoding
        self.added: Added | None = None
        """What is known of the page for nothing, once it is part of a table."""

    @cached_property
    def _root(self) -> Element:
        return xml_root(self.response.body)

    @cached_property
    def document(self) -> Json:
        """The whole answer, before any filter. Raises SourceError."""
        if self.decoding.kind == "xml":
            return xml_document(self._root)
        return json_document(self.response.body)

    @property
    def rows(self) -> list[dict[str, Json]]:
        """The rows that the filter leaves. Raises SourceError and QueryError."""
        return self.get_rows()

    def get_rows(self) -> list[dict[str, Json]]:
        """Return `rows`."""
        document = self.document
        if self.decoding.kind == "xml" and self.decoding.xpath.strip():
            document = xml_document(find_element(self._root, self.decoding.xpath))
        return rows_of(document, self.decoding.filter)

    @property
    def count(self) -> int:
        """How many rows the filter leaves; known for nothing once the page is part of a table."""
        return len(self.rows) if self.added is None else self.added.count

    @property
    def received(self) -> int:
        """How many rows the answer has, as far as the filter's first path tells: before a `select`, say."""
        path = leading_path(self.decoding.filter)
        if path is None or self.decoding.kind == "xml" or parse_path(self.decoding.filter) is not None:
            return self.count
        found = path.values(self.document)
        return len(found[0]) if len(found) == 1 and isinstance(found[0], list) else len(found)

    def values(self, filter_: str, field: str) -> list[Json]:
        """Return what a filter makes of the whole answer; `field` names it in errors."""
        return jq_filter(filter_, self.document, field=field)

    def length(self, filter_: str, field: str) -> int | None:
        """Return how long the list is that a filter leads to, None where it is no list."""
        path, own = parse_path(filter_), parse_path(self.decoding.filter)
        if self.added is not None and self.added.fast and path and own and path.keys == own.keys:
            return self.added.count
        found = self.values(filter_, field)
        if path is not None and path.is_stream:
            return len(found)
        only = found[0] if found else None
        return len(only) if isinstance(only, list) else None
