"""Secrets: fields that never print, and the one place where their text comes out.

A field of type `Secret` is masked in repr, logs, validation errors and dumps. The one way to store a
configuration with its secrets is `model_dump(mode="json", context={"secrets": "plain"})`.

A secret may be a reference (`env:NAME`, `file:PATH`, `keyring:SERVICE/USER`). It is followed only when the
host installed a resolver (`install_resolver`): a library that read environment variables because a form
said so would hand the host's own secrets to whoever fills in the form.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any
from urllib.parse import quote, quote_plus

from pydantic import AfterValidator, BaseModel, PlainSerializer, SecretStr, SerializationInfo

from toucan_connectors.core.errors import SecretReferenceError

__all__ = ["MASK", "Secret", "install_resolver", "redact", "redact_exception", "reveal", "secrets_in"]

MASK = "**********"

_EXCEPTION_TEXTS = ("__notes__", "strerror", "filename", "filename2", "msg", "text")
"""Where the exceptions of Python itself keep texts beside their arguments."""

Resolver = Callable[[str], str]
_resolver: Resolver | None = None


def _dump(secret: SecretStr, info: SerializationInfo) -> Any:
    if info.mode != "json":
        return secret
    plain = isinstance(info.context, dict) and info.context.get("secrets") == "plain"
    return secret.get_secret_value() if plain else MASK


def _no_mask(secret: SecretStr) -> SecretStr:
    if secret.get_secret_value() == MASK:
        msg = "this is the mask of a dump, not the secret: give the secret again"
        raise ValueError(msg)
    return secret


Secret = Annotated[
    SecretStr,
    AfterValidator(_no_mask),
    PlainSerializer(_dump, return_type=Any, when_used="unless-none"),
]
"""A password, token, key or PEM text."""


def install_resolver(resolver: Resolver | None) -> None:
    """Let the host follow references in secrets; None takes the resolver away.

    `resolver(text)` gets the secret as it is configured and returns the secret to use: the text itself
    where it is no reference. It raises `SecretReferenceError` for a reference it cannot follow.
    """
    global _resolver  # noqa: PLW0603 - one resolver for the process, set by the host at start-up
    _resolver = resolver


def reveal(secret: SecretStr | None) -> str | None:
    """Return the text of a secret, through the host's resolver if there is one."""
    if secret is None:
        return None
    text = secret.get_secret_value()
    return text if _resolver is None else _resolver(text)


def secrets_in(value: object) -> Iterator[SecretStr]:
    """Yield every secret inside a model or a collection, however deeply nested."""
    if isinstance(value, SecretStr):
        yield value
    elif isinstance(value, BaseModel):
        for _, item in value:
            yield from secrets_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from secrets_in(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from secrets_in(item)


def redact(text: str, *models: BaseModel | None) -> str:
    """Return the text with every secret of the models masked: for what a driver says in an exception."""
    for known in sorted({form for model in models for form in _texts(model)}, key=len, reverse=True):
        text = text.replace(known, MASK)
    return text


def _texts(model: BaseModel | None) -> Iterator[str]:
    """Yield each secret as it is configured and as the resolver gives it, in the forms that drivers print."""
    for secret in secrets_in(model):
        if not (configured := secret.get_secret_value()):
            continue
        try:
            resolved = reveal(secret) or MASK
        except SecretReferenceError:
            continue  # a reference that leads nowhere: its name must be shown to be mended
        except Exception:  # noqa: BLE001 - the host's resolver: what it cannot tell cannot be masked
            resolved = configured
        for text in {configured, resolved}:
            yield from {
                text,
                repr(text)[1:-1],
                json.dumps(text)[1:-1],
                quote(text, safe=""),
                quote_plus(text),
            }


def redact_exception(error: BaseException, *models: BaseModel | None) -> None:
    """Mask the models' secrets in an exception, its notes and members, and those that it is chained to."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.args = tuple(_redacted(part, models, pending) for part in current.args)
        for name in {*vars(current), *_EXCEPTION_TEXTS}:
            value = getattr(current, name, None)
            masked = _redacted(value, models, pending)
            if masked is not value:
                with contextlib.suppress(AttributeError, TypeError):  # an attribute that cannot be set
                    setattr(current, name, masked)
        pending += [current.__cause__, current.__context__]
        pending += getattr(current, "exceptions", ())


def _redacted(value: Any, models: tuple[BaseModel | None, ...], pending: list[BaseException | None]) -> Any:
    """Return a part of an exception with the secrets masked, the same object where there are none."""
    if isinstance(value, BaseException):
        pending.append(value)
    elif isinstance(value, str):
        masked = redact(value, *models)
        return value if masked == value else masked
    elif isinstance(value, bytes):
        masked = redact(value.decode("latin-1"), *models)
        return value if masked.encode("latin-1") == value else masked.encode("latin-1")
    elif isinstance(value, dict):
        items = {key: _redacted(item, models, pending) for key, item in value.items()}
        return value if all(items[key] is value[key] for key in items) else items
    elif type(value) in (list, tuple):
        parts = type(value)(_redacted(item, models, pending) for item in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    return value
