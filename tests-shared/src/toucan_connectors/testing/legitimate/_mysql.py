"""Reads as they are written for MySQL and MariaDB."""

from typing import Final

__all__ = ["MYSQL"]

MYSQL: Final[tuple[str, ...]] = (
    "SELECT VERSION(), DATABASE(), USER(), CONNECTION_ID()",
    "SELECT @@version, @@global.time_zone, @@session.sql_mode",
    "SELECT `id`, `select`, `a.b`, `back``tick` FROM `shop`.`odd table`",
    "SELECT `orders`.`id` AS `order id` FROM `orders` WHERE `orders`.`update` = 1",
    'SELECT "double quoted text", \'it\\\'s\', \'it\'\'s\', "say ""hi"""',
    "SELECT 'DELETE FROM orders; -- no' AS `drop table`",
    "SELECT id FROM orders USE INDEX (idx_customer) WHERE customer_id = 1",
    "SELECT id FROM orders FORCE INDEX (PRIMARY, idx_status) WHERE id > 10",
    "SELECT id FROM orders IGNORE INDEX FOR ORDER BY (idx_status) ORDER BY status",
    "SELECT /*+ MAX_EXECUTION_TIME(1000) */ id FROM orders",
    "SELECT /*+ NO_INDEX_MERGE(o) BKA(o) */ o.id FROM orders o",
    "SELECT STRAIGHT_JOIN o.id FROM orders o JOIN customers c ON c.id = o.customer_id",
    "SELECT o.id FROM customers c STRAIGHT_JOIN orders o ON o.customer_id = c.id",
    "SELECT SQL_NO_CACHE id FROM orders",
    "SELECT SQL_CALC_FOUND_ROWS id FROM orders LIMIT 10",
    "SELECT DISTINCT status FROM orders",
    "SELECT GROUP_CONCAT(name) FROM customers",
    """
    SELECT GROUP_CONCAT(DISTINCT name ORDER BY name DESC SEPARATOR '; ') AS names
    FROM customers GROUP BY country
    """,
    "SELECT payload->'$.kind', payload->>'$.target.id' FROM events",
    "SELECT JSON_EXTRACT(payload, '$.a[0]'), JSON_UNQUOTE(JSON_EXTRACT(payload, '$.b')) FROM events",
    """
    SELECT *
    FROM events
    WHERE JSON_CONTAINS(payload, '"a"', '$.tags') AND 'x' MEMBER OF (payload->'$.tags')
    """,
    "SELECT JSON_OBJECT('id', id, 'name', name), JSON_ARRAYAGG(id) FROM customers GROUP BY id, name",
    """
    SELECT j.id
    FROM events, JSON_TABLE(payload, '$.items[*]' COLUMNS (id INT PATH '$.id', n INT PATH '$.n')) AS j
    """,
    "SELECT DATE_FORMAT(ordered_at, '%Y-%m') AS month, COUNT(*) FROM orders GROUP BY month ORDER BY month",
    "SELECT DATE_ADD(NOW(), INTERVAL 1 DAY), NOW() - INTERVAL 7 DAY, DATEDIFF(NOW(), ordered_at) FROM orders",
    "SELECT STR_TO_DATE('05/01/2024', '%d/%m/%Y'), TIMESTAMPDIFF(MONTH, ordered_at, CURDATE()) FROM orders",
    "SELECT YEAR(ordered_at), WEEK(ordered_at, 3), UNIX_TIMESTAMP(ordered_at), FROM_UNIXTIME(0) FROM orders",
    "SELECT CONVERT_TZ(ordered_at, 'UTC', 'Europe/Paris') FROM orders",
    "SELECT EXTRACT(YEAR_MONTH FROM ordered_at) FROM orders",
    "SELECT _utf8mb4'é', N'é', _latin1 X'E9', 0xE9, b'101'",
    "SELECT name COLLATE utf8mb4_bin FROM customers ORDER BY name COLLATE utf8mb4_unicode_ci",
    """
    SELECT CONVERT(name USING utf8mb4), CAST(id AS CHAR), CAST('7' AS UNSIGNED),
        CAST(amount AS DECIMAL(10, 2)) FROM orders
    """,
    "SELECT name FROM customers WHERE name REGEXP '^[A-Z]' AND name NOT REGEXP 'z$' AND name RLIKE 'a'",
    "SELECT name FROM customers WHERE name LIKE '100\\%%' OR name LIKE 'a!_%' ESCAPE '!'",
    """
    SELECT IF(amount > 100, 'big', 'small'), IFNULL(note, ''), ELT(1, 'a', 'b'), FIELD('b', 'a', 'b')
    FROM orders
    """,
    "SELECT 7 DIV 2, 7 MOD 2, 7 % 2, 1 XOR 0, !0, 1 <=> NULL, 1 && 1, 1 || 0",
    """
    SELECT CONCAT(name, ' ', city), CONCAT_WS(',', name, NULL, city), SUBSTRING_INDEX(name, ' ', 1)
    FROM customers
    """,
    "SELECT id FROM orders ORDER BY id LIMIT 10",
    "SELECT id FROM orders ORDER BY id LIMIT 20, 10",
    "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 20",
    "SELECT status, SUM(amount) FROM orders GROUP BY status WITH ROLLUP",
    "SELECT status, ANY_VALUE(note) FROM orders GROUP BY status HAVING COUNT(*) > 1 ORDER BY NULL",
    "SELECT MATCH (note) AGAINST ('late' IN BOOLEAN MODE) FROM orders",
    """
    SELECT ROW_NUMBER() OVER w AS n, SUM(amount) OVER w
    FROM orders WINDOW w AS (PARTITION BY status ORDER BY id)
    """,
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t",
    """
    (SELECT id FROM orders ORDER BY id LIMIT 1)
    UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 1) ORDER BY id
    """,
    "SELECT o.id FROM orders o NATURAL JOIN customers c",
    "SELECT o.id FROM orders o, customers c WHERE o.customer_id = c.id",
    """
    SELECT c.name, l.id
    FROM customers c, LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id LIMIT 1) l
    """,
    "SELECT id FROM orders PARTITION (p2024)",
    "SELECT 1 FROM DUAL",
    "SELECT id # the key\nFROM orders -- all of them\nWHERE 1 /* always */",
    "SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = DATABASE()",
    "SHOW TABLES",
    "SHOW TABLES LIKE 'ord%'",
    "SHOW FULL COLUMNS FROM orders",
    "SHOW CREATE TABLE orders",
    "SHOW INDEX FROM orders",
    "SHOW DATABASES",
    "DESCRIBE orders",
    "EXPLAIN SELECT * FROM orders WHERE id = 1",
    """
    SELECT c.country,
           COUNT(DISTINCT o.id)                         AS `number of orders`,
           ROUND(SUM(o.amount), 2)                      AS revenue,
           SUM(o.status = 'paid') / COUNT(*) * 100      AS `% paid`
    FROM orders AS o
    INNER JOIN customers AS c ON c.id = o.customer_id
    WHERE o.ordered_at >= '2024-01-01' AND o.ordered_at < '2024-01-01' + INTERVAL 1 YEAR
    GROUP BY c.country
    HAVING revenue > 0
    ORDER BY revenue DESC
    LIMIT 50;
    """,
)
