"""The core of toucan-connectors: what a connector is, and how the installed ones are found.

Where to find what:

- the calls of a connector: `connector.py`; its fields and how a call is answered: `answering.py`;
  data sources: `data_source.py`; connectors that stream Arrow: `arrow_connector.py`; those that await:
  `async_connector.py`
- what callers get: `data_slice.py`, `pagination.py`, `status.py`, `plan.py`, `discovery.py`, `forms.py`
- how rows become that: `rows/`, `frames/` (the dtype contract), `conditions/` (permissions), `limits.py`
- what runs around a call: `call.py` (budget, cancellation), `retry.py`, `telemetry/` (spans and logs),
  `templating/`, `network.py`, `cache_key.py`
- what every model shares: `model.py`, `options.py`, `secrets.py`, `shared_resource.py`; every error:
  `errors.py`
- the installed connectors: `type_registry.py`, `spec.py`

The names below are imported from their modules at first use: listing the registry loads no pydantic.
"""

from typing import TYPE_CHECKING

import toucan_connectors
from toucan_connectors.core.errors import ConflictingDistributionError
from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_connector import ArrowConnector
    from toucan_connectors.core.async_connector import AsyncConnector
    from toucan_connectors.core.call import current_call
    from toucan_connectors.core.connector import Permissions, ToucanConnector
    from toucan_connectors.core.data_slice import DataSlice, DataStats, QueryMetadata
    from toucan_connectors.core.data_source import ToucanDataSource
    from toucan_connectors.core.discovery import ColumnInfo, TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.pagination import (
        KnownSize,
        PageParameters,
        PaginationInfo,
        UnknownSize,
        build_pagination_info,
    )
    from toucan_connectors.core.plan import Plan
    from toucan_connectors.core.platform_catalogue import CONNECTORS_REGISTRY
    from toucan_connectors.core.retry import RetryPolicy
    from toucan_connectors.core.secrets import Secret, install_resolver, reveal
    from toucan_connectors.core.spec import ConnectorSpec
    from toucan_connectors.core.status import ConnectorStatus, StatusStep, run_status_steps
    from toucan_connectors.core.type_registry import InstalledType, Registry, registry
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "arrow_connector": "ArrowConnector",
            "async_connector": "AsyncConnector",
            "call": "current_call",
            "connector": "Permissions ToucanConnector",
            "data_slice": "DataSlice DataStats QueryMetadata",
            "data_source": "ToucanDataSource",
            "discovery": "ColumnInfo TableInfo",
            "errors": "ToucanConnectorsError",
            "options": "Options",
            "pagination": "KnownSize PageParameters PaginationInfo UnknownSize build_pagination_info",
            "plan": "Plan",
            "platform_catalogue": "CONNECTORS_REGISTRY",
            "type_registry": "InstalledType Registry registry",
            "retry": "RetryPolicy",
            "secrets": "Secret install_resolver reveal",
            "spec": "ConnectorSpec",
            "status": "ConnectorStatus StatusStep run_status_steps",
        },
    )

__all__ = [
    "CONNECTORS_REGISTRY",
    "ArrowConnector",
    "AsyncConnector",
    "ColumnInfo",
    "ConnectorSpec",
    "ConnectorStatus",
    "DataSlice",
    "DataStats",
    "InstalledType",
    "KnownSize",
    "Options",
    "PageParameters",
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
    "UnknownSize",
    "build_pagination_info",
    "current_call",
    "install_resolver",
    "registry",
    "reveal",
    "run_status_steps",
]

if getattr(toucan_connectors, "__file__", None) is not None:
    raise ConflictingDistributionError(
        "The older distribution 'toucan-connectors' (up to 10) is installed and owns our package.",
        hint="Run: pip uninstall toucan-connectors",
    )
