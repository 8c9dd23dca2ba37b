"""What every request of a connector has: a data source adds to it, and wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AliasChoices,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
    WithJsonSchema,
)

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import MASK, reveal

__all__ = ["JSON", "Headers", "Params", "Proxies", "Template", "plain"]

_SECRET: Final = re.compile(
    r"authori[sz]ation|cookie|token|secret|password|api.?key|signature", re.IGNORECASE
)

PAGE: Final = '{ "offset": 100, "limit": 50 }'


def _guarded(values: dict[str, Any]) -> dict[str, Any]:
    """Make secrets of the texts whose names say that they are."""
    if MASK in values.values():
        msg = "this is the mask of a dump, not the secret: give the secret again"
        raise ValueError(msg)
    return {
        name: SecretStr(value) if isinstance(value, str) and _SECRET.search(name) else value
        for name, value in values.items()
    }


def _dumped(values: dict[str, Any], info: SerializationInfo) -> dict[str, Any]:
    if info.mode != "json":
        return values
    plainly = isinstance(info.context, dict) and info.context.get("secrets") == "plain"
    return {
        name: (value.get_secret_value() if plainly else MASK) if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }


Guarded = Annotated[
    dict[str, Any],
    AfterValidator(_guarded),
    PlainSerializer(_dumped),
    WithJsonSchema({"type": "object", "additionalProperties": True}),
]
"""Values by name; those of `Authorization`, `X-Api-Key` and the like never print."""
Headers = Annotated[
    Guarded | None, Field(title="Headers", examples=['{ "content-type": "application/xml" }'])
]
Params = Annotated[Guarded | None, Field(examples=[PAGE])]
JSON = Annotated[
    dict[str, Any] | None,
    Field(validation_alias=AliasChoices("json", "json_"), serialization_alias="json", examples=[PAGE]),
]
Proxies = Annotated[
    dict[str, Any] | None,
    Field(title="Proxies", examples=['{"http": "foo.bar:3128", "http://host.name": "foo.bar:4012"}']),
]


class Template(Model):
    """Headers, parameters, a body and proxies for all requests, key by key."""

    model_config = ConfigDict(extra="ignore")

    headers: Headers = None
    params: Params = Field(default=None, title="Params")
    json_: JSON = Field(default=None, title="Json")
    proxies: Proxies = None


def plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return values as they are sent, secrets too."""
    given = values or {}
    return {name: reveal(value) if isinstance(value, SecretStr) else value for name, value in given.items()}
