"""What a catalogue shows of the three types, without importing them."""

from toucan_connectors.core.spec import ConnectorSpec

POSTGRES = ConnectorSpec(
    type_id="Postgres",
    target="toucan_connectors.postgres:PostgresConnector",
    label="PostgreSQL",
    logo="logo.svg",
    drivers=("psycopg", "adbc_driver_postgresql"),
)

DENODO = ConnectorSpec(
    type_id="Denodo",
    target="toucan_connectors.postgres:DenodoConnector",
    label="Denodo",
    logo="denodo.svg",
    drivers=("psycopg",),
)

AWS_REDSHIFT = ConnectorSpec(
    type_id="AWSRedshift",
    target="toucan_connectors.postgres:AWSRedshiftConnector",
    label="Amazon Redshift",
    logo="redshift.svg",
    drivers=("psycopg",),
)
