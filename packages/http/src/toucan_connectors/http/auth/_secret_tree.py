"""Arguments as lists and dicts that hold secrets somewhere: those of `auth`, and of a token server.

Whatever is a text in them is taken for a secret, unless its name says that it only tells who asks, or how.
Those stay plain, because cache keys are made of them: two users must not share a key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import (
    BeforeValidator,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
    TypeAdapter,
    WithJsonSchema,
)

from toucan_connectors.core.secrets import Secret, reveal

__all__ = ["Argument", "SecretDict", "SecretTree", "hide", "revealed", "unhidden"]

_PUBLIC: Final = frozenset(
    {
        *(
            "accept",
            "accept-encoding",
            "accept-language",
            "audience",
            "client_id",
            "client_key",
            "content-type",
        ),
        *("domain", "email", "filter", "grant_type", "kind", "login", "method", "realm", "resource"),
        *("response_type", "scope", "signature_method", "signature_type", "tenant", "tenant_id"),
        *("token_endpoint", "token_header_name", "token_url", "type", "url", "user", "user-agent", "user_id"),
        *("user_name", "username"),
    }
)
"""Names, in lower case, of what is no secret."""

_SECRET: Final[TypeAdapter[SecretStr]] = TypeAdapter(Secret)


def hide(value: Any, name: str = "") -> Any:
    """Return a copy of nested lists and dicts, its secret texts as secrets.

    Raises pydantic's ValidationError for the mask of a dump in the place of a secret.
    """
    if isinstance(value, dict):
        return {key: hide(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hide(item, name) for item in value]
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, str) and name.lower() not in _PUBLIC:
        return _SECRET.validate_python(value)
    return value


def unhidden(value: Any) -> Any:
    """Return a copy with the texts of the secrets, as they are configured."""
    return _each(value, SecretStr.get_secret_value)


def revealed(value: Any) -> Any:
    """Return a copy with the texts of the secrets, through the host's resolver."""
    return _each(value, reveal)


def _each(value: Any, change: Callable[[SecretStr], Any]) -> Any:
    if isinstance(value, SecretStr):
        return change(value)
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    return [_each(item, change) for item in value] if isinstance(value, list) else value


def _dump(value: Any, info: SerializationInfo) -> Any:
    return _each(
        value,
        lambda secret: _SECRET.dump_python(
            secret, mode="json" if info.mode == "json" else "python", context=info.context
        ),
    )


_as_stored: Final = PlainSerializer(_dump, return_type=Any)

Argument = Annotated[Any, _as_stored, WithJsonSchema({"type": "string"})]
"""A text that has been hidden, or needs not be."""

SecretTree = Annotated[Any, BeforeValidator(hide), _as_stored]
"""Any JSON, its texts secret."""

SecretDict = Annotated[
    dict[str, Any],
    BeforeValidator(hide),
    _as_stored,
    WithJsonSchema({"type": "object", "additionalProperties": True}),
]
"""A JSON object, its texts secret."""
