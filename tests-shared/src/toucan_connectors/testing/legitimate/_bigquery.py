"""Reads as they are written for Google BigQuery."""

from typing import Final

__all__ = ["BIGQUERY"]

BIGQUERY: Final[tuple[str, ...]] = (
    "SELECT 1",
    "SELECT * FROM `my-project.shop.orders` LIMIT 10",
    "SELECT * FROM `my-project`.`shop`.`orders` AS o",
    "SELECT id FROM my-project.shop.orders",
    "SELECT id FROM shop.orders WHERE _PARTITIONDATE = '2024-01-05'",
    "SELECT id FROM `shop.events_*` WHERE _TABLE_SUFFIX BETWEEN '20240101' AND '20240131'",
    "SELECT `select`, `update` FROM shop.odd AS `group` WHERE `group`.`update` = 1",
    "SELECT x FROM UNNEST([1, 2, 3]) AS x",
    "SELECT x, i FROM UNNEST(['a', 'b']) AS x WITH OFFSET AS i ORDER BY i",
    "SELECT p.sku, tag FROM shop.products AS p, UNNEST(p.tags) AS tag",
    "SELECT p.sku, tag FROM shop.products AS p LEFT JOIN UNNEST(p.tags) AS tag",
    """
    SELECT e.key, (SELECT p.value.string_value FROM UNNEST(e.params) AS p WHERE p.key = 'page') AS page
    FROM shop.events e
    """,
    "SELECT STRUCT(1 AS a, 'x' AS b) AS s, STRUCT<a INT64, b STRING>(1, 'x') AS t, (1, 2) AS u",
    "SELECT s.a, s.b.c FROM (SELECT STRUCT(1 AS a, STRUCT(2 AS c) AS b) AS s)",
    "SELECT ARRAY<INT64>[1, 2], [1, 2][OFFSET(0)], [1, 2][SAFE_OFFSET(5)], [1, 2][ORDINAL(1)]",
    "SELECT ARRAY(SELECT AS STRUCT id, amount FROM shop.orders ORDER BY id) AS orders",
    "SELECT ARRAY_AGG(id IGNORE NULLS ORDER BY id DESC LIMIT 5) FROM shop.orders",
    "SELECT ARRAY_AGG(STRUCT(id, amount) ORDER BY amount DESC LIMIT 1)[OFFSET(0)].* FROM shop.orders",
    "SELECT AS STRUCT 1 AS a, 2 AS b",
    "SELECT AS VALUE STRUCT(1 AS a)",
    "SELECT SAFE_CAST('x' AS INT64), CAST('1' AS NUMERIC), CAST(id AS STRING) FROM shop.orders",
    "SELECT SAFE.SUBSTR('abc', 1, 2), SAFE_DIVIDE(1, 0), IEEE_DIVIDE(1, 0)",
    "SELECT * EXCEPT (note) FROM shop.orders",
    "SELECT * REPLACE (amount * 100 AS amount) FROM shop.orders",
    "SELECT * EXCEPT (note) REPLACE (UPPER(status) AS status) FROM shop.orders",
    """
    SELECT id
    FROM shop.orders WHERE true
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY id) = 1
    """,
    """
    SELECT APPROX_COUNT_DISTINCT(id), APPROX_QUANTILES(amount, 100)[OFFSET(50)],
        APPROX_TOP_COUNT(status, 3) FROM shop.orders
    """,
    "SELECT COUNTIF(amount > 0), LOGICAL_AND(vip), ANY_VALUE(name) FROM shop.customers",
    "SELECT ANY_VALUE(name HAVING MAX salary), STRING_AGG(DISTINCT name, ', ' ORDER BY name) FROM shop.staff",
    "SELECT * FROM shop.orders FOR SYSTEM_TIME AS OF TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)",
    "SELECT r'a\\b', R\"raw; -- text\", b'bytes', '''it's\ntwo lines''', \"\"\"a \"quoted\" text\"\"\"",
    "SELECT 'DROP TABLE x; --' AS `drop`, \"it's\" AS q",
    "SELECT id FROM shop.orders WHERE status = @status AND id IN UNNEST(@ids)",
    "SELECT id FROM shop.orders WHERE status = ? LIMIT 5",
    """
    SELECT DATE '2024-01-05', DATETIME '2024-01-05 10:00:00', TIMESTAMP '2024-01-05 10:00:00+00',
        TIME '10:00:00'
    """,
    "SELECT DATE_TRUNC(DATE(ordered_at), MONTH) AS m, SUM(amount) FROM shop.orders GROUP BY m ORDER BY m",
    """
    SELECT DATE_DIFF(CURRENT_DATE(), DATE(ordered_at), DAY), DATE_ADD(CURRENT_DATE(), INTERVAL 1 WEEK)
    FROM shop.orders
    """,
    """
    SELECT EXTRACT(ISOWEEK FROM ordered_at), FORMAT_DATE('%Y-%m', DATE(ordered_at)),
        PARSE_DATE('%d/%m/%Y', '05/01/2024')
    FROM shop.orders
    """,
    """
    SELECT TIMESTAMP_TRUNC(ordered_at, HOUR, 'Europe/Paris'), DATETIME(ordered_at, 'Asia/Tokyo')
    FROM shop.orders
    """,
    "SELECT d FROM UNNEST(GENERATE_DATE_ARRAY('2024-01-01', '2024-02-01', INTERVAL 1 DAY)) AS d",
    """
    SELECT JSON_VALUE(payload, '$.kind'), JSON_QUERY(payload, '$.tags'), payload.target.id,
        payload['a'][0] FROM shop.events
    """,
    """
    SELECT JSON_EXTRACT_SCALAR(payload, '$.a'), TO_JSON_STRING(STRUCT(1 AS a)), JSON '{"a": 1}'
    FROM shop.events
    """,
    r"""
    SELECT REGEXP_EXTRACT(name, r'^(\w+)'), REGEXP_CONTAINS(name, r'[A-Z]'), SPLIT(name, ' ')
    FROM shop.customers
    """,
    "SELECT region, year, SUM(amount) FROM shop.sales GROUP BY ROLLUP (region, year)",
    "SELECT region, SUM(amount) FROM shop.sales GROUP BY GROUPING SETS (region, ())",
    "SELECT status, COUNT(*) FROM shop.orders GROUP BY ALL HAVING COUNT(*) > 1",
    "SELECT * FROM shop.sales PIVOT (SUM(amount) FOR quarter IN ('Q1', 'Q2' AS second))",
    "SELECT * FROM shop.quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3))",
    "SELECT * FROM shop.orders TABLESAMPLE SYSTEM (10 PERCENT)",
    "SELECT id FROM shop.orders UNION ALL SELECT id FROM shop.archive",
    "SELECT id FROM shop.orders EXCEPT DISTINCT SELECT id FROM shop.archive",
    "SELECT id FROM shop.orders INTERSECT DISTINCT (SELECT id FROM shop.archive ORDER BY id LIMIT 5)",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t",
    """
    SELECT id,
        LAST_VALUE(note IGNORE NULLS) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    FROM shop.orders
    """,
    "SELECT PERCENTILE_CONT(amount, 0.5) OVER (PARTITION BY status) FROM shop.orders",
    """
    SELECT IF(vip, 'yes', 'no'), IFNULL(city, ''), COALESCE(city, country), NULLIF(city, '')
    FROM shop.customers
    """,
    "SELECT table_name FROM shop.INFORMATION_SCHEMA.TABLES",
    "SELECT id FROM shop.orders ORDER BY id LIMIT 10 OFFSET 20",
    "SELECT ST_GEOGPOINT(2.35, 48.85), ST_DISTANCE(a.point, b.point) FROM shop.places a, shop.places b",
    """
    # a comment of the third kind
    WITH daily AS (
      SELECT
        DATE(ordered_at) AS day,
        COUNT(DISTINCT customer_id) AS customers,
        SUM(amount) AS revenue,
      FROM `my-project.shop.orders`
      WHERE ordered_at >= TIMESTAMP('2024-01-01') -- this year
      GROUP BY 1
    )
    SELECT *, AVG(revenue) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS smooth
    FROM daily
    ORDER BY day;
    """,
)
