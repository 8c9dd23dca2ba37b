"""Which files a connector may read, and under which names: looked at before every call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toucan_connectors.core.errors import ConfigurationError

__all__ = ["DataFile", "Found", "look", "require"]

_READERS = {
    ".csv": "read_csv",
    ".csv.gz": "read_csv",
    ".tsv": "read_csv",
    ".parquet": "read_parquet",
    ".json": "read_json",
    ".json.gz": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
}
_GLOB_CHARACTERS = frozenset("*?[]{}")


@dataclass(frozen=True)
class DataFile:
    """A file that becomes a view: where it really is, and what tells when it has changed."""

    schema: str
    view: str
    reader: str
    path: str
    version: tuple[int, int, int]


@dataclass(frozen=True)
class Found:
    """What there is to open. Two equal ones are the same database; a changed file makes another."""

    database: tuple[str, tuple[int, int, int]] | None
    schemas: tuple[str, ...]
    files: tuple[DataFile, ...]
    left_out: tuple[tuple[str, str], ...]


def require(path: Path | None, folders: Mapping[str, Path]) -> None:
    """Raise ConfigurationError, naming the field, unless the file and the folders are there."""
    if path is not None and not path.is_file():
        raise ConfigurationError(f"There is no database file {path}.", field="path", hint="Check the path.")
    if path is not None and not _is_database(path):
        raise ConfigurationError(
            f"{path} is no DuckDB database file.",
            field="path",
            hint="For CSV, Parquet and JSON files give their folder, in folders.",
        )
    for name, folder in folders.items():
        if not folder.is_dir():
            raise ConfigurationError(
                f"There is no folder {folder}.", field=f"folders.{name}", hint="Check the path."
            )


def _is_database(path: Path) -> bool:
    """Whether a file has the mark of DuckDB's format, after eight bytes of checksum."""
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def look(path: Path | None, folders: Mapping[str, Path]) -> Found:
    """Return what is to be opened now; symbolic links are followed, but not out of their folder."""
    require(path, folders)
    entries = [entry for name, folder in folders.items() for entry in _entries(name, folder)]
    by_view: dict[tuple[str, str], list[tuple[Path, DataFile | str]]] = {}
    for source, entry in entries:
        view = entry.view if isinstance(entry, DataFile) else source.name
        by_view.setdefault((str(source.parent), view.lower()), []).append((source, entry))
    files: list[DataFile] = []
    left_out: list[tuple[str, str]] = []
    for alike in by_view.values():
        for source, entry in alike:
            if isinstance(entry, str):
                left_out.append((str(source), entry))
            elif len(alike) > 1:
                left_out.append((str(source), "another file of the folder has the same name"))
            else:
                files.append(entry)
    database = None if path is None else (str(path.resolve()), _version(path))
    return Found(database, tuple(folders), tuple(files), tuple(left_out))


def _entries(schema: str, folder: Path) -> Iterator[tuple[Path, DataFile | str]]:
    """Yield each data file of a folder, as `schema/name`, and what it becomes or why it is left out."""
    root = folder.resolve()
    for path in sorted(folder.iterdir()):
        suffix = next(
            (s for s in sorted(_READERS, key=len, reverse=True) if path.name.lower().endswith(s)), None
        )
        if suffix is None or path.name.startswith("."):
            continue
        label = Path(schema) / path.name
        view = path.name[: -len(suffix)]
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            yield label, "it is a link to nothing"
            continue
        if not _is_text(str(target)):
            yield Path(schema) / ascii(path.name), "its path is not valid UTF-8"
        elif not target.is_relative_to(root):
            yield label, "it is a link out of the folder"
        elif not target.is_file():
            yield label, "it is not a file"
        elif target.stat().st_size == 0:
            yield label, "it is empty"
        elif _GLOB_CHARACTERS & set(str(target)):
            yield label, "its path has one of the characters * ? [ ] { }"
        else:
            yield label, DataFile(schema, view, _READERS[suffix], str(target), _version(target))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _version(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
