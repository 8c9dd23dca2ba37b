"""Numbers of every size, arithmetic, rounding, and statistics."""

from typing import Final

__all__ = ["NUMBERS"]

_WRITTEN: Final = (
    "SELECT * FROM numbers ORDER BY n NULLS LAST, f",
    "SELECT 1 AS i, 1.0 AS d, 1e0 AS f, 1_000_000 AS m, .5 AS h",
    "SELECT 9223372036854775807 AS big, -9223372036854775808 AS small",
    "SELECT 123456789012345678.123456789 AS d, 0.1 + 0.2 AS s, 0.1::DOUBLE + 0.2::DOUBLE AS f",
    """
    SELECT 127::TINYINT AS a, 32767::SMALLINT AS b, 255::UTINYINT AS c, 65535::USMALLINT AS d,
        4294967295::UINTEGER AS e
    """,
    "SELECT 18446744073709551615::UBIGINT AS u, 42::HUGEINT AS h, 42::UHUGEINT AS uh",
    "SELECT (170141183460469231731687303715884105727::HUGEINT)::VARCHAR AS largest",
    "SELECT 1.5::FLOAT AS f, 1.5::REAL AS r, 1.5::DOUBLE AS d, 1.5::DECIMAL(4, 1) AS e, 2.5::NUMERIC AS n",
    "SELECT 'nan'::DOUBLE AS n, 'inf'::DOUBLE AS i, '-inf'::FLOAT AS m, -0.0 AS z",
    "SELECT f FROM numbers WHERE isnan(f) OR isinf(f) ORDER BY f",
    "SELECT f FROM numbers WHERE f > 1 ORDER BY f DESC NULLS LAST, n",
    "SELECT n / 2 AS half, n // 2 AS whole, n % 2 AS rest, n / 0 AS none FROM numbers WHERE n < 100",
    "SELECT divide(7, 2) AS d, mod(7, 4) AS m, fmod(7.5, 2) AS f, pow(2, 8) AS p, 2 ^ 3 AS c",
    """
    SELECT round(2.5) AS a, round(-2.5) AS b, round(1234.567, 1) AS c, round(1234.567, -2) AS d,
        round_even(2.5, 0) AS e
    """,
    """
    SELECT ceil(1.2) AS c, floor(-1.2) AS f, trunc(-1.7) AS t, sign(-3) AS s, abs(-3.5) AS a,
        even(3.2) AS e
    """,
    "SELECT sqrt(2) AS s, cbrt(27) AS c, exp(1) AS e, ln(10) AS l, log(100) AS l10, log2(8) AS l2, pi() AS p",
    "SELECT sin(1), cos(1), tan(1), asin(1), acos(1), atan(1), atan2(1, 2), degrees(1), radians(180)",
    "SELECT gcd(12, 18) AS g, lcm(4, 6) AS l, factorial(5) AS f, gamma(5) AS m, 5! AS again",
    "SELECT @(3 - 10) AS a",
    "SELECT greatest(1, 2, NULL) AS g, least(3, 2) AS l, nextafter(1.0::DOUBLE, 2.0::DOUBLE) > 1 AS n",
    "SELECT bit_count(7) AS c, 6 & 3 AS a, 6 | 3 AS o, xor(6, 3) AS x, ~6 AS n, 1 << 3 AS l, 16 >> 2 AS r",
    """
    SELECT '10101'::BIT & '00111'::BIT AS a, bit_count('101'::BIT) AS c, bitstring('11', 4) AS b,
        get_bit('100'::BIT, 0) AS g
    """,
    "SELECT d, d * 2 AS twice, d / 3 AS third, d + 1 AS next, -d AS minus FROM numbers",
    "SELECT d::INTEGER AS i, d::VARCHAR AS t, d::DOUBLE AS f, round(d, 1) AS r FROM numbers",
    "SELECT sum(n) AS s, avg(n) AS a, min(n) AS lo, max(n) AS hi, count(n) AS c FROM numbers",
    "SELECT sum(d) AS s, avg(d) AS a, product(n::DOUBLE) AS p FROM numbers WHERE n < 100",
    "SELECT sum(f) AS s FROM numbers WHERE NOT isnan(f) AND NOT isinf(f)",
    "SELECT fsum(amount::DOUBLE) AS k, favg(amount::DOUBLE) AS a, kahan_sum(amount::DOUBLE) AS s FROM orders",
    """
    SELECT stddev(id) AS s, stddev_pop(id) AS p, variance(id) AS v, var_pop(id) AS vp, sem(id) AS e
    FROM orders
    """,
    """
    SELECT corr(id, customer_id) AS c, covar_pop(id, customer_id) AS p, regr_slope(id, customer_id) AS s
    FROM orders
    """,
    "SELECT skewness(id) AS s, kurtosis(id) AS k, entropy(status) AS e, mad(id) AS m FROM orders",
    "SELECT median(amount) AS m, mode(status) AS o, quantile_cont(amount, [0.25, 0.75]) AS q FROM orders",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS m FROM orders",
    """
    SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY amount DESC) AS m,
        mode() WITHIN GROUP (ORDER BY status) AS o FROM orders
    """,
    "SELECT approx_count_distinct(status) AS n FROM orders",
    "SELECT bit_and(id), bit_or(id), bit_xor(id), bool_and(amount > 0), bool_or(amount > 0) FROM orders",
    "SELECT b, NOT b AS n, b AND true AS a, b OR false AS o, b::INTEGER AS i FROM numbers",
    "SELECT u, h, u = 4 AS four, h > 0 AS positive FROM numbers ORDER BY h NULLS LAST, n",
    "SELECT sum(h) > 0 AS big, max(u) AS top FROM numbers",
    "SELECT n FROM numbers WHERE n BETWEEN -10 AND 10 ORDER BY n",
    "SELECT n FROM numbers WHERE n > 1e2 OR d < -1.5",
    "SELECT equi_width_bins(0, 10, 5, true) AS bins",
    """
    SELECT width, count(*) AS n
    FROM (SELECT id // 5 * 5 AS width FROM orders) GROUP BY width ORDER BY width
    """,
    "SELECT format('{:,}', 1234567) AS t, 1234567::VARCHAR AS p, format('{:.1f}%', 12.34) AS c",
    "SELECT CASE WHEN n > 0 THEN 1 / n ELSE 0 END AS inverse FROM numbers",
    "SELECT 1 / 3 AS f, 1.0 / 3 AS d, 10 // 3 AS i, (1 / 3)::DECIMAL(5, 4) AS e",
    "SELECT add(1, 2) AS a, subtract(5, 3) AS s, multiply(2, 3) AS m",
    "SELECT 100 * count(*) FILTER (WHERE amount > 50) / count(*) AS percent FROM orders",
    """
    SELECT amount, round(100 * amount / sum(amount) OVER (), 2) AS share
    FROM orders WHERE amount > 0 ORDER BY share
    """,
    """
    SELECT
        count(*)                        AS n,
        round(avg(amount), 2)           AS mean,
        median(amount)                  AS median,
        max(amount) - min(amount)       AS spread,
        sum(amount) / nullif(count(DISTINCT customer_id), 0) AS per_customer
    FROM orders
    WHERE amount > 0
    """,
)
_FUNCTIONS: Final = (
    "abs",
    "ceil",
    "floor",
    "round",
    "sign",
    "sqrt",
    "exp",
    "ln",
    "cos",
    "atan",
    "isnan",
    "typeof",
)
_ARGUMENTS: Final = ("0.5", "1.25::DECIMAL(6, 3)", "7::DOUBLE", "NULL::DOUBLE")

NUMBERS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT {call}({argument}::DOUBLE) AS v" for call in _FUNCTIONS for argument in _ARGUMENTS),
)
