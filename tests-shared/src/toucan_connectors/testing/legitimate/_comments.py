r"""Comments, semicolons, blanks and line ends where people leave them."""

from typing import Final

__all__ = ["COMMENTS"]

COMMENTS: Final[tuple[str, ...]] = (
    "SELECT 1;",
    "SELECT 1 ;  ",
    "SELECT 1;\n",
    "SELECT 1;\n\n\n",
    "SELECT 1;;",
    "SELECT 1; ; ;",
    "SELECT 1; -- done",
    "SELECT 1; -- done\n",
    "SELECT 1; /* done */",
    "SELECT 1; /* done; */ -- really;",
    "SELECT 1 -- done",
    "SELECT 1 -- done\n",
    "SELECT 1 -- done\n;",
    "SELECT 1 /* done */",
    "SELECT 1 /* done */ ;",
    "SELECT 1 /* a;b */",
    "SELECT 1 -- a;b",
    "SELECT 1 --",
    "SELECT 1 --;",
    "SELECT 1 /**/",
    "-- first\nSELECT 1",
    "-- first; second\nSELECT 1",
    "--\nSELECT 1",
    "-- it's\nSELECT 1",
    '-- "quoted\nSELECT 1',
    "-- $$\nSELECT 1",
    "-- /*\nSELECT 1",
    "/* -- */ SELECT 1",
    "/* first */ SELECT 1",
    "/* first\n   second */\nSELECT 1",
    "/* it's */ SELECT 1",
    "/* a /* nested */ comment */ SELECT 1",
    "/* DROP TABLE orders; */ SELECT 1",
    "-- DROP TABLE orders;\nSELECT 1",
    "/*!40101 SET x = 1 */ SELECT 1",
    "/*+ HINT(a) */ SELECT 1",
    "SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1",
    "SELECT/**/1",
    "SELECT/* a */1/* b */AS/* c */x",
    "SELECT 1--x\n+1",
    "SELECT 1 - -1",
    "SELECT 5 --5\n",
    "SELECT 1 /* - */ - /* + */ 1",
    "SELECT '--' -- '--'",
    "SELECT '/*' /* '*/",
    'SELECT 1 AS "--" -- "',
    "SELECT 1 AS a -- a\n, 2 AS b -- b\n",
    "\nSELECT 1",
    "\n\n  SELECT 1\n\n",
    "\tSELECT\t1\tAS\tx\t",
    "   SELECT   1   ",
    "SELECT\r\n  1 AS one,\r\n  2 AS two\r\n",
    "SELECT 1 -- one\r\n, 2 -- two\r\n;\r\n",
    "-- first\r\n/* second\r\n*/\r\nSELECT 1;\r\n",
    "SELECT id\r\nFROM orders\r\nWHERE note = 'first'\r\nORDER BY id;",
    "SELECT id, -- the key\n       amount -- in euros\nFROM orders -- all of them\nORDER BY id -- sorted",
    """
    SELECT id /* key */
    FROM /* table */ orders /* o */ WHERE /* none */ true ORDER BY /* by */ id LIMIT /* n */ 2
    """,
    "SELECT id FROM orders ORDER BY id LIMIT 2 -- LIMIT 5",
    "SELECT id FROM orders ORDER BY id -- LIMIT 5",
    "SELECT id FROM orders ORDER BY id /* LIMIT 5 */",
    "SELECT id FROM orders -- WHERE id = 10",
    "SELECT id FROM orders -- WHERE id = 10\nWHERE id = 12",
    "SELECT id FROM orders WHERE status = 'paid' -- AND amount > 10\n  AND customer_id = 1",
    "SELECT id -- ,amount\nFROM orders ORDER BY 1;-- bye",
    "SELECT * FROM orders WHERE note = '-- no comment' OR note = '/* not a comment */' -- a comment",
    "SELECT $$ -- no comment $$ AS t -- a comment",
    "SELECT 'é' -- ünïcödé ☕\n",
    "-- 日本語のコメント\nSELECT '日本語'",
    "/* émoji 😀 */ SELECT '😀' AS \"😀\" -- 😀",
    "WITH a AS ( -- first\n  SELECT 1 AS x -- one\n) -- end\nSELECT x FROM a -- last",
    "WITH a AS (SELECT 1 AS x /* ) */) SELECT x FROM a /* ( */",
    "SELECT (1 -- )\n)",
    "(SELECT 1) -- in parentheses\n;",
    "(SELECT 1 -- inside\n) LIMIT 1",
    "SELECT 1 UNION ALL -- and\nSELECT 2 -- two",
    "FROM orders -- everything\nWHERE id = 10 -- but one",
    "TABLE quarters; -- all",
    "VALUES (1), -- one\n(2) -- two",
    "DESCRIBE orders; -- columns",
    "-- report\n\nSELECT status, count(*) AS n\nFROM orders\nGROUP BY status\nORDER BY 2, 1\n;\n\n-- end\n",
    "SELECT * FROM (\n  SELECT id FROM orders -- inner\n) AS q -- outer\nORDER BY id",
    "SELECT CASE -- a\n WHEN true -- b\n THEN 1 -- c\n END -- d",
    "SELECT 1\x0b+\x0c1",
    "SELECT\u00a01",
    "SELECT\u30001",
    """
    /*
     * Revenue per month
     * @author: someone; @date: 2024-01-01
     * "quotes" and 'more quotes' and `ticks`
     */
    SELECT date_trunc('month', ordered_at) AS month, -- first day
           sum(amount) /* gross */ AS revenue
    FROM   orders
    -- WHERE status = 'paid';
    GROUP  BY 1
    ORDER  BY 1;
    -- EOF
    """,
)
