"""Which distribution brings which type id: so that an unknown type answers with what to install."""

from typing import Final

__all__ = ["KNOWN_TYPES"]

_DISTRIBUTIONS: Final = {
    "athena": ("AWSAthena",),
    "clickhouse": ("Clickhouse",),
    "databricks": ("Databricks",),
    "dataiku": ("Dataiku",),
    "duckdb": ("DuckDB",),
    "elasticsearch": ("elasticsearch",),
    "github": ("Github",),
    "google-analytics": ("GoogleAnalytics",),
    "google-big-query": ("GoogleBigQuery",),
    "google-sheets": ("GoogleSheets",),
    "http-api": ("HttpAPI",),
    "hubspot": ("HubspotPrivateApp",),
    "micro-strategy": ("MicroStrategy",),
    "mongo": ("MongoDB", "AWSDocumentDB"),
    "mssql": ("MSSQL", "AzureMSSQL", "MSSQL_TLSv1_0"),
    "mysql": ("MySQL", "GoogleCloudMySQL"),
    "odata": ("OData",),
    "odbc": ("Odbc",),
    "one-drive": ("OneDrive", "SharePoint"),
    "oracle": ("OracleSQL",),
    "peakina": ("Peakina",),
    "postgres": ("Postgres", "AWSRedshift", "Denodo"),
    "redshift": ("Redshift",),
    "s3": ("S3",),
    "salesforce": ("Salesforce", "SalesforceSandbox"),
    "sap-hana": ("SapHana",),
    "snowflake": ("Snowflake", "SnowflakeoAuth2"),
    "soap": ("Soap",),
    "trello": ("Trello",),
}

KNOWN_TYPES: Final = {
    type_id: f"toucan-connectors-{name}" for name, type_ids in _DISTRIBUTIONS.items() for type_id in type_ids
}
