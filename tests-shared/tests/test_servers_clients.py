"""The servers, asked by clients of their own: they let in who should be, and refuse who should not."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from toucan_connectors.testing.servers import (
    Http,
    MariaDb,
    Mongo,
    Odbc,
    Postgresql,
    Postgresql15,
    Postgresql18,
    Running,
    Server,
    put_rows,
)
from toucan_connectors.testing.servers._environments import environment
from toucan_connectors.testing.servers.fixtures import started

Answer = subprocess.CompletedProcess[str]


def run(*command: str | Path, **environment: str) -> Answer:
    return subprocess.run(
        [str(part) for part in command],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def psql(server: Postgresql, statement: str, **environment: str) -> Answer:
    running = server.running
    account = {
        "PGHOST": running.host,
        "PGPORT": str(running.port),
        "PGUSER": running.user,
        "PGPASSWORD": running.password,
        "PGDATABASE": running.database,
    }
    return run(server.binaries() / "psql", "-X", "-A", "-t", "-c", statement, **{**account, **environment})


def mariadb(running: Running, statement: str, *options: str, user: str = "", password: str = "") -> Answer:
    return run(
        "mariadb",
        "--no-defaults",
        f"--host={running.host}",
        f"--port={running.port}",
        f"--user={user or running.user}",
        "--batch",
        "--skip-column-names",
        *options,
        f"--execute={statement}",
        running.database,
        MYSQL_PWD=password or running.password,
    )


def in_python(python: Path, program: str, *arguments: str) -> Any:
    done = run(python, "-c", program, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def key_files(folder: Path, running: Running) -> tuple[Path, Path]:
    skip_without(running.client_key)
    certificate, key = folder / "client.pem", folder / "client.key"
    certificate.write_text(running.client_certificate)
    key.touch(mode=0o600)
    key.write_text(running.client_key)
    return certificate, key


def skip_without(certificate: str) -> None:
    if not certificate:
        pytest.skip("the certificates of the user's own server are theirs")


def skip_if_own(server: Server) -> None:
    if server.is_own:
        pytest.skip("the user's own server is not ours to change")


def foreign_file(folder: Path, running: Running) -> Path:
    skip_without(running.foreign_ca)
    path = folder / "foreign.pem"
    path.write_text(running.foreign_ca)
    return path


class TestPostgresql:
    def test_version_18_answers(self, postgresql_server: Postgresql18) -> None:
        running = postgresql_server.running
        answer = psql(postgresql_server, "SELECT current_setting('server_version'), current_database()")
        version, database = answer.stdout.split("|")

        assert database == f"{running.database}\n"
        assert version.startswith("18.")
        assert version == (
            running.version or version
        )  # a server of the user's own does not tell before it is asked

    def test_its_url_connects(self, postgresql_server: Postgresql18) -> None:
        running = postgresql_server.running
        answer = run(postgresql_server.binaries() / "psql", "-X", "-A", "-t", "-c", "SELECT 1", running.url)

        assert answer.stdout == "1\n"

    def test_version_18_refuses_a_wrong_password(self, postgresql_server: Postgresql18) -> None:
        answer = psql(postgresql_server, "SELECT 1", PGPASSWORD="wrong")

        assert answer.returncode == 2
        assert "password authentication failed" in answer.stderr

    def test_tls_is_verified_in_full(self, postgresql_tls_server: Postgresql15) -> None:
        verified = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": postgresql_tls_server.running.ca_file}
        statement = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"

        assert psql(postgresql_tls_server, statement, **verified).stdout == "t\n"
        by_name = psql(postgresql_tls_server, statement, **{**verified, "PGHOST": "localhost"})
        assert by_name.stdout == "t\n"

    def test_a_foreign_authority_is_refused(
        self, postgresql_tls_server: Postgresql15, tmp_path: Path
    ) -> None:
        foreign = foreign_file(tmp_path, postgresql_tls_server.running)
        answer = psql(postgresql_tls_server, "SELECT 1", PGSSLMODE="verify-full", PGSSLROOTCERT=str(foreign))

        assert answer.returncode == 2
        assert "certificate verify failed" in answer.stderr

    def test_version_15_refuses_a_wrong_password(self, postgresql_tls_server: Postgresql15) -> None:
        answer = psql(postgresql_tls_server, "SELECT 1", PGPASSWORD="wrong", PGSSLMODE="require")

        assert answer.returncode == 2
        assert "password authentication failed" in answer.stderr

    def test_nobody_is_let_in_without_tls(self, postgresql_tls_server: Postgresql15) -> None:
        answer = psql(postgresql_tls_server, "SELECT 1", PGSSLMODE="disable")

        assert answer.returncode == 2
        assert "no encryption" in answer.stderr

    def test_the_client_certificate_is_an_account(
        self, postgresql_tls_server: Postgresql15, tmp_path: Path
    ) -> None:
        running = postgresql_tls_server.running
        account = {"PGSSLMODE": "require", "PGUSER": running.certificate_user, "PGPASSWORD": ""}
        certificate, key = key_files(tmp_path, running)
        pair = {"PGSSLCERT": str(certificate), "PGSSLKEY": str(key)}

        with_it = psql(postgresql_tls_server, "SELECT current_user", **account, **pair)
        without = psql(postgresql_tls_server, "SELECT current_user", **account)

        assert with_it.stdout == f"{running.certificate_user}\n"
        assert "requires a valid client certificate" in without.stderr

    def test_a_restart_keeps_the_data(self, postgresql_server: Postgresql18) -> None:
        skip_if_own(postgresql_server)
        psql(postgresql_server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
        postgresql_server.restart()

        assert psql(postgresql_server, "SELECT answer FROM kept").stdout == "42\n"

    def test_a_paused_server_does_not_answer_until_it_is_resumed(
        self, postgresql_server: Postgresql18
    ) -> None:
        skip_if_own(postgresql_server)
        postgresql_server.pause()
        try:
            unanswered = psql(postgresql_server, "SELECT 1", PGCONNECT_TIMEOUT="2")
        finally:
            postgresql_server.resume()

        assert unanswered.returncode == 2
        assert "timeout expired" in unanswered.stderr
        assert psql(postgresql_server, "SELECT 1").stdout == "1\n"

    def test_an_expired_certificate_is_refused(self) -> None:
        with started(Postgresql15(expired=True)) as server:
            skip_if_own(server)
            verified = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": server.running.ca_file}

            assert "certificate verify failed" in psql(server, "SELECT 1", **verified).stderr
            assert psql(server, "SELECT 1", PGSSLMODE="require").stdout == "1\n"


class TestMariaDb:
    def test_tls_is_verified(self, mariadb_server: MariaDb) -> None:
        running = mariadb_server.running
        verified = (f"--ssl-ca={running.ca_file}", "--ssl-verify-server-cert")
        answer = mariadb(running, "SHOW STATUS LIKE 'Ssl_version'", *verified)

        assert answer.stdout.startswith("Ssl_version\tTLSv1."), answer.stderr

    def test_a_foreign_authority_is_refused(self, mariadb_server: MariaDb, tmp_path: Path) -> None:
        foreign = foreign_file(tmp_path, mariadb_server.running)
        answer = mariadb(
            mariadb_server.running, "SELECT 1", f"--ssl-ca={foreign}", "--ssl-verify-server-cert"
        )

        assert answer.returncode == 1
        assert "certificate" in answer.stderr

    def test_a_wrong_password_is_refused(self, mariadb_server: MariaDb) -> None:
        answer = mariadb(mariadb_server.running, "SELECT 1", "--ssl", password="wrong")

        assert answer.returncode == 1
        assert "1045" in answer.stderr

    def test_nobody_is_let_in_without_tls(self, mariadb_server: MariaDb) -> None:
        answer = mariadb(mariadb_server.running, "SELECT 1", "--skip-ssl")

        assert answer.returncode == 1
        assert "1045" in answer.stderr

    def test_an_account_needs_the_client_certificate(self, mariadb_server: MariaDb, tmp_path: Path) -> None:
        running = mariadb_server.running
        certificate, key = key_files(tmp_path, running)
        pair = (f"--ssl-cert={certificate}", f"--ssl-key={key}")

        with_it = mariadb(running, "SELECT current_user()", *pair, user=running.certificate_user)
        without = mariadb(running, "SELECT current_user()", "--ssl", user=running.certificate_user)

        assert with_it.stdout == f"{running.certificate_user}@%\n", with_it.stderr
        assert "1045" in without.stderr

    def test_a_restart_keeps_the_data(self, mariadb_server: MariaDb) -> None:
        skip_if_own(mariadb_server)
        mariadb(mariadb_server.running, "CREATE OR REPLACE TABLE kept AS SELECT 42 AS answer", "--ssl")
        mariadb_server.restart()

        assert mariadb(mariadb_server.running, "SELECT answer FROM kept", "--ssl").stdout == "42\n"

    def test_an_expired_certificate_is_refused(self) -> None:
        with started(MariaDb(expired=True)) as server:
            skip_if_own(server)
            verified = (f"--ssl-ca={server.running.ca_file}", "--ssl-verify-server-cert")

            assert "expired" in mariadb(server.running, "SELECT 1", *verified).stderr
            assert mariadb(server.running, "SELECT 1", "--ssl").stdout == "1\n"


ODBC = """
import json, pyodbc, sys
connection = pyodbc.connect(sys.argv[1])
rows = connection.execute("SELECT 'O''Brien', CAST(? AS INTEGER)", 7).fetchall()
print(json.dumps([connection.getinfo(pyodbc.SQL_DBMS_NAME), *map(list, rows)]))
"""

ODBC_REFUSED = """
import json, pyodbc, sys
try:
    pyodbc.connect(sys.argv[1])
except pyodbc.Error as error:
    print(json.dumps([str(part) for part in error.args]))
"""


@pytest.fixture(scope="session")
def pyodbc() -> Path:
    return environment("pyodbc==5.*")


class TestOdbc:
    @pytest.mark.parametrize(
        ("fixture", "product"),
        [("odbc_sqlite", "SQLite"), ("odbc_postgresql", "PostgreSQL"), ("odbc_mariadb", "MariaDB")],
    )
    def test_the_connection_string_connects(
        self, fixture: str, product: str, pyodbc: Path, request: pytest.FixtureRequest
    ) -> None:
        server: Odbc = request.getfixturevalue(fixture)

        assert in_python(pyodbc, ODBC, server.running.odbc) == [product, ["O'Brien", 7]]

    @pytest.mark.parametrize("fixture", ["odbc_postgresql", "odbc_mariadb"])
    def test_a_wrong_password_is_refused(
        self, fixture: str, pyodbc: Path, request: pytest.FixtureRequest
    ) -> None:
        running: Running = request.getfixturevalue(fixture).running
        wrong = running.odbc.replace(running.password, "wrong")
        code, message = in_python(pyodbc, ODBC_REFUSED, wrong)

        assert code in {"28000", "08001"}, message
        assert "password" in message

    @pytest.mark.parametrize("fixture", ["odbc_postgresql", "odbc_mariadb"])
    def test_a_foreign_authority_is_refused(
        self, fixture: str, pyodbc: Path, request: pytest.FixtureRequest, tmp_path: Path
    ) -> None:
        running: Running = request.getfixturevalue(fixture).running
        foreign = running.odbc.replace(running.ca_file, str(foreign_file(tmp_path, running)))

        assert "certificate" in in_python(pyodbc, ODBC_REFUSED, foreign)[1]


MONGO = """
import json, pymongo, sys
with pymongo.MongoClient(sys.argv[1]) as client:
    rows = client.get_default_database()["numbers"]
    rows.drop()
    rows.insert_many([{"_id": n, "odd": n % 2 == 1} for n in range(500)])
    totals = rows.aggregate([{"$group": {"_id": "$odd", "n": {"$sum": 1}}}, {"$sort": {"_id": 1}}])
    paged = [row["_id"] for row in rows.find(sort=[("_id", 1)], batch_size=7)]
    command = client.get_default_database().command(
        "aggregate", "numbers", pipeline=[{"$limit": 3}], cursor={"batchSize": 0}
    )
    print(json.dumps({
        "totals": list(totals), "paged": paged == list(range(500)),
        "version": client.server_info()["version"],
        "first": command["cursor"]["firstBatch"], "live": command["cursor"]["id"] != 0,
    }))
"""

MONGO_KEPT = """
import json, pymongo, sys
with pymongo.MongoClient(sys.argv[1]) as client:
    print(json.dumps(client.get_default_database()["numbers"].count_documents({})))
"""

MONGO_REFUSED = """
import json, pymongo, sys
with pymongo.MongoClient(sys.argv[1]) as client:
    try:
        client.get_default_database().list_collection_names()
    except pymongo.errors.OperationFailure as error:
        print(json.dumps(error.details))
"""


@pytest.fixture(scope="session")
def pymongo() -> Path:
    return environment("pymongo==4.*")


@pytest.fixture(scope="module")
def mongo_answer(mongo_server: Mongo, pymongo: Path) -> Any:
    """What the client prints that has written `numbers` and read it in several ways."""
    return in_python(pymongo, MONGO, mongo_server.running.url)


class TestMongo:
    def test_documents_are_written_grouped_and_read_in_batches(self, mongo_answer: Any) -> None:
        assert mongo_answer["totals"] == [{"_id": False, "n": 250}, {"_id": True, "n": 250}]
        assert mongo_answer["paged"]

    def test_what_clients_of_today_ask_is_answered(self, mongo_answer: Any) -> None:
        assert int(mongo_answer["version"].partition(".")[0]) >= 7
        assert mongo_answer["first"] == []
        assert mongo_answer["live"]

    @pytest.mark.usefixtures("mongo_answer")
    def test_a_restart_keeps_the_data(self, mongo_server: Mongo, pymongo: Path) -> None:
        skip_if_own(mongo_server)
        mongo_server.restart()

        assert in_python(pymongo, MONGO_KEPT, mongo_server.running.url) == 500

    def test_a_wrong_password_is_refused(self, mongo_server: Mongo, pymongo: Path) -> None:
        running = mongo_server.running
        answer = in_python(pymongo, MONGO_REFUSED, running.url.replace(running.password, "wrong"))

        assert "uthentication" in answer["errmsg"]

    def test_nobody_is_let_in_without_a_password(self, mongo_server: Mongo, pymongo: Path) -> None:
        running = mongo_server.running
        answer = in_python(pymongo, MONGO_REFUSED, f"mongodb://{running.host}:{running.port}/toucan")

        assert answer["ok"] == 0


def get(url: str, **headers: str) -> dict[str, Any]:
    with urlopen(Request(url, headers=headers)) as answer:
        document: dict[str, Any] = json.load(answer)
    return document


def all_pages(url: str) -> list[Any]:
    rows: list[Any] = []
    following: str | None = url
    while following:
        page = get(following)
        rows += page["rows"]
        following = page["next"]
    return rows


class TestHttp:
    ROWS = tuple({"id": n, "name": "O'Brien"} for n in range(23))

    @pytest.mark.parametrize("paging", ["offset=0&limit=5", "page=1&per_page=5", "cursor=&limit=5", ""])
    def test_every_way_of_paging_gives_every_row_once(self, paging: str, http_server: Http) -> None:
        url = put_rows(http_server.running, "people", self.ROWS)

        assert all_pages(f"{url}?{paging}") == list(self.ROWS)

    def test_a_page_is_of_the_size_asked_for_and_links_to_the_next(self, http_server: Http) -> None:
        url = put_rows(http_server.running, "people", self.ROWS)
        with urlopen(f"{url}?offset=20&limit=2") as answer:
            page = json.load(answer)
            link = answer.headers["Link"]

        assert [row["id"] for row in page["rows"]] == [20, 21]
        assert page["total"] == 23
        assert link == f'<{url}?offset=22&limit=2>; rel="next"'
        assert get(page["next"])["next"] is None

    def test_a_restart_keeps_the_rows(self, http_server: Http) -> None:
        skip_if_own(http_server)
        url = put_rows(http_server.running, "people", self.ROWS)
        http_server.restart()

        assert all_pages(url) == list(self.ROWS)

    @pytest.mark.parametrize("query", ["offset=-1", "limit=x", "page=1&per_page=-2", "cursor=zzz"])
    def test_a_page_that_cannot_be_is_a_bad_request(self, query: str, http_server: Http) -> None:
        url = put_rows(http_server.running, "people", self.ROWS)
        with pytest.raises(HTTPError) as refused:
            get(f"{url}?{query}")

        assert refused.value.code == 400
        refused.value.close()

    def test_a_request_is_echoed(self, http_server: Http) -> None:
        url = f"{http_server.running.url}/echo/this?a=1&a=2&b="
        with urlopen(Request(url, b"body", headers={"X-Mine": "é".encode().decode("latin-1")})) as answer:
            echo = json.load(answer)

        assert (echo["method"], echo["path"], echo["body"]) == ("POST", "/echo/this", "body")
        assert echo["query"] == {"a": ["1", "2"], "b": [""]}
        assert echo["headers"]["X-Mine"] == "Ã©"

    def test_who_has_the_password_or_the_token_is_let_in(self, http_server: Http) -> None:
        running = http_server.running
        basic = base64.b64encode(f"{running.user}:{running.password}".encode()).decode()

        assert get(f"{running.url}/basic/echo", Authorization=f"Basic {basic}")["path"] == "/echo"
        token = f"Bearer {running.password}"
        assert get(f"{running.url}/bearer/echo", Authorization=token)["path"] == "/echo"

    @pytest.mark.parametrize("kind", ["basic", "bearer"])
    @pytest.mark.parametrize("given", ["", "Basic d3Jvbmc6d3Jvbmc=", "Bearer wrong", "{password}"])
    def test_anybody_else_is_refused(self, kind: str, given: str, http_server: Http) -> None:
        running = http_server.running
        with pytest.raises(HTTPError) as refused:
            get(f"{running.url}/{kind}/echo", Authorization=given.format(password=running.password))

        assert refused.value.code == 401
        assert refused.value.headers["WWW-Authenticate"].startswith(kind.title())
        refused.value.close()
