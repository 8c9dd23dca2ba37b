"""Reads as they are written for Snowflake."""

from typing import Final

__all__ = ["SNOWFLAKE"]

SNOWFLAKE: Final[tuple[str, ...]] = (
    "SELECT CURRENT_VERSION(), CURRENT_WAREHOUSE(), CURRENT_ROLE(), CURRENT_DATABASE()",
    "SELECT * FROM shop.public.orders LIMIT 10",
    "SELECT TOP 5 id FROM orders ORDER BY id",
    'SELECT "Order Id", "select", "say ""hi""" FROM "Odd Table"',
    "SELECT id::VARCHAR, '2024-01-05'::DATE, amount::NUMBER(12, 2), TRY_CAST(note AS INTEGER) FROM orders",
    "SELECT id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) = 1",
    """
    SELECT status, COUNT(*) AS n
    FROM orders GROUP BY status HAVING n > 1 QUALIFY RANK() OVER (ORDER BY n DESC) = 1
    """,
    "SELECT payload:kind, payload:target.id::STRING, payload:items[0].sku, payload['kind'] FROM events",
    "SELECT e.payload:\"Odd Key\"::STRING AS odd FROM events e WHERE e.payload:kind = 'click'",
    "SELECT f.value:sku::STRING, f.index FROM events, LATERAL FLATTEN(input => payload:items) f",
    """
    SELECT e.id, f.key, f.value
    FROM events e, TABLE(FLATTEN(INPUT => e.payload, OUTER => TRUE, RECURSIVE => TRUE)) f
    """,
    """
    SELECT PARSE_JSON('{"a": 1}'):a::INT, OBJECT_CONSTRUCT('a', 1), ARRAY_CONSTRUCT(1, 2), TYPEOF(payload)
    FROM events
    """,
    "SELECT {'a': 1, 'b': [1, 2]} AS o, [1, 'x'] AS l",
    """
    SELECT ARRAY_AGG(id) WITHIN GROUP (ORDER BY id), LISTAGG(name, ', ') WITHIN GROUP (ORDER BY name)
    FROM customers
    """,
    "SELECT name FROM customers WHERE name ILIKE ANY ('a%', '%z')",
    "SELECT name FROM customers WHERE name LIKE ALL ('%a%', '%b%') OR name RLIKE '^A.*'",
    "SELECT * FROM orders SAMPLE (10)",
    "SELECT * FROM orders TABLESAMPLE BERNOULLI (10) SEED (42)",
    "SELECT * FROM orders SAMPLE (100 ROWS)",
    "SELECT * FROM orders AT (TIMESTAMP => '2024-01-01 00:00:00'::TIMESTAMP_LTZ)",
    "SELECT * FROM orders AT (OFFSET => -60 * 5) AS o WHERE o.id = 1",
    "SELECT * FROM orders BEFORE (STATEMENT => '8e5d0ca9-005e-44e6-b858-a8f5b37c5726')",
    "SELECT * FROM sales PIVOT (SUM(amount) FOR year IN (2022, 2023)) AS p",
    """
    SELECT *
    FROM sales PIVOT (SUM(amount) FOR quarter IN ('Q1', 'Q2')) AS p (region, q1, q2)
    ORDER BY region
    """,
    "SELECT * FROM quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3))",
    """
    SELECT * FROM quotes MATCH_RECOGNIZE (
        PARTITION BY ticker
        ORDER BY moment
        MEASURES FIRST(moment) AS started, LAST(price) AS final, COUNT(*) AS n
        ONE ROW PER MATCH
        AFTER MATCH SKIP PAST LAST ROW
        PATTERN (down+ up+)
        DEFINE down AS price < LAG(price), up AS price > LAG(price)
    )
    """,
    "SELECT $$it's; DROP TABLE x; --$$ AS t",
    "SELECT 'a\\nb', 'it''s', 'DELETE FROM orders' AS \"drop\"",
    "SELECT * EXCLUDE (note) FROM orders",
    "SELECT * RENAME (amount AS price) FROM orders",
    "SELECT * ILIKE '%id%' FROM orders",
    "SELECT o.* EXCLUDE note, c.name FROM orders o JOIN customers c ON c.id = o.customer_id",
    "SELECT DATEADD(day, -7, CURRENT_DATE()), DATEDIFF('month', ordered_at, CURRENT_TIMESTAMP()) FROM orders",
    "SELECT DATE_TRUNC('MONTH', ordered_at) AS m, SUM(amount) FROM orders GROUP BY ALL ORDER BY 1",
    """
    SELECT TO_DATE('05/01/2024', 'DD/MM/YYYY'), TO_CHAR(ordered_at, 'YYYY-MM'), DAYNAME(ordered_at)
    FROM orders
    """,
    "SELECT CONVERT_TIMEZONE('UTC', 'Europe/Paris', ordered_at), ordered_at::TIMESTAMP_TZ FROM orders",
    """
    SELECT TIME_SLICE(ordered_at, 15, 'MINUTE'), LAST_DAY(ordered_at), NEXT_DAY(ordered_at, 'mo')
    FROM orders
    """,
    """
    SELECT IFF(amount > 100, 'big', 'small'), NVL(note, ''), ZEROIFNULL(amount), DIV0(amount, 0)
    FROM orders
    """,
    "SELECT DECODE(status, 'paid', 1, 'open', 0), EQUAL_NULL(note, NULL), GREATEST(1, 2) FROM orders",
    """
    SELECT APPROX_COUNT_DISTINCT(customer_id), MEDIAN(amount), MODE(status), COUNT_IF(amount > 0)
    FROM orders
    """,
    "SELECT MAX_BY(name, salary), MIN_BY(name, salary, 3) FROM staff",
    "SELECT id, CONDITIONAL_TRUE_EVENT(amount > 100) OVER (ORDER BY id) FROM orders",
    "SELECT id, LAST_VALUE(note) IGNORE NULLS OVER (ORDER BY id) FROM orders",
    """
    SELECT SPLIT_PART(name, ' ', 1), REGEXP_SUBSTR(name, '[a-z]+', 1, 1, 'e'), CONTAINS(name, 'a')
    FROM customers
    """,
    """
    SELECT t.ticker, q.price
    FROM trades t
    ASOF JOIN quotes q MATCH_CONDITION (t.moment >= q.moment) ON t.ticker = q.ticker
    """,
    "SELECT o.id, l.x FROM orders o, LATERAL (SELECT MAX(price) AS x FROM items i WHERE i.order_id = o.id) l",
    "SELECT name, LEVEL FROM staff START WITH boss IS NULL CONNECT BY boss = PRIOR id",
    "SELECT SEQ4(), UNIFORM(1, 10, RANDOM(1)) FROM TABLE(GENERATOR(ROWCOUNT => 10))",
    "SELECT $1, $2 FROM VALUES (1, 'a'), (2, 'b')",
    "SELECT t.a FROM (VALUES (1, 'x'), (2, 'y')) AS t (a, b)",
    "SELECT id FROM orders MINUS SELECT id FROM archive.orders",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    "SELECT region, year, SUM(amount) FROM sales GROUP BY GROUPING SETS ((region), (year))",
    "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 20",
    "SELECT id FROM orders ORDER BY id OFFSET 5 FETCH NEXT 10 ROWS ONLY",
    "SELECT table_name FROM shop.information_schema.tables WHERE table_schema = 'PUBLIC'",
    "SHOW TABLES",
    "SHOW TABLES LIKE 'ORD%' IN SCHEMA shop.public",
    "SHOW WAREHOUSES",
    "DESCRIBE TABLE orders",
    "DESC TABLE shop.public.orders",
    "EXPLAIN SELECT * FROM orders",
    """
    // a comment of Snowflake's own
    SELECT c.country, SUM(o.amount) AS revenue -- in euros
    FROM orders AS o
    LEFT JOIN customers AS c ON c.id = o.customer_id
    WHERE o.ordered_at >= '2024-01-01'::DATE /* this year; */
    GROUP BY ALL
    ORDER BY revenue DESC NULLS LAST;
    """,
)
