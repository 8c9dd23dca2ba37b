"""Keys under which a host may cache a result: equal where the results are, stable across processes.

A key is made of what decides the result. Secrets stay out of it, unless the host gives a key of its own:
then a keyed hash of them takes part, so that a rotated password makes new keys and nobody can try
passwords against old ones.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, Final

from pydantic import AnyUrl, BaseModel, SecretStr

from toucan_connectors.core.errors import CacheKeyError

__all__ = ["canonical_text", "digest", "identity", "secrets_digest"]


def identity(model: BaseModel, exclude: Iterable[str]) -> dict[str, Any]:
    """Return the fields of a model that decide a result, by name."""
    left_out = set(exclude)
    return {name: value for name, value in model if name not in left_out}


def secrets_digest(model: BaseModel, key: bytes) -> str:
    """Return a keyed hash of every secret in a model."""
    from toucan_connectors.core.secrets import reveal, secrets_in

    text = json.dumps([reveal(secret) for secret in secrets_in(model)])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def digest(value: object) -> str:
    """Return a UUID text, the same for equal values in every process and version."""
    return str(uuid.UUID(bytes=hashlib.sha256(canonical_text(value).encode()).digest()[:16], version=5))


def canonical_text(value: object) -> str:
    """Return one text for one value: sorted, typed, without secrets. Raises CacheKeyError where it cannot."""
    try:
        return json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"))
    except (RecursionError, ValueError):
        raise CacheKeyError(
            "A value is nested too deeply, in itself, or too large for a cache key."
        ) from None


def _canonical(value: Any) -> Any:
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    for kind, tagged in _TAGGED.items():
        if isinstance(value, kind):
            name = type(value).__name__ if kind in (Enum, BaseModel) else kind.__name__
            return {f"!{name}": tagged(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f"!{type(value).__name__}": [_canonical(getattr(value, f.name)) for f in fields(value)]}
    if isinstance(value, Mapping):
        return {"!dict": sorted(([_canonical(k), _canonical(v)] for k, v in value.items()), key=json.dumps)}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, set | frozenset):
        return {"!set": sorted((_canonical(item) for item in value), key=json.dumps)}
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a numpy scalar
        kind = value.dtype.kind  # dates would become integers of whatever unit
        return {f"!numpy {value.dtype}": str(value)} if kind in "mM" else _canonical(value.item())
    raise CacheKeyError(
        f"A {type(value).__name__} has no canonical form, so it cannot be part of a cache key.",
        hint="Send parameters as texts, numbers, dates, lists or dicts.",
    )


_TAGGED: Final[Mapping[type, Callable[[Any], Any]]] = {
    SecretStr: lambda _: None,
    BaseModel: lambda model: _canonical(dict(model)),
    Enum: lambda member: _canonical(member.value),
    datetime: lambda moment: moment.isoformat(),
    date: lambda day: day.isoformat(),
    time: lambda moment: moment.isoformat(),
    timedelta: lambda span: [span.days, span.seconds, span.microseconds],
    float: lambda number: repr(float(number)),
    Decimal: str,
    bytes: lambda octets: octets.hex(),
    uuid.UUID: str,
    PurePath: str,
    AnyUrl: str,
}
