"""Where a page stands: the whole truth table of version 10, and what we do better."""

import json
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core import build_pagination_info
from toucan_connectors.core.errors import InvalidPageError
from toucan_connectors.core.pagination import check_page

CASES = json.loads((Path(__file__).parent / "examples" / "build_pagination_info.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"].rpartition("-")[2])
def test_a_page_stands_where_it_stood_before(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if case["input"]["limit"] == 0:
        # Version 10 gave an endless next page, equal to this one.
        expected = {**expected, "next_page": None, "previous_page": None}
    assert build_pagination_info(**case["input"]).to_dict() == expected


def test_a_last_page_of_exactly_the_limit_is_seen_as_the_last() -> None:
    info = build_pagination_info(offset=10, limit=5, retrieved_rows=5, total_rows=None, has_more=False)
    assert info.to_dict()["pagination_info"] == {"type": "known_size", "is_last_page": True, "total_rows": 15}
    assert info.next_page is None


def test_a_page_with_rows_behind_it_is_not_the_last_and_guesses_no_size() -> None:
    info = build_pagination_info(offset=0, limit=5, retrieved_rows=5, total_rows=None, has_more=True)
    assert info.to_dict()["pagination_info"] == {"type": "unknown_size", "is_last_page": False}
    assert info.next_page is not None
    assert (info.next_page.offset, info.next_page.limit) == (5, 5)


def test_an_empty_page_behind_the_end_guesses_no_size() -> None:
    info = build_pagination_info(offset=90, limit=5, retrieved_rows=0, total_rows=None, has_more=False)
    assert info.to_dict()["pagination_info"] == {"type": "unknown_size", "is_last_page": True}
    assert info.previous_page is not None
    assert info.previous_page.offset == 85


@pytest.mark.parametrize("has_more", [True, False, None])
@pytest.mark.parametrize("total", [None, 0, 3])
def test_a_limit_of_0_is_an_empty_page_without_neighbours(has_more: bool | None, total: int | None) -> None:
    info = build_pagination_info(offset=2, limit=0, retrieved_rows=0, total_rows=total, has_more=has_more)
    assert info.next_page is None
    assert info.previous_page is None


@pytest.mark.parametrize("value", [-1, True, False, 1.0, "1", None, float("nan")], ids=repr)
def test_an_offset_that_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(InvalidPageError) as caught:
        check_page(value, 1)
    assert caught.value.field == "offset"


@pytest.mark.parametrize("value", [-1, True, 1.0, "1"], ids=repr)
def test_a_limit_that_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(InvalidPageError) as caught:
        check_page(0, value)
    assert caught.value.field == "limit"


def test_whole_numbers_and_no_limit_are_a_page() -> None:
    check_page(0, None)
    check_page(0, 0)
    check_page(10**20, 10**20)
