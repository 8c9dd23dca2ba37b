"""`Options`: the behaviour that is ours and not a field of the source. One list, one place for defaults."""

from typing import Annotated, Final, Literal

from pydantic import Field, NonNegativeInt

from toucan_connectors.core.model import Model

__all__ = ["RESULT_OPTIONS", "NetworkPolicy", "Options"]

RESULT_OPTIONS: Final = frozenset({"dtypes", "decimals", "json_values", "out_of_range"})
"""The options that change what a result is; cache keys are made of these."""

NetworkPolicy = Literal["any", "public"]
Seconds = Annotated[float, Field(gt=0, le=7 * 24 * 3600)]


class Options(Model):
    """How a connector behaves; hidden in forms, the same for every type.

    All timeouts are in seconds; None means without bound.
    """

    dtypes: Literal["pandas", "pyarrow", "as_is"] = "pandas"
    """`pandas`: the dtype contract; `pyarrow`: ArrowDtype throughout; `as_is`: what the reader gave."""
    decimals: Literal["float", "exact"] = "float"
    """`exact` keeps decimals as decimals; `float` is what pandas users expect."""
    json_values: Literal["objects", "text"] = "objects"
    """`objects`: JSON and documents as dict and list; `text`: as their JSON text."""
    out_of_range: Literal["null", "error"] = "null"
    """What becomes of an instant that pandas cannot hold: a counted null, or a ValueOutOfRangeError."""
    read_only: bool = True
    """Refuse statements that could change something."""
    max_rows: NonNegativeInt | None = None
    """More rows than this in one result are a ResultTooLargeError."""
    max_bytes: NonNegativeInt | None = None
    """More bytes (of Arrow data) than this in one result are a ResultTooLargeError."""
    connect_timeout: Seconds = 10
    """How long connecting may take."""
    read_timeout: Seconds = 60
    """How long an HTTP source may be silent."""
    status_timeout: Seconds = 10
    """How long `get_status` may take."""
    form_timeout: Seconds = 5
    """How long the look-ups of a form may take."""
    statement_timeout: Seconds | None = None
    """How long one statement may run at the source before it is cancelled there."""
    total_timeout: Seconds | None = None
    """The budget of a whole call: template, connect, retries, paging and conversion."""
    network_policy: NetworkPolicy = "any"
    """`public` refuses loopback, private, link-local, shared and metadata addresses."""
