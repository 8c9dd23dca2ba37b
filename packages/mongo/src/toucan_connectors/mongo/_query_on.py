"""A query on a collection: what of it the server does, and what is done here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import bson

from toucan_connectors.core.conditions import columns_of
from toucan_connectors.core.plan import Plan
from toucan_connectors.mongo._rows import FIRST, MOST_COUNTED, Reading
from toucan_connectors.mongo._server import Aggregation, Server
from toucan_connectors.mongo.documents import Shape, json_text
from toucan_connectors.mongo.permissions import Permitted, permitted
from toucan_connectors.mongo.pipeline import Pipeline, needs_no_collection

if TYPE_CHECKING:
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.options import Options
    from toucan_connectors.mongo.connector import MongoDataSource

__all__ = ["QueryOn", "explained"]

_FURTHEST: Final = 2**62
"""What the server takes as a number of documents to skip or to give."""


class QueryOn:
    """The pipeline of a data source on a server."""

    def __init__(
        self,
        server: Server,
        data_source: MongoDataSource,
        pipeline: Pipeline,
        collation: Mapping[str, Any] | None,
        options: Options,
    ) -> None:
        self._server = server
        self._database = data_source.database
        self._collection = data_source.collection
        self._flatten = data_source.flatten
        self._query = data_source.query
        self._pipeline = pipeline
        self._collation = collation
        self._options = options

    def reading(self, condition: Condition | None, *, without_id: bool) -> Reading:
        """Return how the documents are read that a condition keeps."""
        kept = self._permitted(condition)
        hidden = without_id and condition is not None and "_id" in columns_of(condition)
        counting = [*kept.pipeline, {"$limit": MOST_COUNTED + 1}, {"$count": "value"}]
        return Reading(
            server=self._server,
            whole=self._asked(kept.pipeline, kept),
            cut=lambda offset, size: self._asked(_cut(kept.pipeline, offset, size), kept),
            counting=self._asked(counting, kept),
            known=self._known,
            remembered=lambda: self._server.remembered(self._key),
            learnt=lambda shape: self._server.known(self._key, lambda: shape),
            permitted=condition is not None,
            exact=kept.exact,
            condition=None if hidden and kept.exact else kept.condition,
            flatten=self._flatten,
            without=frozenset({"_id"}) if without_id else frozenset(),
        )

    def check(self, condition: Condition) -> None:
        """Raise PermissionConditionError for a condition that cannot be held to."""
        self._permitted(condition)

    def explain(self) -> dict[str, Any] | None:
        """Return the server's plan, and run the query for it."""
        asked = self._asked(self._pipeline, Permitted(self._pipeline))
        command: dict[str, Any] = {
            "aggregate": asked.collection or 1,
            "pipeline": asked.pipeline,
            "cursor": {},
        }
        explaining = {"explain": command, "verbosity": "executionStats"}
        return explained(self._server.command(self._database, explaining, asked.timeout))

    def plan(self, condition: Condition | None) -> Plan:
        """Return the query as it was written, without the values in it, and who does what of it."""
        kept = self._permitted(condition)
        filtered = ("filter",) if condition is not None else ()
        paged = ("page", "count")
        return Plan(
            statement=json_text(self._query),
            pushed_down=(*filtered, *paged) if kept.exact else (),
            narrowed=() if kept.exact else filtered,
            local=() if kept.exact else paged,
        )

    def _permitted(self, condition: Condition | None) -> Permitted:
        return permitted(self._pipeline, condition, self._sample)

    def _sample(self, pipeline: Pipeline) -> list[dict[str, Any]]:
        """Run a small pipeline on the collection, or remember what it gave."""
        asked = Aggregation(self._database, self._target(pipeline), pipeline, timeout=self._timeout)
        key = (self._database, self._collection, _key(pipeline))
        return self._server.known(key, lambda: self._server.page(asked))

    def _known(self) -> Shape:
        """Return what the first documents tell of the columns, whoever may see them."""

        def find() -> Shape:
            first = _cut(self._pipeline, 0, FIRST)
            documents = self._server.page(self._asked(first, Permitted(first)))
            return Shape.of(documents, flatten=self._flatten)

        return self._server.known(self._key, find)

    @cached_property
    def _key(self) -> object:
        return self._database, self._collection, self._flatten, _key(self._pipeline)

    def _asked(self, pipeline: Pipeline, kept: Permitted) -> Aggregation:
        collation = self._collation if kept.pipeline is not self._pipeline else None
        return Aggregation(self._database, self._target(pipeline), pipeline, collation, self._timeout)

    def _target(self, pipeline: Pipeline) -> str | None:
        return None if needs_no_collection(pipeline) else self._collection

    @property
    def _timeout(self) -> float | None:
        return self._options.statement_timeout


def _cut(pipeline: Pipeline, offset: int, size: int) -> Pipeline:
    skip: Pipeline = [{"$skip": min(offset, _FURTHEST)}] if offset else []
    return [*pipeline, *skip, {"$limit": min(size, _FURTHEST)}]


def _key(pipeline: Pipeline) -> bytes:
    return bson.encode({"pipeline": pipeline})


def explained(plan: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the parts of the server's answer to `explain` that tell of the query, None where it is empty."""
    details = {key: value for key, value in plan.items() if key != "serverInfo"}
    if not details:
        return None
    stages = [stage["$cursor"] for stage in details.get("stages", []) if "$cursor" in stage]
    executed = [part["executionStats"] for part in [details, *stages] if "executionStats" in part]
    return {"details": details, "summary": executed}
