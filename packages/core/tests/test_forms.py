"""Forms: choices where the source answers, an open field where it does not."""

from copy import deepcopy
from threading import Event
from typing import Any

from toucan_connectors.core.errors import NetworkError
from toucan_connectors.core.forms import with_choices

SCHEMA: dict[str, Any] = {
    "properties": {
        "table": {"type": "string", "title": "Table"},
        "database": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
    },
    "required": ["table"],
}


def test_choices_become_an_enum_each_once_and_in_order() -> None:
    form = with_choices(SCHEMA, {"table": lambda: ["b", "a", "b", "mro"]}, timeout=5)
    assert form["properties"]["table"] == {"type": "string", "title": "Table", "enum": ["b", "a", "mro"]}


def test_a_nullable_field_stays_nullable() -> None:
    form = with_choices(SCHEMA, {"database": lambda: ["x"]}, timeout=5)
    assert form["properties"]["database"]["anyOf"] == [{"type": "string", "enum": ["x"]}, {"type": "null"}]


def test_a_look_up_that_fails_leaves_the_field_open_and_says_why() -> None:
    def fail() -> list[str]:
        raise NetworkError("The host is down.", hint="Wake it.")

    form = with_choices(SCHEMA, {"table": fail}, timeout=5)
    assert form["properties"]["table"] == {
        "type": "string",
        "title": "Table",
        "ui.lookup_error": "The host is down. Wake it.",
    }


def test_a_form_answers_whatever_the_look_up_raises() -> None:
    def fail() -> list[str]:
        raise ZeroDivisionError

    form = with_choices(SCHEMA, {"table": fail}, timeout=5)
    assert form["properties"]["table"]["ui.lookup_error"] == "ZeroDivisionError"


def test_a_form_does_not_wait_for_a_look_up_that_hangs() -> None:
    released = Event()
    form = with_choices(SCHEMA, {"table": lambda: [str(released.wait(30))]}, timeout=0.1)
    released.set()
    assert form["properties"]["table"]["ui.lookup_error"].startswith("There was no answer within 0.1 s.")


def test_the_schema_is_not_changed() -> None:
    before = deepcopy(SCHEMA)
    with_choices(SCHEMA, {"table": lambda: ["a"]}, timeout=5)
    assert before == SCHEMA


def test_look_ups_run_at_once_so_that_a_slow_one_takes_no_time_of_the_others() -> None:
    released = Event()
    form = with_choices(
        SCHEMA, {"table": lambda: [str(released.wait(30))], "database": lambda: ["x"]}, timeout=0.2
    )
    released.set()
    assert "ui.lookup_error" in form["properties"]["table"]
    assert form["properties"]["database"]["anyOf"][0]["enum"] == ["x"]
