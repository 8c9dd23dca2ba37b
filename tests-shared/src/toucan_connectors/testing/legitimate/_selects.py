"""Plain selects: what is chosen, kept and sorted, and which part of it is the page."""

from typing import Final

__all__ = ["SELECTS"]

_WRITTEN: Final = (
    "SELECT 1",
    "select 1 as one, 'two' as two, 3.0 as three, null as nothing, true as yes",
    "SELECT * FROM orders",
    "SELECT ALL status FROM orders",
    "SELECT DISTINCT status FROM orders",
    "SELECT DISTINCT city, country FROM customers ORDER BY city NULLS LAST",
    "SELECT DISTINCT ON (customer_id) customer_id, id, amount FROM orders ORDER BY customer_id, id DESC",
    "SELECT DISTINCT ON (lower(name)) name FROM customers ORDER BY lower(name), id",
    "SELECT id, amount FROM orders WHERE amount > 10 AND status = 'paid'",
    "SELECT id FROM orders WHERE NOT (amount > 10 OR status IS NULL)",
    "SELECT id, amount * 1.2 AS with_tax FROM orders WHERE with_tax > 20",
    "SELECT id AS a, a + 1 AS b, b * 2 AS c FROM orders WHERE c > 25 ORDER BY c",
    "SELECT o.id, o.amount FROM orders o WHERE o.amount BETWEEN 0 AND 100",
    "SELECT o.id FROM orders AS o WHERE o.amount NOT BETWEEN 0 AND 100",
    "SELECT id FROM orders WHERE status IN ('paid', 'open') AND id NOT IN (10, 11)",
    "SELECT id FROM orders WHERE status IS DISTINCT FROM 'paid'",
    "SELECT id FROM orders WHERE customer_id IS NOT DISTINCT FROM NULL",
    "SELECT id FROM customers WHERE vip",
    "SELECT id, vip IS TRUE AS yes, vip IS NOT TRUE AS no, vip IS UNKNOWN AS unknown FROM customers",
    "SELECT id FROM customers WHERE vip IS NOT FALSE",
    "SELECT id FROM customers WHERE city ISNULL OR country NOTNULL",
    "SELECT orders.* FROM orders WHERE orders.id = 10",
    "SELECT main.orders.id FROM main.orders",
    "SELECT orders.id, id AS id FROM orders",
    "SELECT id, id, id FROM orders",
    "SELECT *, * FROM quarters",
    "SELECT *, amount * 2 AS twice, o.* FROM orders o",
    "SELECT 1, 2, 1 + 1, 'x' || 'y'",
    "SELECT count(*), count(*), min(id) FROM orders",
    "SELECT 1 AS count, 2 AS sum, 3 AS max, 4 AS year, 5 AS date, 6 AS first",
    "SELECT count(*) AS count, max(amount) AS max FROM orders",
    "SELECT (1), (2, 3), ((4))",
    "SELECT CASE WHEN amount > 100 THEN 'big' WHEN amount > 0 THEN 'small' ELSE 'none' END FROM orders",
    "SELECT CASE status WHEN 'paid' THEN 1 WHEN 'open' THEN 0 END AS done FROM orders",
    "SELECT CASE WHEN CASE WHEN vip THEN 1 ELSE 0 END = 1 THEN 'a' ELSE 'b' END AS letter FROM customers",
    "SELECT if(vip, 'yes', 'no') AS answer, ifnull(city, '?') AS city FROM customers",
    "SELECT coalesce(note, status, 'none') AS text, nullif(status, 'paid') AS unpaid FROM orders",
    "SELECT id FROM orders ORDER BY amount DESC NULLS LAST, id",
    "SELECT id FROM orders ORDER BY amount ASC NULLS FIRST, id DESC",
    "SELECT id, amount FROM orders ORDER BY 2 DESC NULLS LAST, 1",
    "SELECT id FROM orders ORDER BY abs(amount), id",
    "SELECT id FROM orders ORDER BY ordered_at",
    "SELECT status, id FROM orders ORDER BY CASE status WHEN 'open' THEN 0 WHEN 'paid' THEN 1 ELSE 2 END, id",
    "SELECT * FROM quarters ORDER BY ALL",
    "SELECT * FROM quarters ORDER BY ALL DESC",
    "SELECT * FROM sales ORDER BY ALL NULLS FIRST",
    "SELECT name FROM customers ORDER BY name COLLATE NOCASE, id",
    "SELECT word FROM words ORDER BY word COLLATE NOACCENT NULLS FIRST, id",
    "SELECT word FROM words ORDER BY word COLLATE NOCASE.NOACCENT DESC NULLS LAST, id DESC",
    "SELECT id FROM words WHERE word COLLATE NOCASE = 'ZEBRA'",
    "SELECT id AS n FROM orders ORDER BY n LIMIT 3",
    "SELECT id FROM orders ORDER BY id LIMIT 3 OFFSET 2",
    "SELECT id FROM orders ORDER BY id OFFSET 2 LIMIT 3",
    "SELECT id FROM orders ORDER BY id OFFSET 4",
    "SELECT id FROM orders ORDER BY id OFFSET 4 ROWS",
    "SELECT id FROM orders ORDER BY id LIMIT ALL",
    "SELECT id FROM orders ORDER BY id LIMIT ALL OFFSET 3",
    "SELECT id FROM orders ORDER BY id LIMIT NULL",
    "SELECT id FROM orders ORDER BY id LIMIT 0",
    "SELECT id FROM orders ORDER BY id LIMIT 1 + 1",
    "SELECT id FROM orders ORDER BY id LIMIT (SELECT count(*) // 2 FROM orders)",
    "SELECT id FROM orders ORDER BY id LIMIT (SELECT 3) OFFSET (SELECT 1)",
    "SELECT id FROM orders ORDER BY id LIMIT 50%",
    "SELECT id FROM orders ORDER BY id LIMIT 50 PERCENT",
    "SELECT id FROM orders ORDER BY id LIMIT (10 + 15) %",
    "SELECT id FROM orders ORDER BY id LIMIT 1000000",
    "SELECT id FROM orders ORDER BY id LIMIT 1e0::INTEGER",
    "SELECT id FROM orders ORDER BY id FETCH FIRST 2 ROWS ONLY",
    "SELECT id FROM orders ORDER BY id OFFSET 1 ROW FETCH NEXT 2 ROWS ONLY",
    "SELECT id FROM (SELECT id FROM orders ORDER BY id LIMIT 5) ORDER BY id DESC LIMIT 2",
    "SELECT * FROM (SELECT * FROM orders ORDER BY id OFFSET 2) AS later ORDER BY id",
    "SELECT id FROM orders WHERE false",
    "SELECT * FROM orders WHERE 1 = 0 ORDER BY id LIMIT 10",
    "SELECT * FROM nothing",
    "SELECT count(*), sum(i), max(t), min(d), list(l) FROM nothing",
    "SELECT NULL",
    "SELECT NULL AS a, NULL::INTEGER AS b, NULL::VARCHAR AS c FROM orders",
    "SELECT 42 AS answer WHERE true",
    "SELECT 42 AS answer WHERE NULL",
    "SELECT 1 AS a, 2 AS A, 3 AS b",
    "SELECT 'x' AS \"Capital Letters\", 1 AS mixedCase",
    "SELECT -1, +1, - -1, NOT true, ~5",
    """
    SELECT 7 // 2 AS i, 7 / 2 AS f, 7 % 4 AS m, 2 ** 10 AS p, 5 & 3 AS a, 5 | 3 AS o, xor(5, 3) AS x,
        1 << 4 AS s
    """,
    "SELECT 1 = 1, 1 == 1, 1 <> 2, 1 != 2, 1 < 2, 2 >= 2",
    "SELECT (id, status) AS pair FROM orders",
    "SELECT id FROM orders WHERE (id, status) = (10, 'paid')",
    "SELECT id FROM orders WHERE (id, status) IN ((10, 'paid'), (12, 'open'))",
    "SELECT orders FROM orders ORDER BY id LIMIT 2",
    "SELECT o.status AS s, count(*) FROM orders AS o GROUP BY s HAVING count(*) > 1",
    "SELECT rowid, id FROM quarters JOIN (SELECT 1 AS id) ON true ORDER BY rowid",
    "SELECT id FROM archive.orders UNION ALL SELECT id FROM main.orders",
    "SELECT a.id, a.year FROM archive.orders AS a ORDER BY a.id",
    """
    SELECT o.id AS order_id, o.amount AS order_amount
    FROM orders AS o (id, customer, moment, amount) ORDER BY 1
    """,
    "SELECT * FROM quarters AS q (zone, first, second)",
    "SELECT * FROM (SELECT 1, 2) AS t (a, b)",
    "SELECT typeof(amount) AS t, amount FROM orders",
    "SELECT alias(amount) AS a FROM orders LIMIT 1",
    """
    SELECT
        id,
        amount,
        CASE
            WHEN amount IS NULL THEN 'unknown'
            WHEN amount < 0     THEN 'refund'
            WHEN amount < 50    THEN 'small'
            ELSE                     'large'
        END AS bucket
    FROM orders
    WHERE status IS NOT NULL
      AND ordered_at >= TIMESTAMP '2024-01-01'
    ORDER BY
        bucket,
        id
    """,
    """
    SELECT status
         , count(*)    AS orders
         , sum(amount) AS revenue
      FROM orders
     WHERE ordered_at >= DATE '2024-01-01'
       AND ordered_at <  DATE '2025-01-01'
     GROUP BY status
    HAVING sum(amount) IS NOT NULL
     ORDER BY revenue DESC
     LIMIT 10
    """,
)
_CONDITIONS: Final = (
    "amount > 0",
    "amount >= 19.9 AND amount <= 250",
    "amount IS NULL",
    "status = 'paid' OR status IS NULL",
    "NOT status = 'paid'",
    "note LIKE '%late%'",
    "note NOT LIKE '%a%'",
    "note ILIKE 'FIRST'",
    "note LIKE '100!%%' ESCAPE '!'",
    "note = ''",
    "note <> ''",
    "note = 'it''s late'",
    "note = 'DROP TABLE orders; --'",
    "note = '/* not a comment */'",
    "note IN ('naïve café ☕', 'update; delete; insert')",
    "regexp_matches(note, '^[a-z]+$')",
    "note ~ '.*sure'",
    "note !~ '.*sure'",
    "note GLOB '*e*'",
    "starts_with(note, 'up')",
    "note ^@ 'up'",
    "contains(note, ';')",
    "length(note) > 10",
    "ordered_at >= '2024-02-01'",
    "ordered_at::DATE = DATE '2024-01-05'",
    "date_part('month', ordered_at) = 2",
    "year(ordered_at) <> 2024",
    "ordered_at BETWEEN '2024-01-01' AND '2024-03-31'",
    "id % 2 = 0 AND customer_id IS NOT NULL",
    "(customer_id, status) IN (SELECT id, 'paid' FROM customers)",
    "coalesce(amount, 0) = 0",
    "amount = ANY (SELECT max(amount) FROM orders)",
    "amount >= ALL (SELECT amount FROM orders WHERE amount IS NOT NULL)",
    "EXISTS (SELECT 1 FROM items WHERE order_id = orders.id)",
    "list_contains([10, 12], id)",
    "id IN [10, 12, 14]",
    "true",
    "1 = 1 AND (true OR false)",
)
_ORDERS: Final = (
    "id",
    "id DESC",
    "1",
    "amount NULLS FIRST, id",
    "amount DESC NULLS LAST, id DESC",
    "status, amount, id",
    "lower(note) NULLS LAST, id",
    "-amount, id",
    "length(note) % 3, id",
    "amount IS NULL, id",
)
_PAGES: Final = ("LIMIT 4", "LIMIT 2 OFFSET 1", "OFFSET 6", "LIMIT 25%", "LIMIT 40 PERCENT OFFSET 1")

SELECTS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *("SELECT id, note FROM orders WHERE " + condition for condition in _CONDITIONS),  # noqa: S608
    *("SELECT id, amount FROM orders ORDER BY " + order for order in _ORDERS),  # noqa: S608
    *(f"SELECT id FROM orders ORDER BY {order} {page}" for order in _ORDERS[3:7] for page in _PAGES),  # noqa: S608
)
