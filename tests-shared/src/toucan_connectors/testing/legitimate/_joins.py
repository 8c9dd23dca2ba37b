"""Joins of every kind, with their conditions in every place."""

from typing import Final

__all__ = ["JOINS"]

_WRITTEN: Final = (
    "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id, c.name FROM orders o INNER JOIN customers c ON (c.id = o.customer_id) ORDER BY 1",
    "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id ORDER BY o.id",
    "SELECT o.id, c.name FROM orders o LEFT OUTER JOIN customers c ON c.id = o.customer_id AND c.vip",
    "SELECT o.id, c.id, c.name FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id, c.id FROM orders o FULL OUTER JOIN customers c ON c.id = o.customer_id",
    "SELECT o.*, c.* FROM orders o, customers c WHERE o.customer_id = c.id",
    "SELECT q.region, c.id FROM quarters q CROSS JOIN customers c WHERE c.id < 3",
    "SELECT a.n, b.n FROM numbers a, numbers b WHERE a.n < b.n",
    "SELECT a.id, b.id FROM customers a JOIN customers b ON a.city = b.city AND a.id <> b.id",
    "SELECT e.name, b.name AS boss FROM staff e LEFT JOIN staff b ON e.boss = b.id ORDER BY e.id",
    """
    SELECT e.name, b.name, bb.name
    FROM staff e JOIN staff b ON e.boss = b.id LEFT JOIN staff bb ON b.boss = bb.id
    """,
    "SELECT id, old.amount, year FROM orders JOIN archive.orders AS old USING (id)",
    "SELECT * FROM orders LEFT JOIN archive.orders AS old USING (id)",
    "SELECT * FROM items JOIN products USING (sku) ORDER BY ALL",
    "SELECT sku, label, quantity FROM products FULL JOIN items USING (sku)",
    "SELECT * FROM items NATURAL JOIN products",
    "SELECT sku, label FROM products NATURAL LEFT JOIN items",
    "SELECT * FROM quotes NATURAL FULL JOIN trades",
    "SELECT * FROM customers SEMI JOIN orders ON orders.customer_id = customers.id ORDER BY id",
    "SELECT * FROM customers ANTI JOIN orders ON orders.customer_id = customers.id ORDER BY id",
    "SELECT sku FROM products SEMI JOIN items USING (sku)",
    "SELECT sku FROM products ANTI JOIN items USING (sku)",
    "SELECT * FROM quarters POSITIONAL JOIN customers",
    "SELECT q.region, n.n FROM quarters q POSITIONAL JOIN numbers n",
    "SELECT * FROM (VALUES (1), (2), (3)) a(x) POSITIONAL JOIN (VALUES ('a'), ('b')) b(y)",
    """
    SELECT t.ticker, t.moment, t.shares, q.price
    FROM trades t ASOF JOIN quotes q ON t.ticker = q.ticker AND t.moment >= q.moment
    """,
    """
    SELECT t.ticker, t.moment, q.price
    FROM trades t ASOF LEFT JOIN quotes q ON t.ticker = q.ticker AND t.moment >= q.moment
    ORDER BY t.ticker, t.moment
    """,
    "SELECT ticker, moment, price FROM trades ASOF JOIN quotes USING (ticker, moment)",
    """
    SELECT t.moment, q.moment
    FROM trades t ASOF JOIN quotes q ON t.ticker = q.ticker AND t.moment < q.moment
    """,
    """
    SELECT *
    FROM customers c, LATERAL (SELECT max(amount) AS top FROM orders o WHERE o.customer_id = c.id) m
    """,
    """
    SELECT c.name, l.id, l.amount
    FROM customers c
    LEFT JOIN LATERAL (
        SELECT id, amount FROM orders o WHERE o.customer_id = c.id ORDER BY amount DESC NULLS LAST, id LIMIT 1
    ) l ON true
    ORDER BY c.id
    """,
    "SELECT c.id, x FROM customers c JOIN LATERAL (SELECT c.id * 2 AS x) ON true",
    """
    SELECT q.region, v.quarter, v.amount
    FROM quarters q, LATERAL (VALUES ('q1', q1), ('q2', q2)) v(quarter, amount)
    """,
    "SELECT p.sku, t.tag FROM products p, unnest(p.tags) AS t(tag)",
    "SELECT p.sku, t.tag FROM products p CROSS JOIN LATERAL unnest(p.tags) AS t(tag) ORDER BY ALL",
    "SELECT p.sku, t.tag FROM products p LEFT JOIN LATERAL unnest(p.tags) AS t(tag) ON true",
    "SELECT * FROM range(3) a(x), range(2) b(y)",
    "SELECT a.x, b.y FROM range(3) a(x) JOIN generate_series(1, 2) b(y) ON a.x = b.y",
    "SELECT c.name, g FROM customers c, generate_series(1, c.id % 3) AS s(g)",
    "SELECT o.id FROM (orders o JOIN customers c ON o.customer_id = c.id) JOIN items i ON i.order_id = o.id",
    "SELECT o.id FROM orders o LEFT JOIN (customers c JOIN words w ON w.id = c.id) ON o.customer_id = c.id",
    """
    SELECT DISTINCT c.name
    FROM customers c JOIN orders o ON o.customer_id = c.id JOIN items i ON i.order_id = o.id
    """,
    "SELECT o.id, c.id FROM orders o JOIN customers c ON o.customer_id IS NOT DISTINCT FROM c.id",
    "SELECT a.year, b.year FROM sales a JOIN sales b ON a.year = b.year - 1 AND a.region = b.region",
    "SELECT o.id, s.name FROM orders o JOIN staff s ON s.hired <= o.ordered_at AND s.salary > o.amount",
    "SELECT a.id, b.id FROM words a JOIN words b ON a.word = b.word AND a.id < b.id",
    "SELECT a.id, b.id FROM words a JOIN words b ON lower(a.word) = lower(b.word) WHERE a.id <> b.id",
    """
    SELECT a.id
    FROM orders a JOIN orders b ON a.id = b.id JOIN orders c ON b.id = c.id
    JOIN orders d ON c.id = d.id
    """,
    "SELECT count(*) FROM orders JOIN items ON true",
    "SELECT o.id, i.* EXCLUDE (order_id) FROM orders o JOIN items i ON i.order_id = o.id",
    """
    SELECT c.country, sum(o.amount)
    FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.country
    """,
    "FROM orders o JOIN customers c ON c.id = o.customer_id SELECT o.id, c.name",
    "FROM items JOIN products USING (sku)",
    "SELECT x.sku FROM items AS x JOIN products AS y USING (sku) WHERE y.label LIKE 'P%'",
    """
    SELECT o."id", c."name"
    FROM "orders" AS "o" JOIN "main"."customers" AS "c" ON "o"."customer_id" = "c"."id"
    """,
    """
    SELECT a.region, b.region
    FROM quarters a LEFT JOIN quarters b ON a.q1 < b.q1 WHERE b.region IS NULL OR b.q2 > 1
    """,
    "SELECT l.i, r.i FROM (SELECT * FROM nothing) l FULL JOIN nothing r ON l.i = r.i",
    "SELECT * FROM nothing RIGHT JOIN quarters ON nothing.t = quarters.region",
    "SELECT * FROM quarters LEFT JOIN nothing ON nothing.t = quarters.region",
    """
    SELECT
        c.name,
        o.id          AS "order",
        i.sku,
        p.label,
        i.quantity * i.price AS total
    FROM customers AS c
        INNER JOIN orders   AS o ON o.customer_id = c.id
        INNER JOIN items    AS i ON i.order_id = o.id
        LEFT  JOIN products AS p ON p.sku = i.sku
    WHERE c.country IN ('FR', 'CN', 'BR')
    ORDER BY c.name, o.id, i.sku
    """,
)
_KINDS: Final = ("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN")
_ON: Final = (
    "ON staff.id = customers.id",
    "ON staff.id = customers.id AND staff.team = 'tech'",
    "ON staff.id < customers.id",
    "ON lower(staff.name) = lower(customers.name)",
    "USING (id)",
    "USING (id, name)",
    "ON EXTRACT(year FROM staff.hired) = EXTRACT(year FROM customers.joined)",
    "ON staff.hired = customers.joined OR staff.id = customers.id",
)

JOINS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT customers.* FROM customers {kind} staff {on}" for kind in _KINDS for on in _ON),  # noqa: S608
)
