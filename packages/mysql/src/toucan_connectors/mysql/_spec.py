"""What a catalogue shows of MySQL, and of its variant in Google Cloud, without importing a driver."""

from dataclasses import replace

from toucan_connectors.core.spec import ConnectorSpec

MYSQL = ConnectorSpec(
    type_id="MySQL",
    target="toucan_connectors.mysql:MySQLConnector",
    label="MySQL",
    logo="logo.svg",
    drivers=("pymysql",),
)
GOOGLE_CLOUD_MYSQL = replace(
    MYSQL,
    type_id="GoogleCloudMySQL",
    target="toucan_connectors.mysql:GoogleCloudMySQLConnector",
    label="Google Cloud MySQL",
    logo="google_cloud.svg",
)
