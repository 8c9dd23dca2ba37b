"""What a host asks of a connector's class: how people sign in, and what an administrator must fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from toucan_connectors.core.connector import ToucanConnector
from toucan_connectors.http.oauth2._connector import OAuth2ConnectorConfig

__all__ = [
    "ConnectorSecretsForm",
    "OAuth2Configuration",
    "get_connector_secrets_form",
    "get_oauth2_configuration",
    "needs_sso_credentials",
    "oauth2_secrets_form",
]

AnyConnector = type[ToucanConnector[Any]]


@dataclass(frozen=True)
class ConnectorSecretsForm:
    """A form for the administrator: what to do at the service (Markdown), and the fields (JSON schema)."""

    documentation_md: str
    secrets_schema: dict[str, Any]


class OAuth2Configuration(NamedTuple):
    """Whether people sign in by OAuth2, and where the client's credentials are."""

    is_oauth2: bool
    credentials_in: str | None
    """`connector`: its fields; `instance`: the administrator; `retrieve_token`: a callback of the host."""


def oauth2_secrets_form(documentation_md: str) -> ConnectorSecretsForm:
    """Return the form for a client's id and secret."""
    return ConnectorSecretsForm(documentation_md, OAuth2ConnectorConfig.model_json_schema())


def get_connector_secrets_form(connector: AnyConnector) -> ConnectorSecretsForm | None:
    """Return what the class's own `get_connector_secrets_form()` gives, or None where it has none."""
    own = getattr(connector, "get_connector_secrets_form", None)
    return None if own is None else own()


def get_oauth2_configuration(connector: AnyConnector) -> OAuth2Configuration:
    """Return what the class declares by `_auth_flow` and `_oauth_trigger`."""
    return OAuth2Configuration(
        "oauth2" in str(_declared(connector, "_auth_flow")), _declared(connector, "_oauth_trigger")
    )


def needs_sso_credentials(connector: AnyConnector) -> bool:
    """Return whether the class declares `_sso_credentials_access`: it wants who signed in to the host."""
    return bool(_declared(connector, "_sso_credentials_access"))


def _declared(connector: AnyConnector, name: str) -> Any:
    """Return what a class declares, by a class variable or as version 10 did, by a private attribute."""
    if private := connector.__private_attributes__.get(name):
        return private.get_default()
    return getattr(connector, name, None)
