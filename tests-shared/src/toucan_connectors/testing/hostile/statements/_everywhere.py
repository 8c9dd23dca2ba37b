"""What means harm in every dialect: writing statements, spelled, stacked, embedded; and what is too much."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from toucan_connectors.testing.hostile.statements._calls import fill

__all__ = ["EVERYWHERE", "LOCKING"]

_BASE: Final = (
    "INSERT INTO t VALUES (1)",
    "INSERT INTO t (a) SELECT a FROM u",
    "UPDATE t SET a = 1",
    "UPDATE t SET a = (SELECT MAX(a) FROM u) WHERE b IN (SELECT b FROM u)",
    "DELETE FROM t",
    "DELETE FROM t WHERE a IN (SELECT a FROM u)",
    "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b",
    "MERGE INTO t USING (SELECT a FROM u) AS q ON t.a = q.a WHEN NOT MATCHED THEN INSERT (a) VALUES (q.a)",
    "TRUNCATE TABLE t",
    "CREATE TABLE x (a INT)",
    "CREATE TABLE x AS SELECT a FROM t",
    "CREATE VIEW x AS SELECT a FROM t",
    "CREATE OR REPLACE VIEW x AS SELECT a FROM t",
    "CREATE SCHEMA x",
    "CREATE DATABASE x",
    "CREATE INDEX x ON t (a)",
    "CREATE SEQUENCE x",
    "CREATE ROLE x",
    "CREATE USER x",
    "CREATE FUNCTION x() RETURNS INT RETURN 1",
    "CREATE PROCEDURE x() BEGIN DELETE FROM t; END",
    "CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW DELETE FROM u",
    "ALTER TABLE t ADD COLUMN b INT",
    "ALTER TABLE t DROP COLUMN a",
    "ALTER TABLE t RENAME TO x",
    "ALTER VIEW v AS SELECT 1",
    "ALTER USER x SET PASSWORD 'y'",
    "DROP TABLE t",
    "DROP TABLE IF EXISTS t CASCADE",
    "DROP VIEW v",
    "DROP SCHEMA d CASCADE",
    "DROP DATABASE d",
    "DROP FUNCTION f",
    "DROP USER x",
    "GRANT SELECT ON t TO x",
    "GRANT ALL PRIVILEGES ON t TO x WITH GRANT OPTION",
    "GRANT admin TO x",
    "REVOKE SELECT ON t FROM x",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT s",
    "ROLLBACK TO SAVEPOINT s",
    "CALL p()",
    "BEGIN DELETE FROM t; END",
)

_SPELLED: Final = ("DROP TABLE t", "Insert Into t Select a From u")
_SPELLINGS: Final = (
    # before, between the words, after
    ("", "/**/", ""),
    ("", "/* ; */", ""),
    ("", "\n", ""),
    ("", "\t", ""),
    ("", "\r\n", ""),
    ("", " -- x\n", ""),
    ("", "  /* x\n */  ", " ; "),
    ("/* SELECT 1 */ ", " ", ""),
    ("-- SELECT 1\n", " ", ""),
    ("/**/ -- x\n /**/", " ", ""),
    ("\n\n\t ", " ", "\n"),
    (";", " ", ""),
    (";;", " ", ";;"),
    ("\ufeff", " ", ""),
    ("\0", " ", ""),
    ("(", " ", ")"),
    ("((", " ", "))"),
    ("", " ", ";"),
    ("", " ", " -- SELECT 1"),
    ("", " ", " /* SELECT 1 */"),
    ("", " ", " /* SELECT 1"),
    ("", " ", " '"),
    ("", "\0", ""),
    ("{% raw %} ", " ", " {% endraw %}"),
    ("{{ 1 }}; ", " ", ""),
    ("{# SELECT 1 #} ", " ", ""),
)

_STACKED: Final = ("DROP TABLE t", "delete from t")
_STACKS: Final = (
    "SELECT 1; HARM",
    "SELECT 1;HARM;",
    "SELECT 1;;\n; HARM",
    "HARM; SELECT 1",
    "SELECT 1; HARM; SELECT 2",
    "SELECT 1 -- x\n; HARM",
    "SELECT 1 -- ;\n; HARM -- x",
    "SELECT 1 /* ; */; HARM /*",
    "SELECT 1;/**/HARM",
    "SELECT ';' AS a; HARM",
    "SELECT '''' AS a; HARM; -- '",
    "SELECT '--' AS a; HARM",
    "SELECT '/*' AS a; HARM; -- */'",
    "SELECT 1\n;\nHARM\n",
    "(SELECT 1); HARM",
    "VALUES (1); HARM",
    "SELECT a FROM t WHERE a = 1 ORDER BY a; HARM",
    "WITH q AS (SELECT 1 AS a) SELECT a FROM q; HARM",
    "EXPLAIN SELECT 1; HARM",
    "SELECT 1 \0; HARM",
    "SELECT 1;\ufeffHARM",
    "SELECT {% raw %} 1; HARM {% endraw %}",
    "SELECT {# ' #} 1; HARM",
)

_EMBEDDED: Final = (
    "DELETE FROM t RETURNING a",
    "INSERT INTO t SELECT a FROM u",
    "UPDATE t SET a = 1 RETURNING *",
)
_PLACES: Final = (
    "EXPLAIN HARM",
    "EXPLAIN ANALYZE HARM",
    "explain /* x */ analyze\nHARM",
    "DESCRIBE HARM",
    "WITH q AS (SELECT 1 AS a) HARM",
    "WITH q AS (HARM) SELECT * FROM q",
    "WITH q AS (HARM), r AS (SELECT 1 AS b) SELECT b FROM r",
    "WITH RECURSIVE q AS (HARM) SELECT * FROM q",
    "WITH p AS (WITH q AS (HARM) SELECT * FROM q) SELECT * FROM p",
    "SELECT * FROM (WITH q AS (HARM) SELECT * FROM q) AS p",
    "SELECT a FROM t WHERE EXISTS (WITH q AS (HARM) SELECT * FROM q)",
    "SELECT 1 UNION ALL (WITH q AS (HARM) SELECT * FROM q)",
    "EXPLAIN WITH q AS (HARM) SELECT * FROM q",
    "SELECT * FROM (HARM) AS q",
    "SELECT (HARM) AS a",
    "SELECT a FROM t WHERE a IN (HARM)",
    "SELECT a FROM t UNION ALL HARM",
)

LOCKING: Final = (
    "SELECT a FROM t FOR UPDATE",
    "select a from t for\nupdate",
    "SELECT a FROM t WHERE a = 1 ORDER BY a FOR UPDATE",
    "SELECT a FROM t FOR/**/UPDATE NOWAIT",
    "SELECT * FROM (SELECT a FROM t FOR UPDATE) AS q",
    "WITH q AS (SELECT a FROM t FOR UPDATE) SELECT a FROM q",
    "(SELECT a FROM t FOR UPDATE)",
    "SELECT a FROM u WHERE a IN (SELECT a FROM t FOR UPDATE)",
    "SELECT a FROM t FOR UPDATE; COMMIT",
)
"""Queries that lock what they read, where dialects have such."""

_LONG: Final = 256 * 1024
_EXHAUSTING: Final = (
    "SELECT " + "(" * 3_000 + "1" + ")" * 3_000,
    "SELECT " + "(" * 100_000,
    "SELECT 1 WHERE 1 = 1" + " AND 1 = 1" * 100_000,
    "SELECT " + "NOT " * 5_000 + "TRUE",
    "SELECT " + "- " * 5_000 + "1",
    "SELECT " + "ABS(" * 3_000 + "1" + ")" * 3_000,
    "SELECT " + "CASE WHEN TRUE THEN " * 3_000 + "1" + " END" * 3_000,
    "SELECT * FROM " + "(SELECT * FROM " * 3_000 + "t" + ") AS q" * 3_000,
    "SELECT 1" + " UNION ALL SELECT 1" * 20_000,
    "SELECT '" + "a" * _LONG + "'",
    "SELECT 1 /*" + "*" * _LONG + "*/",
    "SELECT 1" + " " * _LONG,
)


def _spelled() -> Iterator[str]:
    for statement in _SPELLED:
        yield statement.lower()
        yield statement.swapcase()
        yield statement.title()
    for (before, between, after), statement in product(_SPELLINGS, _SPELLED):
        yield before + statement.replace(" ", between) + after


EVERYWHERE: Final[tuple[str, ...]] = (
    *_BASE,
    *_spelled(),
    *fill(_STACKED, *_STACKS),
    *fill(_EMBEDDED, *_PLACES),
    *_EXHAUSTING,
)
"""To be refused whatever the dialect."""
