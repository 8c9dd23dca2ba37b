"""DuckDB's friendlier SQL: FROM first, stars that leave out or change, COLUMNS, and names used early."""

from typing import Final

__all__ = ["FRIENDLY"]

_WRITTEN: Final = (
    "FROM orders",
    "FROM orders LIMIT 2",
    "FROM orders ORDER BY id OFFSET 3",
    "FROM orders SELECT id, amount WHERE amount > 50 ORDER BY id",
    "FROM orders SELECT status, count(*) GROUP BY status ORDER BY ALL",
    "FROM orders AS o SELECT o.id, o.amount WHERE o.id < 13",
    "FROM (FROM (FROM orders WHERE id > 11) SELECT id, amount) SELECT max(id)",
    "FROM archive.orders SELECT *",
    "FROM range(5) SELECT range * 2 AS twice",
    "FROM range(10) AS t(i) WHERE i % 2 = 0",
    "FROM generate_series(1, 3)",
    "FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, s)",
    "FROM quarters, range(2) AS r(i)",
    "FROM orders QUALIFY row_number() OVER (PARTITION BY status ORDER BY id) = 1",
    "SELECT * EXCLUDE (note, ordered_at) FROM orders",
    "SELECT * EXCLUDE note FROM orders",
    "SELECT o.* EXCLUDE (note), c.* EXCLUDE (id) FROM orders o JOIN customers c ON o.customer_id = c.id",
    "SELECT * REPLACE (amount * 100 AS amount) FROM orders",
    "SELECT * REPLACE (upper(status) AS status, coalesce(note, '') AS note) FROM orders",
    "SELECT * RENAME (amount AS price) FROM orders",
    "SELECT * EXCLUDE (note) REPLACE (id + 1 AS id) RENAME (amount AS price) FROM orders",
    "SELECT COLUMNS(*) FROM orders",
    "SELECT COLUMNS('^q') FROM quarters",
    "SELECT COLUMNS(['id', 'amount']) FROM orders",
    "SELECT COLUMNS(lambda c: c LIKE 'q%') FROM quarters",
    "SELECT COLUMNS(* EXCLUDE (region)) + 1 FROM quarters",
    "SELECT COLUMNS('q(\\d)') AS \"quarter_\\1\" FROM quarters",
    "SELECT min(COLUMNS(*)), max(COLUMNS(*)) FROM quarters",
    "SELECT min(COLUMNS(* REPLACE (q1 * 2 AS q1))) FROM quarters",
    "SELECT region, coalesce(*COLUMNS('q\\d'), 0) AS first FROM quarters",
    "SELECT * LIKE 'q%' FROM quarters",
    "SELECT * NOT LIKE 'q%' FROM quarters",
    "SELECT * ILIKE 'Q_' FROM quarters",
    "SELECT * SIMILAR TO 'q[12]' FROM quarters",
    "SELECT region FROM quarters WHERE COLUMNS('q\\d') IS NOT NULL",
    "SELECT sum(COLUMNS('amount|id')) FROM orders",
    "SELECT COLUMNS(*)::VARCHAR FROM quarters",
    "SELECT COLUMNS(t.*) FROM quarters t",
    "SELECT id: 1, name: 'x'",
    "SELECT total: sum(amount), status FROM orders GROUP BY ALL ORDER BY ALL",
    "SELECT a.id FROM a: orders WHERE a.id = 10",
    "SELECT amount * 2 AS twice, twice + 1 AS more FROM orders WHERE more > 40 ORDER BY more",
    "SELECT status AS s, count(*) AS n FROM orders GROUP BY s HAVING n > 1 ORDER BY n",
    "SELECT name.upper() AS n, name.lower().length() AS l FROM customers",
    "SELECT [3, 1, 2].list_sort() AS l, 'a-b'.string_split('-') AS s",
    "SELECT 1 AS a, 2 AS b,",
    "SELECT id, amount, FROM orders",
    "SELECT [1, 2, 3,] AS l",
    "SELECT status, count(*), FROM orders GROUP BY status,",
    "SELECT 1_000 AS thousand, 1_0.5 AS ten",
    "SELECT 'a' || 'b' AS x, 'c' AS y",
    "SELECT DISTINCT ON (status) * FROM orders ORDER BY status, id",
    "SELECT * FROM orders ORDER BY COLUMNS('id|amount')",
    "SELECT rowid, * FROM quarters",
    "SELECT (SELECT x FROM (SELECT 1 AS x)) AS y, (FROM range(1)) AS z",
    "SELECT (FROM orders SELECT max(amount)) AS top",
    "SELECT t FROM quarters AS t",
    "SELECT s.q1 FROM (SELECT t AS s FROM quarters AS t)",
    "SELECT len('abc') AS l, 'abc'[-1] AS last, [1, 2][-1] AS n",
    "SELECT 'a' IN ('a', 'b') AS i, 'a' = ANY (['a', 'b']) AS a, 3 = ANY ([1, 2]) AS n",
    "SELECT 10 AS \"10\", 'x' AS \"'x'\"",
    "SELECT sum(amount) AS amount FROM orders WHERE amount > 0",
    "SELECT id AS amount, amount AS id FROM orders ORDER BY id NULLS LAST, amount",
    "SELECT id + 1 AS id FROM orders ORDER BY id DESC LIMIT 1",
    "SELECT * FROM range(3) AS a(i) POSITIONAL JOIN range(5) AS b(j)",
    "SELECT i, j FROM range(3) t(i) JOIN range(3) u(j) ON i = j WHERE i > 0",
    "SELECT * FROM range(1, 10, 3)",
    "SELECT * FROM range(3) WITH ORDINALITY",
    "SELECT count(*) FROM range(100000)",
    "SELECT max(range) FROM range(100) WHERE range % 7 = 0",
    "SELECT * FROM repeat('x', 3)",
    "SELECT * FROM repeat_row(1, 'a', num_rows = 2)",
    "SELECT unnest(range(3)) AS i, 'x' AS c",
    "SELECT version() IS NOT NULL AS known, current_schema() IS NOT NULL AS some",
    "SELECT pg_typeof(1) AS t, typeof([1]) AS l, typeof({'a': 1}) AS s",
    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'orders'",
    """
    SELECT column_name, data_type
    FROM information_schema.columns WHERE table_name = 'quarters' ORDER BY ordinal_position
    """,
    """
    SELECT table_schema, table_name
    FROM information_schema.tables WHERE table_schema IN ('main', 'archive') ORDER BY ALL
    """,
    "SELECT count(*) > 0 AS some FROM pg_catalog.pg_class",
    "SHOW TABLES",
    "SHOW TABLES;",
    "SHOW orders",
    "DESCRIBE orders",
    "DESC orders",
    "DESCRIBE archive.orders",
    'DESCRIBE "Odd Table; --"',
    "DESCRIBE SELECT id, amount * 2 AS twice FROM orders",
    "DESCRIBE FROM orders",
    "DESCRIBE WITH a AS (SELECT 1 AS x) SELECT * FROM a",
    "DESCRIBE TABLE quarters",
    "SUMMARIZE quarters",
    "SUMMARIZE SELECT region, amount FROM sales",
    "SUMMARIZE FROM sales",
    "SUMMARIZE sales;",
    "FROM (DESCRIBE orders)",
    "SELECT column_name FROM (DESCRIBE orders) WHERE column_type = 'VARCHAR'",
    "SELECT column_name, null_percentage FROM (SUMMARIZE orders)",
    "FROM (SHOW TABLES)",
    "SELECT name FROM (SHOW TABLES) ORDER BY name LIMIT 3",
    "SELECT count(*) FROM (DESCRIBE sales)",
    """
    FROM orders
    JOIN customers ON customers.id = orders.customer_id
    SELECT
        country,
        orders: count(*),
        revenue: sum(amount),
    WHERE status = 'paid'
    GROUP BY ALL
    ORDER BY ALL
    """,
)
_STARS: Final = (
    "*",
    "* EXCLUDE (region)",
    "* REPLACE (q1 + 1 AS q1)",
    "* RENAME (q1 AS first)",
    "COLUMNS(*)",
    "COLUMNS('q')",
    "quarters.*",
    "q2, *",
)
_TAILS: Final = (" WHERE q1 > 1", " ORDER BY q2 NULLS LAST LIMIT 2", " LIMIT 0")

FRIENDLY: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT {star} FROM quarters{tail}" for star in _STARS for tail in _TAILS),  # noqa: S608
)
