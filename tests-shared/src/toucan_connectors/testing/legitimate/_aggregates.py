"""GROUP BY in all its forms: ALL, grouping sets, FILTER, HAVING, and aggregates that sort their input."""

from typing import Final

__all__ = ["AGGREGATES"]

_WRITTEN: Final = (
    "SELECT count(*) FROM orders",
    "SELECT count() FROM orders",
    "SELECT count(DISTINCT customer_id), count(customer_id), count(ALL status) FROM orders",
    "SELECT status, count(*) FROM orders GROUP BY status",
    "SELECT status, count(*) AS n FROM orders GROUP BY 1 ORDER BY n DESC, 1",
    "SELECT status, customer_id, sum(amount) FROM orders GROUP BY ALL ORDER BY ALL",
    "SELECT upper(status) AS s, count(*) FROM orders GROUP BY s ORDER BY s",
    "SELECT year(ordered_at) AS y, month(ordered_at) AS m, count(*) FROM orders GROUP BY y, m ORDER BY y, m",
    "SELECT count(*) FROM orders GROUP BY status ORDER BY 1",
    "SELECT status FROM orders GROUP BY status HAVING sum(amount) > 0",
    "SELECT status FROM orders GROUP BY status ORDER BY sum(amount) DESC NULLS LAST",
    """
    SELECT status, count(*) FILTER (WHERE amount > 50) AS big, count(*) FILTER (amount <= 50) AS small
    FROM orders GROUP BY 1
    """,
    "SELECT sum(amount) FILTER (WHERE status = 'paid') AS paid, sum(amount) AS total FROM orders",
    "SELECT region, sum(amount) FROM sales GROUP BY ROLLUP (region) ORDER BY region NULLS LAST",
    "SELECT year, region, sum(amount) FROM sales GROUP BY ROLLUP (year, region) ORDER BY ALL",
    "SELECT year, region, sum(amount) FROM sales GROUP BY CUBE (year, region) ORDER BY ALL",
    "SELECT year, region, sum(amount) FROM sales GROUP BY GROUPING SETS ((year), (region), ()) ORDER BY ALL",
    """
    SELECT year, region, grouping(year) AS gy, grouping_id(year, region) AS g, count(*)
    FROM sales GROUP BY CUBE (year, region)
    """,
    """
    SELECT year, quarter, region, sum(amount)
    FROM sales GROUP BY year, ROLLUP (quarter, region) ORDER BY ALL
    """,
    "SELECT year, sum(amount) FROM sales GROUP BY GROUPING SETS (ROLLUP (year), (year)) ORDER BY ALL",
    "SELECT sum(amount) FROM sales GROUP BY ()",
    """
    SELECT coalesce(region, 'all') AS region, sum(amount) AS amount
    FROM sales GROUP BY ROLLUP (region) ORDER BY ALL
    """,
    "SELECT status, string_agg(note, '; ' ORDER BY id) FROM orders GROUP BY status ORDER BY status",
    "SELECT string_agg(DISTINCT status, ', ' ORDER BY status) FROM orders",
    """
    SELECT first(id ORDER BY amount DESC NULLS LAST), last(id ORDER BY id), any_value(status ORDER BY id)
    FROM orders
    """,
    """
    SELECT arg_max(name, salary), arg_min(name, salary), max_by(name, hired), min_by(name, hired)
    FROM staff
    """,
    "SELECT arg_max(name, salary, 2) AS top_two, max(salary, 3) AS best, min(id, 2) AS first FROM staff",
    """
    SELECT team, list(name ORDER BY salary DESC NULLS LAST, id) AS names
    FROM staff GROUP BY team ORDER BY team
    """,
    "SELECT array_agg(id ORDER BY id) FILTER (WHERE status = 'paid') AS ids FROM orders",
    "SELECT sum(DISTINCT amount), avg(DISTINCT amount) FROM orders",
    "SELECT max(amount) - min(amount) AS spread, count(*) * 2 AS twice FROM orders",
    "SELECT max(note), min(note), max(ordered_at), min(vip) FROM orders, customers",
    "SELECT count_if(amount > 0) AS n, countif(status = 'open') AS o FROM orders",
    "SELECT bool_and(vip), bool_or(vip), every FROM (SELECT vip, 1 AS every FROM customers) GROUP BY every",
    "SELECT histogram(amount) FROM orders",
    "SELECT sum(amount) FROM orders WHERE false",
    "SELECT status, sum(amount) FROM orders WHERE false GROUP BY status",
    "SELECT count(*) FROM orders HAVING count(*) > 100",
    "SELECT 'all' AS what, count(*) FROM orders GROUP BY what",
    "SELECT 1 FROM orders GROUP BY status",
    "SELECT DISTINCT count(*) FROM orders GROUP BY status ORDER BY 1",
    "SELECT count(*), status FROM orders GROUP BY status LIMIT 0",
    """
    SELECT CASE WHEN amount > 50 THEN 'big' ELSE 'small' END AS size, count(*)
    FROM orders GROUP BY size ORDER BY size
    """,
    """
    SELECT o.status, c.country, count(*)
    FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY o.status, c.country
    """,
    """
    SELECT team, avg(salary)::DECIMAL(10, 2) AS mean
    FROM staff GROUP BY team HAVING mean > 4000 ORDER BY team
    """,
    "SELECT sum(n) FROM (SELECT count(*) AS n FROM orders GROUP BY status)",
    "SELECT status, sum(amount) AS total FROM orders GROUP BY status ORDER BY total DESC NULLS LAST LIMIT 1",
    "SELECT year, sum(sum(amount)) OVER (ORDER BY year) AS b FROM sales GROUP BY year ORDER BY year",
    "SELECT list(region ORDER BY region NULLS FIRST) FROM sales",
    "SELECT approx_quantile(id, 0.5) AS q, reservoir_quantile(id, 0.5, 100) IS NOT NULL AS r FROM orders",
    "SELECT bitstring_agg(id, 10, 18) AS bits FROM orders",
    "SELECT sum(price * quantity) / sum(quantity) AS weighted FROM items WHERE price IS NOT NULL",
    """
    SELECT t.status, count(*) AS "count"
    FROM orders AS t GROUP BY t.status HAVING "count" >= 2 ORDER BY "count" DESC
    """,
    "SELECT id % 2 = 0 AS even, sum(amount) FROM orders GROUP BY id % 2 = 0 ORDER BY even",
    "SELECT length(note) AS l, count(*) FROM orders GROUP BY length(note) ORDER BY l NULLS FIRST",
    "SELECT ordered_at::DATE AS d, count(*) FROM orders GROUP BY ordered_at::DATE ORDER BY d NULLS LAST",
    """
    SELECT
        coalesce(region, 'TOTAL')                          AS region,
        sum(amount) FILTER (WHERE quarter = 'Q1')          AS q1,
        sum(amount) FILTER (WHERE quarter IN ('Q2', 'Q3')) AS q2_q3,
        sum(CASE WHEN quarter = 'Q4' THEN amount END)      AS q4,
        count(*)                                           AS n
    FROM sales
    WHERE region IS NOT NULL
    GROUP BY GROUPING SETS ((region), ())
    HAVING count(*) > 0
    ORDER BY grouping(region), region
    """,
)
_CALLS: Final = (
    "count(amount)",
    "sum(amount)",
    "avg(amount)",
    "min(amount)",
    "max(amount)",
    "median(amount)",
    "list(amount ORDER BY id)",
    "stddev(amount)",
    "first(amount ORDER BY id)",
    "count(DISTINCT amount)",
    "bool_or(amount > 0)",
    "quantile_disc(amount, 0.5)",
)
_GROUPS: Final = ("status", "customer_id", "ROLLUP (status)", "id % 3", "ordered_at IS NULL", "ALL")

AGGREGATES: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(
        f"SELECT {call} AS v, count(*) AS n FROM orders GROUP BY {group}"  # noqa: S608
        for call in _CALLS
        for group in _GROUPS
    ),
)
