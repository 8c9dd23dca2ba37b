"""Connection strings: a value stays a value, and a key is one that is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.sql_odbc.connection_string import build, parse, with_values

ALLOWED = ("Driver", "Server", "Database", "UID", "PWD", "Application Name")
HOSTILE = (
    "x;Driver=/tmp/evil.so",
    "x};Driver=/tmp/evil.so;a={",
    "x;Trace=1;TraceFile=/tmp/trace",
    "{x}",
    "}",
    "{",
    "}}",
    "=",
    " x ",
    "a=b;c=d",
    'it\'s "quoted"',
    "é😀",
    "line\nbreak",
)


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_a_password_adds_no_key(value: str) -> None:
    text = build({"Driver": "d", "PWD": value, "Server": "s"}, allowed=ALLOWED)
    assert parse(text) == {"Driver": "d", "PWD": value, "Server": "s"}


@given(st.dictionaries(st.sampled_from(ALLOWED), st.text(st.characters(exclude_characters="\0"))))
def test_what_is_written_is_read_again(values: dict[str, str]) -> None:
    assert parse(build(values, allowed=ALLOWED)) == values


def test_a_key_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="TraceFile") as raised:
        build({"Server": "s", "TraceFile": "/tmp/x"}, allowed=ALLOWED)
    assert raised.value.field == "TraceFile"
    assert "server" in str(raised.value.hint)


def test_a_key_is_none_with_a_character_that_means_something() -> None:
    with pytest.raises(ConfigurationError):
        build({"PWD;Driver": "x"}, allowed=("PWD;Driver",))


def test_a_nul_character_is_refused_without_telling_the_value() -> None:
    with pytest.raises(ConfigurationError) as raised:
        build({"PWD": "sec\0ret"}, allowed=ALLOWED)
    assert "sec" not in str(raised.value)


def test_the_first_of_two_keys_counts_as_it_does_for_drivers() -> None:
    assert parse("Server=a;SERVER=b;server=c") == {"Server": "a"}


def test_blanks_and_empty_parts_mean_nothing() -> None:
    assert parse(" ; Server = a ;; PWD={b;}}c} ; ") == {"Server": "a", "PWD": "b;}c"}


def test_a_plain_value_may_have_a_brace_inside() -> None:
    assert parse("PWD=a{b}c;UID=x") == {"PWD": "a{b}c", "UID": "x"}


@pytest.mark.parametrize("text", ["secret", "PWD={secret", "=secret", "PWD={secret}x;UID=y"])
def test_what_is_no_connection_string_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse(text)
    assert "secret" not in str(raised.value)
    assert raised.value.field == "connection_string"


def test_a_value_is_replaced_whatever_the_case_of_its_key() -> None:
    assert parse(with_values("server=a;Uid=u;PWD={x;y}", {"Server": "b"})) == {
        "Uid": "u",
        "PWD": "x;y",
        "Server": "b",
    }
