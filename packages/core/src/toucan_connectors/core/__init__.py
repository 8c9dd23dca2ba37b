"""The core of toucan-connectors: what a connector is, and how the installed ones are found.

Where to find what:

- a call and its fields: `connector.py`; connectors that stream Arrow: `arrow_connector.py`
- what callers get: `data_slice.py`, `pagination.py`, `status.py`, `plan.py`, `discovery.py`, `forms.py`
- how rows become that: `rows.py`, `frames/` (the dtype contract), `conditions/` (permissions), `limits.py`
- what runs around a call: `call.py` (budget, cancellation), `retry.py`, `templating/`, `network.py`,
  `cache_key.py`
- what every model shares: `model.py`, `options.py`, `secrets.py`, `shared_resource.py`; every error:
  `errors.py`
- the installed connectors: `registry.py`, `spec.py`
"""

import toucan_connectors
from toucan_connectors.core.arrow_connector import ArrowConnector
from toucan_connectors.core.connector import Permissions, ToucanConnector, ToucanDataSource
from toucan_connectors.core.data_slice import DataSlice, DataStats, QueryMetadata
from toucan_connectors.core.discovery import ColumnInfo, TableInfo
from toucan_connectors.core.errors import ConflictingDistributionError, ToucanConnectorsError
from toucan_connectors.core.options import Options
from toucan_connectors.core.pagination import PaginationInfo, build_pagination_info
from toucan_connectors.core.plan import Plan
from toucan_connectors.core.registry import Registry, registry
from toucan_connectors.core.retry import RetryPolicy
from toucan_connectors.core.secrets import Secret, install_resolver, reveal
from toucan_connectors.core.spec import ConnectorSpec
from toucan_connectors.core.status import ConnectorStatus, StatusStep, run_status_steps

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

if getattr(toucan_connectors, "__file__", None) is not None:
    raise ConflictingDistributionError(
        "The older distribution 'toucan-connectors' (up to 10) is installed and owns our package.",
        hint="Run: pip uninstall toucan-connectors",
    )
