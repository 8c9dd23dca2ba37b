"""A spec that brings its class, to name it."""

from acme_plain import Plain

from toucan_connectors.core.spec import ConnectorSpec

TARGET = f"{Plain.__module__}:{Plain.__name__}"
SPEC = ConnectorSpec("SpecOfTheClass", TARGET, "Plain", has_status_check=False)
