"""Subqueries: scalar, correlated, derived tables, EXISTS, IN, ANY and ALL."""

from typing import Final

__all__ = ["SUBQUERIES"]

SUBQUERIES: Final[tuple[str, ...]] = (
    "SELECT (SELECT 1)",
    "SELECT (SELECT 1) + (SELECT 2) AS three",
    "SELECT (SELECT max(amount) FROM orders) AS top, id FROM orders",
    "SELECT (SELECT id FROM orders WHERE false) AS none",
    "SELECT (SELECT NULL::INTEGER) AS none",
    "SELECT * FROM (SELECT id FROM orders)",
    "SELECT * FROM (SELECT id FROM orders) o",
    "SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT 1 AS x)))",
    """
    SELECT *
    FROM ((SELECT id FROM orders) AS a JOIN (SELECT id FROM archive.orders) AS b ON true)
    WHERE a.id = 10
    """,
    "SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE vip)",
    "SELECT id FROM orders WHERE customer_id NOT IN (SELECT id FROM customers WHERE vip)",
    "SELECT id FROM orders WHERE (customer_id, status) IN (SELECT id, 'paid' FROM customers)",
    "SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
    """
    SELECT id
    FROM customers c WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id)
    ORDER BY id
    """,
    "SELECT id FROM customers c WHERE EXISTS (FROM orders o WHERE o.customer_id = c.id AND o.amount > 50)",
    "SELECT id FROM orders WHERE amount = (SELECT max(amount) FROM orders)",
    "SELECT id FROM orders o WHERE amount > (SELECT avg(amount) FROM orders i WHERE i.status = o.status)",
    "SELECT id FROM orders WHERE amount > ALL (SELECT salary FROM staff WHERE salary IS NOT NULL)",
    "SELECT id FROM orders WHERE amount > ANY (SELECT price FROM items)",
    "SELECT id FROM orders WHERE status = ANY (SELECT DISTINCT status FROM orders WHERE amount > 100)",
    "SELECT id FROM orders WHERE status <> ALL (SELECT 'paid' UNION ALL SELECT 'open')",
    """
    SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n
    FROM customers c ORDER BY c.id
    """,
    "SELECT c.name, (SELECT sum(amount) FROM orders o WHERE o.customer_id = c.id) AS total FROM customers c",
    """
    SELECT c.name,
        (SELECT string_agg(status, ',' ORDER BY id) FROM orders o WHERE o.customer_id = c.id) AS s
    FROM customers c
    """,
    "SELECT s.name, (SELECT b.name FROM staff b WHERE b.id = s.boss) AS boss FROM staff s ORDER BY s.id",
    """
    SELECT s.name, s.salary > (SELECT avg(t.salary) FROM staff t WHERE t.team = s.team) AS above
    FROM staff s
    """,
    "SELECT name FROM staff s WHERE (SELECT count(*) FROM staff t WHERE t.boss = s.id) > 1",
    """
    SELECT name
    FROM staff s WHERE salary = (SELECT max(salary) FROM staff WHERE team = s.team)
    ORDER BY name
    """,
    "SELECT id FROM orders ORDER BY (SELECT count(*) FROM items i WHERE i.order_id = orders.id) DESC, id",
    """
    SELECT status, count(*)
    FROM orders GROUP BY status HAVING count(*) > (SELECT count(*) / 3 FROM orders) ORDER BY 1
    """,
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM nothing) THEN 'some' ELSE 'none' END AS answer",
    "SELECT coalesce((SELECT max(i) FROM nothing), 0) AS top",
    "SELECT EXISTS (SELECT 1) AS yes, EXISTS (SELECT 1 WHERE false) AS no, NOT EXISTS (FROM nothing) AS none",
    "SELECT 1 IN (SELECT 1) AS yes, 2 IN (SELECT 1) AS no, NULL IN (SELECT 1) AS unknown",
    "SELECT x.a, y.b FROM (SELECT 1 AS a) AS x, (SELECT 2 AS b) AS y",
    """
    SELECT q.id
    FROM (SELECT id, amount FROM orders WHERE amount > 10 ORDER BY amount LIMIT 3) AS q
    ORDER BY q.id
    """,
    "SELECT avg(n) FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) AS per_customer",
    "SELECT t.* FROM (VALUES (1, 'x')) AS t (a, b) WHERE t.a IN (SELECT 1)",
    "SELECT (SELECT {'a': 1}).a AS a, (SELECT [1, 2])[1] AS b",
    "SELECT (SELECT row(1, 2)) AS pair, (SELECT (1, 'a')) AS mixed",
    "SELECT id, amount FROM orders WHERE id = (SELECT min(id) FROM orders WHERE status = (SELECT 'open'))",
    "SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM customers) AS customers",
    """
    SELECT *
    FROM orders
    WHERE id IN (SELECT order_id FROM items WHERE sku IN (SELECT sku FROM products WHERE len(tags) > 1))
    """,
    """
    SELECT o.id
    FROM orders o
    WHERE o.id IN (SELECT i.order_id FROM items i WHERE i.order_id = o.id AND i.price > o.amount)
    """,
    """
    SELECT name
    FROM customers
    WHERE id = (SELECT customer_id FROM orders ORDER BY amount DESC NULLS LAST, id LIMIT 1 OFFSET 2)
    """,
    "SELECT 'delete' AS what WHERE EXISTS (SELECT 'DELETE FROM orders' AS text)",
    "SELECT a FROM (SELECT 1 AS a, 2 AS a_1) WHERE a = 1",
    "SELECT a.x, b.x FROM (SELECT 1 AS x) a LEFT JOIN (SELECT 2 AS x) b ON a.x = b.x",
    """
    SELECT o.id, l.n
    FROM orders o, (SELECT count(*) AS n FROM items i WHERE i.order_id = o.id) l ORDER BY o.id
    """,
    "SELECT list_sum((SELECT list(id) FROM orders)) AS total",
    "SELECT id FROM orders WHERE [id] <@ (SELECT list(order_id) FROM items) ORDER BY id",
    "SELECT x FROM (SELECT 1 AS x UNION SELECT 2) WHERE x NOT IN (SELECT 2)",
    "SELECT (SELECT sum(x) FROM (SELECT unnest([1, 2, o.id]) AS x)) AS s FROM orders o ORDER BY s",
    """
    SELECT c.name, c.city, t.total
    FROM customers c
    JOIN (
        SELECT customer_id, sum(amount) AS total
        FROM orders
        WHERE status IN ('paid', 'open')
        GROUP BY customer_id
        HAVING sum(amount) > (
            SELECT avg(amount) FROM orders WHERE amount < 1000
        )
    ) t ON t.customer_id = c.id
    WHERE c.id NOT IN (SELECT customer_id FROM orders WHERE status = 'refund' AND customer_id IS NOT NULL)
    ORDER BY t.total DESC
    """,
)
