"""WITH: plain, nested, shadowing, materialized and recursive."""

from typing import Final

__all__ = ["CTES"]

CTES: Final[tuple[str, ...]] = (
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a",
    "WITH a(x, y) AS (SELECT 1, 2) SELECT y, x FROM a",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT a.x, b.x FROM a, b",
    "WITH a AS MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM a",
    "WITH a AS NOT MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM a",
    "WITH a AS (FROM orders) FROM a WHERE id = 10",
    "WITH a AS (VALUES (1, 'x'), (2, 'y')) SELECT * FROM a",
    "WITH a AS (TABLE quarters) SELECT region FROM a ORDER BY region",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a AS b JOIN a AS c ON b.x = c.x",
    "WITH orders AS (SELECT 1 AS id) SELECT * FROM orders",
    "WITH orders AS (SELECT * FROM main.orders WHERE id > 12) SELECT id FROM orders ORDER BY id",
    "WITH a AS (SELECT 1 AS x) SELECT (WITH a AS (SELECT 2 AS x) SELECT x FROM a) AS y, x FROM a",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM (WITH a AS (SELECT 2 AS x) SELECT * FROM a) AS b, a",
    "WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x + 1 AS x FROM b) SELECT * FROM a",
    "WITH a AS (WITH b AS (WITH c AS (SELECT 3 AS x) FROM c) FROM b) FROM a",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM orders WHERE EXISTS (SELECT 1 FROM a WHERE x = 1) AND id = 10",
    "WITH unused AS (SELECT 1 / 0) SELECT 1",
    "WITH a AS (SELECT id FROM orders ORDER BY id LIMIT 3) SELECT * FROM a ORDER BY id DESC",
    "WITH a AS (SELECT id FROM orders ORDER BY id OFFSET 7) SELECT * FROM a LIMIT 1",
    "WITH a AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT sum(x) FROM a",
    'WITH "my cte" AS (SELECT 1 AS "my column") SELECT "my column" FROM "my cte"',
    'WITH "select" AS (SELECT 1 AS "from") SELECT "from" FROM "select"',
    'WITH "a;b" AS (SELECT \';\' AS "--") SELECT "--" FROM "a;b"',
    "WITH données AS (SELECT 'é' AS été) SELECT été FROM données",
    "WITH update AS (SELECT 1 AS delete) SELECT delete FROM update",
    "WITH a AS (SELECT 1 AS x) (SELECT x FROM a) UNION ALL (SELECT x FROM a)",
    "WITH a AS (SELECT 1 AS x) (SELECT x FROM a) ORDER BY x LIMIT 1",
    "(WITH a AS (SELECT 1 AS x) SELECT x FROM a)",
    "SELECT * FROM (WITH a AS (SELECT 1 AS x) SELECT x FROM a) AS sub",
    "SELECT (WITH m AS (SELECT max(amount) AS top FROM orders) SELECT top FROM m) AS top",
    """
    SELECT id
    FROM orders
    WHERE amount > (WITH m AS (SELECT avg(amount) AS a FROM items JOIN orders ON true) SELECT a FROM m)
    """,
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    "WITH RECURSIVE t(n) AS (VALUES (1) UNION SELECT (n * 2) % 7 FROM t) SELECT n FROM t ORDER BY n",
    """
    WITH RECURSIVE f(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM f WHERE b < 100)
    SELECT a
    FROM f ORDER BY a, b
    """,
    "WITH RECURSIVE a AS (SELECT 1 AS x) SELECT x FROM a",
    """
    WITH RECURSIVE a AS (SELECT 1 AS x), b AS (SELECT x FROM a UNION ALL SELECT x + 1 FROM b WHERE x < 3)
    FROM b
    """,
    """
    WITH RECURSIVE t(n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, s || 'b' FROM t WHERE n < 4)
    SELECT max(s)
    FROM t
    """,
    """
    WITH RECURSIVE chain AS (
        SELECT id, name, boss, 0 AS level, name AS path FROM staff WHERE boss IS NULL
        UNION ALL
        SELECT s.id, s.name, s.boss, c.level + 1, c.path || ' > ' || s.name
        FROM staff s JOIN chain c ON s.boss = c.id
    )
    SELECT level, path FROM chain ORDER BY path
    """,
    """
    WITH RECURSIVE paths(start, finish, steps) AS (
        SELECT boss, id, 1 FROM staff WHERE boss IS NOT NULL
        UNION ALL
        SELECT p.start, s.id, p.steps + 1 FROM paths p JOIN staff s ON s.boss = p.finish
    )
    SELECT start, count(*) AS reports, max(steps) AS depth FROM paths GROUP BY start ORDER BY start
    """,
    """
    WITH RECURSIVE days(d) AS (
        SELECT DATE '2024-02-27'
        UNION ALL
        SELECT (d + INTERVAL 1 DAY)::DATE FROM days WHERE d < DATE '2024-03-02'
    )
    SELECT d, dayname(d) AS name FROM days ORDER BY d
    """,
    """
    WITH RECURSIVE best(k, n) USING KEY (k) AS (
        SELECT 1, 0
        UNION
        SELECT k, n + 1 FROM best WHERE n < 3
    )
    SELECT * FROM best
    """,
    """
    WITH paid AS (
        SELECT * FROM orders WHERE status = 'paid'
    ),
    per_customer AS (
        SELECT customer_id, count(*) AS n, sum(amount) AS total
        FROM paid
        GROUP BY customer_id
    ),
    ranked AS (
        SELECT *, rank() OVER (ORDER BY total DESC, customer_id) AS place
        FROM per_customer
    )
    SELECT c.name, r.n, r.total, r.place
    FROM ranked AS r
    LEFT JOIN customers AS c ON c.id = r.customer_id
    ORDER BY r.place
    """,
    """
    WITH
        -- the first order of everybody
        first_orders AS (
            SELECT customer_id, min(ordered_at) AS first_at FROM orders GROUP BY ALL
        ),
        /* and in which month it was */
        cohorts AS (
            SELECT customer_id, date_trunc('month', first_at) AS cohort FROM first_orders
        )
    SELECT cohort, count(*) AS customers
    FROM cohorts
    GROUP BY cohort
    ORDER BY cohort NULLS LAST; -- done
    """,
    """
    WITH months AS (
        SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-04-01', INTERVAL 1 MONTH))::DATE AS month
    )
    SELECT m.month, coalesce(sum(o.amount), 0) AS amount
    FROM months m LEFT JOIN orders o ON date_trunc('month', o.ordered_at) = m.month
    GROUP BY m.month ORDER BY m.month
    """,
    """
    WITH funnel AS (
        SELECT visitor,
            bool_or(payload->>'kind' = 'view') AS viewed,
            bool_or(payload->>'kind' = 'click') AS clicked
        FROM events GROUP BY visitor
    )
    SELECT count(*) FILTER (WHERE viewed) AS viewed, count(*) FILTER (WHERE viewed AND clicked) AS clicked
    FROM funnel
    """,
    """
    WITH ordered AS (SELECT amount, row_number() OVER (ORDER BY amount) AS i, count(*) OVER () AS n
                     FROM orders WHERE amount IS NOT NULL)
    SELECT avg(amount) AS median FROM ordered WHERE i IN ((n + 1) // 2, (n + 2) // 2)
    """,
)
