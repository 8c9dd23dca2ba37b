"""What to read: the half of a connector type that the author of a query fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from toucan_connectors.core.model import Model

if TYPE_CHECKING:
    from toucan_connectors.core.forms import JsonSchema

__all__ = ["CACHE_TTL_TITLE", "ToucanDataSource"]

CACHE_TTL_TITLE = "Slow Queries' Cache Expiration Time"


class ToucanDataSource(Model):
    """What to read from a connector: a query, a path, a table; its fields are those of the type."""

    domain: str
    name: str
    type: str | None = None
    load: bool = True
    live_data: bool = False
    validation: dict[str, Any] | None = None
    parameters: dict[str, Any] | None = None
    cache_ttl: int | None = Field(default=None, title=CACHE_TTL_TITLE)

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
