"""How a session is begun and made as new: what the variants of the protocol differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["DENODO", "POSTGRESQL", "REDSHIFT", "SessionRules"]


@dataclass(frozen=True)
class SessionRules:
    """How one kind of server is spoken to.

    - `settings` are those of every session, beside the timeout and what makes it read-only. `at_startup`:
      they go with the connection's first message, so that they cost nothing, and a reset goes back to them.
    - `begin` is run before each call. `reset` is run after each, while nobody waits for it; without one, a
      connection is used once.
    - `read_only` is the setting that makes a session read-only, where there is one.
    - `own_types`: the catalogue tells of types, and of collations; else types beyond the usual are text.
    - `pipelines`: a second statement may be sent before the first is answered.
    - `copies`: whole results may be read by ADBC.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    at_startup: bool = True
    begin: str = ""
    reset: bytes = b""
    read_only: str = ""
    own_types: bool = True
    pipelines: bool = False
    copies: bool = False


POSTGRESQL = SessionRules(
    settings={
        # What is read is the text of values.
        "bytea_output": "hex",
        "DateStyle": "ISO",
        "extra_float_digits": "3",
        "IntervalStyle": "postgres",
        # The guard, and what finds the literals around templates, read a backslash as itself.
        "standard_conforming_strings": "on",
    },
    reset=b"DISCARD ALL",
    read_only="default_transaction_read_only",
    pipelines=True,
    copies=True,
)

REDSHIFT = SessionRules(
    settings={"datestyle": "ISO", "extra_float_digits": "2"},
    at_startup=False,
    begin="BEGIN READ ONLY",
    reset=b"ROLLBACK",
    own_types=False,
)

DENODO = SessionRules(at_startup=False, own_types=False)
