"""Reads as they are written for Amazon Redshift."""

from typing import Final

__all__ = ["REDSHIFT"]

REDSHIFT: Final[tuple[str, ...]] = (
    "SELECT version()",
    "SELECT current_database(), current_schema(), current_user",
    "SELECT * FROM sales.orders LIMIT 100",
    "SELECT TOP 10 id, amount FROM orders ORDER BY amount DESC",
    "SELECT id::varchar, '2024-01-05'::date, amount::decimal(12, 2) FROM orders",
    "SELECT LISTAGG(name, ', ') WITHIN GROUP (ORDER BY name) FROM customers",
    """
    SELECT country, LISTAGG(DISTINCT city, '|') WITHIN GROUP (ORDER BY city) AS cities
    FROM customers GROUP BY country
    """,
    "SELECT APPROXIMATE COUNT(DISTINCT customer_id) FROM orders",
    "SELECT MEDIAN(amount), PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount) FROM orders",
    "SELECT id, amount FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY id DESC) = 1",
    "SELECT id, RATIO_TO_REPORT(amount) OVER (PARTITION BY status) FROM orders",
    "SELECT id, LAG(amount, 1) IGNORE NULLS OVER (ORDER BY id) FROM orders",
    "SELECT e.payload.kind, e.payload.items[0].sku FROM events e",
    "SELECT e.id, i.sku FROM events e, e.payload.items i",
    "SELECT e.id, i.n::int FROM events AS e LEFT JOIN e.payload.items AS i ON true",
    "SELECT e.id, idx, v FROM events e, e.payload.tags AS v AT idx",
    "SELECT JSON_PARSE('{\"a\": 1}'), JSON_TYPEOF(payload), IS_OBJECT(payload) FROM events",
    "SELECT JSON_EXTRACT_PATH_TEXT(payload_text, 'a', 'b'), JSON_ARRAY_LENGTH(tags_text) FROM events",
    "SELECT DATEADD(day, -7, GETDATE()), DATEDIFF(month, ordered_at, CURRENT_DATE) FROM orders",
    "SELECT DATE_TRUNC('week', ordered_at), EXTRACT(dow FROM ordered_at), TRUNC(ordered_at) FROM orders",
    "SELECT CONVERT_TIMEZONE('UTC', 'Europe/Paris', ordered_at) FROM orders",
    "SELECT TO_CHAR(ordered_at, 'YYYY-MM'), TO_DATE('20240105', 'YYYYMMDD') FROM orders",
    "SELECT * FROM orders WHERE ordered_at BETWEEN SYSDATE - INTERVAL '30 days' AND SYSDATE",
    "SELECT NVL(note, 'none'), NVL2(note, 'yes', 'no'), DECODE(status, 'paid', 1, 'open', 0, -1) FROM orders",
    "SELECT name FROM customers WHERE name ~ '^A' AND name ILIKE 'a%'",
    "SELECT REGEXP_SUBSTR(name, '[a-z]+'), REGEXP_COUNT(name, 'a'), SPLIT_PART(name, ' ', 1) FROM customers",
    "SELECT STRTOL('ff', 16), MD5(name), FUNC_SHA1(name), LEN(name) FROM customers",
    "SELECT a.id FROM orders a LEFT JOIN archive.orders b USING (id) WHERE b.id IS NULL",
    "SELECT status FROM orders EXCEPT SELECT status FROM archive.orders",
    "SELECT region, year, SUM(amount) FROM sales GROUP BY ROLLUP (region, year)",
    "SELECT region, GROUPING(region), SUM(amount) FROM sales GROUP BY CUBE (region)",
    "SELECT * FROM (SELECT year, region, amount FROM sales) PIVOT (SUM(amount) FOR year IN (2022, 2023))",
    "SELECT * FROM quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3))",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT n FROM t",
    "WITH a AS (SELECT id FROM orders) SELECT COUNT(*) FROM a",
    "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 20",
    'SELECT "select", "a.b" FROM "odd table"',
    "SELECT external_schema.events.id FROM external_schema.events WHERE dt = '2024-01-05'",
    "SELECT CASE WHEN amount > 100 THEN 'big' ELSE 'small' END AS size, COUNT(*) FROM orders GROUP BY 1",
    "SELECT 'DROP TABLE x; --' AS t, 'it''s' AS q /* end */;",
    "SELECT CAST(amount AS FLOAT8), amount::real, TRY_CAST(note AS INT) FROM orders",
    'SELECT "table", size, tbl_rows FROM svv_table_info ORDER BY size DESC',
    "SELECT tablename, \"column\", type FROM pg_table_def WHERE schemaname = 'public'",
    "SELECT SUM(amount) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM orders",
    "SELECT COALESCE(SUM(CASE WHEN status = 'paid' THEN amount END), 0) AS paid FROM orders",
    "SELECT ARRAY(1, 2, 3), GET_ARRAY_LENGTH(ARRAY(1, 2)), SUBARRAY(ARRAY(1, 2, 3), 1, 2)",
    "SHOW TABLES FROM SCHEMA dev.public",
    """
    WITH daily AS (
        SELECT TRUNC(ordered_at) AS day, SUM(amount) AS amount
        FROM orders
        GROUP BY 1
    )
    SELECT day, amount, AVG(amount) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS smooth
    FROM daily
    ORDER BY day; -- seven days
    """,
)
