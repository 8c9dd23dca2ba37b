"""The read-only guard: every stage is one that is known to only read, on every level.

It lets through what is known, not what is not known to be bad. MongoDB has no read-only transaction that an
aggregation could run in, so this is the one lock of ours: an account with the role `read` is the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.mongo.pipeline._stages import STAGES, Pipeline, inner_pipelines, stage_name

__all__ = ["refuse_writes"]

_REFUSED: Final = {
    "$out": "writes into a collection",
    "$merge": "writes into a collection",
    "$where": "runs JavaScript on the server",
    "$function": "runs JavaScript on the server",
    "$accumulator": "runs JavaScript on the server",
}
"""Not to stand anywhere: no field of a document has such a name."""


def refuse_writes(pipeline: Pipeline) -> None:
    """Raise QueryRefusedError, field "query", for a pipeline that may do more than read.

    Refused are `$out` and `$merge`, JavaScript run by the server (`$where`, `$function`, `$accumulator`), and
    each stage that is not known, such as those that administrate.
    """
    for key in _keys(pipeline):
        if key in _REFUSED:
            raise _refusal(f"{key} {_REFUSED[key]}")
    _refuse_unknown(pipeline)


def _refuse_unknown(pipeline: Pipeline) -> None:
    for stage in pipeline:
        name = stage_name(stage)
        if name not in STAGES:
            raise _refusal(f"{name} is not a stage that is known to only read")
        for _, inner in inner_pipelines(stage):
            _refuse_unknown(inner)


def _keys(value: Any) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _refusal(problem: str) -> QueryRefusedError:
    return QueryRefusedError(
        f"The query is refused: {problem}.",
        field="query",
        hint="Only read in it, or set options.read_only to false.",
    )
