"""A result is whole or an error."""

import pyarrow as pa
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import ResultTooLargeError
from toucan_connectors.core.limits import SizeLimit


def test_what_is_within_the_limits_passes() -> None:
    limit = SizeLimit(Options(max_rows=3, max_bytes=10))
    limit.add(1, 5)
    limit.add(2, 5)
    assert (limit.rows, limit.bytes) == (3, 10)


@pytest.mark.parametrize(("rows", "size", "unit"), [(4, 0, "rows"), (0, 11, "bytes")])
def test_one_more_than_the_limit_is_an_error_that_names_the_option(rows: int, size: int, unit: str) -> None:
    limit = SizeLimit(Options(max_rows=3, max_bytes=10))
    with pytest.raises(ResultTooLargeError, match=f"options.max_{unit}") as caught:
        limit.add(rows, size)
    assert caught.value.field == f"max_{unit}"


def test_without_limits_nothing_is_too_large() -> None:
    SizeLimit(Options()).add(10**12, 10**15)


def test_a_limit_of_0_lets_only_an_empty_result_through() -> None:
    limit = SizeLimit(Options(max_rows=0))
    limit.add(0, 0)
    with pytest.raises(ResultTooLargeError):
        limit.add(1, 1)


def test_a_part_is_counted_by_what_it_says_of_itself() -> None:
    part = pa.RecordBatch.from_pydict({"n": [1, 2, 3]})
    limit = SizeLimit(Options(max_bytes=30))
    limit.add_part(part)
    assert (limit.rows, limit.bytes) == (3, 24)
    with pytest.raises(ResultTooLargeError, match=r"options\.max_bytes"):
        limit.add_part(part)
