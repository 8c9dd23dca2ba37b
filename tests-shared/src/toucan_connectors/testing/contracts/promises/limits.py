"""Promise 10: a call has bounds, and what it runs ends with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from toucan_connectors.core.errors import CallTimeoutError, ResultTooLargeError, ToucanConnectorsError
from toucan_connectors.testing.contracts._bounded import SOON, run_to_the_end, within
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import READINGS

__all__ = ["Limits"]


class Limits(Contract):
    """What ends a call."""

    def test_10_a_result_is_whole_or_an_error(self, connector: Any, data_source: Any) -> None:
        """More than `max_rows` or `max_bytes` is a ResultTooLargeError on every path, never a part.

        If it fails: leave the counting to the core's rows.
        """
        rows = len(connector.get_df(data_source))
        for options in ({"max_rows": rows - 1}, {"max_bytes": 1}):
            bounded = self.with_options(connector, **options)
            for read in READINGS.values():
                with pytest.raises(ResultTooLargeError) as raised:
                    read(bounded, data_source, None)
                assert raised.value.field in options
        assert len(self.with_options(connector, max_rows=rows).get_df(data_source)) == rows

    def test_10_a_used_up_budget_is_an_error(self, connector: Any, data_source: Any) -> None:
        """A call whose `total_timeout` is over raises CallTimeoutError instead of answering late.

        If it fails: do not override the calls; long loops of your own call `current_call().check()`.
        """
        late = self.with_options(connector, total_timeout=1e-6)
        for read in READINGS.values():
            with pytest.raises(CallTimeoutError):
                read(late, data_source, None)

    @earns("stops_at_source")
    @pytest.mark.parametrize("option", ["total_timeout", "statement_timeout"])
    def test_10_a_slow_query_ends_with_its_timeout(self, connector: Any, request: Any, option: str) -> None:
        """A query that would run for long is over soon after its timeout, and the next call works.

        If it fails: run the driver's call in `current_call().stopped_by(connection.cancel, timeout)`.
        """
        if not self.features.stops_at_source:
            return
        slow = request.getfixturevalue("slow_data_source")
        hasty = self.with_options(connector, **{option: 0.5})
        with pytest.raises(CallTimeoutError):
            within(SOON, lambda: hasty.get_df(slow))
        self._assert_works(connector, request)

    @earns("stops_at_source")
    def test_10_a_cancelled_task_ends_its_query(self, connector: Any, request: Any) -> None:
        """Cancelling an awaited call ends what it runs, at once, and the next call works.

        If it fails: as for the timeout; the awaited calls cancel the `Call` that they run in.
        """
        if not self.features.stops_at_source:
            return
        slow = request.getfixturevalue("slow_data_source")

        async def cancelled() -> None:
            task = asyncio.create_task(connector.aget_df(slow))
            await asyncio.sleep(0.5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        within(SOON, lambda: run_to_the_end(cancelled()))
        self._assert_works(connector, request)

    @earns("streams_rows")
    def test_10_an_abandoned_iteration_ends_its_query(self, connector: Any, request: Any) -> None:
        """Closing `iter_batches` early gives back what it held, without reading to the end.

        If it fails: end the reading where the context of the stream is left.
        """
        if not self.features.streams_rows:
            return
        large = request.getfixturevalue("large_data_source")
        for _ in range(3):
            batches = connector.iter_batches(large)
            next(batches)
            batches.close()
        self._assert_works(connector, request)

    @earns("streams_rows")
    def test_10_batches_hold_a_part_of_the_rows(self, connector: Any, request: Any) -> None:
        """`iter_batches` yields a large result in many batches of one schema.

        If it fails: stream from the driver (a server-side cursor) in batches of some 65,536 rows.
        """
        if not self.features.streams_rows:
            return
        large = request.getfixturevalue("large_data_source")
        schemas, rows, largest, count = set(), 0, 0, 0
        for batch in connector.iter_batches(large):
            schemas.add(str(batch.schema))
            rows, largest, count = rows + batch.num_rows, max(largest, batch.num_rows), count + 1
        assert len(schemas) == 1
        assert count >= 3, f"{rows} rows in {count} batches: give a larger result, or stream it"
        assert largest <= rows / 2

    def _assert_works(self, connector: Any, request: Any) -> None:
        data_source = request.getfixturevalue("data_source")
        try:
            frame = connector.get_df(data_source)
        except ToucanConnectorsError as error:  # pragma: no cover - only where the promise is broken
            pytest.fail(f"the next call failed: {error}")
        assert len(frame) > 0
