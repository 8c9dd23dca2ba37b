"""Reads as they are written for Oracle Database."""

from typing import Final

__all__ = ["ORACLE"]

ORACLE: Final[tuple[str, ...]] = (
    "SELECT 1 FROM dual",
    "SELECT SYSDATE, SYSTIMESTAMP, USER FROM dual",
    "SELECT banner FROM v$version",
    "SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM dual",
    "SELECT o.id, o.amount FROM orders o",
    'SELECT "Order Id", "select" FROM "Odd Table" WHERE "update" = 1',
    "SELECT o.id, c.name FROM orders o, customers c WHERE o.customer_id = c.id (+)",
    "SELECT o.id, c.name FROM orders o, customers c WHERE o.customer_id (+) = c.id AND o.status (+) = 'paid'",
    "SELECT name, LEVEL FROM staff START WITH boss IS NULL CONNECT BY PRIOR id = boss",
    """
    SELECT LPAD(' ', 2 * (LEVEL - 1)) || name AS tree
    FROM staff START WITH boss IS NULL CONNECT BY NOCYCLE PRIOR id = boss
    """,
    "SELECT LEVEL FROM dual CONNECT BY LEVEL <= 10",
    """
    SELECT SYS_CONNECT_BY_PATH(name, '/') AS path, CONNECT_BY_ROOT name AS root
    FROM staff CONNECT BY PRIOR id = boss
    """,
    "SELECT name FROM staff START WITH boss IS NULL CONNECT BY PRIOR id = boss ORDER SIBLINGS BY name",
    """
    SELECT NVL(note, 'none'), NVL2(note, 'yes', 'no'), COALESCE(note, status), NULLIF(status, 'paid')
    FROM orders
    """,
    "SELECT DECODE(status, 'paid', 1, 'open', 0, -1) FROM orders",
    "SELECT LISTAGG(name, ', ') WITHIN GROUP (ORDER BY name) FROM customers",
    """
    SELECT country, LISTAGG(DISTINCT city, ';') WITHIN GROUP (ORDER BY city) AS cities
    FROM customers GROUP BY country
    """,
    "SELECT id FROM orders ORDER BY id FETCH FIRST 10 ROWS ONLY",
    "SELECT id FROM orders ORDER BY amount DESC FETCH FIRST 3 ROWS WITH TIES",
    "SELECT id FROM orders ORDER BY id FETCH FIRST 10 PERCENT ROWS ONLY",
    "SELECT id FROM orders ORDER BY id OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY",
    "SELECT id FROM orders WHERE ROWNUM <= 10",
    """
    SELECT *
    FROM (SELECT t.*, ROWNUM AS rn FROM (SELECT id FROM orders ORDER BY id) t WHERE ROWNUM <= 20)
    WHERE rn > 10
    """,
    "SELECT ROWID, id FROM orders",
    "SELECT q'[it's; a text]' AS a, q'{DROP TABLE x; --}' AS b, q'!say \"hi\"!' AS c FROM dual",
    "SELECT 'it''s', N'é', 'DELETE FROM orders' AS \"drop\" FROM dual",
    "SELECT /*+ INDEX(o orders_pk) */ o.id FROM orders o",
    "SELECT /*+ PARALLEL(4) FULL(o) */ COUNT(*) FROM orders o",
    "SELECT id FROM orders AS OF TIMESTAMP (SYSTIMESTAMP - INTERVAL '10' MINUTE)",
    "SELECT id FROM orders AS OF SCN 123456",
    "SELECT TO_CHAR(ordered_at, 'YYYY-MM-DD HH24:MI:SS'), TO_DATE('2024-01-05', 'YYYY-MM-DD') FROM orders",
    """
    SELECT TRUNC(ordered_at, 'MM') AS m, SUM(amount)
    FROM orders GROUP BY TRUNC(ordered_at, 'MM') ORDER BY m
    """,
    """
    SELECT ADD_MONTHS(SYSDATE, -1), MONTHS_BETWEEN(SYSDATE, ordered_at), LAST_DAY(ordered_at),
        NEXT_DAY(SYSDATE, 'MONDAY')
    FROM orders
    """,
    """
    SELECT DATE '2024-01-05', TIMESTAMP '2024-01-05 10:00:00', INTERVAL '7' DAY,
        INTERVAL '1-2' YEAR TO MONTH FROM dual
    """,
    """
    SELECT EXTRACT(YEAR FROM ordered_at),
        FROM_TZ(CAST(ordered_at AS TIMESTAMP), 'UTC') AT TIME ZONE 'Europe/Paris' FROM orders
    """,
    "SELECT SUBSTR(name, 1, 3), INSTR(name, 'a'), INITCAP(name), RPAD(name, 10), name || '!' FROM customers",
    "SELECT name FROM customers WHERE REGEXP_LIKE(name, '^A', 'i')",
    "SELECT REGEXP_SUBSTR(name, '[^ ]+', 1, 1), REGEXP_REPLACE(name, '\\s+', ' ') FROM customers",
    "SELECT name FROM customers WHERE name LIKE '100\\%%' ESCAPE '\\'",
    "SELECT CAST(amount AS NUMBER(10, 2)), TO_NUMBER('1.5'), CAST(id AS VARCHAR2(10)) FROM orders",
    "SELECT id, RATIO_TO_REPORT(amount) OVER (PARTITION BY status) FROM orders",
    """
    SELECT id, LAG(amount) OVER (ORDER BY id), SUM(amount) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)
    FROM orders
    """,
    "SELECT MAX(name) KEEP (DENSE_RANK FIRST ORDER BY salary DESC) FROM staff",
    "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount), MEDIAN(amount) FROM orders",
    "SELECT region, year, SUM(amount), GROUPING(region) FROM sales GROUP BY ROLLUP (region, year)",
    "SELECT region, SUM(amount) FROM sales GROUP BY GROUPING SETS ((region), ())",
    "SELECT * FROM sales PIVOT (SUM(amount) FOR quarter IN ('Q1' AS q1, 'Q2' AS q2))",
    "SELECT * FROM quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3))",
    "SELECT status FROM orders MINUS SELECT status FROM archive_orders",
    "SELECT id FROM orders UNION SELECT id FROM archive_orders ORDER BY 1",
    "SELECT c.name, o.id FROM customers c CROSS APPLY (SELECT id FROM orders WHERE customer_id = c.id) o",
    "SELECT JSON_VALUE(payload, '$.kind'), JSON_QUERY(payload, '$.tags') FROM events",
    "SELECT j.id FROM events e, JSON_TABLE(e.payload, '$.items[*]' COLUMNS (id NUMBER PATH '$.id')) j",
    "SELECT id FROM orders SAMPLE (10)",
    "SELECT table_name, num_rows FROM all_tables WHERE owner = 'SHOP'",
    "SELECT id FROM shop.orders@reporting",
    "WITH a AS (SELECT id FROM orders), b AS (SELECT id FROM a WHERE id > 10) SELECT COUNT(*) FROM b",
    "WITH t (n) AS (SELECT 1 FROM dual UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    "SELECT id FROM orders WHERE status = :status AND ordered_at >= :since",
    "SELECT id FROM orders ORDER BY amount DESC NULLS LAST",
    """
    SELECT c.country
         , COUNT(DISTINCT o.id)  AS orders
         , SUM(o.amount)         AS revenue   -- in euros
      FROM orders o
           INNER JOIN customers c ON c.id = o.customer_id
     WHERE o.ordered_at BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' /* one year; */
     GROUP BY c.country
    HAVING SUM(o.amount) > 0
     ORDER BY revenue DESC
    """,
)
