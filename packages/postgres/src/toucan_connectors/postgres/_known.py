"""What is known of a database: its types, and whether its collations call different texts equal."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from toucan_connectors.postgres._catalogue_types import Ask, types_of

if TYPE_CHECKING:
    from toucan_connectors.postgres._types import PgType

__all__ = ["Known"]

_SECONDS: Final = 60.0
"""How long it is not asked again."""
_COLLATIONS_SINCE: Final = 120000
_HAS_COLLATIONS: Final = "SELECT EXISTS (SELECT FROM pg_collation WHERE NOT collisdeterministic)"


class Known:
    """Asks the catalogue at most once a minute; without `ask`, knows the usual types, trusts no collation."""

    def __init__(self, server_version: int, ask: Ask | None) -> None:
        self._server_version = server_version
        self._ask = ask
        self._types: dict[int, PgType] = {}
        self._collated: bool | None = None
        self._since = monotonic()

    def types(self, oids: Sequence[int]) -> list[PgType]:
        """Return the types of these object ids."""
        self._forget()
        unknown = set(oids) - self._types.keys()
        if unknown:
            self._types |= types_of(unknown, self._ask or _nobody)
        return [self._types[oid] for oid in oids]

    @property
    def collated(self) -> bool:
        """Whether the database may have collations that call texts equal which are not."""
        if self._ask is None:
            return True
        self._forget()
        if self._collated is None:
            newer = self._server_version >= _COLLATIONS_SINCE
            self._collated = newer and list(self._ask(_HAS_COLLATIONS)) == [("t",)]
        return self._collated

    def _forget(self) -> None:
        if monotonic() - self._since > _SECONDS:
            self._types, self._collated, self._since = {}, None, monotonic()


def _nobody(_: str) -> list[tuple[str | None, ...]]:
    """Return what a catalogue tells that is not asked."""
    return []
