"""Any JSON or XML API as a pandas frame.

- `connector.py`: the data source and the connector; read it top to bottom
- `template.py`: what every request of a connector has, and what one of a data source
- `_filling.py`: values in URLs and filters, each quoted as its place wants it
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.http_api.connector import HttpAPIConnector, HttpAPIDataSource
    from toucan_connectors.http_api.template import Template
else:
    __getattr__ = lazy_names(
        __name__, {"connector": "HttpAPIConnector HttpAPIDataSource", "template": "Template"}
    )

__all__ = ["HttpAPIConnector", "HttpAPIDataSource", "Template"]
