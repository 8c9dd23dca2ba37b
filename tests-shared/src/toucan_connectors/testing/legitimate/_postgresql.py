"""Reads as they are written for PostgreSQL."""

from typing import Final

__all__ = ["POSTGRESQL"]

POSTGRESQL: Final[tuple[str, ...]] = (
    "SELECT version()",
    "SELECT current_database(), current_schema(), current_user, session_user",
    "SELECT pg_typeof(1), pg_typeof('x'::text)",
    "SELECT id::text, '2024-01-05'::date, '{1,2}'::int[], amount::numeric(10, 2) FROM orders",
    "SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, ordered_at DESC",
    "SELECT * FROM orders WHERE status = ANY (ARRAY['paid', 'open'])",
    "SELECT * FROM orders WHERE status = ANY ('{paid,open}'::text[])",
    "SELECT ARRAY[1, 2, 3][2], ARRAY[1, 2] || 3, array_length(ARRAY[1, 2], 1), (ARRAY[1, 2, 3])[1:2]",
    "SELECT tags && ARRAY['a'], tags @> ARRAY['b'], 'c' = ANY (tags) FROM products",
    "SELECT array_agg(id ORDER BY id DESC), string_agg(name, ', ' ORDER BY name) FROM customers",
    "SELECT ARRAY(SELECT id FROM orders ORDER BY id) AS ids",
    "SELECT unnest(tags) AS tag FROM products",
    "SELECT t.tag, t.n FROM products p, unnest(p.tags) WITH ORDINALITY AS t(tag, n)",
    "SELECT payload->'a', payload->>'b', payload#>'{a,b}', payload#>>'{a,0}' FROM events",
    'SELECT * FROM events WHERE payload @> \'{"kind": "click"}\'::jsonb',
    "SELECT * FROM events WHERE payload ? 'kind'",
    "SELECT * FROM events WHERE payload ?| array['kind', 'page'] OR payload ?& array['a', 'b']",
    "SELECT payload - 'secret', payload || '{\"a\": 1}'::jsonb FROM events",
    "SELECT jsonb_path_query(payload, '$.items[*] ? (@.n > 1)') FROM events",
    "SELECT key, value FROM events, jsonb_each_text(payload)",
    """
    SELECT e.id, x.value->>'id'
    FROM events e CROSS JOIN LATERAL jsonb_array_elements(e.payload->'items') AS x(value)
    """,
    """
    SELECT json_build_object('id', id, 'name', name), row_to_json(c), jsonb_agg(id)
    FROM customers c GROUP BY c.id, c.name
    """,
    """
    SELECT c.name, o.*
    FROM customers c
    LEFT JOIN LATERAL (SELECT id FROM orders WHERE customer_id = c.id LIMIT 1) o ON true
    """,
    "SELECT count(*) FILTER (WHERE status = 'paid') AS paid, count(*) FROM orders",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM orders",
    "SELECT status, sum(amount) FROM orders GROUP BY ROLLUP (status)",
    "SELECT region, year, sum(amount) FROM sales GROUP BY GROUPING SETS ((region), (year), ())",
    "SELECT $$it's; -- a text$$ AS t, $tag$DROP TABLE x$tag$ AS u",
    "SELECT E'a\\nb', U&'d\\0061t\\+000061', B'101', X'1F'",
    "SELECT generate_series(1, 10, 2)",
    "SELECT d::date FROM generate_series('2024-01-01'::timestamp, '2024-02-01', interval '1 day') AS g(d)",
    "SELECT date_trunc('month', ordered_at) AS m, count(*) FROM orders GROUP BY 1 ORDER BY 1",
    "SELECT extract(epoch FROM ordered_at), age(now(), ordered_at), now() - interval '7 days' FROM orders",
    "SELECT ordered_at AT TIME ZONE 'Europe/Paris', to_char(ordered_at, 'YYYY-MM-DD HH24:MI') FROM orders",
    "SELECT * FROM orders WHERE ordered_at >= current_date - 30 AND ordered_at < current_timestamp",
    """
    SELECT int4range(1, 10) @> 5,
        daterange('2024-01-01', '2024-02-01') && daterange('2024-01-15', '2024-03-01')
    """,
    "SELECT * FROM orders TABLESAMPLE SYSTEM (10)",
    "SELECT * FROM orders TABLESAMPLE BERNOULLI (10) REPEATABLE (42)",
    "SELECT name FROM customers WHERE name ~* '^a' AND name !~ 'z$' AND name ILIKE 'a%'",
    "SELECT name FROM customers WHERE name SIMILAR TO '(a|b)%'",
    r"""
    SELECT regexp_replace(name, '\s+', ' ', 'g'), split_part(name, ' ', 1), substring(name FROM '^[a-z]+')
    FROM customers
    """,
    'SELECT name COLLATE "C" FROM customers ORDER BY name COLLATE "en_US" NULLS FIRST',
    "SELECT id FROM orders ORDER BY id OFFSET 10 ROWS FETCH FIRST 5 ROWS ONLY",
    "SELECT id FROM orders ORDER BY id LIMIT ALL OFFSET 2",
    "SELECT id FROM orders ORDER BY amount DESC NULLS LAST",
    "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT sum(n) FROM t",
    """
    WITH a AS MATERIALIZED (SELECT id FROM orders), b AS NOT MATERIALIZED (SELECT id FROM a)
    SELECT *
    FROM b
    """,
    """
    SELECT id, sum(amount) OVER w
    FROM orders WINDOW w AS (PARTITION BY status ORDER BY id RANGE UNBOUNDED PRECEDING)
    """,
    """
    SELECT id, lag(amount, 1, 0) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)
    FROM orders
    """,
    "SELECT to_tsvector('english', note) @@ to_tsquery('late & order') FROM orders",
    "SELECT (addr).city FROM people",
    "SELECT ROW(1, 'a'), (1, 2) = (1, 2), (1, 2) IS DISTINCT FROM (1, 3)",
    'SELECT "Order"."Id" FROM "Sales"."Order" AS "Order" WHERE "Order"."update" IS NOT NULL',
    "SELECT gen.a, coalesce(b, 'none') FROM (VALUES (1, 'x'), (2, NULL)) AS gen(a, b)",
    """
    SELECT table_name
    FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
    """,
    "SELECT oid::regclass, relname FROM pg_catalog.pg_class WHERE relkind = 'r' ORDER BY relname",
    "SELECT 'x' AS \"drop table\", 'DELETE FROM orders; --' AS statement -- the end",
    "TABLE orders",
    "VALUES (1, 'a'), (2, 'b')",
    "SHOW search_path",
    "EXPLAIN SELECT * FROM orders",
    """
    -- revenue per week
    SELECT date_trunc('week', o.ordered_at)::date AS week,
           c.country,
           sum(o.amount)::numeric(12, 2) AS revenue
      FROM orders o
      JOIN customers c ON c.id = o.customer_id
     WHERE o.status IN ('paid', 'open') /* no refunds */
     GROUP BY 1, 2
    HAVING sum(o.amount) > 0
     ORDER BY 1, 3 DESC;
    """,
)
