"""From texts to other types, for what a driver gives exactly only as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["Parse", "cast", "decimals", "documents", "instants", "lower", "times"]

Parse: TypeAlias = "Callable[[ArrowArray, ArrowType], ArrowArray]"
"""From a column of texts to one of the Arrow type; raises ArrowInvalid or ValueError."""

_NO_TEXT: Final = pa.scalar(None, pa.string())


def cast(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return what Arrow reads in the texts."""
    return pc.cast(texts, type_)


def lower(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return the texts in lower case: identifiers that a driver writes in the other."""
    return pc.cast(pc.utf8_lower(texts), type_)


def decimals(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return decimals; NaN, which they do not have, is null."""
    try:
        return pc.cast(texts, type_)
    except pa.ArrowInvalid:
        return pc.cast(pc.if_else(pc.equal(texts, pa.scalar("NaN")), _NO_TEXT, texts), type_)


def documents(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return JSON texts as documents."""
    return pa.ExtensionArray.from_storage(type_, texts)


_INFINITE: Final = {32: 2**31 - 1, 64: 2**63 - 1}
"""What the dtype contract takes for an instant that is infinite, by its bits."""


def instants(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return days or instants as ISO writes them; `infinity`, and what Arrow has no year for, is infinite."""
    try:
        return _finite(texts, type_)
    except pa.ArrowInvalid:
        early = pc.match_substring_regex(texts, r"^-infinity$| BC$")
        late = pc.match_substring_regex(texts, r"^infinity$|^\d{5,}-")
        endless = pc.or_(early, late)
        read = _finite(pc.if_else(endless, _NO_TEXT, texts), type_)
        bits = type_.bit_width
        ticks = pa.int32() if bits == 32 else pa.int64()
        found = pc.if_else(early, pa.scalar(-_INFINITE[bits], ticks), read.view(ticks))
        return pc.if_else(late, pa.scalar(_INFINITE[bits], ticks), found).view(type_)


def _finite(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    zone = getattr(type_, "tz", None)
    if zone is None:
        return pc.cast(texts, type_)
    return pc.cast(pc.replace_substring_regex(texts, r"[+]00(:00)?$", ""), pa.timestamp(type_.unit)).view(
        type_
    )


def times(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return times of day, of up to six digits behind the seconds."""
    instants_of = pc.binary_join_element_wise(pa.scalar("1970-01-01"), texts, pa.scalar(" "))
    return pc.cast(pc.cast(instants_of, pa.timestamp(type_.unit)), type_)
