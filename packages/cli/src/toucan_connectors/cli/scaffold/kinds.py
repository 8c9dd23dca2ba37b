"""The kinds of connector that can be begun with, and what a package of each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["KINDS", "Kind", "requirement"]

KindName = Literal["plain", "http", "sql"]


@dataclass(frozen=True)
class Kind:
    """What differs between the kinds, beside the templates."""

    source: str
    """What the connector reads as it is written, in a few words."""
    ours: tuple[str, ...]
    """The distributions of the family that it stands on, beside core."""
    others: tuple[str, ...]
    """The other requirements."""
    drivers: tuple[str, ...]
    """The modules without which the type cannot work."""
    modules: tuple[str, ...]
    """The files of the package that only this kind has, beside `connector.py`."""
    first_changes: tuple[str, ...]
    """What its author changes first: a line of Markdown each."""


KINDS: Final[Mapping[KindName, Kind]] = {
    "plain": Kind(
        source="CSV and JSON files of a folder",
        ours=(),
        others=("pandas>=3.0,<4",),
        drivers=(),
        modules=(),
        first_changes=(
            "the fields: where the data is, in the connector; what to read, in the data source",
            "`_retrieve_data`: any way to a pandas frame of all rows",
            "`_status_steps` and `_translate_error`: what can be wrong, and who must act",
        ),
    ),
    "http": Kind(
        source="pages of JSON from an HTTP API",
        ours=("toucan-connectors-http",),
        others=(),
        drivers=(),
        modules=(),
        first_changes=(
            "`url`, `_WHO_AM_I` and `_auth` in `connector.py`: where the API is, and how it lets you in",
            "`path` and `_request` there: what can be read, and how it is asked for",
            "`_pagination` and `_decoding`: how the API pages, and where the rows are in its answers",
        ),
    ),
    "sql": Kind(
        source="a DuckDB database file",
        ours=("toucan-connectors-sql",),
        others=("duckdb>=2.0,<3", "pyarrow>=22"),
        drivers=("duckdb",),
        modules=("_driver.py",),
        first_changes=(
            "the fields, and `Database` in `_driver.py`: how to get in, read-only",
            "`describe`, `stream` and `_ERRORS` there: what your driver says and gives",
            "`_dialect` and `_catalogue` in `connector.py`: the row of your database, and what it holds",
        ),
    ),
}


def requirement(distribution: str, version: str) -> str:
    """Return the requirement of one of our distributions: this version, or a later one that is compatible."""
    return f"{distribution}>={version},<{int(version.partition('.')[0]) + 1}"
