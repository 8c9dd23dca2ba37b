"""Double quotes: names where the older front-end wrote names, text where MySQL reads text."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from toucan_connectors.core.errors import QueryError, TemplateError
from toucan_connectors.mysql._names import with_names
from toucan_connectors.sql import DIALECTS
from toucan_connectors.sql.binding import draft_of
from toucan_connectors.sql.statement import Draft

MYSQL = DIALECTS["MySQL"]

NAMES = {
    'select "c" from t': "select `c` from t",
    'SELECT "a", "b" AS "x" FROM "t"': "SELECT `a`, `b` AS `x` FROM `t`",
    'SELECT "t"."a" FROM t WHERE "b" = \'x\'': "SELECT `t`.`a` FROM t WHERE `b` = 'x'",
    'SELECT a FROM t JOIN "u" ON t.a = u.a': "SELECT a FROM t JOIN `u` ON t.a = u.a",
    'SELECT SUM("a") FROM db."t" GROUP BY "b"': "SELECT SUM(`a`) FROM db.`t` GROUP BY `b`",
    'SELECT a FROM t ORDER BY "a" DESC, "b"': "SELECT a FROM t ORDER BY `a` DESC, `b`",
    'SELECT DISTINCT "a" FROM t': "SELECT DISTINCT `a` FROM t",
    'SELECT a FROM t GROUP BY "a"': "SELECT a FROM t GROUP BY `a`",
    'SELECT "a""b`c" FROM t': 'SELECT `a"b``c` FROM t',
    'SELECT "q" FROM (SELECT "c" AS "q" FROM "t") s': "SELECT `q` FROM (SELECT `c` AS `q` FROM `t`) s",
}
TEXT = (
    'SELECT "it"',
    'SELECT a FROM t WHERE s = "x"',
    "SELECT a FROM t WHERE s = 'say \"hi\"'",
    'SELECT \'a "b"."c" FROM "d"\' FROM t',
    'SELECT CONCAT("a", b), IF(c, "yes", "no") FROM t',
    'SELECT a FROM t WHERE s IN ("x", "y")',
    'SELECT a FROM t WHERE s LIKE "x%"',
    'SELECT a FROM t -- "a" FROM "b"',
    'SELECT a /* "b" . "c" */ FROM t',
    'SELECT `a"b` FROM t',
    'SELECT "a" UNION SELECT c FROM t',
    'SELECT CASE WHEN a = 1 THEN "one" ELSE "more" END FROM t',
    'SELECT TRIM(BOTH "x" FROM "xax"), EXTRACT(DAY FROM "2024-01-31"), c FROM t',
    'SELECT a FROM t WHERE s = "x" UNION SELECT "b"',
    "SELECT 1",
)


@pytest.mark.parametrize("query", NAMES)
def test_a_name_in_double_quotes_is_a_name(query: str) -> None:
    assert with_names(draft_of(query, {}, MYSQL), MYSQL).text == NAMES[query]


@pytest.mark.parametrize("query", TEXT)
def test_text_in_double_quotes_and_double_quotes_in_text_stay_what_they_are(query: str) -> None:
    assert with_names(draft_of(query, {}, MYSQL), MYSQL).text == query


def test_both_are_read_by_the_server(world: Any) -> None:
    world.run(
        "CREATE OR REPLACE TABLE quoted (c INT, `a b` VARCHAR(20))",
        "INSERT INTO quoted VALUES (1, 'say \"hi\"'), (2, 'it')",
    )
    assert world.df('SELECT "c" FROM quoted ORDER BY "c" DESC')["c"].tolist() == [2, 1]
    query = 'SELECT "q"."a b" AS "x y" FROM "quoted" AS "q" WHERE "q"."a b" = \'say "hi"\''
    assert world.df(query).to_dict("list") == {"x y": ['say "hi"']}
    assert world.df('SELECT c FROM quoted WHERE `a b` = "it"')["c"].tolist() == [2]
    assert world.one('SELECT "it"') == "it"
    assert world.df('SELECT c FROM quoted WHERE `a b` = "{{ x }}"', x='say "hi"')["c"].tolist() == [1]
    assert world.df('SELECT "c" FROM "quoted" WHERE "c" = {{ n }} AND "a b" = "a b"', n=1)["c"].tolist() == [
        1
    ]


def test_a_name_that_is_none_says_how_text_is_written(world: Any) -> None:
    with pytest.raises(QueryError, match="single quotes"):
        world.df('SELECT "seq" FROM "seq_1_to_3" WHERE "seq" = "no such name"')


def test_a_value_is_no_name_in_double_quotes(world: Any) -> None:
    with pytest.raises(TemplateError, match="identifier"):
        world.df('SELECT * FROM "{{ table }}"', table="quoted")


def test_what_double_quotes_hold_cannot_leave_its_name(world: Any) -> None:
    with pytest.raises(QueryError):
        world.df('SELECT "a` FROM mysql.user -- " FROM "seq_1_to_3"')
    with pytest.raises(QueryError):
        world.df('SELECT "seq" FROM "seq_1_to_3" INTO OUTFILE "/tmp/x"')


def test_a_long_statement_takes_no_longer_than_its_length() -> None:
    items = ", ".join(f'"c{number}"' for number in range(20_000))
    begun = monotonic()
    text = with_names(Draft(f"SELECT {items} FROM t"), MYSQL).text
    assert text.count("`") == 40_000
    assert monotonic() - begun < 20  # by the square of it, it would be an hour
