"""Every command, on DuckDB over real files: for people, for scripts, and when it cannot."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from packages.cli.tests.conftest import Finished, Shell

ALL = "SELECT * FROM d.numbers"


def fails(done: Finished, code: int, *said: str) -> None:
    """The answer is one line on standard error, and the exit code says who must act."""
    assert done.code == code, done
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    for text in said:
        assert text in done.err


# types and fields


def test_types_tells_what_is_ready_what_is_not_and_what_could_be(shell: Shell) -> None:
    told = {line["type"]: line for line in shell("types", "--json").json["types"]}
    assert told["DuckDB"]["status"] == told["Acme"]["status"] == "ready"
    assert told["AcmeOld"]["status"] == "unavailable"
    assert "no_such_driver" in told["AcmeOld"]["reason"]
    assert "acme-toucan cannot say" in told["AcmeBroken"]["reason"]
    assert told["SapHana"]["install"] == "pip install toucan-connectors-sap-hana"
    lines = shell("types").out.splitlines()
    assert any(line.split()[:2] == ["DuckDB", "ready"] for line in lines)
    assert any("pip install toucan-connectors-sap-hana" in line for line in lines)


def test_fields_are_those_of_the_type_with_secrets_and_requirements(shell: Shell) -> None:
    told = shell("fields", "Acme", "--json").json
    fields = {field["name"]: field for field in told["connector"]}
    assert fields["password"]["secret"]
    assert fields["name"]["required"]
    assert not fields["host"]["secret"]
    assert fields["host"]["default"] == "localhost"
    assert {field["name"] for field in told["data_source"]} >= {"how", "domain", "name", "parameters"}
    text = shell("fields", "Acme").out
    assert [line.split() for line in text.splitlines() if line.startswith("password")] == [
        ["password", "text", "secret"]
    ]


def test_an_unknown_type_is_told_with_what_to_install(shell: Shell) -> None:
    fails(
        shell("fields", "SapHana"),
        3,
        "pip install toucan-connectors-sap-hana",
        "[configuration.unknown_type]",
    )
    fails(shell("fields", "duckdb"), 3, "Did you mean 'DuckDB'?")


def test_a_type_without_its_driver_is_told(shell: Shell) -> None:
    fails(shell("fields", "AcmeOld"), 3, "no_such_driver", "[configuration.unavailable]")
    shell.file("c.yaml", "connector:\n  type: AcmeOld\n")
    fails(shell("check", "c.yaml"), 3, "c.yaml, line 2: connector.type:", "no_such_driver")


# check


def test_check_shows_the_steps_of_the_source(shell: Shell) -> None:
    told = shell("check", shell.duckdb(ALL), "--json")
    assert told.code == 0
    assert told.json["status"] is True
    assert [step["label"] for step in told.json["steps"]] == [
        "Files found",
        "Database opened",
        "Query answered",
    ]
    assert all(step["passed"] and step["seconds"] >= 0 for step in told.json["steps"])
    text = shell("check", "c.yaml").out
    assert "The configuration is valid: DuckDB connector local, data source c." in text
    assert "The source answers." in text


def test_check_leaves_with_the_code_of_what_failed(shell: Shell) -> None:
    assert "as the account of ann" in shell("check", shell.acme()).out
    for code, number in (("credentials.authentication", 4), ("network", 6), ("source", 7), ("timeout", 8)):
        done = shell("check", shell.acme(login=code), "--json")
        assert done.code == done.json["exit_code"] == number
        assert done.json["code"] == code
        assert [step["passed"] for step in done.json["steps"]] == [True, True, False]
    assert "failed  Authenticated" in shell("check", "acme.json").out


def test_check_says_which_data_sources_it_did_not_look_at(shell: Shell) -> None:
    shell.file("c.json", json.dumps({"type": "DuckDB", "data_sources": [{"domain": "a"}, {"domain": "b"}]}))
    assert "choose with --name: a, b." in shell("check", "c.json").out
    assert shell("check", "c.json", "--json").json["not_looked_at"] == ["a", "b"]
    fails(shell("check", "c.json", "-n", "b"), 3, "line 1: data_sources.1: give a query or a table.")


def test_check_needs_no_data_source(shell: Shell) -> None:
    done = shell("check", "-", input="type: DuckDB\nfolders: {d: data}\n")
    assert done.code == 0
    assert "connector standard input." in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "connector:\n  type: DuckDB\n  folder: {}\n",
            "line 3: connector.folder: this field is not known. Did you mean 'folders'?",
        ),
        (
            "connector:\n  type: DuckDB\n  folders: 3\n",
            "line 3: connector.folders: input should be a valid dictionary.",
        ),
        ("connector:\n  name: x\n", "connector.type: the connector has no type."),
        (
            "connector:\n  type: DuckDB\ndata_source:\n  domain: x\n",
            "line 3: data_source: give a query or a table.",
        ),
        (
            "connector:\n  type: DukDB\n",
            "line 2: connector.type: No connector type 'DukDB' is installed. Did you",
        ),
        ("connector: {type: DuckDB, a: 1, b: 2}\n", "Also connector.b: this field is not known."),
        ("connector:\n  type: DuckDB\n folders: {}\n", "line 3: it is not YAML"),
    ],
)
def test_a_wrong_field_is_told_with_file_line_and_field(shell: Shell, text: str, said: str) -> None:
    shell.file("c.yaml", text)
    fails(shell("check", "c.yaml"), 3, "c.yaml", said)


def test_a_wrong_file_is_told(shell: Shell) -> None:
    fails(shell("check", "nowhere.yaml"), 3, "There is no file nowhere.yaml.")
    fails(shell("check", "data"), 3, "data cannot be read: Is a directory.")


# preview


def test_preview_shows_a_page_its_dtypes_and_where_it_stands(shell: Shell) -> None:
    done = shell("preview", shell.duckdb(ALL), "--limit", "2", "--offset", "10", "--count")
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[:4] == [["n", "text"], ["Int64", "str"], ["10", "row", "10"], ["11", "row", "11"]]
    assert done.out.splitlines()[4].startswith("Rows 11 to 12 of 1,000; next: --offset 12.")


def test_preview_for_scripts_has_exact_values(shell: Shell) -> None:
    query = """SELECT 9007199254740993 AS big, 'x' AS t, NULL::INT AS nothing, DATE '2020-01-02' AS day,
      TIMESTAMPTZ '2020-01-02 03:04:05Z' AS at, [1, 2] AS list, {'a': 'b'} AS pair,
      'nan'::DOUBLE AS nan, '\\xAB'::BLOB AS bin,
      INTERVAL 90 SECOND AS took, '{"k": [1]}'::JSON AS doc, TIME '01:02:03' AS clock"""
    told = shell("preview", shell.duckdb(query), "--json").json
    [row] = told["rows"]
    assert row["big"] == 9007199254740993
    assert row["nothing"] is row["nan"] is None
    assert row["at"] == "2020-01-02T03:04:05.000000Z"
    assert row["day"].startswith("2020-01-02")
    assert row["list"] == [1, 2]
    assert row["pair"] == {"a": "b"}
    assert row["bin"] == "qw=="
    assert row["doc"] == {"k": [1]}
    assert row["clock"] == "01:02:03.000000"
    assert told["is_last_page"]
    assert told["total_rows"] == 1
    assert [column["name"] for column in told["columns"]][:2] == ["big", "t"]


def test_preview_of_nothing_is_a_page_too(shell: Shell) -> None:
    done = shell("preview", shell.duckdb(f"{ALL} WHERE false"))
    assert done.code == 0
    assert "No rows" in done.out
    assert shell("preview", "c.yaml", "--json").json["rows"] == []
    assert shell("preview", shell.duckdb(ALL), "--limit", "0").code == 0


def test_parameters_and_permissions_of_the_file_are_applied(shell: Shell) -> None:
    permission = {"column": "client", "operator": "eq", "value": "{{ user.name }}"}
    shell.duckdb(
        "SELECT * FROM d.orders WHERE id < {{ most }}",
        permissions=permission,
        parameters={"most": 3, "user": {"name": "bob"}},
    )
    assert [row["id"] for row in shell("preview", "c.yaml", "--json").json["rows"]] == [2]
    shell.duckdb("SELECT * FROM d.orders", permissions=permission)
    fails(shell("preview", "c.yaml"), 3, "[configuration.permission]")


def test_a_query_that_does_more_than_read_is_refused(shell: Shell) -> None:
    fails(shell("preview", shell.duckdb("DROP VIEW d.numbers")), 5, "[query.refused]")
    fails(shell("preview", shell.duckdb("SELECT * FROM d.nothing")), 5, "nothing", "[query]")


@pytest.mark.parametrize("arguments", [["--limit", "-1"], ["--limit", "x"], ["--no-such"], ["-n"]])
def test_options_that_make_no_sense_are_usage_errors(shell: Shell, arguments: list[str]) -> None:
    fails(shell("preview", shell.duckdb(ALL), *arguments), 2, "[usage]")


def test_usage_errors_are_json_for_scripts_too(shell: Shell) -> None:
    done = shell("preview", "--json")
    assert done.code == 2
    assert done.error["code"] == "usage"


# tables and plan


def test_tables_lists_what_is_there_and_what_was_left_out(shell: Shell) -> None:
    (shell.folder / "data" / "empty.csv").write_text("")
    told = shell("tables", shell.duckdb(ALL), "--json").json
    assert [(table["schema"], table["name"]) for table in told["tables"]] == [
        ("d", "numbers"),
        ("d", "orders"),
    ]
    assert told["tables"][0]["columns"] == [
        {"name": "n", "type": "BIGINT"},
        {"name": "text", "type": "VARCHAR"},
    ]
    text = shell("tables", "c.yaml").out
    assert "d.numbers  view  n BIGINT, text VARCHAR" in text
    assert "d/empty.csv: it is empty" in text


def test_tables_of_a_type_that_does_not_discover(shell: Shell) -> None:
    fails(shell("tables", shell.acme()), 3, "has no get_model()", "[configuration.unsupported_call]")


def test_plan_shows_what_is_sent_without_its_values(shell: Shell) -> None:
    shell.duckdb("SELECT * FROM d.numbers\nWHERE text = {{ secret }}", parameters={"secret": "value-of-it"})
    done = shell("plan", "c.yaml", "--json")
    assert "WHERE text = $" in done.json["statement"]
    assert done.json["pushed_down"] == ["page", "count"]
    assert "value-of-it" not in done.out + shell("plan", "c.yaml").out
    assert "This type sends no statement" in shell("plan", shell.acme()).out


def test_a_file_without_a_data_source_is_told_where_one_is_needed(shell: Shell) -> None:
    shell.file("c.yaml", "type: DuckDB\n")
    for arguments in (["preview", "c.yaml"], ["plan", "c.yaml"], ["read", "c.yaml", "-o", "x.csv"]):
        fails(shell(*arguments), 3, "it has no data source.")
    assert "x.csv" not in shell.names()


# version 10


def test_a_configuration_of_version_10_works_with_every_command(shell: Shell) -> None:
    shell.file(
        "old.json",
        json.dumps(
            {
                "DATA_PROVIDERS": [
                    {"name": "pg", "type": "Postgres", "host": "h", "user": "u", "password": "p"},
                    {
                        "name": "local",
                        "type": "DuckDB",
                        "folders": {"d": "data"},
                        "retry_policy": {"max_attempts": 2},
                    },
                ],
                "DATA_SOURCES": [
                    {
                        "domain": "a",
                        "name": "local",
                        "query": "SELECT 1 AS one",
                        "load": True,
                        "live_data": False,
                    },
                    {
                        "domain": "b",
                        "name": "local",
                        "query": "SELECT %(x)s AS x",
                        "parameters": {"x": "two"},
                    },
                ],
            }
        ),
    )
    fails(shell("preview", "old.json"), 3, "it has 2 connectors. Choose with --name: a, b.")
    assert shell("preview", "old.json", "--name", "b", "--json").json["rows"] == [{"x": "two"}]
    assert shell("check", "old.json", "-n", "a").code == 0
    assert shell("tables", "old.json", "-n", "local").code == 0
    assert shell("read", "old.json", "-n", "a", "-o", "a.parquet").code == 0
    assert pq.read_table(shell.folder / "a.parquet").to_pylist() == [{"one": 1}]


# the rest


def test_every_error_is_a_json_object_for_scripts(shell: Shell) -> None:
    done = shell("preview", shell.duckdb("DROP TABLE x"), "--json")
    assert done.code == 5
    assert done.out == ""
    assert done.error["code"] == "query.refused"
    assert done.error["exit_code"] == 5
    assert set(done.error) == {"message", "hint", "code", "field", "exit_code"}


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("credentials.authentication", 4),
        ("query", 5),
        ("network", 6),
        ("source", 7),
        ("timeout", 8),
        ("bug", 1),
    ],
)
def test_the_exit_code_says_who_must_act(shell: Shell, how: str, code: int) -> None:
    done = shell("preview", shell.acme(how), "--json")
    assert done.code == done.error["exit_code"] == code
    fails(shell("preview", "acme.json"), code)


def test_a_traceback_is_there_only_when_it_is_asked_for(shell: Shell) -> None:
    done = shell("preview", shell.acme("bug"), "--debug")
    assert done.err.startswith("Traceback")
    assert done.err.splitlines()[-1].startswith("error: ZeroDivisionError")


def test_the_version_and_the_help_are_there(shell: Shell) -> None:
    assert shell().out == shell("--help").out
    fails(shell("preview"), 2, "Missing argument 'FILE'. See toucan-connectors preview --help. [usage]")
    assert shell("--version").out.startswith("toucan-connectors 11.")
    assert "141" in shell("--help").out
    for command in ("types", "fields", "check", "preview", "read", "tables", "plan", "doctor", "demo"):
        done = shell(command, "--help")
        assert done.code == 0
        assert "Usage: toucan-connectors" in done.out


def test_nothing_heavy_is_imported_before_it_is_needed(shell: Shell) -> None:
    code = """
import sys
from toucan_connectors.cli.running import run
run(sys.argv[1:])
heavy = {"pandas", "numpy", "pyarrow", "duckdb", "sqlglot", "jinja2", "yaml", "rich"}
sys.exit(len(heavy & sys.modules.keys()))
"""
    shell.command = [sys.executable, "-c", code]
    for arguments in (["--help"], ["--version"], ["types"], ["types", "--json"]):
        assert shell.process(*arguments).code == 0, arguments


def test_completion_knows_commands_and_types(shell: Shell) -> None:
    def complete(*words: str) -> str:
        return shell.process(
            _TOUCAN_CONNECTORS_COMPLETE="complete_zsh",
            _TYPER_COMPLETE_ARGS=" ".join(["toucan-connectors", *words]),
        ).out

    assert "preview" in complete("pre")
    assert "DuckDB" in complete("fields", "Du")
    without_detection = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = shell.process("--show-completion", "bash", **without_detection)
    assert "_TOUCAN_CONNECTORS_COMPLETE" in shown.out


def test_the_demo_is_a_tour_that_leaves_nothing(shell: Shell) -> None:
    done = shell.process("demo", TMPDIR=str(shell.folder))
    assert done.code == 0
    assert "Rows 1 to 5 of 335" in done.out
    assert "[query.refused]" in done.out
    assert shell.names() == {"data"}


def test_the_demo_gives_a_configuration_to_go_on_with(shell: Shell) -> None:
    assert shell("demo", "--save", "mine.yaml").code == 0
    assert Path(shell.folder / "mine.yaml").read_text().startswith("# All flights")
    assert shell("read", "mine.yaml", "-o", "late.csv", "--json").json["rows"] == 335
