"""From templates to binds: the values reach their places, and never the text."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.errors import TemplateError, UndefinedVariableError
from toucan_connectors.sql import DIALECTS, Dialect, bind

GOLDEN = Path(__file__).parent / "golden"
PARAMETERS: dict[str, Any] = {
    "x": 1,
    "name": "O'Brien",
    "xs": [1, 2],
    "empty": [],
    "day": "2024-02-29",
    "odd": 'a"b`c]d',
    "void": "__VOID__",
    "user": {"attributes": {"teams": ["t1", "t2"]}},
    "flag": True,
}
QUERIES = [
    "SELECT 1",
    "SELECT 5 % 2 AS a, 'it''s 100%' AS b -- 50% ?",
    "SELECT {{ x }} AS a, {{ x }} + {{ name }} AS b",
    "SELECT * FROM t WHERE a = %(x)s AND b = %(name)s",
    "SELECT * FROM t WHERE a IN ({{ xs }}) OR b IN {{ xs }} OR c IN '{{ xs }}' OR d IN (0, {{ xs }}, 9)",
    "SELECT * FROM t WHERE a IN ({{ empty }}) OR b NOT IN {{ empty }}",
    "SELECT * FROM t WHERE a IN {{ user.attributes.teams }} AND b = {{ user.attributes.teams[0] | upper }}",
    "SELECT * FROM t WHERE a = '{{ name }}' AND b LIKE '%{{ name }}_%' AND c = 'it''s {{ x }}'",
    "SELECT * FROM t WHERE a >= DATE '{{ day }}' AND b < TIMESTAMP '{{ day }}'",
    "SELECT {{ odd | identifier }} FROM t ORDER BY {{ odd | identifier }}",
    "SELECT {{ void }} AS a, '{{ void }}' AS b",
    "SELECT count(*) FROM t {% if flag %}WHERE a = {{ x }}{% else %}WHERE b = {{ x }}{% endif %}",
    "{% for i in xs %}SELECT {{ i }} AS a{% if not loop.last %} UNION ALL {% endif %}{% endfor %}",
    "SELECT upper({{ name }}), CAST({{ x }} AS INTEGER) FROM t /* {not a template} */ LIMIT {{ x }}",
    "SELECT a || {{ name }} FROM t GROUP BY a || {{ name }}",
    "SELECT f({{ xs }})",
]


def answer(query: str, dialect: Dialect) -> dict[str, Any]:
    try:
        statement = bind(query, PARAMETERS, dialect)
    except TemplateError as error:
        return {"query": query, "error": error.code}
    return {"query": query, "text": statement.text, "binds": statement.binds}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_every_dialect_says_it_in_its_own_words(dialect: Dialect) -> None:
    """Compare with the golden file; UPDATE_GOLDEN=1 writes it anew, for a person to read the difference."""
    path = GOLDEN / f"{dialect.name.lower()}.json"
    answers = [answer(query, dialect) for query in QUERIES]
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(answers, indent=1) + "\n")
    assert answers == json.loads(path.read_text())


def values_of(binds: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    return list(binds.values()) if isinstance(binds, Mapping) else list(binds)


HOSTILE = [
    *(
        "'",
        "''",
        '"',
        "`",
        "]",
        "\\",
        "\\'",
        "%",
        "%s",
        "%(p0)s",
        "?",
        "$p0",
        "$1",
        ":p0",
        "@p0",
        "--",
        "/*",
        "*/",
    ),
    *(
        "#",
        ";",
        "\0",
        "\n",
        "O'Brien",
        "' OR '1'='1",
        "'; DROP TABLE t; --",
        "1); DELETE FROM t; --",
        "{{ x }}",
    ),
    *(
        "{% if x %}",
        "zq0q",
        "zq0q0zq0q",
        "0zq0q0",
        "x" * 1_000_000,
        "é😀",
        "\u2028",
        "\ufeff",
        "$$",
        "q'[",
        "E'\\''",
    ),
]
PLACES = [
    "SELECT {{ v }}",
    "SELECT '{{ v }}'",
    "SELECT 'a{{ v }}b{{ v }}c'",
    "SELECT * FROM t WHERE a IN ({{ [v, v] }})",
    "SELECT * FROM t WHERE a IN {{ [v] }}",
    "SELECT f({{ v }}, {{ v | upper }})",
    "SELECT %(v)s -- comment",
]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_no_value_becomes_text(dialect: Dialect) -> None:
    for place in PLACES:
        texts = {bind(place, {"v": value}, dialect).text for value in HOSTILE}
        assert len(texts) == 1, place
    for value in HOSTILE:
        assert values_of(bind("SELECT {{ v }}", {"v": value}, dialect).binds) == [value]
        assert values_of(bind("SELECT 'a{{ v }}b'", {"v": value}, dialect).binds) == [f"a{value}b"]
        assert values_of(bind("SELECT 1 WHERE 1 IN ({{ [v, 1] }})", {"v": value}, dialect).binds) == [
            value,
            1,
        ]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
@pytest.mark.parametrize("name", [*HOSTILE[:18], "a b", "SELECT"])
def test_a_name_cannot_end_its_quotes(dialect: Dialect, name: str) -> None:
    if "\0" in name:
        pytest.skip("no name")
    opening, closing = dialect.quotes
    text = bind("{{ n | identifier }}", {"n": name}, dialect).text
    for character in dialect.doubled:
        text = text.replace(character * 2, character)
    inside = text.removeprefix(opening).removesuffix(closing)
    assert text == f"{opening}{inside}{closing}"
    assert inside.replace(closing * 2, "").count(closing) == 0
    assert inside.replace(closing * 2, closing) == name


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM {{ name }}",
        "SELECT * FROM t JOIN {{ name }} ON true",
        "SELECT * FROM t ORDER BY {{ name }}",
        "SELECT * FROM t ORDER BY a, {{ name }} DESC",
        "SELECT count(*) FROM t GROUP BY {{ name }}",
        "SELECT col_{{ x }} FROM t",
        "SELECT {{ x }}_col FROM t",
        "SELECT t.{{ name }} FROM t",
        'SELECT "{{ name }}" FROM t',
        "SELECT {{ x }}{{ x }}",
        "SELECT 1{{ x }}",
        "SELECT 1 -- {{ name }}",
        "SELECT 1 /* {{ name }} */",
        "SELECT 'not closed {{ x }}",
        "SELECT '{{ xs }}'",
        "SELECT {{ '' | identifier }}",
        "SELECT {{ x | identifier }}",
        "{% macro m() %}{{ x }}{% endmacro %}SELECT {{ m() }}",
        "{% set q %}x{% endset %}SELECT {{ q ~ x }}",
        "{% filter upper %}{{ x }}{% endfilter %}",
    ],
)
def test_a_value_where_none_can_stand_is_refused_with_what_to_do(query: str) -> None:
    with pytest.raises(TemplateError) as raised:
        bind(query, PARAMETERS, DIALECTS["PostgreSQL"])
    assert raised.value.hint or "identifier" in str(raised.value)


@pytest.mark.parametrize("name", ["zq0q", "zq0q0zq0q", "zq0q1zq0q"])
def test_a_name_is_not_taken_for_a_value(name: str) -> None:
    statement = bind(
        "SELECT {{ x }}, {{ n | identifier }}, '{{ x }}'", {"x": 1, "n": name}, DIALECTS["DuckDB"]
    )
    assert statement.text == f'SELECT $p0, "{name}", $p1'
    assert statement.binds == {"p0": 1, "p1": "1"}


def test_an_undefined_variable_is_named() -> None:
    with pytest.raises(UndefinedVariableError) as raised:
        bind("SELECT {{ x }}, {{ nope }}", {"x": 1}, DIALECTS["DuckDB"])
    assert raised.value.var_name == "nope"


def test_the_authors_text_is_kept_byte_for_byte() -> None:
    query = 'sElEcT/*+ hint */\t{{ x }} ,\r\n  now( ) , mod(5,2)::int  FROM "T" -- done\n;'
    assert bind(query, {"x": 1}, DIALECTS["DuckDB"]).text == query.replace("{{ x }}", "$p0")


def test_binds_keep_their_type_and_their_object() -> None:
    value = object()
    [bound] = values_of(bind("SELECT {{ v }}", {"v": value}, DIALECTS["DuckDB"]).binds)
    assert bound is value
    for kept in (1, 1.0, True, None, "1", b"1", {"a": 1}):
        [bound] = values_of(bind("SELECT {{ v }}", {"v": kept}, DIALECTS["DuckDB"]).binds)
        assert (type(bound), bound) == (type(kept), kept)


def test_equal_expressions_with_other_values_do_not_share() -> None:
    statement = bind(
        "SELECT {% for i in xs %}{{ i }},{% endfor %}{{ x }},{{ x }}", PARAMETERS, DIALECTS["DuckDB"]
    )
    assert statement.text == "SELECT $p0,$p1,$p2,$p2"
    assert statement.binds == {"p0": 1, "p1": 2, "p2": 1}


FACTS = json.loads((Path(__file__).parent / "examples" / "paramstyles.json").read_text())["cases"]
STYLES = {
    "convert_to_qmark_paramstyle": DIALECTS["ODBC"],
    "convert_to_numeric_paramstyle": Dialect("numeric", "", ":{number}"),
}
DIFFERENT: dict[str, Callable[[dict[str, Any]], bool]] = {
    "an undefined variable is an error, not NULL": lambda case: "nope" in case["input"],
    "an empty list matches nothing, instead of not parsing": lambda case: case["parameters"].get("e") == [],
    "a shared bind is sent once": lambda case: (
        "numeric" in case["function"] and "%(a)s, %(b)s, %(a)s" in case["input"]
    ),
    "attributes work": lambda case: "a.b" in case["input"],
}


@pytest.mark.parametrize("case", [c for c in FACTS if c["function"] in STYLES], ids=lambda case: case["id"])
def test_values_reach_the_places_they_reached_before(case: dict[str, Any]) -> None:
    """The rendered examples of version 10, but for what it did wrong; blanks in lists are ours."""
    reasons = [reason for reason, applies in DIFFERENT.items() if case["parameters"] and applies(case)]
    dialect, query = STYLES[case["function"]], case["input"]
    if "raises" in case or reasons:
        assert reasons or case["parameters"] is None
        return
    statement = bind(query, case["parameters"] or {}, dialect)
    text, values = case["expected"]["__tuple__"]
    if dialect.shares_binds:
        values = list(dict.fromkeys(map(repr, values)))
        assert list(map(repr, statement.binds)) == values
    else:
        assert statement.text.replace(", ", ",") == text.replace(", ", ",")
        assert statement.binds == values
