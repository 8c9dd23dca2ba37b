"""The command in a process of its own, and what it reads: real files, and a stranger's connector types."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from toucan_connectors.cli.running import run
from toucan_connectors.core import install_resolver, registry


def heed_signals() -> None:
    """Let a new process end by signals, also where this one was started to ignore them, by nohup say."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


CANARY = "c4n4ry-pa55word"
"""No output may ever hold it."""

_TYPES = """
import contextlib
import time

import pyarrow as pa

from toucan_connectors.core import ArrowConnector, Secret, ToucanDataSource, current_call, errors, reveal


class AcmeDataSource(ToucanDataSource):
    how: str = "rows"


class AcmeConnector(ArrowConnector[AcmeDataSource], data_source_model=AcmeDataSource):
    host: str = "localhost"
    port: int | None = None
    password: Secret | None = None
    headers: dict[str, str] = {}
    login: str = "works"

    def _status_steps(self):
        passed = lambda: None
        return [("Host resolved", passed), ("Port opened", passed), ("Authenticated", self._log_in)]

    def _log_in(self):
        self._fail(self.login)
        return "the account of ann"

    def _fail(self, how):
        said = f"{how} with {reveal(self.password)}"
        if how == "bug":
            raise ZeroDivisionError(said)
        for kind in (errors.AuthenticationError, errors.QueryError, errors.NetworkError, errors.SourceError,
                     errors.CallTimeoutError):
            if how == kind.code:
                raise kind(said, hint="Do better.")

    @contextlib.contextmanager
    def _retrieve_batches(self, data_source):
        self._fail(data_source.how)
        schema = pa.schema([("n", pa.int64()), ("text", pa.string())])
        yield pa.RecordBatchReader.from_batches(schema, self._batches_of(data_source.how, schema))

    def _batches_of(self, how, schema):
        stopped = []
        with current_call().stopped_by(lambda: stopped.append(True)):
            number = 0
            while not stopped and (how == "endless" or number < 3):
                yield pa.record_batch([[number], ["\\x1b[31mred[/] \\u202eevil"]], schema=schema)
                number += 1
                time.sleep({"endless": 0.05, "deaf": 60}.get(how, 0))
            if how == "halfway":
                raise errors.SourceError("the source broke off")
            if stopped:
                raise errors.SourceError("stopped")
"""
_SPECS = """
from toucan_connectors.core.spec import ConnectorSpec

ACME = ConnectorSpec(type_id="Acme", target="acme_toucan:AcmeConnector", label="Acme")
DRIVERLESS = ConnectorSpec(
    type_id="AcmeOld", target="acme_toucan:AcmeConnector", label="Old", drivers=("no_such_driver",)
)
"""
_ENTRY_POINTS = """\
[toucan_connectors]
Acme = acme_specs:ACME
AcmeOld = acme_specs:DRIVERLESS
AcmeBroken = acme_specs:NOTHING
"""


@dataclass(frozen=True)
class Finished:
    """What a process left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is on the path as a distribution of a stranger is."""
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "acme_toucan.py").write_text(_TYPES)
    (folder / "acme_specs.py").write_text(_SPECS)
    info = folder / "acme_toucan-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-toucan\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(_ENTRY_POINTS)
    return folder


class Shell:
    """A folder to work in, and the command."""

    def __init__(self, folder: Path, stranger: Path) -> None:
        self.folder = folder
        self.stranger = stranger
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in {"COLUMNS", "FORCE_COLOR", "NO_COLOR"}
        }
        self.environment = {
            **kept,
            "PYTHONPATH": str(stranger),
            "TERM": "xterm-256color",
            "HOME": str(folder),
        }
        self.command = [sys.executable, "-m", "toucan_connectors.cli"]

    def __call__(self, *arguments: str, input: str = "", **environment: str) -> Finished:  # noqa: A002
        """Run the command in this process, which is fast."""
        streams = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(3)]
        streams[0].buffer.write(input.encode())
        streams[0].seek(0)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.syspath_prepend(self.stranger)
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            for name, value in environment.items():
                patch.setenv(name, value)
            registry.refresh()
            code = run(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
        return Finished(code, out, err)

    def process(self, *arguments: str, input: str = "", **environment: str) -> Finished:  # noqa: A002
        """Run the command in a process of its own."""
        done = subprocess.run(
            [*self.command, *arguments],
            input=input.encode(),
            capture_output=True,
            cwd=self.folder,
            env={**self.environment, **environment},
            timeout=120,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start the command in a process of its own."""
        command = [*self.command, *arguments]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            preexec_fn=heed_signals,  # noqa: PLW1509 - this process has one thread
            **options,
        )

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def duckdb(self, query: str, name: str = "c.yaml", **more: Any) -> str:
        """Write a configuration that reads the folder `data` with DuckDB, and return its name."""
        connector = {"type": "DuckDB", "name": "local", "folders": {"d": "data"}}
        self.file(name, json.dumps({"connector": connector, "data_source": {"query": query}, **more}))
        return name

    def acme(self, how: str = "rows", name: str = "acme.json", **fields: Any) -> str:
        connector = {"type": "Acme", "name": "acme", **fields}
        self.file(name, json.dumps({"connector": connector, "data_source": {"how": how}}))
        return name

    def names(self) -> set[str]:
        """The files in the folder, hidden ones too."""
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def shell(tmp_path: Path, stranger: Path) -> Iterator[Shell]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "orders.csv").write_text("id,client,amount\n1,ann,1.5\n2,bob,\n3,,0.25\n")
    duckdb.execute(
        f"COPY (SELECT range AS n, 'row ' || range AS text FROM range(1000)) TO '{data}/numbers.parquet'"
    )
    handlers = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGHUP)]
    yield Shell(tmp_path, stranger)
    install_resolver(None)
    registry.refresh()
    for number, handler in handlers:
        signal.signal(number, handler)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], str]:
    """Write a file, and return its path."""

    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write
