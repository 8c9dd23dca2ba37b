"""The kinds that only add something to a request: a user and password, a token, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.oauth2._endpoint import basic

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["HIDDEN", "ApiKeyAuth", "BasicAuth", "BearerAuth"]

HIDDEN: Final[dict[str, Any]] = {"ui.hidden": True}


class BasicAuth(Model, Auth):
    """A user name and a password (RFC 7617)."""

    kind: Literal["BasicAuth"] = Field(default="BasicAuth", json_schema_extra=HIDDEN)
    username: str
    password: Secret

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        yield request.with_headers({"Authorization": basic(self.username, reveal(self.password) or "")})


class BearerAuth(Model, Auth):
    """A token that is sent as it is (RFC 6750)."""

    kind: Literal["BearerAuth"] = Field(default="BearerAuth", json_schema_extra=HIDDEN)
    token: Secret
    scheme: str = "Bearer"
    """The word before the token: some APIs want `Token`, or `Zoho-oauthtoken`."""

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        yield request.with_headers({"Authorization": f"{self.scheme} {reveal(self.token)}"})


class ApiKeyAuth(Model, Auth):
    """A key in a header, or in the query of the URL."""

    kind: Literal["ApiKeyAuth"] = Field(default="ApiKeyAuth", json_schema_extra=HIDDEN)
    name: str = "X-Api-Key"
    """What the header or the parameter is called."""
    key: Secret
    place: Literal["header", "query"] = "header"
    """A query ends up in the log files of servers and proxies: prefer the header where the API takes it."""

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        key = reveal(self.key) or ""
        if self.place == "header":
            yield request.with_headers({self.name: key})
        else:
            yield request.with_params(**{self.name: key})
