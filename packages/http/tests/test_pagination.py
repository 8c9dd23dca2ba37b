"""Kinds of pagination: what they send, when they stop, and what they refuse to guess."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from toucan_connectors.core.errors import QueryError, ResultTooLargeError, SourceError
from toucan_connectors.http.decode import Decoding, Page
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.pagination import Pagination, PaginationConfig, starting_at, walk
from toucan_connectors.http.pagination._links import linked, links

CONFIG: TypeAdapter[PaginationConfig] = TypeAdapter(PaginationConfig)
START = Request.build("GET", "http://api.test/base/u", params={"k": 1})

Answer = Any
"""A body, or a body with its headers, or a status."""


def config(kind: str, **fields: Any) -> PaginationConfig:
    """Return a configuration as a data source has it."""
    return CONFIG.validate_python({"kind": f"{kind}PaginationConfig", **fields})


class Api:
    """Answers requests with a function of their parameters, and remembers them."""

    def __init__(self, answer: Callable[[dict[str, str]], Answer], filter_: str = ".") -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._decoding = Decoding(filter=filter_)

    def __call__(self, request: Request) -> Page:
        self.asked.append(request.full_url.removeprefix("http://api.test"))
        found = self._answer(dict(request.params))
        if isinstance(found, int):
            return self._decoding.page(Response(request, found, Headers(), b"{}"))
        body, headers = found if isinstance(found, tuple) else (found, {})
        return self._decoding.page(Response(request, 200, Headers(headers), json.dumps(body).encode()))

    def rows(self, pagination: Pagination, request: Request = START) -> list[Any]:
        """Return the values of the rows of all pages."""
        return [row["a"] for page in walk(pagination, request, self) for row in page.rows]


def rows(numbers: range | list[int]) -> list[dict[str, int]]:
    """Return rows with these numbers."""
    return [{"a": number} for number in numbers]


def numbered(total: int, at_most: int = 1000, *, tell: bool = False) -> Callable[[dict[str, str]], Answer]:
    """Return an API of offsets and limits over so many rows, that gives a few at most."""

    def answer(params: dict[str, str]) -> Answer:
        offset, limit = int(params["offset"]), min(int(params["limit"]), at_most)
        found = rows(range(total)[offset : offset + limit])
        return {"total": total, "d": found} if tell else found

    return answer


def test_offsets_go_on_until_a_page_is_short() -> None:
    api = Api(numbered(5))
    assert api.rows(config("OffsetLimit", limit=2)) == [0, 1, 2, 3, 4]
    assert api.asked == [f"/base/u?k=1&offset={offset}&limit=2" for offset in (0, 2, 4)]
    assert Api(numbered(4)).rows(config("OffsetLimit", limit=2)) == [0, 1, 2, 3]
    assert Api(numbered(0)).rows(config("OffsetLimit", limit=2)) == []


def test_our_offset_and_limit_win_over_parameters_of_the_same_names() -> None:
    api = Api(numbered(3))
    request = Request.build("GET", "http://api.test/u", params={"offset": 7, "limit": 9, "k": 1})
    assert api.rows(config("OffsetLimit", limit=2), request) == [0, 1, 2]
    assert api.asked[0] == "/u?k=1&offset=0&limit=2"


@pytest.mark.parametrize("body", [{"d": 1}, {"d": None}, {}, {"d": {"x": 1}}])
def test_offsets_end_where_the_data_filter_finds_no_list(body: Any) -> None:
    api = Api(lambda _: body)
    assert len(list(walk(config("OffsetLimit", limit=2, data_filter=".d"), START, api))) == 1


def test_the_raw_answer_is_counted_not_what_the_filter_leaves() -> None:
    api = Api(numbered(5), "[.[] | select(.a == 4)]")
    assert api.rows(config("OffsetLimit", limit=2)) == [4]


@pytest.mark.parametrize("total", [0, 1, 2, 3, 4, 17])
def test_a_told_total_makes_all_pages_known(total: int) -> None:
    api = Api(numbered(total, tell=True), ".d")
    pagination = config("OffsetLimit", limit=2, data_filter=".d", total_filter=".total")
    assert api.rows(pagination) == list(range(total))
    assert len(api.asked) == max(1, -(-total // 2))


def test_a_source_that_gives_fewer_rows_than_it_is_asked_for_is_asked_for_those() -> None:
    api = Api(numbered(10, at_most=3, tell=True), ".d")
    pagination = config("OffsetLimit", limit=1000, data_filter=".d", total_filter=".total")
    assert api.rows(pagination) == list(range(10))
    assert sorted(api.asked)[1:] == [f"/base/u?k=1&offset={offset}&limit=3" for offset in (3, 6, 9)]


def test_a_page_that_is_short_before_the_told_total_is_an_error() -> None:
    whole = numbered(10, tell=True)

    def answer(params: dict[str, str]) -> Answer:
        found = whole(params)
        return found | {"d": found["d"][:1]} if params["offset"] == "4" else found

    pagination = config("OffsetLimit", limit=2, data_filter=".d", total_filter=".total")
    with pytest.raises(SourceError, match="1 rows, where 2 were due"):
        Api(answer, ".d").rows(pagination)
    with pytest.raises(SourceError, match="0 rows"):
        Api(lambda _: {"total": 5, "d": []}, ".d").rows(pagination)


def test_rows_that_went_while_we_read_are_no_error() -> None:
    def answer(params: dict[str, str]) -> Answer:
        return numbered(5 if params["offset"] == "0" else 3, tell=True)(params)

    pagination = config("OffsetLimit", limit=2, data_filter=".d", total_filter=".total")
    assert Api(answer, ".d").rows(pagination) == [0, 1, 2]


def pages(last: int, size: int = 2, *, tell: bool = False) -> Callable[[dict[str, str]], Answer]:
    """Return an API of numbered pages, the first 1, of so many rows."""

    def answer(params: dict[str, str]) -> Answer:
        page = int(params["page"])
        found = rows(range((page - 1) * size, page * size)) if 1 <= page <= last else []
        return {"n": last, "d": found} if tell else found

    return answer


def test_pages_go_on_until_one_is_empty_or_short() -> None:
    api = Api(pages(2))
    assert api.rows(config("PageBased", page=1)) == [0, 1, 2, 3]
    assert api.asked == [f"/base/u?k=1&page={page}" for page in (1, 2, 3)]
    api = Api(pages(2))
    assert api.rows(config("PageBased", page=1, per_page=3, per_page_name="size")) == [0, 1]
    assert api.asked == ["/base/u?k=1&page=1&size=3"]


def test_a_select_does_not_make_a_page_look_like_the_last() -> None:
    api = Api(pages(3), ".[] | select(.a == 5)")
    assert api.rows(config("PageBased", page=1, per_page=2, per_page_name="size")) == [5]


def test_a_told_last_page_makes_all_pages_known() -> None:
    pagination = config("PageBased", page=1, max_page_filter=".n")
    api = Api(pages(5, tell=True), ".d")
    assert api.rows(pagination) == list(range(10))
    assert len(api.asked) == 5
    assert Api(lambda _: {"n": None, "d": rows([7])}, ".d").rows(pagination) == [7]
    assert Api(lambda _: {"n": "1", "d": rows([7])}, ".d").rows(pagination) == [7]


@pytest.mark.parametrize("value", ["many", True, -1, [2], {"x": 2}])
def test_a_last_page_that_is_no_number_is_an_error(value: Any) -> None:
    with pytest.raises(QueryError) as caught:
        Api(lambda _: {"n": value, "d": []}, ".d").rows(config("PageBased", max_page_filter=".n"))
    assert caught.value.field == "max_page_filter"


def test_the_status_404_ends_the_pages_where_that_is_how_the_source_says_so() -> None:
    pagination = config("PageBased", page=1, can_raise_not_found=True)
    assert Api(lambda params: pages(2)(params) or 404).rows(pagination) == [0, 1, 2, 3]
    assert Api(lambda _: 404).rows(pagination) == []
    assert config("PageBased").ends_with == frozenset()


def test_a_page_that_is_not_there_before_the_told_last_one_is_an_error() -> None:
    pagination = config("PageBased", page=1, max_page_filter=".n", can_raise_not_found=True)
    whole = pages(4, tell=True)
    assert Api(lambda p: 404 if p["page"] == "4" else whole(p), ".d").rows(pagination) == list(range(6))
    with pytest.raises(SourceError, match="not there"):
        Api(lambda p: 404 if p["page"] == "3" else whole(p), ".d").rows(pagination)


@pytest.mark.parametrize("offset", [0, 1, 2, 3, 7, 9, 10, 30])
def test_a_row_is_jumped_to_where_pages_are_numbered(offset: int) -> None:
    by_offset = config("OffsetLimit", limit=2, data_filter=".d", total_filter=".total")
    by_page = config("PageBased", page=1, per_page=2, per_page_name="size")
    for pagination, answer, first in (
        (by_offset, numbered(10, tell=True), offset),
        (by_page, pages(5, tell=True), offset // 2 * 2),
    ):
        api = Api(answer, ".d")
        begun, skipped = starting_at(pagination, Decoding(filter=".d[]"), offset)
        assert skipped == first
        assert begun is not None
        assert api.rows(begun) == list(range(10))[first:]
        if pagination is by_offset:
            page = api(begun.first(START))
            assert begun.total_rows(page) == 10


@pytest.mark.parametrize(
    ("pagination", "how"),
    [
        (config("PageBased"), {}),
        (config("PageBased", per_page=2), {}),
        (config("PageBased", per_page=2, per_page_name="n"), {"filter": ".[] | select(.a)"}),
        (config("OffsetLimit", limit=2), {"filter": ".d"}),
        (config("OffsetLimit", limit=2), {"flatten_column": "l"}),
        (config("OffsetLimit", limit=2), {"kind": "xml"}),
        (config("CursorBased", cursor_filter=".c"), {}),
        (config("LinkHeader"), {}),
        (None, {}),
    ],
)
def test_nobody_jumps_where_rows_are_not_those_that_the_source_counts(pagination: Any, how: Any) -> None:
    assert starting_at(pagination, Decoding(**how), 25) == (pagination, 0)


def test_a_total_is_told_where_no_filter_changes_the_rows() -> None:
    pagination = config("OffsetLimit", limit=2, offset=3, data_filter=".d", total_filter=".total")
    for filter_, total in ((".d", 7), (".d[]", 7), (".d[] | select(.a)", None), (".", None)):
        api = Api(numbered(10, tell=True), filter_)
        assert pagination.total_rows(api(pagination.first(START))) == total


def cursors(order: dict[str | None, Any]) -> Callable[[dict[str, str]], Answer]:
    """Return an API that gives after each cursor another."""
    return lambda params: {"next": order[params.get("after")], "d": rows([1])}


@pytest.mark.parametrize("end", [None, "", False])
def test_cursors_go_on_until_there_is_none(end: Any) -> None:
    api = Api(cursors({None: "x y", "x y": 7, "7": end}), ".d")
    assert api.rows(config("CursorBased", cursor_filter=".next", cursor_name="after")) == [1, 1, 1]
    assert api.asked == ["/base/u?k=1", "/base/u?k=1&after=x+y", "/base/u?k=1&after=7"]


def test_a_first_cursor_is_sent_and_a_filter_that_finds_nothing_ends() -> None:
    api = Api(cursors({"s": None}), ".d")
    pagination = config("CursorBased", cursor_filter=".next | values", cursor_name="after", cursor="s")
    assert api.rows(pagination) == [1]
    assert api.asked == ["/base/u?k=1&after=s"]


@pytest.mark.parametrize("order", [{None: "x", "x": "x"}, {None: "x", "x": "y", "y": "z", "z": "x"}])
def test_a_cursor_that_comes_again_with_the_same_rows_is_an_error(order: Any) -> None:
    api = Api(cursors(order), ".d")
    with pytest.raises(SourceError, match=r"circles.*CursorBased"):
        api.rows(config("CursorBased", cursor_filter=".next", cursor_name="after"))
    assert len(api.asked) == len(order) + 1


def test_a_source_that_scrolls_gives_every_page_the_same_cursor_until_one_has_no_rows() -> None:
    pages = iter([[1, 2], [3, 4], [5], []])
    api = Api(lambda _: {"next": "scroll", "d": rows(next(pages))}, ".d")
    assert api.rows(config("CursorBased", cursor_filter=".next", cursor_name="after")) == [1, 2, 3, 4, 5]
    assert api.asked == ["/base/u?k=1", *["/base/u?k=1&after=scroll"] * 3]


@pytest.mark.parametrize("value", [[1], {"x": 1}, True])
def test_a_cursor_or_link_that_is_no_single_value_is_an_error(value: Any) -> None:
    for pagination, field in (
        (config("CursorBased", cursor_filter=".next"), "cursor_filter"),
        (config("HyperMedia", next_link_filter=".next"), "next_link_filter"),
    ):
        with pytest.raises(QueryError) as caught:
            Api(lambda _: {"next": value, "d": []}, ".d").rows(pagination)
        assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("CursorBased", {"cursor_filter": ".d.x"}),
        ("CursorBased", {"cursor_filter": "bad("}),
        ("HyperMedia", {"next_link_filter": ".d.x"}),
        ("OffsetLimit", {"limit": 2, "data_filter": ".d.x"}),
        ("OffsetLimit", {"limit": 2, "total_filter": ".d.x"}),
        ("PageBased", {"max_page_filter": ".d.x"}),
    ],
)
def test_a_filter_that_does_not_fit_is_an_error_and_not_the_end(kind: str, fields: dict[str, Any]) -> None:
    api = Api(lambda _: {"d": rows([1, 2])}, ".d")
    with pytest.raises(QueryError) as caught:
        api.rows(config(kind, **fields))
    assert caught.value.field in fields


LINKS = [
    ("http://api.test/base/u?page=2", "http://api.test/base/u?page=2&k=1"),
    ("/base/u?page=2", "http://api.test/base/u?page=2&k=1"),
    ("u?page=2", "http://api.test/base/u?page=2&k=1"),
    ("?page=2", "http://api.test/base/u?page=2&k=1"),
    ("//api.test/v?page=2", "http://api.test/v?page=2&k=1"),
    ("http://API.test:80/v", "http://API.test:80/v?k=1"),
    ("?page=2&k=5", "http://api.test/base/u?page=2&k=5"),
    ("?page=2#here", "http://api.test/base/u?page=2&k=1"),
    (" ?q=a%26b+c&page=2 ", "http://api.test/base/u?q=a%26b+c&page=2&k=1"),
    ("https://api.test/base/u?page=2", "https://api.test/base/u?page=2"),
    ("http://evil.test/u?page=2", "http://evil.test/u?page=2"),
]
"""Links, and where they lead from `http://api.test/base/u?k=1`; parameters stay with their origin."""


@pytest.mark.parametrize(("link", "url"), LINKS)
def test_a_link_is_absolute_or_relative_and_its_own_parameters_win(link: str, url: str) -> None:
    assert linked(link, START, START).full_url == url


def test_parameters_do_not_follow_to_another_origin_not_even_by_a_link_that_is_relative_to_it() -> None:
    elsewhere = linked("http://evil.test/u?page=2", START, START)
    assert linked("?page=3", elsewhere, START).full_url == "http://evil.test/u?page=3"
    assert linked("http://api.test/u?page=3", elsewhere, START).full_url == "http://api.test/u?page=3&k=1"


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "ftp://api.test/",
        "http://x:y/",
    ],
)
def test_a_link_to_what_is_not_http_is_an_error(link: str) -> None:
    with pytest.raises(SourceError, match="no URL of HTTP"):
        linked(link, START, START)


def test_a_link_wins_over_the_parameters_of_the_first_request() -> None:
    given = Request.build("GET", "http://api.test/base/u", params={"page": 1, "k": 1})

    def answer(params: dict[str, str]) -> Answer:
        page = int(params["page"])
        return {"next": f"/base/u?page={page + 1}" if page < 3 else None, "d": rows([page])}

    api = Api(answer, ".d")
    assert api.rows(config("HyperMedia", next_link_filter=".next"), given) == [1, 2, 3]
    assert api.asked == ["/base/u?page=1&k=1", "/base/u?page=2&k=1", "/base/u?page=3&k=1"]


def test_a_parameter_of_one_link_is_not_carried_into_the_next() -> None:
    order = {(): "?a=1", ("a",): "?b=2", ("b",): None}
    api = Api(lambda params: {"next": order[tuple(sorted({"a", "b"} & set(params)))], "d": rows([1])}, ".d")
    assert api.rows(config("HyperMedia", next_link_filter=".next")) == [1, 1, 1]
    assert api.asked[2] == "/base/u?b=2&k=1"


def test_a_first_link_is_where_it_begins() -> None:
    api = Api(lambda _: {"d": rows([1])}, ".d")
    assert api.rows(config("HyperMedia", next_link_filter=".next", next_link="/v?s=1")) == [1]
    assert api.asked == ["/v?s=1&k=1"]


def test_a_link_in_circles_is_an_error() -> None:
    api = Api(lambda _: {"next": "/base/u", "d": rows([1])}, ".d")
    with pytest.raises(SourceError, match=r"circles.*HyperMedia"):
        api.rows(config("HyperMedia", next_link_filter=".next"))
    assert len(api.asked) == 2


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", {}),
        ("<a>; rel=next", {"next": "a"}),
        ('<a>; rel="next"', {"next": "a"}),
        ('<a>;rel = "NEXT prev"', {"next": "a", "prev": "a"}),
        ('<a,b;c>; title="x, <y>; rel=no \\" "; rel="next", <d>; rel="last"', {"next": "a,b;c", "last": "d"}),
        ('<a>; rel="next"; rel="last"', {"next": "a"}),
        ('<a>; rel="next", <b>; rel="next"', {"next": "a"}),
        ('<a>; anchor="/other"; rel="next", <b>; rel="next"', {"next": "b"}),
        ("<a>; crossorigin; rel=next", {"next": "a"}),
        ("<a>; title*=UTF-8'de'n%c3%a4chstes; rel=next", {"next": "a"}),
        (", ,<a>;rel=next,", {"next": "a"}),
        ("<>; rel=next", {"next": ""}),
        ("<a>", {}),
        ("a; rel=next", {}),
        ("<a; rel=next", {}),
    ],
)
def test_a_link_header_is_read_as_rfc_8288_says(header: str, found: dict[str, str]) -> None:
    assert links(header) == found


@pytest.mark.parametrize("page_name", [None, "page"])
def test_the_link_header_leads_on_and_its_last_page_makes_all_known(page_name: str | None) -> None:
    def answer(params: dict[str, str]) -> Answer:
        page = int(params.get("page", 1))
        header = f'</u?page={page + 1}&k=1>; rel="next", </u?page=4&k=1>; rel="last"' if page < 4 else ""
        return rows([page]), {"LINK": header}

    api = Api(answer)
    assert api.rows(config("LinkHeader", page_name=page_name)) == [1, 2, 3, 4]
    assert [url.count("page=") for url in api.asked] == [0, 1, 1, 1]


@pytest.mark.parametrize(
    "header",
    [
        '</u?page=2>; rel="next", </v?page=9>; rel="last"',
        '</u?page=2>; rel="next", </u?page=9&x=1>; rel="last"',
        '</u?page=2>; rel="next", </u?page=x>; rel="last"',
        '</u?after=2>; rel="next", </u?page=9>; rel="last"',
        '</u?page=2>; rel="next"',
    ],
)
def test_a_last_link_that_differs_in_more_than_the_number_is_not_counted_on(header: str) -> None:
    api = Api(lambda params: (rows([1]), {"Link": "" if params.keys() & {"page", "after"} else header}))
    assert api.rows(config("LinkHeader", page_name="page")) == [1, 1]


ENDLESS: list[tuple[PaginationConfig, Callable[[dict[str, str]], Answer]]] = [
    (config("OffsetLimit", limit=1, max_pages=5), lambda _: rows([1])),
    (config("PageBased", max_pages=5), lambda _: rows([1])),
    (config("PageBased", max_pages=5, max_page_filter=".n"), lambda _: {"n": 10**15, "d": []}),
    (
        config("OffsetLimit", limit=1, max_pages=5, data_filter=".d", total_filter=".n"),
        lambda _: {"n": 10**15, "d": [1]},
    ),
    (config("CursorBased", cursor_filter=".n", max_pages=5), lambda p: {"n": int(p.get("cursor", 0)) + 1}),
    (
        config("HyperMedia", next_link_filter=".n", max_pages=5),
        lambda p: {"n": f"?p={int(p.get('p', 0)) + 1}"},
    ),
    (config("LinkHeader", max_pages=5), lambda p: ({}, {"Link": f"<?p={int(p.get('p', 0)) + 1}>; rel=next"})),
]


@pytest.mark.parametrize(("pagination", "answer"), ENDLESS)
def test_more_pages_than_the_cap_are_an_error_and_never_cut(
    pagination: PaginationConfig, answer: Callable[[dict[str, str]], Answer]
) -> None:
    api = Api(answer)
    with pytest.raises(ResultTooLargeError, match="5 pages"):
        list(walk(pagination, START, api))
    assert len(api.asked) <= 5


def test_as_many_pages_as_the_cap_are_fine() -> None:
    assert Api(numbered(9)).rows(config("OffsetLimit", limit=2, max_pages=5)) == list(range(9))
    assert Api(pages(5, tell=True), ".d").rows(
        config("PageBased", page=1, max_page_filter=".n", max_pages=5)
    ) == list(range(10))


def test_a_parameter_may_have_any_name() -> None:
    request = Request.build("GET", "http://api.test/u")
    found = config("PageBased", page_name="page[number]").first(request)
    assert found.full_url == "http://api.test/u?page%5Bnumber%5D=0"


def test_configurations_are_told_apart_by_kind_and_those_in_store_stay_valid() -> None:
    with pytest.raises(ValidationError):
        CONFIG.validate_python({"limit": 2})
    with pytest.raises(ValidationError):
        CONFIG.validate_python({"kind": "X"})
    assert config("OffsetLimit", limit=2, from_a_newer_version=1).max_pages == 10_000
    assert CONFIG.validate_python(CONFIG.dump_python(config("CursorBased", cursor_filter="."))) == config(
        "CursorBased", cursor_filter="."
    )


def test_forms_show_what_authors_fill_in() -> None:
    schema = CONFIG.json_schema()
    shown = {
        name.removesuffix("PaginationConfig"): [
            field for field, how in model["properties"].items() if not how.get("ui.hidden")
        ]
        for name, model in schema["$defs"].items()
    }
    assert shown == {
        "CursorBased": ["cursor_name", "cursor_filter"],
        "HyperMedia": ["next_link_filter", "next_link"],
        "LinkHeader": ["relation", "page_name"],
        "OffsetLimit": ["offset_name", "limit_name", "limit", "data_filter"],
        "PageBased": [
            "page_name",
            "page",
            "per_page_name",
            "per_page",
            "max_page_filter",
            "can_raise_not_found",
        ],
    }
