"""The small world that DuckDB's statements read: a shop, its staff, its sensors, and tables of odd things."""

from typing import Final

__all__ = ["LEGITIMATE_TABLES"]

LEGITIMATE_TABLES: Final[tuple[str, ...]] = (
    """
    CREATE TABLE customers (id INTEGER, name VARCHAR, city VARCHAR, country VARCHAR, joined DATE, vip BOOLEAN)
    """,
    """
    INSERT INTO customers VALUES
        (1, 'Ann', 'Paris', 'FR', DATE '2020-02-29', true),
        (2, 'O''Brien', 'Cork', 'IE', DATE '2021-06-15', false),
        (3, 'Zoë', 'Genève', 'CH', NULL, NULL),
        (4, '李雷', '北京', 'CN', DATE '2023-12-31', true),
        (5, 'ann', 'Paris', 'FR', DATE '2022-01-01', false),
        (6, 'Say "hi"; -- x', NULL, NULL, DATE '1999-01-01', NULL),
        (7, '100% / a_b', 'São Paulo', 'BR', DATE '2024-05-05', true)
    """,
    """
    CREATE TABLE orders (
        id INTEGER, customer_id INTEGER, ordered_at TIMESTAMP, amount DECIMAL(10, 2),
        status VARCHAR, note VARCHAR
    )
    """,
    """
    INSERT INTO orders VALUES
        (10, 1, TIMESTAMP '2024-01-05 09:30:00', 19.90, 'paid', 'first'),
        (11, 1, TIMESTAMP '2024-01-05 09:30:00', 19.90, 'paid', NULL),
        (12, 2, TIMESTAMP '2024-02-10 23:59:59', 250.00, 'open', 'it''s late'),
        (13, 3, TIMESTAMP '2024-02-29 12:00:00', 0.00, 'paid', '100% sure'),
        (14, 4, TIMESTAMP '2024-03-31 00:00:00', -15.25, 'refund', 'DROP TABLE orders; --'),
        (15, 4, TIMESTAMP '2024-04-01 08:15:30.123456', 99.99, 'paid', '/* not a comment */'),
        (16, 7, TIMESTAMP '2024-12-31 23:59:59.999999', NULL, 'open', 'naïve café ☕'),
        (17, NULL, NULL, 5.00, NULL, ''),
        (18, 99, TIMESTAMP '2023-07-14 10:00:00', 12345678.90, 'paid', 'update; delete; insert')
    """,
    "CREATE TABLE items (order_id INTEGER, sku VARCHAR, quantity INTEGER, price DECIMAL(8, 2))",
    """
    INSERT INTO items VALUES
        (10, 'pen', 3, 1.50), (10, 'ink', 1, 15.40), (11, 'pen', 3, 1.50), (11, 'ink', 1, 15.40),
        (12, 'desk', 1, 250.00), (14, 'pen', -1, 15.25), (15, 'lamp', 2, 49.995), (16, 'pen', NULL, NULL),
        (18, 'desk', 100, 123456.79)
    """,
    """
    CREATE TABLE products (
        sku VARCHAR, label VARCHAR, tags VARCHAR[], size STRUCT(w INTEGER, h INTEGER),
        stock MAP(VARCHAR, INTEGER), details JSON, weights DOUBLE[3]
    )
    """,
    """
    INSERT INTO products VALUES
        ('pen', 'Pen, blue', ['office', 'small'], {'w': 1, 'h': 14}, MAP {'Paris': 5, 'Cork': 0},
         '{"colour": "blue", "sizes": [1, 2, 3], "maker": {"name": "Bic", "since": 1945}}', [0.1, 0.2, 0.3]),
        ('ink', 'Encre "noire"', ['office'], {'w': 4, 'h': NULL}, MAP {},
         '{"colour": null, "sizes": []}', NULL),
        ('desk', 'Desk', [], {'w': 160, 'h': 75}, MAP {'Cork': 2},
         '{"colour": "oak", "parts": [{"id": 1, "n": 4}, {"id": 2, "n": null}], "a.b": true}',
         [1.0, 2.0, 3.0]),
        ('lamp', 'Lampe d''été', ['office', NULL, 'light'], NULL, NULL, NULL, [0.5, 0.5, 0.5]),
        ('void', NULL, NULL, NULL, NULL, '[1, "two", null, {"three": 3.5}]', NULL)
    """,
    """
    CREATE TABLE staff (
        id INTEGER, name VARCHAR, boss INTEGER, team VARCHAR, salary DECIMAL(9, 2), hired DATE
    )
    """,
    """
    INSERT INTO staff VALUES
        (1, 'Ada', NULL, 'board', 9000.00, DATE '2010-01-01'),
        (2, 'Bob', 1, 'tech', 5000.00, DATE '2012-03-01'),
        (3, 'Cleo', 1, 'sales', 4800.00, DATE '2015-07-15'),
        (4, 'Dan', 2, 'tech', 4000.00, DATE '2018-09-01'),
        (5, 'Eve', 2, 'tech', 4000.00, DATE '2019-09-01'), (6, 'Flo', 3, 'sales', NULL, DATE '2020-02-29'),
        (7, 'Gus', 4, NULL, 3100.50, NULL)
    """,
    "CREATE TABLE sales (year INTEGER, quarter VARCHAR, region VARCHAR, amount INTEGER)",
    """
    INSERT INTO sales VALUES
        (2022, 'Q1', 'north', 10), (2022, 'Q2', 'north', 20), (2022, 'Q1', 'south', 5),
        (2022, 'Q3', 'south', NULL),
        (2023, 'Q1', 'north', 12), (2023, 'Q2', 'south', 7), (2023, 'Q4', 'north', 40),
        (2023, 'Q4', 'north', 2),
        (2024, 'Q1', 'est', 100), (2024, 'Q2', NULL, 1)
    """,
    "CREATE TABLE quarters (region VARCHAR, q1 INTEGER, q2 INTEGER, q3 INTEGER)",
    "INSERT INTO quarters VALUES ('north', 1, 2, NULL), ('south', 4, NULL, 6), ('est', 7, 8, 9)",
    "CREATE TABLE quotes (ticker VARCHAR, moment TIMESTAMP, price DOUBLE)",
    """
    INSERT INTO quotes VALUES
        ('AAA', '2024-01-01 09:00:00', 1.5), ('AAA', '2024-01-01 09:05:00', 1.75),
        ('AAA', '2024-01-01 09:10:00', 2),
        ('BBB', '2024-01-01 09:02:00', 100), ('BBB', '2024-01-01 09:08:00', 98.5)
    """,
    "CREATE TABLE trades (ticker VARCHAR, moment TIMESTAMP, shares INTEGER)",
    """
    INSERT INTO trades VALUES
        ('AAA', '2024-01-01 09:03:00', 10), ('AAA', '2024-01-01 09:10:00', 20),
        ('AAA', '2024-01-01 08:00:00', 1),
        ('BBB', '2024-01-01 09:09:59', 5), ('CCC', '2024-01-01 09:01:00', 7)
    """,
    "CREATE TABLE readings (sensor VARCHAR, moment TIMESTAMPTZ, value DOUBLE)",
    """
    INSERT INTO readings VALUES
        ('in', '2024-03-30 23:30:00+00', 20.5), ('in', '2024-03-31 00:30:00+00', 21),
        ('in', '2024-03-31 01:30:00+00', NULL),
        ('out', '2024-03-31 00:00:00+01', -3.25), ('out', '2024-03-31 03:00:00+02', 'nan'),
        ('out', NULL, 'inf'),
        ('out', '2024-10-27 01:00:00+00', 4)
    """,
    "CREATE TABLE events (id BIGINT, visitor VARCHAR, moment TIMESTAMP, payload JSON)",
    """
    INSERT INTO events VALUES
        (1, 'v1', '2024-05-01 10:00:00', '{"kind": "view", "page": "/", "ms": 12}'),
        (2, 'v1', '2024-05-01 10:01:00', '{"kind": "click", "target": {"id": "buy", "x": 1.5}}'),
        (3, 'v2', '2024-05-01 10:01:30', '{"kind": "view", "page": "/é", "tags": ["a", "b"]}'),
        (4, 'v1', '2024-05-01 11:30:00', '{"kind": "view", "page": null}'), (5, 'v3', NULL, NULL)
    """,
    "CREATE TABLE numbers (n INTEGER, f DOUBLE, d DECIMAL(12, 3), h HUGEINT, u UBIGINT, b BOOLEAN)",
    """
    INSERT INTO numbers VALUES
        (1, 1.5, 1.125, 9223372036854775807, 18446744073709551615, true),
        (-2, -0.25, -2.5, -1, 0, false), (3, 'nan', 0, 0, 9223372036854775808, true),
        (NULL, NULL, NULL, NULL, NULL, NULL),
        (2147483647, 1e300, 123456789.123, 1234567890123456789, 1, false),
        (4, 'inf', 4, 4, 4, true), (4, 4, 4, 4, 4, true)
    """,
    "CREATE TABLE nothing (i INTEGER, t VARCHAR, d DATE, l INTEGER[], s STRUCT(a INTEGER), x DECIMAL(20, 4))",
    '''
    CREATE TABLE "Odd Table; --" ("a.b" INTEGER, "say ""hi""" VARCHAR, "select" INTEGER,
        "été" VARCHAR, " " INTEGER,
        "update" INTEGER, "it's" VARCHAR, "a;b" INTEGER, "x -- y" INTEGER, "/* z */" INTEGER, "日本" VARCHAR,
        "count(*)" INTEGER, "Group By" VARCHAR)
    ''',
    """
    INSERT INTO "Odd Table; --" VALUES
        (1, 'one', 11, 'chaud', 0, 5, 'a', 7, 8, 9, '東京', 3, 'g'),
        (2, NULL, 22, 'froid', NULL, 6, 'b''c', 7, 8, 9, NULL, 3, 'g'),
        (3, '"', 33, 'éÉ', 1, 5, '', 7, 8, 9, '大阪', 4, 'h')
    """,
    "CREATE TABLE words (id INTEGER, word VARCHAR)",
    r"""
    INSERT INTO words VALUES
        (1, 'apple'), (2, 'Äpfel'), (3, 'zebra'), (4, 'Zebra'), (5, 'éclair'), (6, ''), (7, NULL),
        (8, 'a''b'), (9, 'a"b'),
        (10, 'a\b'), (11, 'a;b'), (12, '-- x'), (13, '/* x */'), (14, 'DELETE FROM t'), (15, '日本語'),
        (16, '😀'), (17, '  pad '),
        (18, 'apple')
    """,
    "CREATE SCHEMA archive",
    "CREATE TABLE archive.orders (id INTEGER, amount DECIMAL(10, 2), year INTEGER)",
    "INSERT INTO archive.orders VALUES (1, 1.10, 2019), (2, NULL, 2019), (3, 3.30, 2020)",
    'CREATE TABLE archive."2019.Q1" (id INTEGER, "where" VARCHAR)',
    """INSERT INTO archive."2019.Q1" VALUES (1, 'here'), (2, NULL)""",
)
"""Run in this order on an empty database; few rows: nulls, duplicates, quotes, text of many scripts."""
