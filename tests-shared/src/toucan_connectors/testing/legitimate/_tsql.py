"""Reads as they are written for Microsoft SQL Server, Azure SQL and Synapse."""

from typing import Final

__all__ = ["TSQL"]

TSQL: Final[tuple[str, ...]] = (
    "SELECT @@VERSION",
    "SELECT DB_NAME(), SUSER_SNAME(), SCHEMA_NAME()",
    "SELECT TOP 10 * FROM dbo.orders",
    "SELECT TOP (10) PERCENT id FROM orders ORDER BY amount DESC",
    "SELECT TOP 3 WITH TIES id, amount FROM orders ORDER BY amount DESC",
    "SELECT DISTINCT TOP 5 status FROM orders",
    "SELECT [id], [select], [a.b], [odd]]name] FROM [shop].[dbo].[odd table]",
    'SELECT o.[Order Id] AS [order], "quoted" FROM [Sales].[Orders] AS o WHERE o.[update] = 1',
    "SELECT id FROM orders WITH (NOLOCK)",
    """
    SELECT o.id
    FROM orders AS o WITH (NOLOCK, INDEX(ix_orders))
    JOIN customers c WITH (NOLOCK) ON c.id = o.customer_id
    """,
    """
    SELECT c.name, o.id
    FROM customers c
    CROSS APPLY (SELECT TOP 1 id FROM orders WHERE customer_id = c.id ORDER BY id) o
    """,
    """
    SELECT c.name, o.id
    FROM customers c OUTER APPLY (SELECT TOP 1 id FROM orders WHERE customer_id = c.id) AS o
    """,
    "SELECT s.value FROM products p CROSS APPLY STRING_SPLIT(p.tags, ',') AS s",
    "SELECT j.[key], j.value FROM events e CROSS APPLY OPENJSON(e.payload) AS j",
    """
    SELECT j.id
    FROM events e
    CROSS APPLY OPENJSON(e.payload, '$.items') WITH (id INT '$.id', n INT '$.n') AS j
    """,
    "SELECT JSON_VALUE(payload, '$.kind'), JSON_QUERY(payload, '$.tags'), ISJSON(payload) FROM events",
    """
    SELECT *
    FROM (SELECT year, region, amount FROM sales) AS s PIVOT (SUM(amount) FOR year IN ([2022], [2023])) AS p
    """,
    "SELECT region, quarter, amount FROM quarters UNPIVOT (amount FOR quarter IN (q1, q2, q3)) AS u",
    "SELECT STRING_AGG(name, ', ') WITHIN GROUP (ORDER BY name) FROM customers",
    """
    SELECT TRY_CONVERT(INT, note), TRY_CAST(note AS DATE), CONVERT(VARCHAR(10), ordered_at, 120)
    FROM orders
    """,
    "SELECT CAST(amount AS DECIMAL(10, 2)), CONVERT(DATE, ordered_at) FROM orders",
    "SELECT id FROM orders ORDER BY id OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY",
    "SELECT id FROM orders ORDER BY id OFFSET 10 ROWS",
    "SELECT id, amount FROM orders FOR JSON PATH",
    "SELECT id, amount FROM orders FOR XML PATH('order'), ROOT('orders')",
    "SELECT id FROM orders OPTION (MAXDOP 1)",
    "SELECT id FROM orders WHERE status = 'paid' OPTION (RECOMPILE, MAXDOP 2)",
    """
    SELECT IIF(amount > 100, 'big', 'small'), ISNULL(note, ''), CHOOSE(2, 'a', 'b'),
        COALESCE(note, status) FROM orders
    """,
    "SELECT N'é', N'it''s', 'DROP TABLE x; --' AS [drop], 0xDEADBEEF",
    """
    SELECT GETDATE(), SYSUTCDATETIME(), DATEADD(day, -7, GETDATE()),
        DATEDIFF(month, ordered_at, GETDATE()) FROM orders
    """,
    """
    SELECT YEAR(ordered_at), DATEPART(week, ordered_at), DATENAME(month, ordered_at), EOMONTH(ordered_at)
    FROM orders
    """,
    "SELECT FORMAT(ordered_at, 'yyyy-MM', 'en-US'), DATEFROMPARTS(2024, 1, 5) FROM orders",
    "SELECT ordered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Romance Standard Time' FROM orders",
    """
    SELECT DATETRUNC(month, ordered_at) AS m, COUNT_BIG(*)
    FROM orders GROUP BY DATETRUNC(month, ordered_at)
    """,
    """
    SELECT LEN(name), CHARINDEX('a', name), PATINDEX('%[0-9]%', name), STUFF(name, 1, 1, 'x'), name + '!'
    FROM customers
    """,
    "SELECT name FROM customers WHERE name LIKE '[A-C]%' OR name LIKE '%50!%%' ESCAPE '!'",
    "SELECT name COLLATE Latin1_General_CI_AS FROM customers ORDER BY name COLLATE Latin1_General_BIN2",
    "SELECT total = SUM(amount), status FROM orders GROUP BY status",
    "SELECT status, SUM(amount) FROM orders GROUP BY ROLLUP (status)",
    """
    SELECT region, year, SUM(amount), GROUPING_ID(region, year)
    FROM sales GROUP BY GROUPING SETS ((region), (year), ())
    """,
    "SELECT id, SUM(amount) OVER (PARTITION BY status ORDER BY id ROWS UNBOUNDED PRECEDING) FROM orders",
    "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) OVER (PARTITION BY status) FROM orders",
    "SELECT id, LAG(amount, 1, 0) OVER (ORDER BY id) AS before FROM orders",
    """
    WITH t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 50) SELECT n
    FROM t OPTION (MAXRECURSION 100)
    """,
    "WITH a AS (SELECT id FROM orders), b AS (SELECT id FROM a) SELECT COUNT(*) FROM b",
    "SELECT id FROM orders EXCEPT SELECT id FROM archive.orders",
    "SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b)",
    "SELECT * FROM orders TABLESAMPLE (10 PERCENT)",
    "SELECT * FROM prices FOR SYSTEM_TIME AS OF '2024-01-01'",
    "SELECT o.id FROM orders o FULL OUTER JOIN customers c ON c.id = o.customer_id",
    "SELECT name FROM sys.tables ORDER BY name",
    "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM orders WHERE amount < 0) THEN 1 ELSE 0 END AS negative",
    "SELECT 1 AS one -- the end\n;",
    """
    ;WITH monthly AS (
        SELECT DATEFROMPARTS(YEAR(ordered_at), MONTH(ordered_at), 1) AS [month], SUM(amount) AS revenue
        FROM [dbo].[orders] WITH (NOLOCK)
        WHERE [status] <> N'refund'
        GROUP BY DATEFROMPARTS(YEAR(ordered_at), MONTH(ordered_at), 1)
    )
    SELECT [month], revenue, revenue - LAG(revenue) OVER (ORDER BY [month]) AS [change]
    FROM monthly
    ORDER BY [month];
    """,
)
