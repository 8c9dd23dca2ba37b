"""Regular expressions that two engines understand alike, and those that are left to one."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toucan_connectors.mongo.permissions._expressions import common_expression


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("", ""),
        ("abc", "abc"),
        ("^a.c$", r"^a[^\n]c$(?!\n)"),
        (r"\d+-\w*", r"[0-9]+-[0-9A-Za-z_]*"),
        (r"a\.b\$", r"a\.b\$"),
        ("[a-z0-9_]{2,3}?", "[a-z0-9_]{2,3}?"),
        ("[^ab]", "[^ab]"),
        ("a|(?:b|c)", "a|(?:b|c)"),
        ("é😀", "é😀"),
        (r"\n\t", r"\n\t"),
    ],
)
def test_what_both_understand_is_written_so_that_it_means_the_same(pattern: str, written: str) -> None:
    assert common_expression(pattern) == written


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a",
        "(a+)+",
        "(a|b)*",
        r"\bword",
        r"\pL",
        r"\Qa\E",
        "[[:alpha:]]",
        r"[\d]",
        "[a&&b]",
        r"\x41",
        r"\z",
        r"(?P<n>a)",
        "a{",
        "a**",
        "^*",
        "\0",
        r"\v",
        "a" * 1001,
    ],
    ids=ascii,
)
def test_what_may_mean_something_else_or_take_for_ever_is_not_sent(pattern: str) -> None:
    assert common_expression(pattern) is None


PARTS = ["a", "b", ".", "^", "$", "|", "(", ")", "(?:", "[ab]", "[^a]", "*", "+?", "{2}", r"\d", r"\S", r"\W"]


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=8).map("".join),
    st.lists(st.text("ab1 \n_é", max_size=6), min_size=1, max_size=6),
)
def test_what_is_sent_finds_what_the_pattern_does(pattern: str, texts: list[str]) -> None:
    written = common_expression(pattern)
    try:
        wanted = pc.match_substring_regex(pa.array(texts), pattern=pattern).to_pylist()
    except pa.ArrowInvalid:
        return  # refused before it is written
    if written is not None:
        backtracking = re.compile(written)
        assert [backtracking.search(text) is not None for text in texts] == wanted
