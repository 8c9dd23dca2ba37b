"""Reads as they are written for Amazon Athena, Trino and Presto."""

from typing import Final

__all__ = ["ATHENA"]

ATHENA: Final[tuple[str, ...]] = (
    "SELECT 1",
    "SELECT * FROM awsdatacatalog.shop.orders LIMIT 10",
    'SELECT "id", "select", "a.b" FROM "shop"."odd table"',
    "SELECT id FROM shop.orders WHERE year = '2024' AND month = '01' AND day BETWEEN '01' AND '07'",
    "SELECT sku, tag FROM products CROSS JOIN UNNEST(tags) AS t (tag)",
    "SELECT sku, tag, n FROM products CROSS JOIN UNNEST(tags) WITH ORDINALITY AS t (tag, n)",
    "SELECT sku, k, v FROM products LEFT JOIN UNNEST(stock) AS t (k, v) ON true",
    "SELECT n FROM UNNEST(SEQUENCE(1, 10)) AS t (n)",
    "SELECT a, b FROM UNNEST(ARRAY[1, 2], ARRAY['x', 'y']) AS t (a, b)",
    """
    SELECT transform(sizes, x -> x * 2), filter(sizes, x -> x > 1), any_match(sizes, x -> x = 3)
    FROM products
    """,
    "SELECT reduce(sizes, 0, (s, x) -> s + x, s -> s) FROM products",
    "SELECT transform_values(stock, (k, v) -> v + 1), map_filter(stock, (k, v) -> v > 0) FROM products",
    """
    SELECT ARRAY[1, 2][1], element_at(tags, 1), cardinality(tags), contains(tags, 'a'),
        array_join(tags, ',') FROM products
    """,
    """
    SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])['a'], map_keys(stock), element_at(stock, 'Paris')
    FROM products
    """,
    "SELECT CAST(ROW(1, 'a') AS ROW(n INTEGER, t VARCHAR)).n, ROW(1, 2)",
    "SELECT size.w, p.size.h FROM products p",
    "SELECT TRY(CAST(note AS INTEGER)), TRY_CAST(note AS DATE), CAST(id AS VARCHAR) FROM orders",
    """
    SELECT approx_distinct(customer_id), approx_percentile(amount, 0.9), max_by(id, amount),
        count_if(amount > 0) FROM orders
    """,
    """
    SELECT approx_percentile(amount, ARRAY[0.25, 0.5, 0.75]), histogram(status), arbitrary(note)
    FROM orders
    """,
    """
    SELECT json_extract(payload, '$.a'), json_extract_scalar(payload, '$.kind'), json_parse('[1]')
    FROM events
    """,
    """
    SELECT CAST(json_extract(payload, '$.tags') AS ARRAY(VARCHAR)), json_format(JSON '{"a": 1}')
    FROM events
    """,
    "SELECT json_value(payload, 'lax $.kind'), json_query(payload, 'lax $.tags') FROM events",
    "SELECT ordered_at AT TIME ZONE 'Europe/Paris', TIMESTAMP '2024-01-01 00:00:00 UTC' FROM orders",
    "SELECT date_trunc('month', ordered_at) AS m, sum(amount) FROM orders GROUP BY 1 ORDER BY 1",
    """
    SELECT date_add('day', -7, current_date), date_diff('month', ordered_at, now()),
        current_date - INTERVAL '7' DAY FROM orders
    """,
    """
    SELECT date_format(ordered_at, '%Y-%m'), date_parse('05/01/2024', '%d/%m/%Y'),
        from_iso8601_timestamp('2024-01-05')
    FROM orders
    """,
    "SELECT from_unixtime(0), to_unixtime(now()), day_of_week(ordered_at), year(ordered_at) FROM orders",
    """
    SELECT * FROM quotes MATCH_RECOGNIZE (
        PARTITION BY ticker
        ORDER BY moment
        MEASURES FIRST(A.moment) AS started, LAST(B.price) AS final
        ONE ROW PER MATCH
        AFTER MATCH SKIP PAST LAST ROW
        PATTERN (A B+)
        DEFINE B AS price > PREV(price)
    )
    """,
    "SELECT region, year, sum(amount) FROM sales GROUP BY GROUPING SETS ((region), (region, year), ())",
    "SELECT region, grouping(region), sum(amount) FROM sales GROUP BY ROLLUP (region)",
    "SELECT array_agg(id ORDER BY id DESC), array_agg(DISTINCT status) FILTER (WHERE amount > 0) FROM orders",
    "SELECT listagg(name, ', ') WITHIN GROUP (ORDER BY name) FROM customers",
    """
    SELECT id, lag(amount) IGNORE NULLS OVER (ORDER BY id),
        sum(amount) OVER (ORDER BY id ROWS 2 PRECEDING) FROM orders
    """,
    "SELECT id, rank() OVER w FROM orders WINDOW w AS (PARTITION BY status ORDER BY amount DESC)",
    r"""
    SELECT regexp_extract(name, '(\w+)', 1), regexp_like(name, '^A'), split(name, ' ')[1],
        split_part(name, ' ', 1) FROM customers
    """,
    "SELECT name FROM customers WHERE name LIKE '100$%%' ESCAPE '$'",
    "SELECT if(vip, 'yes', 'no'), coalesce(city, ''), nullif(city, ''), greatest(1, 2) FROM customers",
    "SELECT 'it''s', U&'\\0061', X'DEADBEEF', DECIMAL '1.25', 1e3",
    "SELECT 'DROP TABLE x; --' AS \"drop\", 'DELETE FROM orders' AS \"delete\" -- end",
    "SELECT id FROM orders ORDER BY id OFFSET 20 LIMIT 10",
    "SELECT id FROM orders ORDER BY id OFFSET 20 ROWS FETCH FIRST 10 ROWS ONLY",
    "SELECT id FROM orders ORDER BY amount DESC FETCH FIRST 3 ROWS WITH TIES",
    "SELECT id FROM orders LIMIT ALL",
    "SELECT * FROM orders TABLESAMPLE BERNOULLI (10)",
    "SELECT * FROM orders FOR TIMESTAMP AS OF TIMESTAMP '2024-01-01 00:00:00 UTC'",
    "SELECT * FROM orders FOR VERSION AS OF 949530903748831860",
    'SELECT "$path", id FROM orders',
    'SELECT * FROM "orders$partitions"',
    "SELECT id FROM orders EXCEPT SELECT id FROM archive",
    "(SELECT id FROM orders ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM archive ORDER BY id LIMIT 1)",
    "SELECT t.a, t.b FROM (VALUES (1, 'x'), (2, NULL)) AS t (a, b)",
    "VALUES (1, 'a'), (2, 'b')",
    "WITH a AS (SELECT id FROM orders), b AS (SELECT id FROM a) SELECT count(*) FROM b",
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    """
    SELECT c.name, o.top
    FROM customers c
    CROSS JOIN LATERAL (SELECT max(amount) AS top FROM orders WHERE customer_id = c.id) o
    """,
    "SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE vip)",
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop'",
    "SHOW TABLES IN shop",
    "DESCRIBE shop.orders",
    """
    WITH daily AS (
        SELECT CAST(ordered_at AS DATE) AS day, sum(amount) AS revenue
        FROM "shop"."orders"
        WHERE dt >= '2024-01-01' -- the partition
        GROUP BY 1
    )
    SELECT day, revenue, avg(revenue) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS smooth
    FROM daily
    ORDER BY day
    """,
)
