"""Keys for caches: equal where the results are, and the same in every process."""

# ruff: noqa: DTZ001 - naive instants are values too

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import SecretStr

from toucan_connectors.core import Options, RetryPolicy, Secret, ToucanConnector, ToucanDataSource
from toucan_connectors.core.cache_key import canonical_text, digest
from toucan_connectors.core.errors import CacheKeyError, PermissionConditionError


class Source(ToucanDataSource):
    query: str


class Shop(ToucanConnector, data_source_model=Source):
    host: str = "h"
    user: str = "u"
    password: Secret = SecretStr("pw")

    def _retrieve_data(self, data_source: Source) -> pd.DataFrame:
        return pd.DataFrame()


def key(connector: dict[str, Any] | None = None, source: dict[str, Any] | None = None, **call: Any) -> str:
    data_source = Source(**{"domain": "d", "name": "n", "query": "q", **(source or {})})
    return Shop(**{"name": "n", **(connector or {})}).get_cache_key(data_source, **call)


PERMISSION = {"column": "a", "operator": "eq", "value": 1}


FACTS = {
    case["input"]: case["expected"]
    for case in json.loads((Path(__file__).parent / "examples" / "cache_keys.json").read_text())["cases"]
    if case["function"] == "get_cache_key equals base?"
}
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "other domain": ({}, {"domain": "other"}, {}),
    "offset 0 explicit": ({}, {}, {"offset": 0}),
    "offset 1": ({}, {}, {"offset": 1}),
    "limit 10": ({}, {}, {"limit": 10}),
    "permissions": ({}, {}, {"permissions": PERMISSION}),
    "other password": ({"password": "other"}, {}, {}),
    "other connector name": ({"name": "other"}, {}, {}),
    "unused parameter": ({}, {"parameters": {"unused": 1}}, {}),
    "identifier set": ({"identifier": "i"}, {}, {}),
    "secrets_storage_version": ({"secrets_storage_version": "2"}, {}, {}),
}
SAME_NOW = {"other password", "other connector name", "secrets_storage_version"}
"""Version 10 made new keys for these, though the result is the same."""
REFUSED_NOW = {"permissions {} = none"}
"""Version 10 took empty permissions for none."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_key_changes_as_it_did_but_not_for_what_leaves_the_result_alone(change: str) -> None:
    connector, source, call = CHANGES[change]
    assert (key(connector, source, **call) == key()) is (FACTS[change] or change in SAME_NOW)


def test_every_fact_about_keys_is_looked_at() -> None:
    assert set(FACTS) == set(CHANGES) | REFUSED_NOW


@pytest.mark.parametrize(
    ("connector", "source", "call", "same"),
    [
        ({}, {}, {"limit": None, "permissions": None}, True),
        ({}, {"query": "other"}, {}, False),
        ({}, {}, {"limit": 0}, False),
        ({"host": "other"}, {}, {}, False),
        ({"user": "other"}, {}, {}, False),
        ({"options": Options(decimals="exact")}, {}, {}, False),
        ({"options": Options(dtypes="pyarrow")}, {}, {}, False),
        ({"cache_ttl": 3}, {"cache_ttl": 4}, {}, True),
        ({"retry_policy": RetryPolicy(max_attempts=9)}, {"load": False}, {}, True),
        ({"options": Options(connect_timeout=3)}, {"live_data": True}, {}, True),
    ],
)
def test_a_key_changes_with_the_result_and_with_nothing_else(
    connector: dict[str, Any], source: dict[str, Any], call: dict[str, Any], same: bool
) -> None:
    assert (key(connector, source, **call) == key()) is same


def test_empty_permissions_are_an_error_and_not_the_same_as_none() -> None:
    with pytest.raises(PermissionConditionError):
        key(permissions={})


def test_permissions_count_as_they_are_filled_in() -> None:
    template = {"column": "a", "operator": "eq", "value": "{{ x }}"}
    filled = {"column": "a", "operator": "eq", "value": 1}
    source = {"parameters": {"x": 1}}
    assert key(source=source, permissions=template) == key(source=source, permissions=filled)
    assert key(source=source, permissions=template) != key(source=source, permissions={**filled, "value": 2})


def test_without_a_data_source_there_is_a_key_too() -> None:
    connector = Shop(name="n")
    assert connector.get_cache_key() == Shop(name="m").get_cache_key()
    assert connector.get_cache_key() != key()
    assert connector.get_cache_key(None, PERMISSION) != connector.get_cache_key()


def test_a_key_and_an_identifier_are_uuids() -> None:
    assert str(uuid.UUID(key())) == key()
    assert str(uuid.UUID(Shop(name="n").get_identifier())) == Shop(name="m").get_identifier()
    assert Shop(name="n").get_identifier() != Shop(name="n", host="other").get_identifier()


def test_a_secret_takes_part_only_through_the_hosts_key() -> None:
    keyed, other = key(secrets_key=b"k"), key({"password": "other"}, secrets_key=b"k")
    assert len({key(), keyed, other, key(secrets_key=b"l")}) == 4
    assert keyed == key(secrets_key=b"k")


def test_which_secret_is_which_matters() -> None:
    class Two(Shop, data_source_model=Source):
        first: Secret | None = None
        second: Secret | None = None

    one = Two(name="n", first=SecretStr("a"))
    two = Two(name="n", second=SecretStr("a"))
    assert one.get_cache_key(secrets_key=b"k") != two.get_cache_key(secrets_key=b"k")


class Color(Enum):
    RED = "red"


DISTINCT: list[Any] = [
    None, True, False, 1, 0, 1.0, 0.0, "1", "", "None", Decimal(1), Decimal("1.0"), b"1", b"", [], [1],
    [[1]], {}, {"a": 1},
    {"a": 2}, {1: "a"}, {"1": "a"}, {1, 2}, {1}, date(2020, 1, 1), datetime(2020, 1, 1),
    datetime(2020, 1, 1, tzinfo=UTC),
    "2020-01-01", time(1), timedelta(1), timedelta(0, 1), uuid.UUID(int=1), str(uuid.UUID(int=1)), Color.RED,
    "red",
    {"!dict": []}, {"!set": [1]}, {"a": None}, [None], float("nan"), float("inf"), 2**70,
    {"!date": "2020-01-01"},
]  # fmt: skip


def test_different_values_have_different_texts() -> None:
    texts = [canonical_text(value) for value in DISTINCT]
    twice = {text for text in texts if texts.count(text) > 1}
    assert twice == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1, "a", None}, {None, "a", 1}),
        (np.int64(3), 3),
        (np.float64(1.5), 1.5),
        ((1, 2), [1, 2]),
        ({frozenset({1})}, {frozenset({1})}),
    ],
    ids=["dict", "set", "numpy integer", "numpy float", "tuple", "set of sets"],
)
def test_equal_values_have_one_text(one: Any, other: Any) -> None:
    assert canonical_text(one) == canonical_text(other)


@pytest.mark.parametrize(
    "value", [object(), len, object, {"a": [object()]}, range(3), lambda: 1], ids=lambda v: type(v).__name__
)
def test_a_value_without_a_canonical_form_is_an_error(value: Any) -> None:
    with pytest.raises(CacheKeyError):
        digest(value)


def test_a_value_that_holds_itself_is_an_error_of_ours() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(CacheKeyError):
        digest(loop)


def test_a_secret_has_no_text() -> None:
    assert canonical_text(SecretStr("a")) == canonical_text(SecretStr("b"))
    assert "a" not in canonical_text(SecretStr("a")).replace("!SecretStr", "")


SCRIPT = """
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pydantic import SecretStr
from toucan_connectors.core.cache_key import digest
print(digest([date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC), timedelta(1), {"a", "b", 3, None}, b"x",
              Decimal("1.10"), SecretStr("s"), {"b": {1.5, "c"}, "a": frozenset({b"1", b"2"})}]))
"""


def test_a_key_is_the_same_in_every_process() -> None:
    keys = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(keys) == 1


def test_what_is_not_the_same_has_not_the_same_text() -> None:
    values = [1, True, "1", 1.0, np.datetime64(1, "ns"), np.timedelta64(1, "ns"), Decimal(1), {"!numpy": 1}]
    assert len({canonical_text(value) for value in values}) == len(values)
    for value in (np.array([1]), pd.Series([1]), pd.Index([1]), 10**5000):
        with pytest.raises(CacheKeyError):
            canonical_text(value)
