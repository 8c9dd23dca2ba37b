"""Reads as they are written for ClickHouse."""

from typing import Final

__all__ = ["CLICKHOUSE"]

CLICKHOUSE: Final[tuple[str, ...]] = (
    "SELECT version(), currentDatabase(), hostName()",
    "SELECT * FROM shop.orders LIMIT 10",
    'SELECT `select`, "update", `a.b` FROM `odd table`',
    "SELECT * FROM orders FINAL WHERE id > 10",
    "SELECT count() * 10 FROM hits SAMPLE 0.1",
    "SELECT count() FROM hits SAMPLE 1 / 10 OFFSET 1 / 2",
    "SELECT sku, tag FROM products ARRAY JOIN tags AS tag",
    "SELECT sku, tag, i FROM products LEFT ARRAY JOIN tags AS tag, arrayEnumerate(tags) AS i",
    "SELECT id, customer_id FROM orders ORDER BY id LIMIT 2 BY customer_id",
    "SELECT id FROM orders ORDER BY id LIMIT 1, 2 BY customer_id",
    "SELECT id FROM orders ORDER BY id LIMIT 20, 10",
    "SELECT id FROM orders ORDER BY amount DESC LIMIT 3 WITH TIES",
    "SELECT id FROM orders PREWHERE status = 'paid' WHERE amount > 10",
    """
    SELECT countIf(amount > 0), sumIf(amount, status = 'paid'), avgOrNull(amount),
        uniqExactIf(id, amount > 0) FROM orders
    """,
    "SELECT sumArray(sizes), groupArrayIf(id, amount > 0), anyLast(note), argMax(id, amount) FROM orders",
    """
    SELECT uniq(customer_id), uniqExact(customer_id), uniqCombined(customer_id), quantile(0.9)(amount)
    FROM orders
    """,
    "SELECT quantiles(0.5, 0.9, 0.99)(amount), topK(3)(status), groupUniqArray(5)(status) FROM orders",
    "SELECT sumMerge(total), uniqMerge(visitors) FROM daily GROUP BY day",
    """
    SELECT arrayMap(x -> x * 2, [1, 2, 3]), arrayFilter(x -> x > 1, [1, 2, 3]),
        arraySum(x -> x * x, [1, 2])
    """,
    "SELECT arrayJoin([1, 2, 3]) AS x, [1, 2][1], length(tags), has(tags, 'a') FROM products",
    "SELECT map('a', 1)['a'], mapKeys(attributes), attributes['colour'] FROM products",
    "SELECT tuple(1, 'a').1, (1, 'a').2, (id, amount) AS pair FROM orders",
    "SELECT id FROM orders WHERE (id, status) IN ((1, 'paid'), (2, 'open'))",
    "SELECT id FROM orders WHERE customer_id GLOBAL IN (SELECT id FROM customers)",
    "SELECT * FROM orders SETTINGS max_threads = 2, max_execution_time = 10",
    "SELECT * FROM orders LIMIT 10 SETTINGS final = 1",
    "WITH 10 AS threshold SELECT id FROM orders WHERE amount > threshold",
    "WITH (SELECT max(amount) FROM orders) AS top SELECT id, amount / top FROM orders",
    """
    WITH toDate('2024-01-01') AS since, x -> x + 1 AS next SELECT next(id) FROM orders
    WHERE ordered_at >= since
    """,
    "WITH a AS (SELECT id FROM orders), b AS (SELECT id FROM a) SELECT count() FROM b",
    "SELECT toStartOfMonth(ordered_at) AS month, sum(amount) FROM orders GROUP BY month ORDER BY month",
    """
    SELECT toYYYYMM(ordered_at), toStartOfInterval(ordered_at, INTERVAL 15 MINUTE),
        dateDiff('day', ordered_at, now()) FROM orders
    """,
    "SELECT now() - INTERVAL 1 DAY, today(), yesterday(), toDateTime('2024-01-01 00:00:00', 'Europe/Paris')",
    "SELECT month, sum(amount) FROM monthly GROUP BY month ORDER BY month WITH FILL FROM 1 TO 13 STEP 1",
    """
    SELECT toInt64(id), id::String, CAST(amount AS Decimal(10, 2)), toString(ordered_at),
        toFloat64OrNull(note) FROM orders
    """,
    "SELECT CAST('x' AS Nullable(String)), CAST([1] AS Array(UInt8)), toTypeName(1)",
    """
    SELECT if(amount > 100, 'big', 'small'), multiIf(amount > 100, 'a', amount > 10, 'b', 'c'),
        ifNull(note, '') FROM orders
    """,
    "SELECT amount > 100 ? 'big' : 'small' FROM orders",
    """
    SELECT JSONExtractString(payload, 'kind'), JSONExtractInt(payload, 'target', 'x'),
        JSONHas(payload, 'a') FROM events
    """,
    "SELECT status, count() FROM orders GROUP BY status WITH TOTALS",
    "SELECT region, year, sum(amount) FROM sales GROUP BY region, year WITH ROLLUP",
    "SELECT region, year, sum(amount) FROM sales GROUP BY GROUPING SETS ((region), (year))",
    """
    SELECT t.ticker, q.price
    FROM trades AS t ASOF JOIN quotes AS q ON t.ticker = q.ticker AND t.moment >= q.moment
    """,
    "SELECT o.id FROM orders AS o ANY LEFT JOIN customers AS c ON c.id = o.customer_id",
    "SELECT o.id FROM orders AS o GLOBAL INNER JOIN customers AS c ON c.id = o.customer_id",
    "SELECT o.id FROM orders AS o LEFT SEMI JOIN customers AS c USING (id)",
    "SELECT id, runningDifference(amount), neighbor(id, 1) FROM orders",
    """
    SELECT id, sum(amount) OVER (PARTITION BY status ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
    FROM orders
    """,
    "SELECT id, lagInFrame(amount) OVER w FROM orders WINDOW w AS (ORDER BY id)",
    "SELECT * EXCEPT (note) FROM orders",
    "SELECT * REPLACE (amount * 2 AS amount) FROM orders",
    "SELECT COLUMNS('^q') FROM quarters",
    "SELECT number FROM numbers(10)",
    "SELECT number FROM system.numbers LIMIT 5",
    "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name",
    """
    SELECT name
    FROM customers
    WHERE match(name, '^A') AND name ILIKE 'a%' AND positionCaseInsensitive(name, 'n') > 0
    """,
    "SELECT 'it\\'s', 'it''s', 'DROP TABLE x; --' AS `drop`",
    "SELECT id FROM orders UNION DISTINCT SELECT id FROM archive",
    "SELECT id FROM orders UNION ALL SELECT id FROM archive ORDER BY id",
    "SELECT DISTINCT ON (customer_id) customer_id, id FROM orders",
    "SELECT dictGetString('countries', 'name', toUInt64(1))",
    "SELECT status, count() AS n FROM orders GROUP BY ALL HAVING n > 1 ORDER BY n DESC",
    "SHOW TABLES",
    "DESCRIBE TABLE orders",
    "SELECT id FROM orders WHERE status = {status:String}",
    """
    SELECT
        toStartOfWeek(ordered_at)                  AS week,
        country,
        sumIf(amount, status = 'paid')             AS paid,
        round(quantileExact(0.5)(amount), 2)       AS median, -- of all
        count()                                    AS n
    FROM orders AS o
    INNER JOIN customers AS c ON c.id = o.customer_id
    WHERE ordered_at >= toDate('2024-01-01')
    GROUP BY week, country
    ORDER BY week, paid DESC
    LIMIT 5 BY week
    """,
)
