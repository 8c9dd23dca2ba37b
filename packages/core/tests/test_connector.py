"""What every connector has from its base class: the sample with one method is enough for all of it."""

import asyncio
import contextlib
import copy
import json
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pydantic import SecretStr, ValidationError

from toucan_connectors.core import ArrowConnector, Options, Plan, RetryPolicy, Secret
from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import (
    CallCancelledError,
    CallTimeoutError,
    ConfigurationError,
    InternalError,
    InvalidPageError,
    NetworkError,
    PermissionConditionError,
    ResultTooLargeError,
    UnsupportedCallError,
)
from toucan_connectors.toucan_connector import ConnectorStatus, DataSlice, ToucanConnector, ToucanDataSource

BASE = json.loads((Path(__file__).parent / "examples" / "base_fields.json").read_text())
CANARY = "s3cret-canary"


class MyTypeDataSource(ToucanDataSource):
    query: str


class MyTypeConnector(ToucanConnector, data_source_model=MyTypeDataSource):
    host: str

    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        return pd.DataFrame({"query": [data_source.query] * 5, "n": range(5)})


class Login(ToucanConnector, data_source_model=MyTypeDataSource):
    """Fails as its driver would, with the password in the message."""

    password: Secret
    port: int = 1

    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        raise ConnectionError(f"could not log in with {self.password.get_secret_value()}")

    def _status_steps(self) -> list[tuple[str, Callable[[], object]]]:
        return [("Authenticated", lambda: self._retrieve_data(SOURCE))]


class Streaming(ArrowConnector, data_source_model=MyTypeDataSource):
    """Ten batches of ten rows; knows how far it was read and whether it was closed."""

    _read_batches: int = 0
    _closed: int = 0

    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: MyTypeDataSource) -> Iterator[pa.RecordBatchReader]:
        def batches() -> Iterator[pa.RecordBatch]:
            for number in range(10):
                self._read_batches += 1
                yield pa.RecordBatch.from_pydict({"n": list(range(number * 10, number * 10 + 10))}, schema)

        schema = pa.schema([("n", pa.int64())])
        try:
            yield pa.RecordBatchReader.from_batches(schema, batches())
        finally:
            self._closed += 1


SOURCE = MyTypeDataSource(domain="d", name="n", query="q")
KEEP_2 = {"column": "n", "operator": "eq", "value": 2}


@pytest.fixture
def connector() -> MyTypeConnector:
    return MyTypeConnector(name="n", host="h")


@pytest.fixture
def stream() -> Streaming:
    return Streaming(name="n")


# The sample


def test_one_method_is_enough_for_every_call(connector: MyTypeConnector) -> None:
    assert connector.get_df(SOURCE)["n"].tolist() == [0, 1, 2, 3, 4]
    found = connector.get_slice(SOURCE, offset=1, limit=2)
    assert isinstance(found, DataSlice)
    assert found.df["n"].tolist() == [1, 2]
    assert found.df.index.tolist() == [0, 1]
    assert connector.get_df(SOURCE, KEEP_2)["n"].tolist() == [2]
    assert connector.get_arrow(SOURCE).schema.names == ["query", "n"]
    assert [batch.num_rows for batch in connector.iter_batches(SOURCE)] == [5]
    assert connector.get_status() == ConnectorStatus()
    assert connector.describe(SOURCE) == {"query": "string", "n": "int64"}
    assert connector.explain(SOURCE) is None
    assert connector.plan(SOURCE) == Plan()
    assert connector.get_form()["required"] == ["domain", "name", "query"]
    assert connector.logger.name.endswith("MyTypeConnector")


def test_a_page_says_where_it_stands_and_what_was_measured(connector: MyTypeConnector) -> None:
    found = connector.get_slice(SOURCE.model_copy(update={"parameters": {"a": 1}}), offset=3, limit=2)
    assert found.pagination_info.to_dict()["pagination_info"] == {
        "type": "known_size", "is_last_page": True, "total_rows": 5,
    }  # fmt: skip
    assert found.input_parameters == {"a": 1}
    assert found.stats is not None
    assert (found.stats.data_extraction_time or 0) > 0
    assert found.query_metadata is not None
    assert found.query_metadata.columns == [("query", "str"), ("n", "Int64")]


def test_a_class_without_a_data_source_model_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="Forgetful needs the keyword data_source_model"):

        class Forgetful(ToucanConnector):
            pass


def test_a_variant_inherits_its_data_source_model() -> None:
    class Variant(MyTypeConnector):
        pass

    assert Variant.data_source_model is MyTypeDataSource
    assert Variant(name="n", host="h").get_df(SOURCE).shape == (5, 2)


def test_a_connector_that_retrieves_nothing_is_abstract() -> None:
    class Idle(ToucanConnector, data_source_model=MyTypeDataSource):
        pass

    with pytest.raises(TypeError, match="_retrieve_data"):
        Idle(name="n")  # type: ignore[abstract]


CALLS: dict[str, Callable[[ToucanConnector[Any], Any], object]] = {
    "get_df": lambda connector, source: connector.get_df(source),
    "get_slice": lambda connector, source: connector.get_slice(source, limit=3),
    "get_arrow": lambda connector, source: connector.get_arrow(source),
    "iter_batches": lambda connector, source: list(connector.iter_batches(source)),
    "describe": lambda connector, source: connector.describe(source),
}


@pytest.mark.parametrize("call", [*CALLS, "explain", "plan", "get_cache_key"])
def test_a_data_source_of_another_type_is_refused(connector: MyTypeConnector, call: str) -> None:
    def ask(asked: ToucanConnector[Any], source: Any) -> object:
        return getattr(asked, call)(source)

    run = CALLS.get(call, ask)
    with pytest.raises(ConfigurationError, match="MyTypeDataSource, not ToucanDataSource"):
        run(connector, ToucanDataSource(domain="d", name="n"))


@pytest.mark.parametrize("page", [{"offset": -1}, {"limit": -1}, {"offset": True}, {"limit": 1.0}])
def test_a_page_that_is_none_is_refused(connector: MyTypeConnector, page: dict[str, Any]) -> None:
    with pytest.raises(InvalidPageError):
        connector.get_slice(SOURCE, **page)


def test_what_a_type_does_not_have_is_an_error_that_says_so(connector: MyTypeConnector) -> None:
    for call in (connector.get_model, connector.get_model_with_info, connector.get_engine_version):
        with pytest.raises(UnsupportedCallError, match="MyTypeConnector has no"):
            call()


def test_permissions_are_checked_where_no_row_is_read(connector: MyTypeConnector) -> None:
    for call in (connector.explain, connector.plan, connector.get_cache_key):
        with pytest.raises(PermissionConditionError):
            call(SOURCE, {})


# Fields


@pytest.mark.parametrize(
    ("model", "kind"), [(MyTypeConnector, "connector"), (MyTypeDataSource, "data_source")]
)
def test_the_fields_of_the_base_models_are_those_of_version_10(model: type[Any], kind: str) -> None:
    schema, ours = model.model_json_schema(), {"host", "query", "options"}
    assert [name for name in schema["properties"] if name not in ours] == [
        f["name"] for f in BASE[kind]["fields"]
    ]
    assert [name for name in schema["required"] if name not in ours] == BASE[kind]["required"]
    for field in BASE[kind]["fields"]:
        assert schema["properties"][field["name"]] == field["json_schema"], field["name"]
        assert model.model_fields[field["name"]].is_required() is field["required"]
        default = model.model_fields[field["name"]].default
        if not field["required"]:
            assert (default.model_dump() if isinstance(default, RetryPolicy) else default) == field["default"]


def test_options_are_hidden_in_forms() -> None:
    assert MyTypeConnector.model_json_schema()["properties"]["options"]["ui.hidden"] is True


@pytest.mark.parametrize("extra", [{"nope": 1}, {"options": {"nope": 1}}])
def test_an_unknown_field_is_refused(extra: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="nope"):
        MyTypeConnector(**{"name": "n", "host": "h", **extra})


def test_an_assignment_is_validated(connector: MyTypeConnector) -> None:
    with pytest.raises(ValidationError):
        connector.host = 3  # type: ignore[assignment]
    assert connector.host == "h"


def _told(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield from (str(error), repr(error), repr(error.args))
        if isinstance(error, ValidationError):
            yield from (repr(error.errors()), error.json())
        if error.__context__ is not error.__cause__:
            yield from _told(error.__context__)
        error = error.__cause__


@pytest.mark.parametrize(
    "fields",
    [
        {"password": CANARY},
        {"name": "n", "password": [CANARY]},
        {"name": "n", "password": {"a": CANARY}},
        {"name": "n", "password": "x", "port": CANARY},
        {"name": "n", "password": "x", CANARY.replace("-", "_"): CANARY},
        {"name": "n", "password": "x", "options": {"dtypes": CANARY}},
        {"name": "n", "password": "x", "options": CANARY},
        {"name": "n", "password": "x", "retry_policy": {"max_attempts": CANARY}},
        {"name": [CANARY], "password": "x"},
        {"name": "n", "password": "x", "type": {CANARY: CANARY}},
    ],
    ids=repr,
)
def test_no_error_shows_what_was_put_in(fields: dict[str, Any]) -> None:
    builds: list[Callable[[], Login]] = [
        lambda: Login(**fields),
        lambda: Login.model_validate(fields),
        lambda: Login.model_validate_json(json.dumps(fields)),
    ]
    for build in builds:
        with pytest.raises(ValidationError) as caught:
            build()
        assert not [text for text in _told(caught.value) if CANARY in text]


def test_no_error_of_an_assignment_or_a_source_shows_what_was_put_in(connector: MyTypeConnector) -> None:
    with pytest.raises(ValidationError) as caught:
        connector.cache_ttl = CANARY  # type: ignore[assignment]
    assert not [text for text in _told(caught.value) if CANARY in text]
    with pytest.raises(ValidationError) as caught:
        MyTypeDataSource(domain=[CANARY], name="n", parameters=CANARY)  # type: ignore[call-arg]
    assert not [text for text in _told(caught.value) if CANARY in text]


# Secrets, errors


def test_a_drivers_error_is_ours_chained_and_without_the_password() -> None:
    login = Login(name="n", password=SecretStr(CANARY))
    for run in CALLS.values():
        with pytest.raises(NetworkError) as caught:
            run(login, SOURCE)
        assert isinstance(caught.value.__cause__, ConnectionError)
        assert not [text for text in _told(caught.value) if CANARY in text]


def test_a_status_has_no_password_either() -> None:
    status = Login(name="n", password=SecretStr(CANARY)).get_status()
    assert status.status is False
    assert status.details == [("Authenticated", False)]
    assert CANARY not in repr(status)
    assert CANARY not in repr(asyncio.run(Login(name="n", password=SecretStr(CANARY)).aget_status()))


# No call changes anything


class Meddling(ToucanConnector, data_source_model=MyTypeDataSource):
    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        data_source.query = "meddled"
        if data_source.parameters is not None:
            data_source.parameters["xs"].append(1)
            data_source.parameters["new"] = 1
        return pd.DataFrame({"n": [1]})


@pytest.mark.parametrize("call", CALLS)
def test_no_call_changes_the_data_source_or_the_connector(call: str) -> None:
    source = MyTypeDataSource(domain="d", name="n", query="q", parameters={"xs": []})
    meddling = Meddling(name="n")
    before = copy.deepcopy((source, meddling))
    CALLS[call](meddling, source)
    assert (source, meddling) == before


def test_every_try_starts_from_the_same_data_source() -> None:
    seen: list[str] = []

    class Once(ToucanConnector, data_source_model=MyTypeDataSource):
        def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
            seen.append(data_source.query)
            data_source.query = "meddled"
            raise ConnectionError("again")

    with pytest.raises(NetworkError):
        Once(name="n", retry_policy=RetryPolicy(max_attempts=3)).get_df(SOURCE)
    assert seen == ["q", "q", "q"]


# Its life


def test_a_connector_can_be_pickled_and_copied(connector: MyTypeConnector) -> None:
    for twin in (
        pickle.loads(pickle.dumps(connector)),
        copy.deepcopy(connector),
        connector.model_copy(deep=True),
    ):
        assert twin == connector
        assert twin.get_df(SOURCE).shape == (5, 2)


def test_a_with_block_closes_the_connector() -> None:
    closed = []

    class Closing(MyTypeConnector):
        def close(self) -> None:
            closed.append(True)

    with contextlib.suppress(ZeroDivisionError), Closing(name="n", host="h") as connector:
        assert connector.host == "h"
        raise ZeroDivisionError
    assert closed == [True]


def test_threads_share_a_connector(connector: MyTypeConnector) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(len(connector.get_df(SOURCE)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [5] * 8


# Streams


def test_a_page_of_a_stream_reads_no_further_than_one_row_behind_it(stream: Streaming) -> None:
    found = stream.get_slice(SOURCE, offset=5, limit=5)
    assert found.df["n"].tolist() == [5, 6, 7, 8, 9]
    assert stream._read_batches <= 3
    assert stream._closed == 1
    assert found.pagination_info.to_dict()["pagination_info"] == {
        "type": "unknown_size",
        "is_last_page": False,
    }


def test_counting_reads_all_and_keeps_the_page(stream: Streaming) -> None:
    found = stream.get_slice(SOURCE, offset=95, limit=10, get_row_count=True)
    assert found.df["n"].tolist() == [95, 96, 97, 98, 99]
    assert found.pagination_info.to_dict()["pagination_info"]["total_rows"] == 100
    counted = stream.get_slice(SOURCE, limit=0, get_row_count=True)
    assert counted.df.shape == (0, 1)
    assert counted.pagination_info.to_dict()["pagination_info"]["total_rows"] == 100


def test_pages_are_the_whole_cut_up(stream: Streaming) -> None:
    whole = stream.get_df(SOURCE)
    for limit in (1, 7, 10, 33, 100, 101):
        parts = [stream.get_slice(SOURCE, offset=offset, limit=limit) for offset in range(0, 100, limit)]
        pd.testing.assert_frame_equal(pd.concat([part.df for part in parts], ignore_index=True), whole)
        assert [part.pagination_info.next_page is None for part in parts] == [False] * (len(parts) - 1) + [
            True
        ]


def test_closing_the_iterator_ends_the_reading(stream: Streaming) -> None:
    batches = stream.iter_batches(SOURCE)
    next(batches)
    assert stream._closed == 0
    batches.close()  # type: ignore[attr-defined]
    assert stream._closed == 1
    assert stream._read_batches < 10


def test_an_iterator_that_is_dropped_unread_ends_the_reading_too(stream: Streaming) -> None:
    batches = stream.iter_batches(SOURCE)
    del batches
    assert stream._closed == 1


def test_describing_a_stream_ends_the_reading(stream: Streaming) -> None:
    assert stream.describe(SOURCE) == {"n": "int64"}
    assert stream._closed == 1


# Limits

TOO_SMALL: list[dict[str, Any]] = [{"max_rows": 4}, {"max_bytes": 8}]


@pytest.mark.parametrize("options", TOO_SMALL, ids=repr)
@pytest.mark.parametrize("call", ["get_df", "get_arrow", "iter_batches"])
@pytest.mark.parametrize("dtypes", ["pandas", "as_is"])
def test_a_result_that_is_too_large_is_an_error_on_every_path(
    call: str, options: dict[str, Any], dtypes: Any
) -> None:
    chosen = Options(**options, dtypes=dtypes)
    for connector in (
        MyTypeConnector(name="n", host="h", options=chosen),
        Streaming(name="n", options=chosen),
    ):
        with pytest.raises(ResultTooLargeError):
            CALLS[call](connector, SOURCE)


def test_a_limit_is_for_what_is_asked_for_and_not_for_what_is_passed_over(connector: MyTypeConnector) -> None:
    small = Options(max_rows=2)
    for limited in (MyTypeConnector(name="n", host="h", options=small), Streaming(name="n", options=small)):
        assert limited.get_slice(SOURCE, offset=1, limit=2).df["n"].tolist() == [1, 2]
        assert limited.get_df(SOURCE, KEEP_2)["n"].tolist() == [2]
        with pytest.raises(ResultTooLargeError):
            limited.get_slice(SOURCE, limit=3)


# Time


class Slow(ToucanConnector, data_source_model=MyTypeDataSource):
    """Runs until it is stopped."""

    _stopped: int = 0

    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        stop = threading.Event()
        with current_call().stopped_by(stop.set):
            stop.wait(10)
            self._stopped += 1
            raise InterruptedError


def test_the_budget_of_a_call_stops_the_query() -> None:
    slow = Slow(name="n", options=Options(total_timeout=0.05))
    for call in CALLS.values():
        with pytest.raises(CallTimeoutError):
            call(slow, SOURCE)
    assert slow._stopped == len(CALLS)


def test_a_timed_out_call_is_not_tried_again() -> None:
    slow = Slow(name="n", options=Options(total_timeout=0.05), retry_policy=RetryPolicy(max_attempts=5))
    with pytest.raises(CallTimeoutError):
        slow.get_df(SOURCE)
    assert slow._stopped == 1


def test_awaited_calls_answer_as_the_others_do(connector: MyTypeConnector) -> None:
    async def ask() -> tuple[pd.DataFrame, DataSlice, ConnectorStatus]:
        return (
            await connector.aget_df(SOURCE, KEEP_2),
            await connector.aget_slice(SOURCE, None, 1, 2),
            await connector.aget_status(),
        )

    frame, page, status = asyncio.run(ask())
    assert frame["n"].tolist() == [2]
    assert page.df["n"].tolist() == [1, 2]
    assert status == ConnectorStatus()


def test_cancelling_an_awaited_call_stops_the_query() -> None:
    slow = Slow(name="n")

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(slow.aget_df(SOURCE), 0.1)

    asyncio.run(give_up())
    until = monotonic() + 5
    while not slow._stopped and monotonic() < until:  # its thread is not waited for
        sleep(0.01)
    assert slow._stopped == 1


def test_a_cancelled_call_says_so() -> None:
    assert not CallCancelledError("x").retryable


class Mixed(ToucanConnector, data_source_model=MyTypeDataSource):
    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        return pd.DataFrame({"k": [1, 2, 3], "o": ["a", 1, None], "n": pd.Series([None, 5, 6], dtype=object)})


def test_a_permission_does_not_change_a_dtype() -> None:
    connector = Mixed(name="m")
    whole = connector.get_df(SOURCE)
    for value in (1, 2, 9):
        kept = connector.get_df(SOURCE, {"column": "k", "operator": "eq", "value": value})
        assert kept.dtypes.to_dict() == whole.dtypes.to_dict()
        table = connector.get_arrow(SOURCE, {"column": "k", "operator": "eq", "value": value})
        assert table.schema == connector.get_arrow(SOURCE).schema


def test_lists_and_mixed_values_have_only_isnull_and_notnull() -> None:
    connector = Mixed(name="m")
    assert connector.get_df(SOURCE, {"column": "o", "operator": "notnull"})["k"].tolist() == [1, 2]
    with pytest.raises(PermissionConditionError, match="cannot be compared"):
        connector.get_df(SOURCE, {"column": "o", "operator": "eq", "value": "a"})


def test_a_status_answers_when_its_steps_cannot_even_be_named() -> None:
    class Broken(Mixed):
        def _status_steps(self) -> list[tuple[str, Callable[[], object]]]:
            raise ValueError("no steps")

    status = Broken(name="b").get_status()
    assert (status.status, status.error) == (False, "ValueError: no steps")


def test_the_mask_of_a_dump_is_not_taken_for_a_secret() -> None:
    masked = Login(name="l", password="pw").model_dump(mode="json")
    with pytest.raises(ValidationError, match="give the secret again"):
        Login(**masked)


class Categories(ToucanConnector, data_source_model=MyTypeDataSource):
    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        frame = pd.DataFrame({"k": pd.Categorical(["ann", "bob", "eve"])})
        frame.attrs["note"] = "bob"
        return frame


class Dictionaries(ArrowConnector, data_source_model=MyTypeDataSource):
    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: MyTypeDataSource) -> Iterator[pa.RecordBatchReader]:
        names = pa.array(["ann", "bob"])
        nested = pa.ListArray.from_arrays([0, 1, 2], names.dictionary_encode())
        batch = pa.RecordBatch.from_arrays([names.dictionary_encode(), nested], names=["k", "n"])
        yield pa.RecordBatchReader.from_batches(batch.schema, [batch])


@pytest.mark.parametrize("connector_class", [Categories, Dictionaries])
@pytest.mark.parametrize("dtypes", ["pandas", "pyarrow", "as_is"])
def test_nothing_of_a_hidden_row_is_left(connector_class: type[ToucanConnector[Any]], dtypes: Any) -> None:
    connector = connector_class(name="c", options=Options(dtypes=dtypes))
    own = {"column": "k", "operator": "eq", "value": "ann"}
    for kept in (
        connector.get_df(SOURCE, own),
        connector.get_arrow(SOURCE, own),
        connector.get_slice(SOURCE, own).df,
    ):
        assert len(kept) == 1
        assert b"bob" not in pickle.dumps(kept)
    for batch in connector.iter_batches(SOURCE, own):
        assert b"bob" not in pickle.dumps(batch)


class Leaking(Login):
    """Puts the password wherever an exception can hold something."""

    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        secret = self.password.get_secret_value()
        inner = OSError(28, f"dsn {secret}", f"/tmp/{secret}")
        inner.add_note(f"note {secret}")
        group = ExceptionGroup("group", [ValueError({"dsn": (secret, secret.encode())}), inner])
        raise NetworkError(f"ours {secret}", hint=f"hint {secret}") from group


def test_no_corner_of_an_exception_holds_a_secret() -> None:
    connector = Leaking(name="l", password=SecretStr("s3cr'et canary"), retry_policy=None)
    with pytest.raises(NetworkError) as raised:
        connector.get_df(SOURCE)
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value.__cause__)
    told = told.replace("s3cr'et canary\"", "")  # the line of this file that made it
    for form in ("s3cr'et canary", "s3cr\\'et canary", "s3cr%27et"):
        assert form not in told


def test_broken_json_and_a_default_hold_no_secret() -> None:
    class Defaulted(Login):
        password: Secret = "hunter2"  # type: ignore[assignment]

    with pytest.raises(ValidationError) as raised:
        Login.model_validate_json('{"name": "n", "password": "hunter2",')
    assert "hunter2" not in f"{raised.value} {raised.value.errors()} {raised.value.json()}"
    assert "hunter2" not in repr(Defaulted(name="d")) + str(Defaulted(name="d").model_dump())


class Views(ArrowConnector, data_source_model=MyTypeDataSource):
    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: MyTypeDataSource) -> Iterator[pa.RecordBatchReader]:
        runs: Any = pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", "b"]))
        views = pa.array(["x", "y"], pa.string_view())
        batch = pa.RecordBatch.from_arrays([pa.array([1, 2]), views, runs], names=["k", "v", "r"])
        yield pa.RecordBatchReader.from_batches(batch.schema, [batch])


def test_views_and_runs_are_filtered_like_any_text() -> None:
    kept = Views(name="v").get_df(SOURCE, {"column": "k", "operator": "eq", "value": 2})
    assert kept.to_dict("list") == {"k": [2], "v": ["y"], "r": ["b"]}


@pytest.mark.parametrize(
    "returned", [None, [], pd.Series([1]), pa.table({"a": [1]})], ids=lambda v: type(v).__name__
)
def test_what_is_no_frame_is_said_to_be_none(returned: object) -> None:
    class Wrong(ToucanConnector, data_source_model=MyTypeDataSource):
        def _retrieve_data(self, data_source: MyTypeDataSource) -> Any:
            return returned

    with pytest.raises(InternalError, match=f"Wrong._retrieve_data returned a {type(returned).__name__}"):
        Wrong(name="w").get_df(SOURCE)
