"""UNION, INTERSECT and EXCEPT, with parentheses, orders and pages inside and outside."""

from typing import Final

__all__ = ["SET_OPERATIONS"]

_WRITTEN: Final = (
    "SELECT 1 UNION SELECT 2",
    "SELECT 1 UNION ALL SELECT 1",
    "SELECT 1 AS a UNION DISTINCT SELECT 1 AS b",
    "SELECT city FROM customers UNION SELECT region FROM sales",
    "SELECT id FROM customers INTERSECT SELECT customer_id FROM orders",
    "SELECT customer_id FROM orders INTERSECT ALL SELECT id FROM customers",
    "SELECT id FROM customers EXCEPT SELECT customer_id FROM orders",
    "SELECT customer_id FROM orders EXCEPT ALL SELECT 1",
    "SELECT 1 AS a, 2 AS b UNION BY NAME SELECT 3 AS b, 4 AS a",
    "SELECT 1 AS a UNION ALL BY NAME SELECT 'x' AS b",
    "SELECT id, amount FROM orders UNION ALL BY NAME SELECT id, year FROM archive.orders",
    "SELECT id FROM orders UNION ALL SELECT id FROM archive.orders ORDER BY id",
    "SELECT id FROM orders UNION ALL SELECT id FROM archive.orders ORDER BY id DESC LIMIT 3",
    "SELECT id FROM orders UNION ALL SELECT id FROM archive.orders ORDER BY 1 LIMIT 3 OFFSET 2",
    """
    (SELECT id FROM orders ORDER BY id LIMIT 2)
    UNION ALL (SELECT id FROM archive.orders ORDER BY id LIMIT 1)
    """,
    """
    (SELECT id FROM orders ORDER BY id LIMIT 2)
    UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 2) ORDER BY id DESC
    """,
    "(SELECT id FROM orders) EXCEPT (SELECT 10)",
    "((SELECT 1) UNION ALL (SELECT 2)) ORDER BY 1 DESC LIMIT 1",
    "((SELECT 1))",
    "(SELECT id FROM orders ORDER BY id LIMIT 3)",
    "(SELECT id FROM orders ORDER BY id LIMIT 5) ORDER BY id DESC LIMIT 2",
    "(SELECT id FROM orders) LIMIT 0",
    "SELECT 1 UNION ALL (SELECT 2 UNION SELECT 2)",
    "(SELECT 1 UNION ALL SELECT 1) UNION SELECT 2",
    "SELECT 1 UNION SELECT 2 INTERSECT SELECT 2",
    "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 2",
    "SELECT 1 EXCEPT SELECT 2 EXCEPT SELECT 1",
    "SELECT 1 EXCEPT (SELECT 2 EXCEPT SELECT 2)",
    "SELECT 1, 'a' UNION ALL SELECT NULL, NULL UNION ALL SELECT 2, 'b'",
    "SELECT 1 UNION ALL SELECT 2.5",
    "SELECT 1::TINYINT UNION ALL SELECT 300::BIGINT",
    "SELECT DATE '2024-01-01' AS d UNION ALL SELECT TIMESTAMP '2024-01-01 12:00:00'",
    "SELECT NULL AS x UNION ALL SELECT 'text'",
    "SELECT [1] AS l UNION ALL SELECT []",
    "SELECT {'a': 1} AS s UNION ALL SELECT {'a': NULL}",
    "VALUES (1) UNION ALL VALUES (2)",
    "VALUES (1, 'a'), (2, 'b')",
    "VALUES (1, NULL), (NULL, 'x') ORDER BY 1 NULLS FIRST",
    "VALUES (1), (2), (3) LIMIT 2",
    "TABLE quarters",
    "TABLE quarters ORDER BY region LIMIT 2",
    "TABLE archive.orders UNION ALL TABLE archive.orders",
    "FROM quarters UNION ALL FROM quarters",
    "FROM quarters SELECT region UNION FROM sales SELECT region",
    "SELECT * FROM (SELECT 1 AS x UNION ALL SELECT 2) AS u WHERE x > 1",
    "SELECT * FROM (TABLE quarters EXCEPT TABLE quarters) AS none",
    "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS v (n, t) ORDER BY n DESC",
    "SELECT * FROM (VALUES (DATE '2024-01-01', 1.5), (NULL, NULL)) AS v",
    """
    SELECT 'a' AS k, count(*)
    FROM orders UNION ALL SELECT 'b', count(*) FROM items UNION ALL SELECT 'c', 0 ORDER BY k
    """,
    """
    SELECT region, amount
    FROM sales WHERE year = 2022 UNION SELECT region, sum(amount) FROM sales GROUP BY region
    """,
    "SELECT word FROM words WHERE id < 5 UNION SELECT name FROM customers ORDER BY word NULLS LAST",
    "SELECT DISTINCT status FROM orders UNION ALL SELECT DISTINCT status FROM orders ORDER BY status",
    "SELECT * FROM orders WHERE false UNION ALL SELECT * FROM orders WHERE id = 10",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT 2 AS x) FROM a UNION ALL FROM b",
    "WITH a AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT x FROM a EXCEPT SELECT 2",
    "SELECT 1 AS x UNION ALL (WITH a AS (SELECT 2 AS x) SELECT x FROM a)",
    "SELECT a.region FROM quarters a UNION SELECT b.region FROM sales b ORDER BY region NULLS FIRST",
    """
    SELECT 'customer' AS kind, name FROM customers
    UNION ALL
    SELECT 'staff', name FROM staff
    UNION ALL
    SELECT 'product', label FROM products
    ORDER BY kind, name
    LIMIT 10
    """,
    """
    (
        SELECT year, amount FROM sales ORDER BY amount DESC NULLS LAST LIMIT 3
    )
    UNION ALL
    (
        SELECT year, amount FROM sales ORDER BY amount ASC NULLS LAST LIMIT 3
    )
    ORDER BY amount
    """,
)
_OPERATORS: Final = (
    "UNION",
    "UNION ALL",
    "UNION BY NAME",
    "UNION ALL BY NAME",
    "INTERSECT",
    "INTERSECT ALL",
    "EXCEPT",
    "EXCEPT ALL",
)
_TAILS: Final = (
    "",
    " ORDER BY region NULLS LAST",
    " ORDER BY 1, 2 LIMIT 3",
    " LIMIT 0",
    " ORDER BY ALL OFFSET 1",
)

SET_OPERATIONS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(
        f"SELECT region, 1 AS n FROM quarters {operator} SELECT region, 1 AS n FROM sales{tail}"  # noqa: S608
        for operator in _OPERATORS
        for tail in _TAILS
    ),
)
