"""The core of toucan-connectors: what a connector is, and how the installed ones are found.

Where to find what:

- the calls of a connector: `connector.py`; its fields and how a call is answered: `answering.py`;
  data sources: `data_source.py`; connectors that stream Arrow: `arrow_connector.py`
- what callers get: `data_slice.py`, `pagination.py`, `status.py`, `plan.py`, `discovery.py`, `forms.py`
- how rows become that: `rows.py`, `frames/` (the dtype contract), `conditions/` (permissions), `limits.py`
- what runs around a call: `call.py` (budget, cancellation), `retry.py`, `templating/`, `network.py`,
  `cache_key.py`
- what every model shares: `model.py`, `options.py`, `secrets.py`, `shared_resource.py`; every error:
  `errors.py`
- the installed connectors: `type_registry.py`, `spec.py`

The names below are imported from their modules at first use: listing the registry loads no pydantic.
"""

from typing import TYPE_CHECKING, Any

import toucan_connectors
from toucan_connectors.core.errors import ConflictingDistributionError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_connector import ArrowConnector
    from toucan_connectors.core.connector import Permissions, ToucanConnector
    from toucan_connectors.core.data_slice import DataSlice, DataStats, QueryMetadata
    from toucan_connectors.core.data_source import ToucanDataSource
    from toucan_connectors.core.discovery import ColumnInfo, TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.pagination import PaginationInfo, build_pagination_info
    from toucan_connectors.core.plan import Plan
    from toucan_connectors.core.retry import RetryPolicy
    from toucan_connectors.core.secrets import Secret, install_resolver, reveal
    from toucan_connectors.core.spec import ConnectorSpec
    from toucan_connectors.core.status import ConnectorStatus, StatusStep, run_status_steps
    from toucan_connectors.core.type_registry import Registry, registry

__all__ = [
    "ArrowConnector",
    "ColumnInfo",
    "ConnectorSpec",
    "ConnectorStatus",
    "DataSlice",
    "DataStats",
    "Options",
    "PaginationInfo",
    "Permissions",
    "Plan",
    "QueryMetadata",
    "Registry",
    "RetryPolicy",
    "Secret",
    "StatusStep",
    "TableInfo",
    "ToucanConnector",
    "ToucanConnectorsError",
    "ToucanDataSource",
    "build_pagination_info",
    "install_resolver",
    "registry",
    "reveal",
    "run_status_steps",
]

_NAMES_BY_MODULE = {
    "arrow_connector": "ArrowConnector",
    "connector": "Permissions ToucanConnector",
    "data_slice": "DataSlice DataStats QueryMetadata",
    "data_source": "ToucanDataSource",
    "discovery": "ColumnInfo TableInfo",
    "errors": "ToucanConnectorsError",
    "options": "Options",
    "pagination": "PaginationInfo build_pagination_info",
    "plan": "Plan",
    "type_registry": "Registry registry",
    "retry": "RetryPolicy",
    "secrets": "Secret install_resolver reveal",
    "spec": "ConnectorSpec",
    "status": "ConnectorStatus StatusStep run_status_steps",
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

if getattr(toucan_connectors, "__file__", None) is not None:
    raise ConflictingDistributionError(
        "The older distribution 'toucan-connectors' (up to 10) is installed and owns our package.",
        hint="Run: pip uninstall toucan-connectors",
    )


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
