"""The installed connector types: a lazy mapping over the entry points of all distributions.

Listing the type ids imports nothing, looking one up imports its spec, `spec.load()` imports the class. A
broken plug-in is listed as unavailable and does not touch the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.errors import (
    ConfigurationError,
    ConnectorUnavailableError,
    DuplicateConnectorTypeError,
    ToucanConnectorsError,
    UnknownConnectorTypeError,
)
from toucan_connectors.core.known_types import KNOWN_TYPES
from toucan_connectors.core.spec import ConnectorSpec

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from toucan_connectors.core.connector import ToucanConnector

__all__ = ["ENTRY_POINT_GROUP", "InstalledType", "Registry", "registry"]

ENTRY_POINT_GROUP = "toucan_connectors"


@dataclass(frozen=True)
class InstalledType:
    """A line of the catalogue: a type that a distribution offers, and why it cannot be used, if so.

    `spec` has its logo and loads its class; it is None for a type that is broken.
    """

    type_id: str
    distribution: str
    version: str
    label: str
    unavailable: str | None = None
    spec: ConnectorSpec | None = None


class Registry(Mapping[str, ConnectorSpec]):
    """Connector types by type id. A look-up may raise, for a broken plug-in: `catalogue` never does."""

    def __getitem__(self, type_id: str) -> ConnectorSpec:
        """Return the spec of a type.

        Raises UnknownConnectorTypeError (close names, and what to install), DuplicateConnectorTypeError
        (who claims it) or ConnectorUnavailableError (why it is broken).
        """
        offers = self._offers.get(type_id, [])
        if not offers:
            raise self._unknown(type_id)
        if len(offers) > 1:
            claimants = " and ".join(sorted(_distribution(offer)[0] for offer in offers))
            raise DuplicateConnectorTypeError(
                f"The connector type {type_id!r} is claimed by {claimants}.",
                hint="Uninstall one of them.",
            )
        return _load_spec(offers[0])

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._offers, key=str.lower))

    def __len__(self) -> int:
        return len(self._offers)

    def __contains__(self, type_id: object) -> bool:
        return type_id in self._offers

    def catalogue(self) -> list[InstalledType]:
        """Return a line for each type that is offered, also for those that cannot be used."""
        return [self._line(type_id) for type_id in self]

    def create(self, configuration: Mapping[str, Any]) -> ToucanConnector[Any]:
        """Return the connector that a stored configuration (its fields, and its `type`) describes.

        Raises ConfigurationError, naming the fields at fault.
        """
        from pydantic import ValidationError

        type_id = configuration.get("type")
        if not isinstance(type_id, str):
            raise ConfigurationError(
                "The configuration names no connector type.", field="type", hint="Give its type id as 'type'."
            )
        try:
            return self[type_id].load()(**configuration)
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, line["loc"])) for line in error.errors(include_input=False))
            raise ConfigurationError(f"The configuration is not valid: {error}", field=fields) from error

    def refresh(self) -> None:
        """Look again at what is installed."""
        self.__dict__.pop("_offers", None)

    @cached_property
    def _offers(self) -> dict[str, list[EntryPoint]]:
        from importlib.metadata import entry_points

        offers: dict[str, list[EntryPoint]] = {}
        for entry_point in entry_points(group=ENTRY_POINT_GROUP):
            offers.setdefault(entry_point.name, []).append(entry_point)
        return offers

    def _line(self, type_id: str) -> InstalledType:
        distribution, version = _distribution(self._offers[type_id][0])
        try:
            spec = self[type_id]
        except ToucanConnectorsError as error:
            return InstalledType(type_id, distribution, version, type_id, str(error))
        return InstalledType(type_id, distribution, version, spec.label, spec.unavailable_reason, spec)

    def _unknown(self, type_id: str) -> UnknownConnectorTypeError:
        from difflib import get_close_matches

        by_lower = {name.lower(): name for name in (*KNOWN_TYPES, *self._offers)}
        if type_id in KNOWN_TYPES:
            hint = f"Run: pip install {KNOWN_TYPES[type_id]}"
        elif close := get_close_matches(type_id.lower(), by_lower, n=3):
            names = [by_lower[name] for name in close]
            hint = f"Did you mean {' or '.join(map(repr, names))}?"
            if names[0] not in self._offers:
                hint += f" For {names[0]!r} run: pip install {KNOWN_TYPES[names[0]]}"
        else:
            hint = f"Installed are: {', '.join(self) or 'none'}."
        return UnknownConnectorTypeError(
            f"No connector type {type_id!r} is installed.", hint=hint, field="type"
        )


def _distribution(entry_point: EntryPoint) -> tuple[str, str]:
    distribution = entry_point.dist
    return (
        ("an unnamed distribution", "0")
        if distribution is None
        else (distribution.name, distribution.version)
    )


def _load_spec(entry_point: EntryPoint) -> ConnectorSpec:
    name = _distribution(entry_point)[0]
    try:
        spec = entry_point.load()
    except (Exception, SystemExit) as error:  # a stranger's module may raise anything
        raise ConnectorUnavailableError(
            f"{name} cannot say what {entry_point.name!r} is: {type(error).__name__}: {error}.",
            hint=f"Install {name} again, or in another version.",
        ) from error
    if not isinstance(spec, ConnectorSpec) or spec.type_id != entry_point.name:
        raise ConnectorUnavailableError(
            f"{name} offers {entry_point.name!r}, but {entry_point.value!r} is no ConnectorSpec of that id."
        )
    return spec


registry = Registry()
"""The connector types installed in this environment."""
