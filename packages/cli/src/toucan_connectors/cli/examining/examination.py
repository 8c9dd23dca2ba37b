"""What `doctor` looks at, from the file to the query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.cli.examining.endpoint import Endpoint, check_tls, endpoint_of
from toucan_connectors.cli.examining.steps import FAILED, NOT_REACHED, PASSED, Step, Steps
from toucan_connectors.cli.files.models import Opened, open_configuration
from toucan_connectors.cli.files.references import follow
from toucan_connectors.cli.terminal.texts import number

if TYPE_CHECKING:
    from toucan_connectors.core import ConnectorStatus, ToucanConnector

__all__ = ["Examination"]

_BEHIND_THE_FILE: Final = (
    "secrets",
    "name",
    "policy",
    "tcp",
    "tls",
    "authentication",
    "authorisation",
    "query",
)
_QUERY_SECONDS: Final = 60.0
"""How long the query may take, where the configuration does not say it."""
_LOOKED_AT: Final = ("resolve", "port open")
"""What the labels of a source's own steps say that we looked at already."""
_MEANINGS: Final = {
    "authentication": ("authenticat", "logged in", "credential", "token"),
    "authorisation": ("authori", "permission", "grant", "default database"),
}


class Examination:
    """Takes the steps; `opened` are the models, once they are valid."""

    def __init__(self, file: str, name: str | None) -> None:
        self.steps = Steps()
        self.opened: Opened | None = None
        self.steps.run("configuration", lambda: self._open(file, name))
        if self.opened is None:
            for step in _BEHIND_THE_FILE:
                self.steps.skip(step, "")
            return
        with self.opened.connector:
            self._examine(self.opened)

    def _open(self, file: str, name: str | None) -> str:
        self.opened = opened = open_configuration(file, name)
        source = "no data source" if opened.source is None else f"data source {opened.source.domain}"
        return f"{opened.type_id} connector {opened.connector.name}, {source}"

    def _examine(self, opened: Opened) -> None:
        _secrets(self.steps, opened)
        endpoint = endpoint_of(opened.connector)
        if endpoint is None:
            for name in ("name", "policy", "tcp", "tls"):
                self.steps.skip(name, f"{opened.type_id} has no host to connect to")
        else:
            _network(self.steps, endpoint, opened.connector)
        _source(self.steps, opened, looked_at=endpoint is not None)
        _query(self.steps, opened)


def _secrets(steps: Steps, opened: Opened) -> None:
    from toucan_connectors.core.secrets import secrets_in

    models = (opened.connector, opened.source)
    texts = [secret.get_secret_value() for model in models for secret in secrets_in(model)]

    def followed() -> str:
        references = sum(follow(text) != text for text in texts)
        return f"{len(texts)} given, {references} of them by reference"

    if texts:
        steps.run("secrets", followed)
    else:
        steps.skip("secrets", "the configuration has none")


def _network(steps: Steps, endpoint: Endpoint, connector: ToucanConnector[Any]) -> None:
    from toucan_connectors.core.network import check_address, open_tcp, resolve

    host, port, policy = endpoint.host, endpoint.port, connector.options.network_policy
    seconds = connector.options.connect_timeout
    addresses: list[str] = []

    def named() -> str:
        addresses.extend(resolve(host, port or 0))
        return f"{host} is {', '.join(addresses)}"

    def allowed() -> str:
        for address in addresses:
            check_address(address, policy)
        return f"{policy!r} allows it"

    def opened() -> str:
        open_tcp(host, port or 0, seconds, policy)
        return f"port {port} is open"

    steps.run("name", named, deadline=seconds)
    steps.run("policy", allowed)
    if port is None:
        steps.skip("tcp", "no port is configured: the driver has its own")
    else:
        steps.run("tcp", opened, deadline=seconds + 1)
    if endpoint.tls:
        steps.run("tls", lambda: check_tls(endpoint, seconds), deadline=2 * seconds)
    else:
        steps.skip("tls", "the driver negotiates it, if at all")


def _source(steps: Steps, opened: Opened, *, looked_at: bool) -> None:
    """Take over the source's own steps, and say which of the usual ones are not among them."""
    if steps.failed is None:
        steps.add(_own_steps(opened.connector.get_status(), looked_at))
    for name in _MEANINGS:
        if name not in steps.names:
            steps.skip(name, "the source has no such step: the query shows it")


def _own_steps(status: ConnectorStatus, looked_at: bool) -> Iterator[Step]:
    """Yield the steps of a status, without those that say again what we know."""
    seconds = status.seconds or [None] * len(status.details)
    for (label, passed), took in zip(status.details, seconds, strict=True):
        if passed is None:
            yield Step(_meaning(label), label, NOT_REACHED)
        elif not passed:
            yield Step(_meaning(label), label, FAILED, took, status.code or "source", status.error)
        elif not (looked_at and _says(label, _LOOKED_AT)):
            yield Step(_meaning(label), label, PASSED, took)
    if status.status is False and not status.details:
        yield Step("source", "status", FAILED, None, status.code or "source", status.error)


def _meaning(label: str) -> str:
    return next((name for name, words in _MEANINGS.items() if _says(label, words)), "source")


def _says(label: str, words: tuple[str, ...]) -> bool:
    return any(word in label.lower() for word in words)


def _query(steps: Steps, opened: Opened) -> None:
    def read() -> str:
        source = opened.data_source
        page = opened.connector.get_slice(source, opened.permissions, 0, 1)
        rows = "no row" if page.df.empty else "a row"
        return f"{rows} of {number(page.df.shape[1])} columns"

    if opened.source is None and not opened.configuration.others:
        steps.skip("query", "the configuration has no data source")
    else:
        steps.run("query", read, deadline=opened.connector.options.total_timeout or _QUERY_SECONDS)
