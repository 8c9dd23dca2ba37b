"""What a connector can do beyond what every one of them must: declared once, and held to by the kit."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Features"]


@dataclass(frozen=True, kw_only=True)
class Features:
    """The capabilities of one connector type.

    Each is a promise: what is declared is tested, and so is what is not declared, so that an absence is as
    certain as a presence. The names are what the tables of capabilities show.
    """

    reached_over_network: bool = False
    """The source has a host and a port. Give the fixture `endpoint`, and `at` where the fields are others."""

    keeps_address_policy: bool = False
    """`options.network_policy="public"` keeps the connector from private addresses."""

    verifies_tls: bool = False
    """A server whose certificate is not trusted is refused. Give `untrusted_connector`, with another CA."""

    refuses_wrong_credentials: bool = False
    """The source tells who may read. Give the fixture `refused_connector`, with a wrong password."""

    checks_status: bool = True
    """`get_status` has steps; `has_status_check` of the spec says the same."""

    tells_account: bool = False
    """A status says whom the source takes us for."""

    tells_version: bool = False
    """`get_engine_version` answers."""

    discovers_tables: bool = False
    """`get_model` lists what there is to read."""

    narrows_forms: bool = False
    """`get_form` offers what the source holds as choices."""

    describes_types: bool = False
    """`describe` gives the source's own types, without reading rows."""

    explains_queries: bool = False
    """`explain` gives the source's plan, as text or as data."""

    pages_at_source: bool = False
    """The source cuts a page out of its result; else the reading stops behind the page."""

    counts_at_source: bool = False
    """The source counts the rows that a page is of; else all are read to count them."""

    filters_at_source: bool = False
    """The source tests permissions, all or some; else every row is read and tested here."""

    streams_rows: bool = False
    """`iter_batches` holds a part of the rows at a time. Give the fixture `large_data_source`."""

    stops_at_source: bool = False
    """A call that ends early ends its work at the source. Give the fixture `slow_data_source`."""

    read_only_sessions: bool = False
    """A SQL source's own session refuses to write, whatever the guard lets through."""
