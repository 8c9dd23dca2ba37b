"""The emulator of SQL Server answers its real clients: Microsoft's driver and FreeTDS."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.testing.servers import Mssql, OdbcMssql, Running
from toucan_connectors.testing.servers._environments import environment
from toucan_connectors.testing.servers.fixtures import started
from toucan_connectors.testing.standard import standard_table

CLIENT = """
import glob, json, mssql_python_odbc, pyodbc, sys
told = json.load(sys.stdin)
libraries = mssql_python_odbc.get_libs_dir() + "/linux/debian_ubuntu/*/lib/libmsodbcsql*.so*"
driver = sorted(glob.glob(libraries))[-1]
string = told["odbc"] or f"Driver={driver};" + told["string"]
try:
    connection = pyodbc.connect(string, autocommit=True)
    answers = []
    for text, *values in told["statements"]:
        cursor = connection.execute(text, *values)
        rows = cursor.fetchall() if cursor.description else []
        answers.append([[str(value) for value in row] for row in rows])
    print(json.dumps({"answers": answers}))
except pyodbc.Error as error:
    print(json.dumps({"refused": [str(part) for part in error.args]}))
"""


@pytest.fixture(scope="module")
def client() -> Path:
    return environment("pyodbc==5.*", "mssql-python-odbc==18.*")


def asked(
    client: Path, running: Running, *statements: list[Any], odbc: str = "", ca: str = "", **keys: str
) -> dict[str, Any]:
    """What a client gets for statements, by FreeTDS where `odbc` is given; its password is in no argument."""
    values = {
        "Server": f"tcp:{running.host},{running.port}",
        "Database": running.database,
        "UID": running.user,
        "PWD": running.password,
        "Encrypt": "yes",
        "HostNameInCertificate": "localhost",
        **keys,
    }
    string = ";".join(f"{key}={value}" for key, value in values.items())
    environment_: Mapping[str, str] = {"SSL_CERT_FILE": ca or running.ca_file}
    ran = subprocess.run(
        [client, "-c", CLIENT],
        input=json.dumps({"odbc": odbc, "string": string, "statements": statements}),
        env=environment_,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.fixture(params=["Microsoft", "FreeTDS"])
def odbc(request: pytest.FixtureRequest, odbc_mssql: OdbcMssql) -> str:
    return odbc_mssql.running.odbc if request.param == "FreeTDS" else ""


def test_the_standard_table_is_there(mssql_server: Mssql, client: Path, odbc: str) -> None:
    columns = "position, amount, label, day, clock, moment"
    rows = asked(
        client, mssql_server.running, [f"SELECT {columns} FROM standard ORDER BY position"], odbc=odbc
    )["answers"][0]
    wanted = [[str(row[name]) for name in columns.split(", ")] for row in standard_table("T-SQL").rows]
    amounts = [[row[0], "None" if row[1] == "None" else f"{float(row[1]):.6f}", *row[2:]] for row in wanted]
    assert [[row[0], *row[2:]] for row in rows] == [[row[0], *row[2:]] for row in amounts]
    assert [row[1] for row in rows][:2] == ["0.000000", "0.000001"]


def test_parameters_of_every_kind_are_taken(mssql_server: Mssql, client: Path, odbc: str) -> None:
    text = "SELECT n, @a AS a FROM numbers WHERE n = @n"
    call = ["EXEC sp_executesql ?, ?, ?, ?", text, "@n bigint, @a nvarchar(20)", 7, "it's"]
    assert asked(client, mssql_server.running, call, call, odbc=odbc)["answers"] == [[["7", "it's"]]] * 2
    sent = [one for one in mssql_server.sent() if one.text == text]
    assert sent[-1].values == {"@n": 7, "@a": "it's"}


def test_a_statement_is_described_without_being_run(mssql_server: Mssql, client: Path, odbc: str) -> None:
    call = ["EXEC sys.sp_describe_first_result_set ?, NULL", "SELECT amount, n FROM standard, slow"]
    [rows] = asked(client, mssql_server.running, call, odbc=odbc)["answers"]
    assert [(row[2], row[4]) for row in rows] == [("amount", "decimal(38,6)"), ("n", "int")]


def test_columns_take_the_names_behind_an_alias(mssql_server: Mssql, client: Path, odbc: str) -> None:
    text = "SELECT * FROM (\nSELECT n, n + 1 FROM numbers\n) AS q0q (c0, c1) WHERE c1 = 3"
    assert asked(client, mssql_server.running, [text], odbc=odbc)["answers"] == [[["2", "3"]]]


def test_a_plan_is_no_result(mssql_server: Mssql, client: Path) -> None:
    statements = ["SET SHOWPLAN_XML ON"], ["SELECT n FROM slow"], ["SET SHOWPLAN_XML OFF"], ["SELECT 1 AS n"]
    _, [[plan]], _, rows = asked(client, mssql_server.running, *statements)["answers"]
    assert plan.startswith("<ShowPlanXML")
    assert rows == [["1"]]


def test_a_wrong_password_is_refused(mssql_server: Mssql, client: Path, odbc: str) -> None:
    running = mssql_server.running
    wrong = odbc.replace(running.password, "wrong")
    said = str(asked(client, running, odbc=wrong, PWD="wrong")["refused"])
    assert "Login failed" in said
    assert "18456" in said


def test_a_database_that_is_not_there_is_refused(mssql_server: Mssql, client: Path) -> None:
    assert "4060" in str(asked(client, mssql_server.running, Database="nowhere")["refused"])


def test_a_foreign_authority_is_refused(mssql_server: Mssql, client: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.pem"
    foreign.write_text(mssql_server.running.foreign_ca)
    said = str(asked(client, mssql_server.running, ca=str(foreign))["refused"])
    assert "certificate verify failed" in said


def test_another_name_is_refused(mssql_server: Mssql, client: Path) -> None:
    said = str(asked(client, mssql_server.running, HostNameInCertificate="elsewhere")["refused"])
    assert "name" in said


def test_an_old_server_is_not_spoken_to_by_default(client: Path) -> None:
    with started(Mssql(tls="1.0")) as server:
        said = str(asked(client, server.running, TrustServerCertificate="yes")["refused"])
    assert "SSL routines" in said
