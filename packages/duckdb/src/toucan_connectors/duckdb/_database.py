"""Opening DuckDB so that a query can read what is configured, and nothing else.

The order matters: what may be read is named (`allowed_paths`), attached and bound to views first, then
the world is shut (`enable_external_access`), then the settings are locked. The file is attached read-only
to an in-memory database, because one process cannot open a file twice with different settings.
"""

from __future__ import annotations

import threading
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.duckdb._sql import RESERVED_NAMES, identifier, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from toucan_connectors.duckdb._files import DataFile, Found

__all__ = ["Database", "Session"]

_AT_START: Final[dict[str, str | bool | int | float | list[str]]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Up to so many rows, a page is found first and its other columns are read then, which is faster. DuckDB's
    # own bound is 50, and a page of 50 asks for one more.
    "late_materialization_max_rows": 10_001,
    "python_enable_replacements": False,  # a query must not see Python's variables
    "temp_directory": "",  # nothing is written, not even what memory cannot hold
}


class Session(NamedTuple):
    """A cursor, and whether tables that it sees have collations."""

    cursor: DuckDBPyConnection
    collated: bool


class Database:
    """One locked in-memory database; `left_out` says which files could not become views, and why."""

    def __init__(self, found: Found) -> None:
        import duckdb

        self.left_out = dict(found.left_out)
        self._lock = threading.Lock()
        self._connection = duckdb.connect(":memory:", config=_AT_START)
        try:
            self._build(found)
        except BaseException:
            self._connection.close()
            raise

    def _build(self, found: Found) -> None:
        run = self._connection.execute
        paths = ", ".join(text(file.path) for file in found.files)
        run(f"SET allowed_paths = [{paths}]")
        for schema in found.schemas:
            run(f"CREATE SCHEMA {identifier(schema)}")
        for file in found.files:
            self._create_view(file)
        main = "memory" if found.database is None else self._attach(found.database[0])
        self._refuse_clashes(found.schemas)
        # A schema that is named in the search path is found without its catalogue: `sales.orders` in memory,
        # `main.orders` and `orders` in the file.
        folders = [f"memory.{identifier(schema)}" for schema in found.schemas]
        self._search_path = ",".join([f"{main}.main", *folders])
        self.collated = self._has_collations()
        run("SET enable_external_access = false")
        run("SET lock_configuration = true")

    def _has_collations(self) -> bool:
        """Whether a table or view may call texts equal that differ: DuckDB does not tell it of a column."""
        [[found]] = self._connection.execute(
            "SELECT count(*) FROM (SELECT sql, internal FROM duckdb_tables()"
            " UNION ALL SELECT sql, internal FROM duckdb_views())"
            " WHERE NOT internal AND contains(lower(sql), 'collate')"
        ).fetchall()
        return bool(found)

    def _create_view(self, file: DataFile) -> None:
        import duckdb

        name = f"{identifier(file.schema)}.{identifier(file.view)}"
        try:
            source = f"{file.reader}({text(file.path)}{self._reader_options(file)})"
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {source}")  # noqa: S608 - both quoted
        except duckdb.Error as error:
            label = f"{file.schema}/{PurePath(file.path).name}"
            reason = " ".join(str(error).split())[:300].replace(file.path, label)
            self.left_out[label] = f"DuckDB cannot read it: {reason}"

    def _reader_options(self, file: DataFile) -> str:
        options = ", hive_partitioning = false"  # a folder's name is no column
        if file.reader == "read_csv":
            sniffed = self._connection.execute(f"SELECT SkipRows FROM sniff_csv({text(file.path)})")  # noqa: S608
            [[skipped]] = sniffed.fetchall()
            # DuckDB would pass over leading rows that are shorter than others: no row is lost here.
            options += ", null_padding = true, parallel = false" if skipped else ""
        return options

    def _attach(self, path: str) -> str:
        """Attach the database file, and return the name of its catalogue."""
        name = _catalogue_name(path)
        self._connection.execute(f"ATTACH {text(path)} AS {name} (READ_ONLY)")
        return name

    def _refuse_clashes(self, schemas: tuple[str, ...]) -> None:
        """Refuse a folder with the name of a schema of the file, whose tables its files would hide."""
        found = self._connection.execute(
            "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND database_name <> 'memory'"
        )
        taken = {name.lower() for (name,) in found.fetchall()}
        for schema in schemas:
            if schema.lower() in taken:
                raise ConfigurationError(
                    f"The database file has a schema {schema!r} already.",
                    field=f"folders.{schema}",
                    hint="Give the folder another name.",
                )

    def session(self) -> Session:
        """Return a connection of its own to the same database, for one call in one thread."""
        with self._lock:  # DuckDB calls a connection busy that makes two cursors at once
            cursor = self._connection.cursor()
        cursor.execute(f"SET search_path = {text(self._search_path)}")
        return Session(cursor, self.collated)

    def close(self) -> None:
        """Close the database once its last cursor is closed."""
        self._connection.close()


def _catalogue_name(path: str) -> str:
    """Return the name DuckDB itself gives a file, so that views which say it in full keep working."""
    stem = PurePath(path).stem
    return identifier("database_file" if stem.lower() in RESERVED_NAMES else stem)
