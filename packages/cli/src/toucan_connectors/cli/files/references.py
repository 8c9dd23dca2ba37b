"""Secrets that a configuration only refers to: `env:NAME`, `file:PATH`, `keyring:SERVICE/USER`.

Whoever runs the command line may read their own environment, files and keyring, so it follows references;
the library alone does not. What comes back goes to the connector and nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from toucan_connectors.core.errors import SecretReferenceError

__all__ = ["follow"]

_REFERENCE: Final = re.compile(r"(env:(?=[A-Za-z_]\w*\Z)|file:(?=.)|keyring:(?=[^/]+/.))(.+)", re.DOTALL)
_LARGEST: Final = 2**20


def follow(text: str) -> str:
    """Return the secret that a text refers to, the text itself where it is no reference.

    The newline at the end of a file is no part of the secret. Raises SecretReferenceError, which names the
    reference and never a secret.
    """
    found = _REFERENCE.fullmatch(text)
    return text if found is None else _FOLLOWED[found[1]](found[2])


def _from_environment(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise SecretReferenceError(
            f"The environment has no variable {name}, which a secret refers to.",
            hint=f"Set it: export {name}=...",
            field=f"env:{name}",
        ) from None


def _from_file(name: str) -> str:
    try:
        with Path(name).expanduser().open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise SecretReferenceError(f"{name}, which a secret refers to, is no secret: it is over 1 MiB.")
        return content.decode().removesuffix("\n").removesuffix("\r")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    except RuntimeError:
        reason = "there is no such home folder"
    raise SecretReferenceError(
        f"{name}, which a secret refers to, cannot be read: {reason}.",
        hint="Check the path.",
        field=f"file:{name}",
    )


@cache
def _from_keyring(name: str) -> str:
    service, _, user = name.partition("/")
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise SecretReferenceError(
            f"The secret keyring:{name} needs the package keyring.",
            hint='Run: pip install "toucan-connectors-cli[keyring]"',
            field=f"keyring:{name}",
        ) from None
    try:
        secret: str | None = keyring.get_password(service, user)
    except Exception as error:
        raise SecretReferenceError(
            f"The keyring did not answer: {type(error).__name__}.", field=f"keyring:{name}"
        ) from error
    if secret is None:
        raise SecretReferenceError(
            f"The keyring has no password of {user!r} for {service!r}.",
            hint=f"Set it: keyring set {service} {user}",
            field=f"keyring:{name}",
        )
    return secret


_FOLLOWED: Final[dict[str, Callable[[str], str]]] = {
    "env:": _from_environment,
    "file:": _from_file,
    "keyring:": _from_keyring,
}
