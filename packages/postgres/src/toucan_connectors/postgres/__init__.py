"""PostgreSQL, and what speaks its protocol: Denodo and Amazon Redshift."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.postgres.connector import PostgresConnector, PostgresDataSource
    from toucan_connectors.postgres.variants import AWSRedshiftConnector, DenodoConnector
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "connector": "PostgresConnector PostgresDataSource",
            "variants": "AWSRedshiftConnector DenodoConnector",
        },
    )

__all__ = ["AWSRedshiftConnector", "DenodoConnector", "PostgresConnector", "PostgresDataSource"]
