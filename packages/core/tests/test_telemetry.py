"""What a call tells: one span and one record, below whoever called, and never a value."""

import asyncio
import contextlib
import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from pydantic import SecretStr

from toucan_connectors.core import (
    ArrowConnector,
    RetryPolicy,
    Secret,
    StatusStep,
    ToucanConnector,
    ToucanDataSource,
)
from toucan_connectors.core.errors import (
    InvalidPageError,
    NetworkError,
    PermissionConditionError,
    QueryRefusedError,
    SourceUnavailableError,
    ToucanConnectorsError,
    UndefinedVariableError,
    UnsupportedCallError,
)
from toucan_connectors.core.telemetry import carried, step
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource

CANARY = "zq-canary-77"
NUMBERS = "SELECT range AS n FROM range(1000) ORDER BY n"
TWICE = RetryPolicy(max_attempts=2)


class Numbers(ToucanDataSource):
    """What the plain connector reads."""


class Plain(ToucanConnector, data_source_model=Numbers):
    def _retrieve_data(self, data_source: Numbers) -> pd.DataFrame:
        return pd.DataFrame({"n": range(5)})


class Flaky(DuckDBConnector, data_source_model=DuckDBDataSource):
    """DuckDB, whose first connections fail as a driver's may: with the password in the text."""

    password: Secret = SecretStr("canary-as-a-password")
    _failures: int = 0

    @contextlib.contextmanager
    def _connected(self, data_source: DuckDBDataSource | None = None) -> Iterator[Any]:
        if self._failures:
            self._failures -= 1
            raise NetworkError(f"cannot log in with {self.password.get_secret_value()}")
        with super()._connected(data_source) as connection:
            yield connection


def flaky(failures: int, **fields: Any) -> Flaky:
    connector = Flaky(name="d", **fields)
    connector._failures = failures
    return connector


def query(text: str = NUMBERS, **parameters: Any) -> DuckDBDataSource:
    return DuckDBDataSource(domain="d", name="d", query=text, parameters=parameters)


PLAIN = Plain(name="p")
SOURCE = Numbers(domain="d", name="p")
DUCKDB = DuckDBConnector(name="d", type="DuckDB")


@pytest.fixture(scope="module")
def exporter() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):  # it can be set once in a process, by whoever comes first
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield exporter
    exporter.shutdown()  # not its processor, which warned of every later span


class Spans:
    """The spans that have ended."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    def all(self) -> list[ReadableSpan]:
        return sorted(self._exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    def tree(self, parent: int | None = None) -> list[Any]:
        """Return the spans below one as nested lists: a name, and what is below it."""
        return [
            [span.name, *self.tree(span.context.span_id)]
            for span in self.all()
            if (None if span.parent is None else span.parent.span_id) == parent
        ]

    def one(self) -> ReadableSpan:
        [span] = [span for span in self.all() if span.parent is None]
        return span

    def attributes(self) -> dict[str, Any]:
        return dict(self.one().attributes or {})


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Spans:
    exporter.clear()
    return Spans(exporter)


def caller() -> contextlib.AbstractContextManager[trace.Span]:
    return trace.get_tracer("tests").start_as_current_span("caller")


def test_a_page_is_a_tree_of_attempts_and_what_they_did(spans: Spans) -> None:
    permission = {"column": "n", "operator": "ge", "value": 990}
    with caller():
        page = flaky(1, retry_policy=TWICE).get_slice(
            query(), permission, offset=2, limit=3, get_row_count=True
        )
    assert page.df["n"].tolist() == [992, 993, 994]
    read = ["attempt", ["connect"], ["describe"], ["statement"], ["count", ["statement"]]]
    assert spans.tree() == [["caller", ["get_slice Flaky", ["attempt", ["connect"]], read]]]
    attempts = [span.attributes for span in spans.all() if span.name == "attempt"]
    assert attempts == [
        {"toucan_connectors.attempt": 1, "error.type": "network", "toucan_connectors.error": "NetworkError"},
        {"toucan_connectors.attempt": 2},
    ]


def test_a_span_has_the_fields_of_its_call(spans: Spans) -> None:
    page = DUCKDB.get_slice(query(), offset=2, limit=3)
    assert spans.attributes() == {
        "db.system.name": "duckdb",
        "db.operation.name": "get_slice",
        "toucan_connectors.call": "get_slice",
        "toucan_connectors.class": "DuckDBConnector",
        "toucan_connectors.type": "DuckDB",
        "toucan_connectors.offset": 2,
        "toucan_connectors.limit": 3,
        "toucan_connectors.rows": 3,
        "toucan_connectors.bytes": page.stats and page.stats.df_memory_size,
    }
    assert (spans.one().kind, spans.one().status.status_code) == (SpanKind.CLIENT, StatusCode.UNSET)


def test_what_is_no_database_does_not_pass_for_one(spans: Spans) -> None:
    PLAIN.get_df(SOURCE)
    assert not [name for name in spans.attributes() if name.startswith("db.")]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("get_df", lambda: DUCKDB.get_df(query())),
        ("get_slice", lambda: DUCKDB.get_slice(query())),
        ("get_status", DUCKDB.get_status),
        ("get_arrow", lambda: DUCKDB.get_arrow(query())),
        ("iter_batches", lambda: list(DUCKDB.iter_batches(query()))),
        ("get_model", DUCKDB.get_model),
        ("get_model_with_info", DUCKDB.get_model_with_info),
        ("describe", lambda: DUCKDB.describe(query())),
        ("explain", lambda: DUCKDB.explain(query())),
        ("plan", lambda: DUCKDB.plan(query())),
        ("get_engine_version", DUCKDB.get_engine_version),
    ],
)
def test_a_call_is_one_span_whatever_it_is_made_of(
    spans: Spans, name: str, call: Callable[[], object]
) -> None:
    with caller():
        call()
    [[_, [called, *steps]]] = spans.tree()
    assert called == f"{name} DuckDBConnector"
    assert {span for span, *_ in steps} <= {"connect", "describe", "statement"}
    assert steps


def test_a_form_is_one_span(spans: Spans) -> None:
    PLAIN.get_form()
    assert spans.tree() == [["get_form Plain"]]


def test_the_base_class_describes_by_reading_and_that_is_one_span(spans: Spans) -> None:
    PLAIN.describe(SOURCE)
    assert spans.tree() == [["describe Plain"]]


def test_a_call_that_a_type_overrides_is_watched_too(spans: Spans) -> None:
    class Own(Plain, data_source_model=Numbers):
        def get_df(self, data_source: Numbers, permissions: Any = None) -> pd.DataFrame:
            """Say so."""
            return super().get_df(data_source, permissions).head(2)

    assert len(Own(name="o").get_df(SOURCE)) == 2
    assert spans.tree() == [["get_df Own"]]
    assert spans.attributes()["toucan_connectors.rows"] == 2
    assert Own.get_df.__doc__ == "Say so."


def test_an_override_may_return_what_cannot_be_measured(spans: Spans) -> None:
    class Odd(Plain, data_source_model=Numbers):
        def get_df(self, data_source: Numbers, permissions: Any = None) -> Any:
            return [1]

        def iter_batches(self, data_source: Numbers, permissions: Any = None) -> Any:
            return [pa.record_batch({"n": [1, 2]})]

    assert Odd(name="o").get_df(SOURCE) == [1]
    assert [batch.num_rows for batch in Odd(name="o").iter_batches(SOURCE)] == [2]
    assert [(span.attributes or {}).get("toucan_connectors.rows") for span in spans.all()] == [None, 2]


def test_another_connector_called_within_a_call_is_a_span_below_it(spans: Spans) -> None:
    class Joining(Plain, data_source_model=Numbers):
        def _retrieve_data(self, data_source: Numbers) -> pd.DataFrame:
            return PLAIN.get_df(data_source)

    Joining(name="j").get_df(SOURCE)
    assert spans.tree() == [["get_df Joining", ["get_df Plain"]]]


def test_an_awaited_call_is_below_who_awaits_it(spans: Spans) -> None:
    async def awaited() -> None:
        with caller():
            await asyncio.gather(PLAIN.aget_df(SOURCE), PLAIN.aget_slice(SOURCE), PLAIN.aget_status())

    asyncio.run(awaited())
    [[name, *called]] = spans.tree()
    assert name == "caller"
    assert sorted(called) == [["get_df Plain"], ["get_slice Plain"], ["get_status Plain"]]


def test_calls_at_once_are_spans_apart(spans: Spans) -> None:
    threads = [threading.Thread(target=DUCKDB.get_df, args=(query(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [name for name, *steps in spans.tree() if len(steps) >= 2] == ["get_df DuckDBConnector"] * 4


# Iterators.


def test_a_stream_is_a_span_until_it_ends(spans: Spans) -> None:
    batches = DUCKDB.iter_batches(query("FROM range(200_000)"))
    first = next(batches)
    assert "iter_batches DuckDBConnector" not in [span.name for span in spans.all()]
    size = sum(batch.nbytes for batch in batches)
    assert size
    assert spans.tree() == [["iter_batches DuckDBConnector", ["connect"], ["statement"]]]
    assert spans.attributes()["toucan_connectors.rows"] == 200_000
    assert spans.attributes()["toucan_connectors.bytes"] == first.nbytes + size


@pytest.mark.parametrize("read", [0, 1])
@pytest.mark.parametrize(
    "leave", [lambda batches: batches.close(), lambda batches: None], ids=["close", "drop"]
)
def test_a_stream_that_is_left_early_is_a_span_that_ended_well(
    spans: Spans, read: int, leave: Callable[[Any], None]
) -> None:
    batches = DUCKDB.iter_batches(query("FROM range(200_000)"))
    rows = sum(next(batches).num_rows for _ in range(read))
    leave(batches)
    del batches
    gc.collect()
    assert spans.tree() == [["iter_batches DuckDBConnector", ["connect"], ["statement"]]]
    assert spans.attributes()["toucan_connectors.rows"] == rows
    assert spans.one().status.status_code is StatusCode.UNSET


def test_what_the_caller_does_between_batches_is_the_callers(spans: Spans) -> None:
    with caller() as outer:
        for _ in PLAIN.iter_batches(SOURCE):
            assert trace.get_current_span() is outer
            PLAIN.get_df(SOURCE)
    assert spans.tree() == [["caller", ["iter_batches Plain"], ["get_df Plain"]]]


def test_what_a_source_does_for_a_batch_is_below_the_call(spans: Spans) -> None:
    class Paged(ArrowConnector, data_source_model=Numbers):
        @contextlib.contextmanager
        def _retrieve_batches(self, data_source: Numbers) -> Iterator[pa.RecordBatchReader]:
            def batches() -> Iterator[pa.RecordBatch]:
                for number in range(2):
                    with step("page"):
                        batch = pa.record_batch({"n": [number]})
                    yield batch

            yield pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), batches())

    assert len(list(Paged(name="p").iter_batches(SOURCE))) == 2
    assert spans.tree() == [["iter_batches Paged", ["page"], ["page"]]]


def test_a_stream_may_be_closed_in_another_thread(spans: Spans, caplog: pytest.LogCaptureFixture) -> None:
    batches: Any = DUCKDB.iter_batches(query("FROM range(200_000)"))
    next(batches)
    thread = threading.Thread(target=batches.close)
    thread.start()
    thread.join()
    assert spans.tree() == [["iter_batches DuckDBConnector", ["connect"], ["statement"]]]
    assert caplog.records == []  # OpenTelemetry complains of what is given back in another context


def test_a_stream_that_fails_is_a_failed_span(spans: Spans) -> None:
    with pytest.raises(ToucanConnectorsError):
        list(DUCKDB.iter_batches(query("SELECT error('late') FROM range(10)")))
    assert spans.attributes()["error.type"].startswith("query")


# Errors.


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (InvalidPageError, lambda: DUCKDB.get_slice(query(), offset=-1)),
        (UndefinedVariableError, lambda: DUCKDB.get_df(query("SELECT {{ missing }}"))),
        (QueryRefusedError, lambda: DUCKDB.get_arrow(query("CREATE TABLE t (i int)"))),
        (UnsupportedCallError, PLAIN.get_model),
        (
            PermissionConditionError,
            lambda: DUCKDB.get_df(query(), {"column": "m", "operator": "eq", "value": 1}),
        ),
    ],
)
def test_a_failed_call_tells_its_code_and_nothing_more(
    spans: Spans, error: type[ToucanConnectorsError], call: Callable[[], object]
) -> None:
    with caller(), pytest.raises(error):
        call()
    *_, called = [span for span in spans.all() if span.kind is SpanKind.CLIENT]
    assert (called.status.status_code, called.status.description) == (StatusCode.ERROR, None)
    assert (called.attributes or {})["error.type"] == error.code
    assert (called.attributes or {})["toucan_connectors.error"] == error.__name__
    assert [span.events for span in spans.all() if span.events] == []


def test_an_error_that_is_not_ours_tells_its_class(spans: Spans) -> None:
    class Broken(Plain, data_source_model=Numbers):
        def _retrieve_data(self, data_source: Numbers) -> pd.DataFrame:
            raise ZeroDivisionError(CANARY)

    with pytest.raises(ZeroDivisionError):
        Broken(name="b").get_df(SOURCE)
    assert spans.attributes()["error.type"] == "builtins.ZeroDivisionError"


def test_a_status_that_is_false_is_a_failed_span_with_its_steps(spans: Spans) -> None:
    connector = flaky(1)
    assert connector.get_status().code == "network"
    assert spans.attributes()["error.type"] == "network"
    assert spans.tree() == [["get_status Flaky", ["connect"]]]


def test_a_status_without_a_code_is_other(spans: Spans) -> None:
    class Undone(Plain, data_source_model=Numbers):
        def _status_steps(self) -> list[StatusStep]:
            return [("Undone", lambda: int("x"))]

    assert Undone(name="u").get_status().status is False
    assert spans.attributes()["error.type"] == "_OTHER"


# Values.


def everything_with_a_canary(tmp_path: Path) -> Iterator[Callable[[], object]]:
    """Yield calls that pass and calls that fail, with the canary wherever a value may be."""
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / f"{CANARY}.csv").write_text(f"{CANARY}\n{CANARY}\n")
    here: dict[str, Any] = {"folders": {CANARY: tmp_path / "f"}, "identifier": CANARY}
    connector = flaky(0, **here)
    source = query(f"SELECT '{CANARY}' AS \"{CANARY}\", {{{{ x }}}} AS x", x=CANARY)
    permission = {"column": CANARY, "operator": "eq", "value": CANARY}
    for permissions in (None, permission, {**permission, "column": f"no {CANARY}"}):
        yield partial(connector.get_df, source, permissions)
        yield partial(connector.get_slice, source, permissions, limit=1, get_row_count=True)
        yield partial(connector.get_arrow, source, permissions)
        yield partial(lambda given: list(connector.iter_batches(source, given)), permissions)
        yield partial(connector.explain, source, permissions)
        yield partial(connector.plan, source, permissions)
    yield lambda: connector.describe(source)
    yield lambda: connector.get_model(schema_name=CANARY)
    yield lambda: connector.get_form({"database": CANARY, "table": CANARY})
    yield connector.get_status
    yield lambda: connector.get_df(query(f"SELECT '{CANARY}'::int"))
    yield lambda: connector.get_df(query(f'SELECT "{CANARY}" FROM nowhere'))
    yield lambda: connector.get_df(query(f"SELECT error('{CANARY}')"))
    yield lambda: connector.get_df(query(f"{{{{ {CANARY.replace('-', '_')} }}}}"))
    yield lambda: flaky(1, retry_policy=TWICE, **here).get_df(source)
    yield lambda: flaky(2, retry_policy=TWICE, **here).get_df(source)
    yield lambda: flaky(1, **here).get_status()


def test_no_value_is_in_any_span_or_record(
    spans: Spans, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG, "toucan_connectors")
    caplog.set_level(logging.DEBUG, Flaky.logger.name)
    failures = []
    for call in everything_with_a_canary(tmp_path):
        try:
            call()
        except ToucanConnectorsError as error:
            failures.append(str(error))
    assert len([text for text in failures if CANARY in text]) >= 4  # it was there to be told
    assert len(spans.all()) > 60
    assert len(caplog.records) > 25
    told = [span.to_json() for span in spans.all()] + [repr(vars(record)) for record in caplog.records]
    assert [text for text in told if "canary" in text] == []


# Records.


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[str, str, dict[str, Any]]]]:
    caplog.set_level(logging.DEBUG, Flaky.logger.name)

    def told() -> list[tuple[str, str, dict[str, Any]]]:
        return [
            (
                record.levelname,
                record.getMessage(),
                {
                    name.removeprefix("toucan_"): value
                    for name, value in vars(record).items()
                    if name.startswith("toucan_")
                },
            )
            for record in caplog.records
            if record.name == Flaky.logger.name
        ]

    return told


def test_a_call_is_one_record_with_its_fields(records: Callable[[], list[Any]]) -> None:
    page = flaky(0, type="Own").get_slice(query(), offset=1, limit=7)
    [(level, message, fields)] = records()
    assert (level, message) == ("DEBUG", "Answered.")
    assert 0 < fields.pop("seconds") < 60
    assert fields == {
        "call": "get_slice",
        "class": "Flaky",
        "type": "Own",
        "offset": 1,
        "limit": 7,
        "rows": 7,
        "bytes": page.stats and page.stats.df_memory_size,
    }


def test_a_try_that_is_made_again_is_a_warning(records: Callable[[], list[Any]]) -> None:
    with pytest.raises(ToucanConnectorsError):
        flaky(2, retry_policy=TWICE).get_df(query())
    [(_, _, again), (_, _, failed)] = records()
    assert [record[:2] for record in records()] == [("WARNING", "Trying again."), ("INFO", "Not answered.")]
    assert (again["attempts"], again["code"], again["error"], again["wait"]) == (
        1,
        "network",
        "NetworkError",
        0,
    )
    assert (failed["attempts"], failed["code"], failed["call"]) == (2, "network", "get_df")


def test_a_policy_outside_of_a_call_warns_too(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise SourceUnavailableError(CANARY)

    with pytest.raises(SourceUnavailableError):
        TWICE.run(fail, ())
    assert [record.getMessage() for record in caplog.records] == ["Trying again."]


# Steps.


def test_a_step_outside_of_a_call_tells_nothing(spans: Spans) -> None:
    with step("alone"):
        pass
    assert spans.all() == []


def test_work_in_a_thread_stays_a_part_of_the_call_when_it_is_carried(spans: Spans) -> None:
    class Parallel(Plain, data_source_model=Numbers):
        def _retrieve_data(self, data_source: Numbers) -> pd.DataFrame:
            def work() -> None:
                with step("work"):
                    pass

            thread = threading.Thread(target=carried(work))
            thread.start()
            thread.join()
            return super()._retrieve_data(data_source)

    Parallel(name="p").get_df(SOURCE)
    assert spans.tree() == [["get_df Parallel", ["work"]]]


# Without OpenTelemetry.

SCRIPT = """
import sys
{before}
from toucan_connectors.core import RetryPolicy
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
assert not [name for name in sys.modules if name.startswith("opentelemetry.")], "loaded by an import"
connector = DuckDBConnector(name="d", retry_policy=RetryPolicy(max_attempts=2))
source = DuckDBDataSource(domain="d", name="d", query="FROM range(3)")
rows = sum(batch.num_rows for batch in connector.iter_batches(source))
print(len(connector.get_df(source)), rows, connector.get_status().status)
print("opentelemetry.trace" in sys.modules)
"""


@pytest.mark.parametrize(
    ("before", "found"),
    [("sys.modules['opentelemetry'] = None", False), ("", True)],
    ids=["absent", "without an SDK"],
)
def test_calls_work_without(before: str, found: bool) -> None:
    answer = subprocess.check_output([sys.executable, "-c", SCRIPT.format(before=before)], text=True)
    assert answer.split() == ["3", "3", "True", str(found)]
