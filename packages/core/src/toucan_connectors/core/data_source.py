"""What to read: the half of a connector type that the author of a query fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from toucan_connectors.core.model import Model

if TYPE_CHECKING:
    from toucan_connectors.core.forms import JsonSchema

__all__ = ["CACHE_TTL_TITLE", "AnyDataSource", "ToucanDataSource"]

CACHE_TTL_TITLE = "Slow Queries' Cache Expiration Time"


class ToucanDataSource(Model):
    """What to read from a connector: a query, a path, a table; its fields are those of the type."""

    domain: str
    """What the host calls the data that this gives."""
    name: str
    """The name of the connector that it is read from."""
    type: str | None = None
    """The connector's type id, where the host stores it."""
    load: bool = True
    """Whether the host loads the data at all; nothing here reads it."""
    live_data: bool = False
    """Whether the host reads the data at each request, rather than in advance; nothing here reads it."""
    validation: dict[str, Any] | None = None
    """What the host checks the data against; nothing here reads it."""
    parameters: dict[str, Any] | None = None
    """The values of the templates' variables, in the query and in permissions."""
    cache_ttl: int | None = Field(default=None, title=CACHE_TTL_TITLE)
    """Seconds for which the host may keep the data; nothing here reads it."""

    @classmethod
    def get_form(
        cls,
        connector: Any,  # noqa: ARG003 - the connector of this type, for those that ask it
        current_config: dict[str, Any],  # noqa: ARG003
    ) -> JsonSchema:
        """Return the JSON schema of the data source's form; `connector` is one of this data source's type.

        Types that can ask the source narrow it to what is there (databases, tables), given what is already
        filled in; a look-up that fails is told in the form itself.
        """
        return cls.model_json_schema()


class AnyDataSource(ToucanDataSource):
    """Stands in for that of a family of connectors, until each names its own."""
