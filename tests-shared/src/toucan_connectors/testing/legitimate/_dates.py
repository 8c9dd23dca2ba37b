"""Dates, times, instants with and without zones, intervals and series."""

from typing import Final

__all__ = ["DATES"]

_WRITTEN: Final = (
    "SELECT DATE '2024-02-29' AS d, TIME '12:34:56.789' AS t, TIMESTAMP '2024-02-29 12:34:56.123456' AS ts",
    """
    SELECT TIMESTAMPTZ '2024-02-29 12:00:00+02' AS tz,
        TIMESTAMP WITH TIME ZONE '2024-02-29 12:00:00 UTC' AS u
    """,
    "SELECT TIMESTAMP_S '2024-01-01 00:00:00' AS s, TIMESTAMP_MS '2024-01-01 00:00:00.123' AS ms",
    "SELECT TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS ns",
    "SELECT '12:00:00+02'::TIMETZ AS t",
    """
    SELECT INTERVAL 1 DAY AS a, INTERVAL '2 hours' AS b, INTERVAL '1' MONTH AS c,
        INTERVAL (1 + 1) YEAR AS d
    """,
    "SELECT '1 year 2 months 3 days 04:05:06'::INTERVAL AS i",
    """
    SELECT DATE '2024-01-31' + INTERVAL 1 MONTH AS a, DATE '2024-01-31' + 1 AS b,
        DATE '2024-03-01' - 1 AS c
    """,
    "SELECT DATE '2024-03-01' - DATE '2024-02-01' AS days",
    "SELECT TIMESTAMP '2024-03-01 12:00:00' - TIMESTAMP '2024-02-28 13:00:00' AS gap",
    "SELECT age(TIMESTAMP '2024-03-01', TIMESTAMP '2020-02-29') AS age",
    "SELECT INTERVAL 1 DAY * 3 AS a, INTERVAL 90 MINUTE / 2 AS b, -INTERVAL 1 DAY AS c",
    "SELECT date_add(DATE '2024-01-01', INTERVAL 2 WEEK) AS d",
    """
    SELECT date_diff('day', DATE '2024-01-01', DATE '2024-03-01') AS n,
        datesub('month', DATE '2024-01-31', DATE '2024-03-01') AS m
    """,
    "SELECT date_trunc('month', ordered_at) AS month, count(*) AS n FROM orders GROUP BY 1 ORDER BY 1",
    """
    SELECT date_trunc('week', ordered_at) AS week, sum(amount) AS amount
    FROM orders GROUP BY ALL ORDER BY ALL
    """,
    "SELECT extract(year FROM ordered_at) AS y, extract('dow' FROM ordered_at) AS d FROM orders",
    "SELECT EXTRACT(EPOCH FROM ordered_at) AS e FROM orders ORDER BY id",
    """
    SELECT date_part('quarter', ordered_at) AS q, date_part(['year', 'month'], ordered_at) AS parts
    FROM orders
    """,
    """
    SELECT year(d), month(d), day(d), hour(d), isodow(d), week(d), dayofyear(d)
    FROM (SELECT ordered_at AS d FROM orders)
    """,
    "SELECT dayname(ordered_at) AS d, monthname(ordered_at) AS m, last_day(ordered_at) AS l FROM orders",
    "SELECT strftime(ordered_at, '%Y-%m-%d %H:%M:%S') AS t FROM orders ORDER BY id",
    "SELECT strftime(DATE '2024-01-05', '%d/%m/%y') AS a, strftime('%A %j', DATE '2024-01-05') AS b",
    "SELECT strptime('05/01/2024', '%d/%m/%Y') AS a, try_strptime('nope', '%Y') AS b",
    "SELECT strptime('2024-01-05T10:00:00', ['%Y', '%Y-%m-%dT%H:%M:%S']) AS t",
    """
    SELECT make_date(2024, 2, 29) AS d, make_time(1, 2, 3.5) AS t,
        make_timestamp(2024, 1, 2, 3, 4, 5.6) AS ts
    """,
    """
    SELECT epoch(TIMESTAMP '2024-01-01') AS s, epoch_ms(TIMESTAMP '2024-01-01') AS ms,
        epoch_us(DATE '2024-01-01') AS us
    """,
    "SELECT to_timestamp(0) AS tz, make_timestamp(0) AS ts, epoch_ms(1704067200000) AS e",
    "SELECT to_days(3) AS d, to_hours(2) AS h, to_months(14) AS m, to_milliseconds(1500) AS ms",
    """
    SELECT time_bucket(INTERVAL 15 MINUTE, moment) AS slot, avg(price) AS price
    FROM quotes GROUP BY ALL ORDER BY ALL
    """,
    """
    SELECT time_bucket(INTERVAL '1 month', ordered_at) AS m, count(*) AS n
    FROM orders GROUP BY m ORDER BY m
    """,
    "SELECT time_bucket(INTERVAL 1 WEEK, DATE '2024-05-08', DATE '2024-01-01') AS w",
    "SELECT moment AT TIME ZONE 'Europe/Paris' AS local FROM readings",
    "SELECT moment AT TIME ZONE 'UTC' AS utc, value FROM readings ORDER BY moment NULLS LAST",
    "SELECT TIMESTAMP '2024-07-01 12:00:00' AT TIME ZONE 'America/New_York' AS instant",
    "SELECT timezone('Asia/Tokyo', TIMESTAMPTZ '2024-01-01 00:00:00+00') AS tokyo",
    "SELECT moment FROM readings ORDER BY moment NULLS FIRST, value",
    "SELECT moment::DATE AS d, count(*) AS n FROM readings GROUP BY d ORDER BY d NULLS LAST",
    """
    SELECT date_trunc('day', moment AT TIME ZONE 'Europe/Paris') AS day, max(value) AS top
    FROM readings GROUP BY 1
    """,
    "SELECT sensor FROM readings WHERE moment >= TIMESTAMPTZ '2024-03-31 00:30:00+00'",
    "SELECT sensor FROM readings WHERE moment BETWEEN '2024-03-31 00:00:00+00' AND '2024-03-31 02:00:00+00'",
    "SELECT hour(moment AT TIME ZONE 'Europe/Paris') AS h FROM readings WHERE sensor = 'in'",
    "SELECT unnest(generate_series(DATE '2024-01-30', DATE '2024-02-02', INTERVAL 1 DAY)) AS d",
    """
    SELECT *
    FROM generate_series(TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01 03:00:00', INTERVAL 1 HOUR) AS t(h)
    """,
    "SELECT range AS d FROM range(DATE '2024-01-01', DATE '2024-01-04', INTERVAL 1 DAY)",
    "SELECT d::DATE AS d FROM range(DATE '2024-01-01', DATE '2024-06-01', INTERVAL 1 MONTH) AS t(d)",
    "SELECT greatest(DATE '2024-01-01', joined) AS d, least(joined, DATE '2020-12-31') AS e FROM customers",
    "SELECT joined, joined + INTERVAL 1 YEAR AS next FROM customers ORDER BY joined NULLS LAST",
    "SELECT name FROM customers WHERE joined < DATE '2021-01-01' ORDER BY joined",
    "SELECT name FROM customers WHERE joined IN ('2020-02-29', '1999-01-01')",
    "SELECT name FROM customers WHERE joined >= DATE '2024-06-01' - INTERVAL 3 MONTH",
    "SELECT 'infinity'::DATE > DATE '9999-12-31' AS later, isfinite(DATE '2024-01-01') AS finite",
    "SELECT DATE '0001-01-01' AS first, DATE '9999-12-31' AS last",
    """
    SELECT min(ordered_at) AS a, max(ordered_at) AS b, max(ordered_at) - min(ordered_at) AS span
    FROM orders
    """,
    "SELECT avg(salary) FILTER (WHERE hired < DATE '2016-01-01') AS old FROM staff",
    "SELECT hired, hired::VARCHAR AS t, hired::TIMESTAMP AS ts FROM staff",
    "SELECT CAST('2024-01-05' AS DATE) AS a, '2024-01-05'::DATE AS b",
    """
    SELECT TRY_CAST('2024-13-45' AS DATE) AS none,
        TRY_CAST('2024-02-29 25:00:00' AS TIMESTAMP) AS none_either
    """,
    "SELECT ordered_at::TIME AS t, ordered_at::DATE AS d FROM orders",
    "SELECT TIME '10:00:00' + INTERVAL 2 HOUR AS t, DATE '2024-01-01' + TIME '10:00:00' AS ts",
    "SELECT century(DATE '2024-01-01') AS c, decade(DATE '2024-01-01') AS d, era(DATE '2024-01-01') AS e",
    """
    SELECT weekofyear(DATE '2024-12-30') AS w, yearweek(DATE '2024-12-30') AS yw,
        isoyear(DATE '2024-12-30') AS y
    """,
    "SELECT year AS y, max(amount) AS amount FROM sales GROUP BY year ORDER BY year",
    "SELECT datepart('minute', moment) AS m FROM quotes",
    "SELECT ordered_at - INTERVAL '1 day' AS before FROM orders ORDER BY id",
    """
    SELECT round(epoch(ordered_at - lag(ordered_at) OVER (ORDER BY id)) / 86400) AS days
    FROM orders ORDER BY id
    """,
    """
    SELECT date_trunc('year', DATE '2024-05-05')::DATE AS y,
        date_trunc('decade', TIMESTAMP '2024-05-05') AS d
    """,
    """
    SELECT
        strftime(month, '%Y-%m') AS month,
        revenue,
        revenue - lag(revenue) OVER (ORDER BY month) AS change
    FROM (
        SELECT date_trunc('month', ordered_at) AS month, sum(amount) AS revenue
        FROM orders
        WHERE ordered_at >= DATE '2024-01-01' AND ordered_at < DATE '2025-01-01'
        GROUP BY 1
    )
    ORDER BY 1
    """,
)
_PARTS: Final = ("year", "quarter", "month", "week", "day", "hour", "minute", "second", "millennium")
_CALLS: Final = (
    "date_trunc('{part}', ordered_at)",
    "date_part('{part}', ordered_at)",
    "EXTRACT({part} FROM ordered_at)",
    "date_diff('{part}', TIMESTAMP '2024-01-01', ordered_at)",
)

DATES: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(
        f"SELECT id, {call.replace('{part}', part)} AS v FROM orders ORDER BY id"  # noqa: S608
        for call in _CALLS
        for part in _PARTS
    ),
    *(
        f"SELECT ordered_at + INTERVAL 2 {unit} AS later FROM orders"  # noqa: S608
        for unit in (*_PARTS[:8], "MONTHS", "DAYS")
    ),
)
