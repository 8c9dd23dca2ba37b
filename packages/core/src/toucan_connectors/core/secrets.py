"""Secrets: fields that never print, and the one place where their text comes out.

A field of type `Secret` is masked in repr, logs, validation errors and dumps. The one way to store a
configuration with its secrets is `model_dump(mode="json", context={"secrets": "plain"})`.

A secret may be a reference (`env:NAME`, `file:PATH`, `keyring:SERVICE/USER`). It is followed only when the
host installed a resolver (`install_resolver`): a library that read environment variables because a form
said so would hand the host's own secrets to whoever fills in the form.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, PlainSerializer, SecretStr, SerializationInfo

__all__ = ["MASK", "Secret", "install_resolver", "redact", "reveal", "secret_values"]

MASK = "**********"

Resolver = Callable[[str], str]
_resolver: Resolver | None = None


def _dump(secret: SecretStr, info: SerializationInfo) -> Any:
    if info.mode != "json":
        return secret
    plain = isinstance(info.context, dict) and info.context.get("secrets") == "plain"
    return secret.get_secret_value() if plain else MASK


Secret = Annotated[SecretStr, PlainSerializer(_dump, return_type=Any, when_used="unless-none")]
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


def secret_values(model: BaseModel) -> Iterator[str]:
    """Yield every non-empty secret inside a model, however deeply nested."""
    yield from _secrets_in(model)


def _secrets_in(value: object) -> Iterator[str]:
    if isinstance(value, SecretStr):
        if text := value.get_secret_value():
            yield text
    elif isinstance(value, BaseModel):
        for _, item in value:
            yield from _secrets_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _secrets_in(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _secrets_in(item)


def redact(text: str, model: BaseModel) -> str:
    """Return the text with every secret of the model masked: for what a driver says in an exception."""
    for secret in sorted(set(secret_values(model)), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
