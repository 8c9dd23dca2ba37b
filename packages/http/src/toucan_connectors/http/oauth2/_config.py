"""The authorization code flow as a kind of authentication: its fields, and the calls that a host makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from pydantic import ConfigDict, Field, PrivateAttr
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._simple import HIDDEN
from toucan_connectors.http.oauth2._endpoint import TokenEndpoint, asking
from toucan_connectors.http.oauth2._errors import (
    MissingOauthWorkflowError,
    OAuth2ConnectorConfigMissingError,
    SecretKeeperMissingError,
)
from toucan_connectors.http.oauth2._flow import AuthorizationCodeFlow, Workflow
from toucan_connectors.http.oauth2._session import OAuth2Session
from toucan_connectors.http.oauth2._store import BoundStore, TokenStore

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["AuthorizationCodeOauth2", "WorkflowLoader", "WorkflowSaver"]

WorkflowSaver = Callable[[str, str, object], object]
"""Keeps a text (a secret) until the browser comes back: gets the flow's id, the text and the context."""

WorkflowLoader = Callable[[str, object], str | None]
"""Gives that text back: gets the flow's id and the context."""


class AuthorizationCodeOauth2(Model, Auth):
    """A user signs in by a browser, once; requests are then made in that user's name.

    The host calls `build_authorization_uri`, sends the browser there, and calls `retrieve_token` with the URL
    that the browser comes back to. `set_secret_keeper` says where tokens are kept.
    """

    model_config = ConfigDict(extra="ignore")  # as version 10: what is stored must load

    default_lifetime: ClassVar[timedelta] = timedelta(seconds=3600)
    """What a refreshable token is taken to last where the server does not say."""

    authentication_url: str
    token_url: str
    scope: str
    additional_auth_params: dict[str, Any] = Field(
        default_factory=dict, title="Additional authentication params"
    )
    client_id: str
    auth_flow_id: str | None = Field(default=None, json_schema_extra=HIDDEN)
    redirect_uri: str | None = Field(default=None, json_schema_extra=HIDDEN)
    kind: Literal["AuthorizationCodeOauth2"] = Field(json_schema_extra=HIDDEN)
    client_secret: Secret | None = None

    _keeper: TokenStore | None = PrivateAttr(default=None)
    _context: object = PrivateAttr(default=None)

    def set_secret_keeper(self, secret_keeper: TokenStore, context: object = None) -> None:
        """Say where tokens are kept; `context` is handed to each of its calls."""
        self._keeper = secret_keeper
        self._context = context

    def build_authorization_uri(
        self, workflow_saver: WorkflowSaver, context: object = None, **state: Any
    ) -> str:
        """Return where to send the browser, once the saver has kept what `retrieve_token` needs.

        `state` (JSON values) comes back in the URL's parameter `state`, beside a `workflow_token`.
        """
        workflow = Workflow()
        uri = self._flow().authorization_uri(workflow, state)
        workflow_saver(self._flow_id(), f"{workflow.word}{_BETWEEN}{workflow.verifier}", context)
        return uri

    def retrieve_token(
        self,
        workflow_loader: WorkflowLoader,
        context: object,
        authorization_response: str,
        *,
        ask: Ask | None = None,
    ) -> None:
        """Exchange the code in the URL that the browser came back to for a token, and let the keeper save it.

        Raises MissingOauthWorkflowError where the loader has nothing, and what
        `AuthorizationCodeFlow.exchange` raises.
        """
        store = self._store()
        saved = workflow_loader(store.flow_id, context)
        if not saved:
            raise MissingOauthWorkflowError("No sign-in was begun, or it is too old.", hint="Sign in again.")
        word, _, verifier = saved.partition(_BETWEEN)
        with asking(ask) as asked:
            token = self._flow().exchange(Workflow(word, verifier or None), authorization_response, asked)
        store.save(token.without_useless_end())

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        return OAuth2Session(self._flow(), self._store()).flow(request, ask)

    def _flow(self) -> AuthorizationCodeFlow:
        return AuthorizationCodeFlow(
            authorization_url=self.authentication_url,
            endpoint=TokenEndpoint(self.token_url, self.client_id, self.client_secret),
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            extra_params=self.additional_auth_params,
            lifetime=self.default_lifetime,
        )

    def _store(self) -> BoundStore:
        if self._keeper is None:
            raise SecretKeeperMissingError("The host has set no secret keeper.", field="authentication")
        return BoundStore(self._keeper, self._flow_id(), self._context)

    def _flow_id(self) -> str:
        if not self.auth_flow_id:
            raise OAuth2ConnectorConfigMissingError("auth_flow_id is missing.", field="auth_flow_id")
        return self.auth_flow_id


_BETWEEN: Final = "."
"""Between the workflow's word and its verifier, which both lack it; version 10 kept the word alone."""
