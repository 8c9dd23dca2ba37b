"""Window functions: partitions, frames, exclusions, named windows, and QUALIFY."""

from typing import Final

__all__ = ["WINDOWS"]

_WRITTEN: Final = (
    "SELECT id, row_number() OVER () AS n FROM orders WHERE id = 10",
    "SELECT id, row_number() OVER (ORDER BY id) AS n FROM orders",
    """
    SELECT id, rank() OVER (ORDER BY amount DESC NULLS LAST), dense_rank() OVER (ORDER BY amount)
    FROM orders
    """,
    "SELECT name, team, salary, rank() OVER (PARTITION BY team ORDER BY salary DESC) AS place FROM staff",
    "SELECT name, percent_rank() OVER (ORDER BY salary), cume_dist() OVER (ORDER BY salary) FROM staff",
    "SELECT id, ntile(3) OVER (ORDER BY id) AS third FROM orders",
    "SELECT id, lag(amount) OVER (ORDER BY id), lead(amount, 2, 0) OVER (ORDER BY id) FROM orders",
    "SELECT id, lag(amount IGNORE NULLS) OVER (ORDER BY id) AS before FROM orders",
    "SELECT id, first_value(amount) OVER w, last_value(amount) OVER w FROM orders WINDOW w AS (ORDER BY id)",
    "SELECT id, nth_value(amount, 2) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM orders",
    "SELECT id, last_value(note IGNORE NULLS) OVER (ORDER BY id) AS filled FROM orders",
    "SELECT id, sum(amount) OVER (PARTITION BY customer_id ORDER BY ordered_at, id) AS running FROM orders",
    "SELECT id, amount / sum(amount) OVER () AS share FROM orders WHERE amount > 0",
    "SELECT id, amount - avg(amount) OVER (PARTITION BY status) AS difference FROM orders",
    "SELECT id, count(*) FILTER (WHERE status = 'paid') OVER (ORDER BY id) AS paid_so_far FROM orders",
    "SELECT id, count(DISTINCT status) OVER (ORDER BY id) AS kinds FROM orders",
    "SELECT id, list(id) OVER (ORDER BY id ROWS 2 PRECEDING) AS last_three FROM orders",
    "SELECT id, string_agg(status, '>') OVER (ORDER BY id) AS path FROM orders",
    "SELECT name, max(salary) OVER (PARTITION BY team) = salary AS best FROM staff",
    """
    SELECT *
    FROM staff
    QUALIFY row_number() OVER (PARTITION BY team ORDER BY salary DESC NULLS LAST, id) = 1
    """,
    "SELECT name, rank() OVER (ORDER BY salary DESC NULLS LAST) AS r FROM staff QUALIFY r <= 2",
    """
    SELECT team, sum(salary) AS total, rank() OVER (ORDER BY sum(salary) DESC) AS place
    FROM staff GROUP BY team
    """,
    """
    SELECT team, count(*)
    FROM staff GROUP BY team HAVING count(*) > 1 QUALIFY rank() OVER (ORDER BY count(*)) = 1
    """,
    """
    SELECT id
    FROM orders QUALIFY count(*) OVER (PARTITION BY customer_id, ordered_at, amount) > 1
    ORDER BY id
    """,
    "SELECT id FROM orders WINDOW w AS (PARTITION BY status) QUALIFY sum(amount) OVER w > 100",
    """
    SELECT id, sum(id) OVER a, sum(id) OVER b
    FROM orders WINDOW a AS (ORDER BY id), b AS (PARTITION BY status)
    """,
    "SELECT id, sum(id) OVER (base ORDER BY id) FROM orders WINDOW base AS (PARTITION BY status)",
    """
    SELECT id, sum(id) OVER (base ROWS 1 PRECEDING)
    FROM orders WINDOW base AS (PARTITION BY status ORDER BY id)
    """,
    """
    SELECT moment, price,
        avg(price) OVER (PARTITION BY ticker ORDER BY moment RANGE INTERVAL 5 MINUTES PRECEDING)
    FROM quotes
    """,
    """
    SELECT ticker, moment, price,
        avg(price) OVER (
            PARTITION BY ticker ORDER BY moment
            RANGE BETWEEN INTERVAL '6 minutes' PRECEDING AND INTERVAL '6 minutes' FOLLOWING
        ) AS smooth
    FROM quotes
    """,
    "SELECT id, sum(amount) OVER (ORDER BY amount RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING) FROM orders",
    "SELECT id, sum(id) OVER (ORDER BY status GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders",
    "SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN id - 10 PRECEDING AND CURRENT ROW) FROM orders",
    """
    SELECT year, quarter, amount,
        amount - lag(amount) OVER (PARTITION BY region ORDER BY year, quarter, amount)
    FROM sales
    """,
    "SELECT id, row_number() OVER (ORDER BY id DESC) - row_number() OVER (ORDER BY id) AS gap FROM orders",
    "SELECT id, rank(ORDER BY amount) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM orders",
    "SELECT id, first_value(name ORDER BY salary DESC) OVER (PARTITION BY team) FROM staff",
    "SELECT name, quantile_cont(salary, 0.5) OVER (PARTITION BY team) AS median FROM staff",
    """
    SELECT name, salary, salary > lag(salary) OVER previous AS up
    FROM staff WINDOW previous AS (ORDER BY hired, id)
    """,
    "SELECT id, fill(amount::DOUBLE) OVER (ORDER BY id) AS filled FROM orders",
    "SELECT DISTINCT status, count(*) OVER (PARTITION BY status) AS n FROM orders",
    "SELECT id FROM orders ORDER BY row_number() OVER (ORDER BY id DESC)",
    "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS rn FROM orders) WHERE rn BETWEEN 2 AND 4",
    """
    WITH gaps AS (
        SELECT visitor, moment,
            moment - lag(moment) OVER (PARTITION BY visitor ORDER BY moment) > INTERVAL 30 MINUTE AS starts
        FROM events
    )
    SELECT visitor, moment,
        1 + sum(coalesce(starts, false)::INTEGER) OVER (PARTITION BY visitor ORDER BY moment) AS session
    FROM gaps
    ORDER BY visitor, moment
    """,
    """
    SELECT year, sum(amount) AS amount,
           sum(sum(amount)) OVER (ORDER BY year) AS so_far,
           round(100.0 * sum(amount) / sum(sum(amount)) OVER (), 1) AS percent
    FROM sales GROUP BY year ORDER BY year
    """,
)
_FUNCTIONS: Final = (
    "sum(id)",
    "count(*)",
    "count(amount)",
    "avg(amount)",
    "min(note)",
    "max(ordered_at)",
    "first_value(id)",
    "last_value(status)",
    "nth_value(id, 2)",
    "list(id)",
    "string_agg(status, ',')",
    "bool_and(amount > 0)",
    "median(amount)",
    "arg_max(id, amount)",
)
_FRAMES: Final = (
    "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
    "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
    "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW",
    "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES",
    "RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING",
    "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP",
    "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE NO OTHERS",
)

WINDOWS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(
        f"SELECT id, {call} OVER (ORDER BY id {frame}) AS w FROM orders"  # noqa: S608
        for call in _FUNCTIONS
        for frame in _FRAMES
    ),
)
