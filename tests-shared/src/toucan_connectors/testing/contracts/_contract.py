"""What every contract is made of: what a subclass says of its connector, and what the promises share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from toucan_connectors.core import ConnectorSpec, Options, ToucanConnector, ToucanDataSource, registry
from toucan_connectors.testing.features import Features

__all__ = ["Contract"]


class Contract:
    """The root of the contracts: subclass one of those below it, not this.

    A test of a contract is not overridden silently: a connector that cannot keep a promise says so with
    `@pytest.mark.xfail(reason=...)` on its own version of the test, and is shown with that reason.
    """

    type_id: ClassVar[str]
    """The type id of the connector, as its entry point has it."""
    features: ClassVar[Features] = Features()
    connector_fields: ClassVar[Mapping[str, Any]] = {}
    """Valid fields of a connector that need not be reachable; `name` is added."""
    data_source_fields: ClassVar[Mapping[str, Any]] = {}
    """Valid fields of a data source; `domain` and `name` are added."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__.startswith(__name__.rpartition(".")[0]):
            return
        for name, value in vars(cls).items():
            if name.startswith("test_") and hasattr(super(cls, cls), name) and not _is_excused(value):
                msg = (
                    f"{cls.__name__} overrides {name}, a promise of its contract. Where the connector cannot "
                    f"keep it, mark the override @pytest.mark.xfail(reason=...)."
                )
                raise TypeError(msg)

    @property
    def spec(self) -> ConnectorSpec:
        """The spec of the type, as it is installed."""
        return registry[self.type_id]

    @property
    def connector_class(self) -> type[ToucanConnector[Any]]:
        """The connector's class."""
        return self.spec.load()

    @property
    def data_source_class(self) -> type[ToucanDataSource]:
        """The data source's class."""
        return self.connector_class.data_source_model

    def make_connector(self, **fields: Any) -> ToucanConnector[Any]:
        """Return a connector of `connector_fields` and of these fields; nothing is connected to."""
        return self.connector_class(**{"name": "kit", **self.connector_fields, **fields})

    def make_data_source(self, **fields: Any) -> ToucanDataSource:
        """Return a data source of `data_source_fields` and of these fields."""
        return self.data_source_class(**{"domain": "kit", "name": "kit", **self.data_source_fields, **fields})

    @staticmethod
    def with_options(connector: ToucanConnector[Any], **options: Any) -> ToucanConnector[Any]:
        """Return a copy of a connector with other options, and without retries."""
        changed = Options(**{**connector.options.model_dump(), **options})
        return connector.model_copy(update={"options": changed, "retry_policy": None})


def _is_excused(test: object) -> bool:
    marks = getattr(test, "pytestmark", [])
    return any(mark.name == "xfail" and _reason(mark) for mark in marks)


def _reason(mark: pytest.Mark) -> str:
    return str(mark.kwargs.get("reason", ""))
