"""Names and literals that hold quotes, dots, blanks, keywords, and what elsewhere would be a statement."""

from typing import Final

__all__ = ["QUOTING"]

_WRITTEN: Final = (
    """SELECT * FROM "Odd Table; --" """,
    """SELECT "a.b" FROM "Odd Table; --" ORDER BY "a.b" DESC""",
    """SELECT "say ""hi" AS "x""y" FROM (SELECT 1 AS "say ""hi")""",
    """SELECT "Odd Table; --"."a.b" FROM "Odd Table; --" """,
    """SELECT main."Odd Table; --"."select" FROM main."Odd Table; --" """,
    """SELECT t."select", t."update" FROM "Odd Table; --" AS t WHERE t."update" = 5""",
    """SELECT "select" AS "from", "update" AS "where" FROM "Odd Table; --" AS "group" """,
    """SELECT "été" FROM "Odd Table; --" WHERE "été" LIKE 'c%'""",
    """SELECT été, 日本 FROM "Odd Table; --" """,
    """SELECT "日本" AS "都市" FROM "Odd Table; --" WHERE "日本" IS NOT NULL""",
    """SELECT " " AS "  " FROM "Odd Table; --" """,
    """SELECT "it's" AS "it's" FROM "Odd Table; --" WHERE "it's" = 'b''c'""",
    """SELECT "a;b", "x -- y", "/* z */" FROM "Odd Table; --" """,
    """SELECT sum("count(*)") AS "count(*)" FROM "Odd Table; --" """,
    """SELECT "Group By", count(*) FROM "Odd Table; --" GROUP BY "Group By" ORDER BY "Group By" """,
    """SELECT * EXCLUDE ("a.b", "a;b") FROM "Odd Table; --" """,
    """SELECT "UPDATE" FROM "Odd Table; --" """,
    """SELECT id FROM archive."2019.Q1" WHERE "where" = 'here'""",
    """SELECT "2019.Q1"."where" FROM archive."2019.Q1" """,
    """SELECT q."where" FROM "archive"."2019.Q1" AS q ORDER BY q.id""",
    """SELECT 1 AS "drop", 2 AS "delete", 3 AS "insert", 4 AS "truncate", 5 AS "alter" """,
    "SELECT 1 AS update, 2 AS delete, 3 AS insert, 4 AS truncate, 5 AS drop",
    "SELECT 1 AS set, 2 AS call, 3 AS copy, 4 AS attach, 5 AS install, 6 AS load, 7 AS pragma",
    """SELECT 1 AS "DROP TABLE orders" """,
    """SELECT 1 AS "; DROP TABLE orders; --" """,
    """SELECT 1 AS "*/ DELETE FROM orders /*" """,
    """SELECT 'DELETE FROM orders' AS "DELETE FROM orders" """,
    """
    SELECT "DELETE FROM orders".id
    FROM orders AS "DELETE FROM orders"
    WHERE "DELETE FROM orders".id < 12
    """,
    "SELECT 'DROP TABLE x; --'",
    "SELECT 'a; b; c' AS t",
    "SELECT ';'",
    "SELECT '--'",
    "SELECT '/*' AS a, '*/' AS b",
    "SELECT '/* ; -- */' || ';' AS t",
    "SELECT 'it''s' AS a, '''' AS b, '''''' AS c, '' AS d",
    """SELECT '"' AS a, '""' AS b, '`' AS c""",
    "SELECT 'insert into t values (1)', 'update t set x = 1', 'merge into t', 'grant all', 'copy t to x'",
    "SELECT 'BEGIN; ROLLBACK; COMMIT' AS transaction",
    "SELECT 'a\\b' AS one, '\\' AS two, '\\\\' AS three, 'c:\\temp\\new' AS path",
    "SELECT E'a\\nb' AS line, E'tab\\there' AS tab, E'it\\'s' AS quote, E'\\\\' AS backslash",
    "SELECT e'\\u00e9' AS e, E'\\x41' AS a",
    "SELECT E'; DROP TABLE orders; --\\n' AS t",
    'SELECT $$it\'s; -- "raw" /* text */$$ AS t',
    "SELECT $$$$ AS empty",
    "SELECT $$a$b$$ AS t",
    "SELECT $tag$one $$ two$tag$ AS t",
    "SELECT $a$; DELETE FROM orders; $a$ AS t, $b$'$b$ AS q",
    "SELECT $q$two\nlines$q$ AS t",
    "SELECT 'two\nlines' AS t",
    "SELECT 'a\tb' AS tabbed",
    "SELECT 'one\r\ntwo' AS crlf",
    "SELECT 'first'\n'second' AS joined",
    "SELECT 'naïve café ☕' AS t, '日本語' AS j, '😀' AS e, 'Ω≈ç√' AS o",
    "SELECT 'e\u0301' AS decomposed, 'é' AS composed, 'e\u0301' = 'é' AS same",
    "SELECT '\u200b' AS invisible, '\ufeff' AS mark, '\u202e' AS turned",
    "SELECT '%' AS p, '100%' AS h, '%s' AS s, '%%' AS d",
    "SELECT ':name' AS a, '?' AS b, '$1' AS c, '@p' AS d, '#' AS e",
    "SELECT '{\"a\": 1}' AS j, '{a}' AS f, '[x]' AS l",
    "SELECT 'x' AS \"{a}\", 'y' AS \"$1\", 'z' AS \"?\"",
    "SELECT '\\x00\\xFF'::BLOB AS raw, ''::BLOB AS none",
    "SELECT x'DEADBEEF' AS raw",
    "SELECT '0101'::BIT AS bits",
    'SELECT 1 "one", 2 two, 3 three',
    'SELECT 1 AS "a b", 2 AS "a\tb", 3 AS "a\nb"',
    'SELECT "name" FROM "customers" WHERE "name" = \'O\'\'Brien\'',
    "SELECT name FROM customers WHERE name = 'Say \"hi\"; -- x'",
    "SELECT name FROM customers WHERE name IN ('李雷', 'Zoë', '100% / a_b')",
    "SELECT NAME, City FROM CUSTOMERS WHERE Id = 1",
    'SELECT count(*) AS "number of orders", sum(amount) AS "Σ amount" FROM orders',
    'SELECT 1 AS "\U0001f600"',
    "SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS a",
    'SELECT 1 AS "A", 2 AS "a"',
    'SELECT o.id AS "o.id", c.id AS "c.id" FROM orders o JOIN customers c ON c.id = o.customer_id',
    'SELECT id AS "limit" FROM orders ORDER BY "limit" LIMIT 2',
    'SELECT id AS "offset", amount AS "order" FROM orders ORDER BY "offset" OFFSET 7',
    'SELECT year AS year, quarter AS "date" FROM sales AS "time" WHERE "time".year = 2024',
    'SELECT 1 AS x FROM (SELECT 1) AS "q" JOIN (SELECT 2) AS "Q2" ON true',
    "SELECT q.* FROM (SELECT id FROM orders) AS q ORDER BY q.id LIMIT 2",
    "SELECT c0, c1 FROM (SELECT 1, 2) AS q (c0, c1)",
    "SELECT _1, _a, a_, a1, $$x$$ AS a$b FROM (SELECT 1 AS _1, 2 AS _a, 3 AS a_, 4 AS a1)",
    """
    SELECT
        'INSERT INTO audit (who, what) VALUES (''me'', ''UPDATE'');' AS statement,
        "update" AS "last update"
    FROM "Odd Table; --"
    WHERE "x -- y" = 8
      AND "/* z */" = 9   -- not "/* z */ = 9"
    """,
)
_WORDS: Final = (
    "abort", "all", "analyze", "and", "any", "as", "asc", "attach", "begin", "between", "call", "case",
    "checkpoint", "commit", "copy", "create", "default", "delete", "desc", "describe", "detach", "distinct",
    "drop", "else", "end", "execute", "explain", "export", "force", "from", "grant", "having", "in", "insert",
    "install", "into", "join", "limit", "load", "merge", "null", "offset", "order", "pivot", "pragma",
    "qualify", "rename", "replace", "reset", "returning", "rollback", "select", "set", "show", "summarize",
    "table", "then", "truncate", "union", "unpivot", "update", "use", "using", "vacuum", "values", "when",
    "where", "window", "with",
)  # fmt: skip

QUOTING: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f'SELECT "{word}" FROM (SELECT \'{word} x;\' AS "{word}") AS "{word}s"' for word in _WORDS),  # noqa: S608
)
