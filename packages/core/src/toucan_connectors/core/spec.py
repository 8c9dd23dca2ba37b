"""`ConnectorSpec`: what a catalogue shows of a connector type, without importing the connector."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.errors import ConnectorUnavailableError

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from toucan_connectors.core.connector import ToucanConnector

__all__ = ["ConnectorSpec"]

_MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class ConnectorSpec:
    """One connector type, as its distribution declares it in the entry-point group `toucan_connectors`.

    `target` is where the class is (`"acme_toucan.crm:CrmConnector"`), `logo` an image file beside that
    module's package, `drivers` the modules that must be installed for the type to work.
    `has_status_check` says whether `get_status` checks anything; `auth_flow` ("oauth2", "managed_oauth2"),
    `managed_oauth_service_id` and `bearer_integration` tell a host how people let it in.
    """

    type_id: str
    target: str
    label: str
    logo: str | None = None
    drivers: tuple[str, ...] = ()
    has_status_check: bool = True
    auth_flow: str | None = None
    managed_oauth_service_id: str | None = None
    bearer_integration: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.drivers, str):
            msg = f"drivers of {self.type_id!r} is a text: write ({self.drivers!r},)"
            raise TypeError(msg)

    def load(self) -> type[ToucanConnector[Any]]:
        """Import and return the connector's class. Raises ConnectorUnavailableError with the reason."""
        from importlib import import_module

        if reason := self.unavailable_reason:
            raise ConnectorUnavailableError(f"The connector type {self.type_id!r} cannot be used: {reason}")
        module, _, name = self.target.partition(":")
        from toucan_connectors.core.connector import ToucanConnector

        try:
            loaded = getattr(import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise ConnectorUnavailableError(
                f"The connector type {self.type_id!r} cannot be loaded: {error}.",
                hint="Install its distribution again.",
            ) from error
        if not (isinstance(loaded, type) and issubclass(loaded, ToucanConnector)):
            raise ConnectorUnavailableError(
                f"{self.target} of the type {self.type_id!r} is no ToucanConnector."
            )
        return loaded

    @property
    def unavailable_reason(self) -> str | None:
        """Why the type cannot work here, or None; looks for the drivers without importing them."""
        missing = [driver for driver in self.drivers if _find(driver) is None]
        return f"the module {missing[0]!r} is not installed." if missing else None

    @cached_property
    def logo_uri(self) -> str | None:
        """The logo as a data URI, read at first use; None for a type without one that can be read."""
        media_type = _MEDIA_TYPES.get((self.logo or "").rpartition(".")[2])
        if self.logo is None or media_type is None:
            return None
        from importlib.resources import files

        module = self.target.partition(":")[0]
        found = _find(module)
        is_package = found is not None and found.submodule_search_locations is not None
        package = module if is_package else module.rpartition(".")[0]
        if not package:
            return None  # beside a module that is in no package
        try:
            image = files(package).joinpath(self.logo).read_bytes()
        except OSError:
            return None
        return f"data:{media_type};base64, {b64encode(image).decode()}"


def _find(module: str) -> ModuleSpec | None:
    """Look for a module without importing it; the packages around it are imported."""
    from importlib.util import find_spec

    try:
        return find_spec(module)
    except ModuleNotFoundError:
        return None
