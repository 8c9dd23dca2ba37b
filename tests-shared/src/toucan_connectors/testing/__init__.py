"""What makes a connector trustworthy: the conformance kit, real servers, networks that break, hostile input.

- `contracts/`: what any connector is held to, a test a promise; subclass one of the contracts
- `features.py`: what a connector can do beyond that; `report.py`: what it earned
- `servers/`: real servers for tests, and the command that installs and starts them
- `faults/`: a TCP proxy and an HTTP server that break
- `standard.py`: a table with every kind of column; `tables.py`: tables of plain Python values
- `oracle.py`: which rows a permission keeps, decided row by row in plain Python
- `strategies.py`: Hypothesis strategies for tables, and for permissions on them
- `hostile/`, `legitimate/`: input that means harm, and what people write, as data
- `plugin.py`: the pytest plug-in that brings the fixtures and options
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.testing.contracts import (
        ConnectorContract,
        DataContract,
        DocumentContract,
        HttpContract,
        SqlContract,
    )
    from toucan_connectors.testing.features import Features
    from toucan_connectors.testing.oracle import REFUSED, kept_rows
    from toucan_connectors.testing.standard import standard_statements, standard_table
    from toucan_connectors.testing.tables import Column, Kind, Table
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "contracts": "ConnectorContract DataContract DocumentContract HttpContract SqlContract",
            "features": "Features",
            "oracle": "REFUSED kept_rows",
            "standard": "standard_statements standard_table",
            "tables": "Column Kind Table",
        },
    )

__all__ = [
    "REFUSED",
    "Column",
    "ConnectorContract",
    "DataContract",
    "DocumentContract",
    "Features",
    "HttpContract",
    "Kind",
    "SqlContract",
    "Table",
    "kept_rows",
    "standard_statements",
    "standard_table",
]
