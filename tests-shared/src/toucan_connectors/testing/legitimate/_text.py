"""Text: functions, patterns, regular expressions, collations, bytes."""

from typing import Final

__all__ = ["TEXT"]

_WRITTEN: Final = (
    "SELECT upper(name), lower(name), length(name), strlen(name) FROM customers ORDER BY id",
    "SELECT 'a' || 'b' || NULL AS none, concat('a', NULL, 'b') AS ab, concat_ws('-', 'a', NULL, 'b') AS a_b",
    "SELECT substring('hello', 2, 3) AS a, substring('hello' FROM 2 FOR 3) AS b, substr('héllo', 2) AS c",
    "SELECT left('日本語', 2) AS l, right('日本語', 1) AS r, 'abc'[2:] AS s",
    "SELECT trim('  x  ') AS t, ltrim('xxa', 'x') AS l, rtrim('axx', 'x') AS r",
    "SELECT lpad('7', 3, '0') AS l, rpad('7', 3, '.') AS r, repeat('ab', 3) AS m, reverse('abc') AS v",
    "SELECT replace('a;b;c', ';', ', ') AS r, translate('abc', 'ab', 'xy') AS t",
    "SELECT position('b' IN 'abc') AS p, strpos('abc', 'c') AS s, instr('abc', 'z') AS i",
    """
    SELECT split_part('a/b/c', '/', 2) AS p, string_split('a b', ' ') AS s,
        str_split_regex('a1b2', '[0-9]') AS r
    """,
    """
    SELECT starts_with('abc', 'ab') AS s, ends_with('abc', 'bc') AS e, contains('abc', 'b') AS c,
        prefix('abc', 'a') AS p
    """,
    "SELECT ascii('A') AS a, chr(233) AS c, unicode('é') AS u, ord('é') AS o",
    """
    SELECT format('{} has {}', 'Ann', 3) AS f, format('{:>8.2f}', 3.14159) AS g,
        printf('%05d|%s', 42, 'x') AS p
    """,
    "SELECT format('{1} {0}', 'a', 'b') AS f, printf('%d%%', 50) AS p",
    "SELECT md5('a') AS m, sha256('a') AS s, hash('a') IS NOT NULL AS h",
    "SELECT base64('hello'::BLOB) AS b, from_base64('aGVsbG8=') AS f, hex('hello') AS h, unhex('6869') AS u",
    "SELECT encode('é') AS e, decode('\\xC3\\xA9'::BLOB) AS d, octet_length('\\x00\\xFF'::BLOB) AS o",
    "SELECT levenshtein('kitten', 'sitting') AS l, hamming('abc', 'abd') AS h, jaccard('abc', 'abd') AS j",
    "SELECT jaro_winkler_similarity('duck', 'duke') > 0.8 AS near, damerau_levenshtein('ab', 'ba') AS d",
    "SELECT strip_accents('Zoë à Genève') AS s, nfc_normalize('e\u0301') AS n, lcase('ABC') AS l",
    "SELECT word FROM words WHERE word LIKE 'a%' ORDER BY word",
    "SELECT word FROM words WHERE word LIKE '_b' OR word LIKE '%\\%' ORDER BY id",
    "SELECT word FROM words WHERE word NOT LIKE '%e%' ORDER BY id",
    "SELECT word FROM words WHERE word ILIKE 'Z%' ORDER BY id",
    "SELECT name FROM customers WHERE name LIKE '%\\_%' ESCAPE '\\'",
    "SELECT name FROM customers WHERE name LIKE '100$%%' ESCAPE '$'",
    "SELECT word FROM words WHERE word SIMILAR TO '[a-z]+' ORDER BY word",
    "SELECT word FROM words WHERE word GLOB '[a-z]*' ORDER BY id",
    "SELECT word FROM words WHERE word ~~ 'a%' AND word !~~ '%b' ORDER BY id",
    "SELECT word FROM words WHERE word ~~* 'A%' ORDER BY id",
    "SELECT word FROM words WHERE regexp_matches(word, '^[A-Z]') ORDER BY id",
    "SELECT word FROM words WHERE regexp_matches(word, 'ZEBRA', 'i') ORDER BY id",
    "SELECT word FROM words WHERE regexp_full_match(word, '\\w+') ORDER BY id",
    """
    SELECT regexp_replace('a1b22', '[0-9]+', '#') AS one,
        regexp_replace('a1b22', '[0-9]+', '#', 'g') AS every
    """,
    "SELECT regexp_extract('2024-01-05', '(\\d+)-(\\d+)', 1) AS year, regexp_extract('x', 'y') AS none",
    "SELECT regexp_extract('2024-01-05', '(\\d+)-(\\d+)', ['y', 'm']) AS parts",
    r"""
    SELECT regexp_extract_all('a1b22c333', '\d+') AS numbers,
        regexp_split_to_array('a, b;c', '[,;]\s*') AS words
    """,
    "SELECT regexp_replace('it''s; -- x', '[;''-]', '', 'g') AS clean",
    "SELECT regexp_replace(name, '(\\w+)@(\\w+)', '\\2 at \\1') AS t FROM customers",
    "SELECT regexp_escape('a.b*c') AS e",
    """
    SELECT w, count(*) AS n
    FROM (SELECT unnest(string_split('to be or not to be', ' ')) AS w) GROUP BY w ORDER BY w
    """,
    "SELECT word FROM words ORDER BY word NULLS FIRST, id",
    "SELECT word FROM words ORDER BY length(word) DESC NULLS LAST, word, id",
    "SELECT word FROM words ORDER BY lower(word) NULLS LAST, id",
    "SELECT 'a' < 'B' AS by_code, 'a' COLLATE NOCASE < 'B' AS by_letter, 'é' COLLATE NOACCENT = 'e' AS alike",
    "SELECT lower(word) AS w, count(*) AS n FROM words GROUP BY lower(word) HAVING count(*) > 1 ORDER BY w",
    "SELECT min(word), max(word), count(word), count(DISTINCT word) FROM words",
    "SELECT string_agg(word, ', ' ORDER BY id) AS all_words FROM words",
    "SELECT group_concat(word, '|') AS few FROM (SELECT word FROM words WHERE id < 4 ORDER BY id)",
    "SELECT listagg(DISTINCT status, ';' ORDER BY status) AS kinds FROM orders",
    "SELECT word, word = '' AS empty, word IS NULL AS missing, length(word) = 0 AS short FROM words",
    "SELECT nullif(trim(word), '') AS word FROM words ORDER BY id",
    "SELECT word COLLATE NOCASE AS w, count(*) FROM words GROUP BY word COLLATE NOCASE ORDER BY ALL",
    "SELECT bar(3, 0, 10, 10) AS bar",
    "SELECT url_encode('a b&c') AS e, url_decode('a%20b') AS d",
    "SELECT string_split('a-b-c', '-')[2] AS b, array_to_string(string_split('a-b', '-'), '+') AS j",
    "SELECT 'abc' BETWEEN 'abb' AND 'abd' AS b, 'a' IN ('a', 'b') AS i",
    "SELECT greatest('a', 'b') AS g, least('é', 'z') AS l",
    "SELECT length('😀') AS c, length_grapheme('👨‍👩‍👧') AS g, strlen('😀') AS b, bit_length('a') AS bits",
    "SELECT 'a' AS \"A\", 'multi\nline\ttext' AS t, chr(10) = '\n' AS same",
    "SELECT left(note, 5) || '…' AS short FROM orders WHERE length(note) > 5 ORDER BY id",
    "SELECT 'SELECT * FROM orders; DELETE FROM orders' LIKE '%DELETE%' AS mentions",
    "SELECT text FROM (VALUES ('CREATE TABLE x'), ('ATTACH ''y''')) AS t(text) WHERE text LIKE 'CREATE%'",
    "SELECT initials FROM (SELECT upper(name[1]) AS initials FROM customers) GROUP BY ALL ORDER BY ALL",
    """
    SELECT text_split.*
    FROM (SELECT split_part('a,b', ',', 1) AS l, split_part('a,b', ',', 2) AS r) AS text_split
    """,
    "SELECT parse_path('a/b.csv') AS parts, parse_filename('a/b.csv') AS file",
    "SELECT to_base(255, 16) AS h, bin(5) AS b, hex(255) AS x",
)
_FUNCTIONS: Final = (
    "upper", "lower", "length", "trim", "reverse", "md5", "ascii", "strip_accents", "hex", "strlen", "sha1",
    "unicode", "json_quote",
)  # fmt: skip
_PATTERNS: Final = (
    "",
    "%",
    "a%",
    "%a%",
    "_",
    "%''%",
    '%"%',
    "%;%",
    "-- %",
    "/*%*/",
    "DELETE%",
    "日%",
    "%😀%",
    "A%",
)
_LIKES: Final = ("LIKE", "NOT LIKE", "ILIKE")

TEXT: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT word, {call}(word) AS v FROM words ORDER BY id" for call in _FUNCTIONS),  # noqa: S608
    *(f"SELECT id FROM words WHERE word {like} '{pattern}'" for like in _LIKES for pattern in _PATTERNS),  # noqa: S608
)
