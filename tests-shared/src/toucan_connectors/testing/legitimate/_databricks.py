"""Reads as they are written for Databricks SQL and Spark."""

from typing import Final

__all__ = ["DATABRICKS"]

DATABRICKS: Final[tuple[str, ...]] = (
    "SELECT current_version(), current_catalog(), current_schema(), current_user()",
    "SELECT * FROM main.shop.orders LIMIT 10",
    "SELECT `select`, `a.b`, `back``tick` FROM `main`.`shop`.`odd table`",
    "SELECT \"double quoted text\", 'it\\'s', r'raw\\text'",
    "SELECT sku, tag FROM products LATERAL VIEW explode(tags) t AS tag",
    "SELECT sku, i, tag FROM products LATERAL VIEW OUTER posexplode(tags) t AS i, tag",
    "SELECT sku, explode(tags) AS tag FROM products",
    "SELECT sku, k, v FROM products LATERAL VIEW explode(stock) s AS k, v WHERE v > 0",
    "SELECT p.sku, t.col FROM products p, LATERAL explode(p.tags) AS t",
    "SELECT transform(sizes, x -> x * 2), filter(sizes, x -> x > 1), exists(sizes, x -> x = 3) FROM products",
    "SELECT aggregate(sizes, 0, (acc, x) -> acc + x), zip_with(a, b, (x, y) -> x + y) FROM products",
    "SELECT transform_values(stock, (k, v) -> v + 1), map_filter(stock, (k, v) -> v > 0) FROM products",
    "SELECT payload:kind, payload:target.id::STRING, payload:items[0].sku, payload:items[*].sku FROM events",
    """
    SELECT from_json(payload, 'a INT, b STRING'), get_json_object(payload, '$.a'), to_json(struct(1 AS a))
    FROM events
    """,
    "SELECT try_cast(note AS INT), CAST(amount AS DECIMAL(10, 2)), id::STRING FROM orders",
    "SELECT * FROM orders TABLESAMPLE (10 PERCENT)",
    "SELECT * FROM orders TABLESAMPLE (5 ROWS)",
    "SELECT * FROM orders VERSION AS OF 12",
    "SELECT * FROM orders TIMESTAMP AS OF '2024-01-01'",
    "SELECT * FROM main.shop.orders VERSION AS OF 3 WHERE id = 1",
    "SELECT /*+ BROADCAST(c) */ o.id FROM orders o JOIN customers c ON c.id = o.customer_id",
    "SELECT /*+ REPARTITION(8) */ id FROM orders",
    "SELECT * EXCEPT (note) FROM orders",
    "SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY id DESC) = 1",
    "SELECT customers.* FROM customers LEFT SEMI JOIN orders ON orders.customer_id = customers.id",
    "SELECT customers.* FROM customers LEFT ANTI JOIN orders ON orders.customer_id = customers.id",
    "SELECT named_struct('a', 1, 'b', 'x').a, struct(1, 2).col1, array(1, 2)[0], map('a', 1)['a']",
    """
    SELECT collect_list(id), collect_set(status), array_join(array('a', 'b'), ','), size(tags)
    FROM products
    """,
    """
    SELECT array_agg(id), listagg(name, ', ') WITHIN GROUP (ORDER BY name), approx_count_distinct(id)
    FROM customers
    """,
    """
    SELECT count_if(amount > 0), max_by(id, amount), percentile(amount, 0.5),
        count(*) FILTER (WHERE amount > 0) FROM orders
    """,
    "SELECT date_trunc('MONTH', ordered_at) AS m, sum(amount) FROM orders GROUP BY ALL ORDER BY m",
    """
    SELECT date_add(current_date(), 7), datediff(DAY, ordered_at, current_timestamp()),
        add_months(ordered_at, 1) FROM orders
    """,
    """
    SELECT date_format(ordered_at, 'yyyy-MM'), to_date('05/01/2024', 'dd/MM/yyyy'), unix_timestamp()
    FROM orders
    """,
    "SELECT from_utc_timestamp(ordered_at, 'Europe/Paris'), ordered_at - INTERVAL 7 DAYS FROM orders",
    "SELECT explode(sequence(DATE'2024-01-01', DATE'2024-02-01', INTERVAL 1 DAY)) AS d",
    "SELECT region, year, sum(amount) FROM sales GROUP BY region, year WITH CUBE",
    "SELECT region, year, sum(amount) FROM sales GROUP BY GROUPING SETS ((region), (year))",
    "SELECT * FROM sales PIVOT (sum(amount) AS total FOR quarter IN ('Q1' AS q1, 'Q2' AS q2))",
    "SELECT * FROM quarters UNPIVOT INCLUDE NULLS (amount FOR quarter IN (q1, q2, q3))",
    "SELECT name FROM customers WHERE name RLIKE '^A' OR name ILIKE ANY ('a%', 'b%')",
    r"""
    SELECT regexp_extract(name, '(\\w+)', 1), split(name, ' ')[0], substring_index(name, ' ', 1)
    FROM customers
    """,
    "SELECT if(vip, 'yes', 'no'), nvl(city, ''), coalesce(city, country), city <=> country FROM customers",
    "SELECT id FROM orders DISTRIBUTE BY status SORT BY id",
    "SELECT id FROM orders CLUSTER BY id",
    "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 20",
    "SELECT id FROM orders ORDER BY amount DESC NULLS LAST LIMIT ALL",
    "SELECT id FROM orders MINUS SELECT id FROM archive",
    "SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(n, s)",
    "SELECT * FROM range(1, 10)",
    "WITH a AS (SELECT id FROM orders), b AS (SELECT id FROM a) SELECT count(*) FROM b",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    """
    SELECT id, last_value(note, true) OVER (ORDER BY id), lag(amount) IGNORE NULLS OVER (ORDER BY id)
    FROM orders
    """,
    "SELECT 'DROP TABLE x; --' AS `drop`, 'DELETE FROM orders' AS statement -- end",
    "SELECT table_name FROM system.information_schema.tables WHERE table_schema = 'shop'",
    "SELECT input_file_name(), _metadata.file_path FROM orders",
    "SELECT id FROM orders WHERE status = :status",
    "SELECT h3_longlatash3(2.35, 48.85, 7) AS cell",
    "SHOW TABLES IN main.shop",
    "DESCRIBE TABLE main.shop.orders",
    """
    SELECT
      c.country,
      date_trunc('month', o.ordered_at) AS month,
      sum(o.amount) AS revenue, -- in euros
      collect_set(o.status) AS states
    FROM main.shop.orders AS o
    LEFT JOIN main.shop.customers AS c
      ON c.id = o.customer_id
    WHERE o.ordered_at >= DATE'2024-01-01' /* this year; */
    GROUP BY c.country, date_trunc('month', o.ordered_at)
    HAVING sum(o.amount) > 0
    ORDER BY month, revenue DESC;
    """,
)
