"""JSON: arrows, paths, what is in it, and making it."""

from typing import Final

__all__ = ["JSON"]

_WRITTEN: Final = (
    "SELECT details FROM products ORDER BY sku",
    "SELECT details->'colour' AS colour FROM products",
    "SELECT details->>'colour' AS colour FROM products",
    "SELECT details->'maker'->>'name' AS maker FROM products",
    "SELECT details->'$.maker.name' AS maker FROM products",
    "SELECT details->>'$.maker.since' AS since FROM products",
    "SELECT (details->>'$.maker.since')::INTEGER + 1 AS next FROM products",
    "SELECT details->'sizes'->0 AS first FROM products",
    "SELECT details->>'$.sizes[0]' AS first, details->>'$.sizes[#-1]' AS last FROM products",
    "SELECT details->'$.sizes[*]' AS sizes FROM products",
    "SELECT details->>'$.parts[*].id' AS ids FROM products",
    "SELECT details->'$.\"a.b\"' AS dotted FROM products",
    "SELECT details->>'/maker/name' AS by_pointer FROM products",
    "SELECT details.maker.name AS maker FROM products WHERE sku = 'pen'",
    "SELECT json_extract(details, '$.maker') AS maker FROM products",
    "SELECT json_extract(details, ['$.colour', '$.sizes']) AS both FROM products",
    "SELECT json_extract_string(details, '$.colour') AS colour FROM products",
    "SELECT json_extract(details, '$..id') AS ids FROM products WHERE sku = 'desk'",
    "SELECT sku FROM products WHERE details->>'colour' = 'blue'",
    "SELECT sku FROM products WHERE (details->>'colour') IS NULL ORDER BY sku",
    "SELECT sku FROM products WHERE json_exists(details, '$.maker')",
    'SELECT sku FROM products WHERE json_contains(details, \'{"colour": "oak"}\')',
    "SELECT sku, json_type(details) AS t, json_type(details, '$.sizes') AS s FROM products",
    "SELECT sku, json_array_length(details, '$.sizes') AS n FROM products",
    "SELECT sku, json_keys(details) AS keys FROM products WHERE json_type(details) = 'OBJECT'",
    "SELECT json_structure(details) AS structure FROM products",
    "SELECT json_valid('{}') AS yes, json_valid('{') AS no",
    "SELECT json_value('{\"a\": 1}', '$.a') AS a, json_value('{\"a\": []}', '$.a') AS l",
    "SELECT json_pretty('{\"a\": [1, 2]}') AS text",
    'SELECT \'{"a": {"b": [1, null]}}\'::JSON AS j',
    "SELECT JSON '{\"a\": 1}' AS j, JSON '[]' AS l, JSON 'null' AS n, JSON '\"s\"' AS s",
    "SELECT '{\"it''s\": \"; -- /* x */\"}'::JSON->>'it''s' AS t",
    "SELECT '{\"DROP TABLE x\": 1}'::JSON AS j",
    "SELECT '{\"é\": \"日本\"}'::JSON->>'é' AS t",
    "SELECT ('[1, 2, 3]'::JSON)[1] AS second",
    "SELECT to_json(1) AS n, to_json('a') AS t, to_json([1, NULL]) AS l, to_json({'a': 1}) AS s",
    "SELECT json_object('a', 1, 'b', 'x', 'c', NULL) AS o, json_array(1, 'a', NULL) AS l",
    "SELECT json_quote('it''s \"x\"') AS q",
    'SELECT json_merge_patch(\'{"a": 1, "b": 2}\', \'{"b": null, "c": 3}\') AS merged',
    "SELECT to_json(p) AS row FROM (SELECT sku, label FROM products ORDER BY sku) AS p",
    "SELECT row_to_json({'sku': sku, 'label': label}) AS row FROM products",
    "SELECT json_group_array(sku) AS skus FROM (SELECT sku FROM products ORDER BY sku)",
    """
    SELECT json_group_object(sku, label) AS labels
    FROM (SELECT * FROM products WHERE label IS NOT NULL ORDER BY sku)
    """,
    "SELECT json_group_structure(payload) AS structure FROM events",
    "SELECT CAST(details->'sizes' AS INTEGER[]) AS sizes FROM products WHERE sku IN ('pen', 'ink')",
    "SELECT (details->'maker')::STRUCT(name VARCHAR, since INTEGER) AS maker FROM products WHERE sku = 'pen'",
    "SELECT unnest((details->'sizes')::INTEGER[]) AS size FROM products WHERE sku = 'pen'",
    "SELECT TRY_CAST(details AS INTEGER[]) AS l FROM products ORDER BY sku",
    'SELECT j.key, j.value, j.type FROM json_each(\'{"a": 1, "b": [2]}\') AS j',
    'SELECT key, value, fullkey FROM json_tree(\'{"a": {"b": [1, 2]}}\')',
    "SELECT p.sku, j.key, j.value FROM products p, json_each(p.details) j WHERE p.sku = 'pen' ORDER BY j.key",
    "SELECT p.sku, j.value FROM products p, LATERAL json_each(p.details, '$.sizes') j ORDER BY ALL",
    "SELECT payload->>'kind' AS kind, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1",
    "SELECT payload->>'$.target.id' AS target FROM events WHERE payload->>'kind' = 'click'",
    "SELECT id, payload->'tags'->>0 AS tag FROM events ORDER BY id",
    "SELECT avg((payload->>'ms')::INTEGER) FILTER (WHERE payload->>'kind' = 'view') AS ms FROM events",
    "SELECT id FROM events WHERE payload->>'page' LIKE '/%' ORDER BY id",
    "SELECT id FROM events ORDER BY payload->>'kind' NULLS LAST, id",
    "SELECT payload IS NULL AS missing, (payload->'page') = 'null' AS void FROM events",
    "SELECT len(payload::VARCHAR) AS n FROM events",
    "SELECT details FROM products WHERE false",
    "SELECT details->'maker' AS maker FROM products WHERE false",
    "SELECT '{\"a\": 1}'->'a' AS v, '{\"a\": 1}'->>'a' AS t",
    "SELECT 1 AS json, '{}'::JSON AS \"{}\"",
    "SELECT j->'a'->'b' AS x, j->>'a' AS y FROM (SELECT '{\"a\": {\"b\": 1}}'::JSON AS j)",
    """
    SELECT list_transform((details->'sizes')::INTEGER[], lambda s: s * 2) AS doubled
    FROM products WHERE sku = 'pen'
    """,
    """
    SELECT
        id,
        payload->>'kind'            AS kind,
        payload->>'$.target.id'     AS target,
        (payload->>'$.target.x')::DOUBLE AS x,
        coalesce(payload->>'page', '-') AS page
    FROM events
    WHERE payload IS NOT NULL
    ORDER BY id
    """,
)
_PATHS: Final = (
    "colour",
    "$.sizes",
    "$.sizes[1]",
    "$.maker.name",
    "$.maker.*",
    "$.parts[0].n",
    "$[1]",
    "$[3].three",
    "$",
)
_READERS: Final = (
    "details->'{path}'",
    "details->>'{path}'",
    "json_extract(details, '{path}')",
    "json_type(details, '{path}')",
    "json_exists(details, '{path}')",
)

JSON: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(
        f"SELECT sku, {reader.replace('{path}', path)} AS v FROM products ORDER BY sku"  # noqa: S608
        for reader in _READERS
        for path in _PATHS
    ),
)
