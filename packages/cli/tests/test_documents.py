"""YAML, JSON and TOML are data; what is wrong with them is told with its line, and without the text."""

import contextlib
import time
from collections.abc import Callable

import pytest

from toucan_connectors.cli.files.documents import read_document
from toucan_connectors.core.errors import ConfigurationError

Written = Callable[[str, str], str]
SECRET = "hunter2hunter2"


def nothing() -> bytes:
    pytest.fail("standard input was read")


def refusal(written: Written, name: str, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_document(written(name, text), nothing)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.yaml", "connector:\n  type: DuckDB\nports: [1, 2]\n"),
        ("c.yml", "{connector: {type: DuckDB}, ports: [1, 2]}"),
        ("c.json", '{"connector": {"type": "DuckDB"}, "ports": [1, 2]}'),
        ("c.toml", 'ports = [1, 2]\n[connector]\ntype = "DuckDB"\n'),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_suffix_says_what_a_file_is(written: Written, name: str, text: str, mark: str) -> None:
    found = read_document(written(name, mark + text), nothing)
    assert found.data == {"connector": {"type": "DuckDB"}, "ports": [1, 2]}


@pytest.mark.parametrize(
    "text",
    [
        "connector:\n  type: DuckDB\n",
        '{"connector": {"type": "DuckDB"}}',
        ' \n{"connector":\t{"type": "DuckDB"}}',
        '[connector]\ntype = "DuckDB"\n',
        'connector.type = "DuckDB"  # dotted',
        "# [x]\nconnector: {type: DuckDB}",
    ],
)
def test_on_standard_input_the_text_says_what_it_is(text: str) -> None:
    assert read_document("-", text.encode).data == {"connector": {"type": "DuckDB"}}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("c.yaml", "a: 1\nb: [1, 2\nc: 3\n", 3),
        ("c.yaml", "a: 1\na: 2\n", 2),
        ("c.yaml", f"a: 1\npassword: *{SECRET}\n", 2),
        ("c.yaml", f"a: 1\npassword: !{SECRET} x\n", 2),
        ("c.yaml", f"a: 1\npassword: !{SECRET}!x 1\n", 2),
        ("c.yaml", f'a: 1\npassword: "{SECRET}\\q"\n', 2),
        ("c.yaml", f"a: 1\npassword: %{SECRET}\n", 2),
        ("c.yaml", f"a: {SECRET}: {SECRET}\n", 1),
        ("c.yaml", "a: 1\nb: 2020-13-45\n", 2),
        ("c.yaml", "a: 1\n? [x]\n: 1\n", 2),
        ("c.yaml", "a: 1\n--- \nb: 2\n", 2),
        ("c.json", f'{{"a": 1,\n "password": {SECRET}}}', 2),
        ("c.toml", f"a = 1\npassword = {SECRET}\n", 2),
        ("c.toml", f'a = 1\npassword = "{SECRET}\n', 2),
        ("c.yaml", "a: 1\nb: \udcff\n".encode("utf-8", "surrogateescape").decode("latin-1"), None),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_without_the_text(
    written: Written, name: str, text: str, line: int | None
) -> None:
    if line is None:
        assert read_document(written(name, text), nothing).data["a"] == 1
        return
    said = refusal(written, name, text)
    assert f"{name}, line {line}" in said
    assert SECRET not in said
    assert "\n" not in said


def test_a_file_that_is_no_text_is_told(tmp_path: object, written: Written) -> None:
    path = written("c.yaml", "")
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"a: 1\nb: \xff\n")
    with pytest.raises(ConfigurationError, match="line 2: it is not UTF-8 text"):
        read_document(path, nothing)


def test_a_query_that_looks_like_toml_does_not_make_yaml_toml() -> None:
    text = "data_source:\n  query: |\nx = 1\n"
    with pytest.raises(ConfigurationError, match="standard input, line 4: it is not YAML"):
        read_document("-", text.encode)
    found = read_document("-", "q: |\n  SELECT 1\n  WHERE\n  a = [b]\n".encode)
    assert found.data == {"q": "SELECT 1\nWHERE\na = [b]\n"}
    with pytest.raises(ConfigurationError, match="standard input, line 2: it is not valid TOML"):
        read_document("-", "[connector]\ntype = DuckDB\n".encode)


def test_guessing_what_a_text_is_takes_no_time() -> None:
    for text in ("\n" * 10**6, " " * 10**6, "a" * 10**6, "[" + " " * 10**6, "a\n" * 5 * 10**4):
        started = time.perf_counter()
        with contextlib.suppress(ConfigurationError):
            read_document("-", text.encode)
        assert time.perf_counter() - started < 10


def test_a_key_that_is_there_twice_is_an_error_in_json_too(written: Written) -> None:
    assert "'a' is there twice" in refusal(written, "c.json", '{"b": {"a": 1, "a": 2}}')


def test_no_file_is_told(written: Written) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no file nowhere\.yaml"):
        read_document("nowhere.yaml", nothing)


@pytest.mark.parametrize("how", ["lists", "merges", "itself"])
def test_a_billion_laughs_do_not_hurt(written: Written, how: str) -> None:
    before = {"lists": "a0: &a0 [x, x]", "merges": "a0: &a0 {k0: x}", "itself": "a0: &a0 [*a0]"}[how]
    each = {"lists": "[{}]", "merges": "{{<<: [{}]}}", "itself": "[{}]"}[how]
    laughs = [before, *(f"a{n}: &a{n} {each.format(', '.join([f'*a{n - 1}'] * 9))}" for n in range(1, 60))]
    started = time.perf_counter()
    said = refusal(written, "c.yaml", "\n".join(laughs))
    assert time.perf_counter() - started < 2
    assert ("part of" if how == "itself" else "more than 100,000 values") in said


@pytest.mark.parametrize(
    ("name", "open_"), [("c.yaml", "["), ("c.json", "["), ("c.json", '{"a":'), ("c.toml", "a = [")]
)
def test_a_deep_nesting_does_not_hurt(written: Written, name: str, open_: str) -> None:
    assert name in refusal(written, name, open_ * 100_000)


def test_a_huge_file_is_not_read(written: Written) -> None:
    assert "more than 1 MiB" in refusal(written, "c.yaml", "#" * 5_000_000)


def test_aliases_and_merges_of_a_usual_size_are_followed(written: Written) -> None:
    text = "base: &base {host: h, port: 1}\nconnector:\n  <<: *base\n  port: 2\nagain: *base\n"
    found = read_document(written("c.yaml", text), nothing)
    assert found.data["connector"] == {"host": "h", "port": 2}
    assert found.data["again"] == {"host": "h", "port": 1}
    assert found.line_of(("connector", "port")) == 4


def test_keys_are_their_text(written: Written) -> None:
    assert read_document(written("c.yaml", "on: 1\n12: 2\nyes: 3\n"), nothing).data == {
        "on": 1,
        "12": 2,
        "yes": 3,
    }


@pytest.mark.parametrize("name", ["c.yaml", "c.json"])
def test_lines_are_those_of_the_fields(written: Written, name: str) -> None:
    text = (
        '{\n  "connector": {\n    "type": "x",\n\t"port": 1\n  }\n}'
        if name == "c.json"
        else "connector:\n  type: x\n\n  port: 1\n"
    )
    assert read_document(written(name, text), nothing).line_of(("connector", "port")) == 4
