"""Reads in the standard SQL that most ODBC sources take."""

from typing import Final

__all__ = ["ODBC"]

ODBC: Final[tuple[str, ...]] = (
    "SELECT 1",
    "SELECT 1 AS one, 'two' AS two, 3.5 AS three, NULL AS nothing",
    "SELECT * FROM orders",
    "SELECT id, amount FROM orders;",
    "SELECT o.id FROM shop.orders AS o",
    'SELECT "id", "select", "say ""hi""", "a.b" FROM "shop"."odd table"',
    "SELECT ALL status FROM orders",
    "SELECT DISTINCT status FROM orders ORDER BY status",
    "SELECT id FROM orders WHERE amount > 10 AND (status = 'paid' OR status IS NULL)",
    "SELECT id FROM orders WHERE amount BETWEEN 10 AND 20 AND status NOT IN ('open', 'refund')",
    "SELECT id FROM orders WHERE note LIKE '%late%' OR note LIKE '100!%' ESCAPE '!'",
    "SELECT id FROM orders WHERE note IS NOT NULL AND NOT (amount < 0)",
    "SELECT id FROM orders WHERE status = ? AND amount > ?",
    "SELECT id, amount * 1.2 AS with_tax, -amount AS minus, amount / 2 + 1 AS half FROM orders",
    """
    SELECT CASE WHEN amount > 100 THEN 'big' WHEN amount > 10 THEN 'small' ELSE 'tiny' END AS size
    FROM orders
    """,
    "SELECT CASE status WHEN 'paid' THEN 1 ELSE 0 END AS paid FROM orders",
    "SELECT COALESCE(note, status, ''), NULLIF(status, 'paid') FROM orders",
    "SELECT CAST(amount AS INTEGER), CAST(id AS VARCHAR(10)), CAST(amount AS DECIMAL(12, 2)) FROM orders",
    "SELECT DATE '2024-01-05', TIMESTAMP '2024-01-05 10:00:00', TIME '10:00:00', INTERVAL '7' DAY",
    "SELECT EXTRACT(YEAR FROM ordered_at), CURRENT_DATE, CURRENT_TIMESTAMP FROM orders",
    """
    SELECT UPPER(name), LOWER(name), CHAR_LENGTH(name), TRIM(name), SUBSTRING(name FROM 1 FOR 3),
        name || '!' FROM customers
    """,
    "SELECT POSITION('a' IN name), TRIM(BOTH ' ' FROM name), REPLACE(name, 'a', 'b') FROM customers",
    "SELECT ABS(amount), ROUND(amount, 1), CEILING(amount), FLOOR(amount), MOD(id, 2) FROM orders",
    "SELECT COUNT(*), COUNT(DISTINCT status), SUM(amount), AVG(amount), MIN(amount), MAX(amount) FROM orders",
    "SELECT status, COUNT(*) AS n FROM orders GROUP BY status HAVING COUNT(*) > 1 ORDER BY n DESC, status",
    "SELECT region, year, SUM(amount) FROM sales GROUP BY ROLLUP (region, year)",
    "SELECT region, year, SUM(amount) FROM sales GROUP BY GROUPING SETS ((region), (year), ())",
    "SELECT o.id, c.name FROM orders o INNER JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id, c.name FROM orders o LEFT OUTER JOIN customers c ON c.id = o.customer_id AND c.vip = TRUE",
    "SELECT o.id, c.name FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id, c.name FROM orders o FULL OUTER JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id, c.name FROM orders o CROSS JOIN customers c",
    "SELECT o.id, c.name FROM orders o, customers c WHERE o.customer_id = c.id",
    "SELECT id FROM orders NATURAL JOIN archive",
    "SELECT id, amount FROM orders JOIN archive USING (id)",
    "SELECT e.name, b.name AS boss FROM staff e LEFT JOIN staff b ON b.id = e.boss",
    "SELECT id FROM orders UNION SELECT id FROM archive",
    "SELECT id FROM orders UNION ALL SELECT id FROM archive ORDER BY id",
    "SELECT id FROM orders INTERSECT SELECT id FROM archive",
    "SELECT id FROM orders EXCEPT SELECT id FROM archive",
    "(SELECT id FROM orders) UNION ALL (SELECT id FROM archive)",
    "SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE vip = TRUE)",
    "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.id)",
    "SELECT id FROM orders WHERE amount > ALL (SELECT amount FROM archive) OR amount = ANY (SELECT 1)",
    "SELECT (SELECT MAX(amount) FROM orders) AS top, id FROM orders",
    "SELECT t.id FROM (SELECT id FROM orders WHERE amount > 10) AS t WHERE t.id < 100",
    "SELECT id, ROW_NUMBER() OVER (PARTITION BY status ORDER BY id) AS n FROM orders",
    "SELECT id, SUM(amount) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM orders",
    "SELECT id, LAG(amount, 1) OVER (ORDER BY id), RANK() OVER (ORDER BY amount DESC) FROM orders",
    "WITH a AS (SELECT id FROM orders), b (n) AS (SELECT COUNT(*) FROM a) SELECT n FROM b",
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    "SELECT id FROM orders ORDER BY amount DESC NULLS LAST, 1",
    "SELECT id FROM orders ORDER BY id FETCH FIRST 10 ROWS ONLY",
    "SELECT id FROM orders ORDER BY id OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY",
    "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 20",
    "SELECT t.a, t.b FROM (VALUES (1, 'x'), (2, 'y')) AS t (a, b)",
    "SELECT 'it''s', 'DROP TABLE x; --', 'DELETE FROM orders', '/* no comment */' -- a comment",
    'SELECT 1 AS "update", 2 AS "delete", 3 AS "drop table"',
    "/* a report; */ SELECT id -- the key\nFROM orders /* all */;",
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop'",
    """
    SELECT c.country,
           COUNT(*)      AS orders,
           SUM(o.amount) AS revenue
    FROM   orders o
           INNER JOIN customers c
                   ON c.id = o.customer_id
    WHERE  o.ordered_at >= DATE '2024-01-01'
    GROUP  BY c.country
    HAVING SUM(o.amount) > 0
    ORDER  BY revenue DESC
    """,
)
