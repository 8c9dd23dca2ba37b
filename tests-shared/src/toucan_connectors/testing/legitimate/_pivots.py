"""PIVOT with its values, UNPIVOT, and samples that are everything, nothing, or seeded."""

from typing import Final

__all__ = ["PIVOTS"]

PIVOTS: Final[tuple[str, ...]] = (
    "PIVOT sales ON year IN (2022, 2023) USING sum(amount)",
    "PIVOT sales ON year IN (2022, 2023, 2024) USING sum(amount) GROUP BY region ORDER BY region",
    "PIVOT sales ON quarter IN ('Q1', 'Q2') USING sum(amount) AS total, count(*) AS n GROUP BY region",
    "PIVOT sales ON region IN ('north', 'south') USING max(amount) GROUP BY year, quarter ORDER BY ALL",
    "PIVOT sales ON year IN (2022, 2023), quarter IN ('Q1', 'Q2') USING sum(amount)",
    "PIVOT (FROM sales WHERE amount > 5) ON year IN (2022, 2023) USING sum(amount) GROUP BY region",
    "PIVOT sales ON year IN (2022, 2023) USING first(amount ORDER BY amount) GROUP BY region ORDER BY region",
    "PIVOT (SELECT year, amount FROM sales) ON year IN (1999) USING sum(amount)",
    "FROM (PIVOT sales ON year IN (2022, 2023) USING sum(amount) GROUP BY region) WHERE region = 'north'",
    """
    SELECT *
    FROM (PIVOT sales ON year IN (2022, 2023) USING sum(amount) GROUP BY region) AS p
    ORDER BY region
    """,
    """
    SELECT region, "2022" + "2023" AS both
    FROM (PIVOT sales ON year IN (2022, 2023) USING sum(amount) GROUP BY region)
    """,
    "SELECT * FROM sales PIVOT (sum(amount) FOR year IN (2022, 2023) GROUP BY region)",
    """
    SELECT *
    FROM sales PIVOT (sum(amount) AS s, max(amount) AS m FOR year IN (2022, 2023) GROUP BY quarter)
    """,
    """
    SELECT *
    FROM sales PIVOT (sum(amount) FOR quarter IN ('Q1' AS first, 'Q2' AS second) GROUP BY region) AS p
    """,
    "SELECT * FROM sales PIVOT (count(*) FOR year IN (2022, 2023) region IN ('north', 'south'))",
    """
    WITH p AS (PIVOT sales ON year IN (2022, 2023) USING sum(amount) GROUP BY region) SELECT *
    FROM p ORDER BY ALL
    """,
    """
    WITH s AS (FROM sales WHERE year > 2022) PIVOT s ON quarter IN ('Q1', 'Q4')
    USING sum(amount) GROUP BY year
    """,
    "UNPIVOT quarters ON q1, q2, q3 INTO NAME quarter VALUE amount",
    "UNPIVOT quarters ON COLUMNS(* EXCLUDE (region)) INTO NAME quarter VALUE amount ORDER BY ALL",
    "UNPIVOT quarters ON COLUMNS('q\\d') INTO NAME quarter VALUE amount",
    "UNPIVOT quarters ON (q1, q2) AS half, (q2, q3) AS other INTO NAME part VALUE a, b",
    "UNPIVOT quarters ON q1 AS first, q2 AS second INTO NAME quarter VALUE amount",
    "UNPIVOT (SELECT region, q1 * 2 AS double FROM quarters) ON double",
    "SELECT * FROM quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3))",
    "SELECT * FROM quarters UNPIVOT INCLUDE NULLS (amount FOR quarter IN (q1, q2, q3)) ORDER BY ALL",
    """
    SELECT region, sum(amount)
    FROM (UNPIVOT quarters ON q1, q2, q3 INTO NAME q VALUE amount) GROUP BY region
    """,
    "FROM (UNPIVOT quarters ON q1, q2 INTO NAME q VALUE v) SELECT q, max(v) GROUP BY q ORDER BY q",
    "PIVOT_WIDER sales ON year IN (2022, 2023) USING sum(amount) GROUP BY region",
    "PIVOT_LONGER quarters ON q1, q2 INTO NAME q VALUE v",
    """
    PIVOT sales
    ON quarter IN ('Q1', 'Q2', 'Q3', 'Q4')
    USING coalesce(sum(amount), 0) AS total
    GROUP BY year
    ORDER BY year; -- one column a quarter
    """,
    "SELECT count(*) FROM orders USING SAMPLE 100%",
    "SELECT id FROM orders USING SAMPLE 100 ROWS",
    "SELECT id FROM orders TABLESAMPLE 100 PERCENT (bernoulli)",
    "SELECT id FROM orders TABLESAMPLE reservoir(1000) ORDER BY id",
    "SELECT id FROM orders TABLESAMPLE 0 PERCENT",
    "SELECT id FROM orders USING SAMPLE 0 ROWS",
    "SELECT count(*) FROM range(1000) USING SAMPLE reservoir(50 ROWS) REPEATABLE (7)",
    "SELECT count(*) AS n FROM (SELECT * FROM range(1000) TABLESAMPLE reservoir(50))",
    "SELECT * FROM (FROM orders USING SAMPLE 100 ROWS) WHERE id = 10",
)
