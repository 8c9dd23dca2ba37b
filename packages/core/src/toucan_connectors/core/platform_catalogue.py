"""The catalogue as hosts of version 10 read it: a mapping of type ids to dicts of a few keys.

    CONNECTORS_REGISTRY["Postgres"]["label"]
    CONNECTORS_REGISTRY["Postgres"]["connector"]       the class; the key is there only where it can be loaded

A broken type has a label, as a type without its driver had one. Nothing is imported before it is asked for:
the class at the key `connector`, the logo at `logo`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.core.type_registry import Registry, registry

__all__ = ["CONNECTORS_REGISTRY", "PlatformCatalogue", "PlatformEntry"]

_AUTH_KEYS: Final = {
    "_auth_flow": "auth_flow",
    "_managed_oauth_service_id": "managed_oauth_service_id",
    "bearer_integration": "bearer_integration",
}
"""The keys of a host, and the fields of a spec that they show; a key is there only where it has a value."""


class PlatformEntry(Mapping[str, Any]):
    """What a host reads of one type."""

    def __init__(self, types: Registry, type_id: str) -> None:
        self._types = types
        self._type_id = type_id

    def __getitem__(self, key: str) -> Any:
        """Return what a key has; KeyError for a class that cannot be loaded, as if it were not there."""
        if key == "connector":
            return self._connector()
        try:
            return self._told()[key]
        except KeyError:
            raise KeyError(key) from None

    def __contains__(self, key: object) -> bool:
        if key != "connector":
            return key in self._told()
        try:
            self._connector()
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        if "connector" in self:
            yield "connector"
        yield from self._told()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _connector(self) -> Any:
        try:
            return self._types[self._type_id].load()
        except ToucanConnectorsError as error:
            raise KeyError("connector") from error

    def _told(self) -> dict[str, Any]:
        try:
            spec = self._types[self._type_id]
        except ToucanConnectorsError:
            return {"connector_path": "", "label": self._type_id, "logo": None, "hasStatusCheck": False}
        found = {
            "connector_path": spec.target.replace(":", "."),
            "label": spec.label,
            "logo": spec.logo_uri,
            "hasStatusCheck": spec.has_status_check,
        }
        auth = {key: getattr(spec, field) for key, field in _AUTH_KEYS.items()}
        return found | {key: value for key, value in auth.items() if value is not None}


class PlatformCatalogue(Mapping[str, PlatformEntry]):
    """The installed types, by type id."""

    def __init__(self, types: Registry) -> None:
        self._types = types

    def __getitem__(self, type_id: str) -> PlatformEntry:
        if type_id not in self._types:
            raise KeyError(type_id)
        return PlatformEntry(self._types, type_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


CONNECTORS_REGISTRY: Final = PlatformCatalogue(registry)
"""The installed types of this environment."""
