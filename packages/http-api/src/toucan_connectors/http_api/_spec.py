"""What a catalogue shows of HttpAPI, without importing a client."""

from toucan_connectors.core.spec import ConnectorSpec

HTTP_API = ConnectorSpec(
    type_id="HttpAPI",
    target="toucan_connectors.http_api:HttpAPIConnector",
    label="Http API",
    logo="logo.svg",
    drivers=("httpx", "jq"),
)
