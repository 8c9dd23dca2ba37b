"""The corpora are as large as they promise, and nothing is in them twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toucan_connectors.testing import REFUSED, kept_rows
from toucan_connectors.testing.hostile import (
    HOSTILE_CONDITIONS,
    HOSTILE_TABLE,
    HOSTILE_TEMPLATES,
    INJECTIONS,
    hostile_parameters,
)
from toucan_connectors.testing.strategies import conditions, tables


def test_there_are_many_templates_and_none_twice() -> None:
    assert len(HOSTILE_TEMPLATES) >= 600
    assert len(set(HOSTILE_TEMPLATES)) == len(HOSTILE_TEMPLATES)


def test_there_are_many_permissions_and_none_twice() -> None:
    assert len(HOSTILE_CONDITIONS) >= 400
    assert len({case.name for case in HOSTILE_CONDITIONS}) == len(HOSTILE_CONDITIONS)
    written = [
        repr((case.raw, case.parameters))
        for case in HOSTILE_CONDITIONS
        if "nested" not in case.name and " of " not in case.name
    ]
    assert len(set(written)) > 0.99 * len(written)
    assert len(set(INJECTIONS)) == len(INJECTIONS)


def test_parameters_are_new_each_time() -> None:
    one, other = hostile_parameters(), hostile_parameters()
    assert one == other
    assert one["xs"] is not other["xs"]


def test_permissions_that_mean_something_are_understood_by_the_oracle() -> None:
    meant = [case for case in HOSTILE_CONDITIONS if case.meant is not None]
    answers = [kept_rows(HOSTILE_TABLE.columns, HOSTILE_TABLE.rows, case.meant) for case in meant]
    assert sum(answer != REFUSED for answer in answers) > 300
    assert sum(answer == REFUSED for answer in answers) > 300


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_generated_permissions_are_about_their_table(data: st.DataObject) -> None:
    table = data.draw(tables())
    condition = data.draw(conditions(table))
    answer = kept_rows(table.columns, table.rows, condition)
    assert answer == REFUSED or set(answer) <= set(range(len(table.rows)))
    assert table.to_arrow().num_rows == len(table.rows)
    assert len(table.to_frame()) == len(table.rows)
