"""Lists, arrays, structs, maps and unions: made, read, changed, and opened into rows."""

from typing import Final

__all__ = ["NESTED"]

_WRITTEN: Final = (
    "SELECT [1, 2, 3] AS l, [] AS none, [NULL] AS one, ['a', NULL] AS t",
    "SELECT list_value(1, 2) AS a, array[1, 2] AS b, [[1], [2, 3], []] AS c",
    "SELECT tags FROM products ORDER BY sku",
    "SELECT tags[1] AS first, tags[-1] AS last, tags[99] AS none FROM products",
    "SELECT tags[1:2] AS two, tags[2:] AS rest, tags[:-2] AS before, tags[:] AS all_of_it FROM products",
    "SELECT [1, 2, 3, 4, 5][1:5:2] AS odd",
    "SELECT 'hello'[1] AS h, 'hello'[2:4] AS ell",
    "SELECT len(tags) AS n, array_length(tags) AS m, cardinality(stock) AS c FROM products",
    "SELECT sku FROM products WHERE list_contains(tags, 'office')",
    "SELECT sku FROM products WHERE tags && ['light', 'small']",
    "SELECT sku FROM products WHERE tags @> ['office'] ORDER BY sku",
    "SELECT sku FROM products WHERE 'small' = ANY (tags)",
    "SELECT [x * 2 FOR x IN [1, 2, 3]] AS doubled",
    "SELECT [x FOR x IN [1, 2, 3, 4] IF x % 2 = 0] AS even",
    "SELECT [upper(t) FOR t IN tags IF t IS NOT NULL] AS loud FROM products",
    "SELECT [x + i FOR x, i IN [10, 20]] AS sums",
    "SELECT list_transform([1, 2, 3], lambda x: x + 1) AS l",
    "SELECT list_filter([1, NULL, 3], lambda x: x IS NOT NULL) AS l",
    "SELECT list_reduce([1, 2, 3], lambda acc, x: acc + x) AS total",
    "SELECT list_transform([1, 2], lambda x, i: x * i) AS l",
    "SELECT list_transform(tags, lambda t: t || '!') AS l FROM products",
    "SELECT list_transform([[1, 2], [3]], lambda l: list_transform(l, lambda x: x * 10)) AS l",
    "SELECT id, list_filter([1, 20, 300], lambda x: x > id) AS greater FROM orders",
    "SELECT list_sort(['b', NULL, 'a']) AS s, list_reverse_sort([1, 3, 2]) AS r, list_distinct([1, 1]) AS d",
    "SELECT list_concat([1], [2]) AS a, [1] || [2] AS b, list_append([1], 2) AS c, list_prepend(0, [1]) AS d",
    """
    SELECT list_aggregate([1, 2, 3], 'sum') AS s, list_sum([1, 2]) AS t, list_avg([1, 2]) AS a,
        list_max([1, 2]) AS m
    """,
    "SELECT list_zip([1, 2], ['a', 'b']) AS z, flatten([[1], [2, 3]]) AS f",
    """
    SELECT list_position(['a', 'b'], 'b') AS p, list_slice([1, 2, 3], 2, 3) AS s,
        list_unique([1, 1, 2]) AS u
    """,
    "SELECT array_to_string(['a', 'b'], ', ') AS t, string_split('a,b,,c', ',') AS l",
    """
    SELECT list_has_any([1, 2], [2]) AS a, list_has_all([1, 2], [2, 3]) AS b,
        list_intersect([1, 2], [2, 3]) AS c
    """,
    """
    SELECT list_cosine_similarity([1.0, 2.0], [2.0, 1.0]) AS c,
        list_dot_product([1.0, 2.0], [3.0, 4.0]) AS d
    """,
    "SELECT range(5) AS r, range(2, 10, 3) AS s, generate_series(1, 3) AS g, range(3, 0, -1) AS d",
    "SELECT list(id ORDER BY id) AS ids FROM orders",
    "SELECT status, array_agg(id ORDER BY id DESC) AS ids FROM orders GROUP BY status ORDER BY status",
    "SELECT list(DISTINCT status ORDER BY status) AS kinds FROM orders",
    "SELECT ARRAY(SELECT id FROM orders ORDER BY id LIMIT 3) AS ids",
    """
    SELECT c.name, ARRAY(SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id) AS ids
    FROM customers c
    """,
    "SELECT unnest([1, 2, 3]) AS n",
    "SELECT unnest([1, 2]) AS a, unnest(['x', 'y', 'z']) AS b",
    "SELECT unnest([]) AS none",
    "SELECT sku, unnest(tags) AS tag FROM products ORDER BY ALL",
    """
    SELECT tag, count(*) AS n
    FROM (SELECT unnest(tags) AS tag FROM products) GROUP BY tag ORDER BY n DESC, tag
    """,
    "SELECT unnest([[1, 2], [3]], recursive := true) AS n",
    "SELECT unnest([[[1], [2]], [[3]]], max_depth := 2) AS l",
    "SELECT unnest({'a': 1, 'b': 'x'})",
    "SELECT unnest([{'a': 1, 'b': 2}, {'a': 3, 'b': 4}], recursive := true)",
    "SELECT * FROM unnest([1, 2, 3]) AS t(n)",
    "SELECT * FROM unnest([[1, 2], [3]]) AS t(l)",
    "SELECT * FROM unnest(['a', 'b']) WITH ORDINALITY AS t(v, i)",
    "SELECT generate_subscripts([7, 8, 9], 1) AS i, unnest([7, 8, 9]) AS v",
    "SELECT {'a': 1, 'b': 'x'} AS s, struct_pack(a := 1, b := 2) AS p, row(1, 'a') AS r",
    "SELECT {'a': 1, 'b': {'c': [1, 2]}} AS s, {'key with space': 1, 'it''s': 2} AS q",
    "SELECT size FROM products ORDER BY sku",
    "SELECT size.w, size.h AS height, (size).w AS again FROM products",
    "SELECT products.size.w AS w FROM products WHERE products.size.h IS NOT NULL",
    "SELECT size.* FROM (SELECT size FROM products ORDER BY sku) AS p",
    "SELECT size['w'] AS w FROM products",
    "SELECT struct_extract(size, 'w') AS w FROM products",
    "SELECT struct_insert({'a': 1}, b := 2) AS s",
    "SELECT {'a': 1} = {'a': 1} AS same, {'a': 1} < {'a': 2} AS less",
    "SELECT sku FROM products ORDER BY size NULLS LAST, sku",
    "SELECT list({'id': id, 'amount': amount} ORDER BY id) AS orders FROM orders WHERE customer_id = 1",
    "SELECT s.w * s.h AS area FROM (SELECT size AS s FROM products)",
    "SELECT ({'sku': sku, 'size': size}).size.w AS w FROM products",
    "SELECT MAP {'a': 1, 'b': 2} AS m, MAP {} AS none, map([1, 2], ['x', 'y']) AS l",
    "SELECT stock FROM products ORDER BY sku",
    "SELECT stock['Paris'] AS paris, stock['nowhere'] AS none FROM products",
    "SELECT map_keys(stock) AS k, map_values(stock) AS v, map_entries(stock) AS e FROM products",
    "SELECT map_extract(stock, 'Cork') AS l, element_at(stock, 'Cork') AS e FROM products",
    "SELECT map_contains(stock, 'Cork') AS c FROM products",
    "SELECT map_from_entries([('a', 1), ('b', 2)]) AS m",
    "SELECT map_concat(MAP {'a': 1}, MAP {'b': 2}) AS m",
    "SELECT MAP {1: [1], 2: NULL} AS m, MAP {'k': {'a': 1}} AS s",
    "SELECT histogram(status) AS h FROM orders",
    "SELECT map(list(sku ORDER BY sku), list(label ORDER BY sku)) AS labels FROM products",
    "SELECT unnest(map_entries(stock)) AS entry FROM products",
    "SELECT sku, e.key, e.value FROM products, unnest(map_entries(stock)) AS t(e) ORDER BY ALL",
    "SELECT weights FROM products ORDER BY sku",
    "SELECT weights[2] AS second, array_distance(weights, [1.0, 1.0, 1.0]::DOUBLE[3]) AS d FROM products",
    "SELECT [1, 2, 3]::INTEGER[3] AS a, array_value(1.0, 2.0) AS b, ['a', 'b']::VARCHAR[2] AS c",
    "SELECT array_cross_product(array_value(1.0, 0.0, 0.0), array_value(0.0, 1.0, 0.0)) AS c",
    "SELECT sku, array_inner_product(weights, weights) AS p FROM products",
    "SELECT union_value(num := 2) AS u",
    "SELECT union_value(a := 1)::UNION(a INTEGER, b VARCHAR) AS u, union_tag(union_value(k := 'v')) AS t",
    "SELECT 'text'::UNION(n INTEGER, t VARCHAR) AS u, (1::UNION(n INTEGER, t VARCHAR)).n AS n",
    "SELECT list_grade_up([3, 1, 2]) AS g, array_unique([1, 2, 2]) AS u",
    "SELECT list_where([10, 20, 30], [true, false, true]) AS w, list_select([10, 20, 30], [3, 1]) AS s",
    "SELECT list_resize([1, 2], 4, 0) AS r, list_any_value([NULL, 2]) AS v",
    "SELECT tags IS NULL AS missing, tags = [] AS none FROM products",
    "SELECT list(tags ORDER BY sku) AS all_tags FROM products",
    "SELECT ['a;b', '--', '/*', 'it''s', '\"'] AS odd",
    "SELECT {'drop': 'DROP TABLE x', 'select': 1} AS s",
    """
    SELECT
        o.id,
        list({'sku': i.sku, 'n': i.quantity} ORDER BY i.sku) AS lines,
        [l.sku FOR l IN lines] AS skus
    FROM orders o JOIN items i ON i.order_id = o.id
    GROUP BY o.id
    ORDER BY o.id
    """,
)
_LISTS: Final = (
    "[3, 1, NULL, 2]",
    "[1.5, 2.5]",
    "['b', 'a', '', NULL]",
    "[DATE '2024-01-01', NULL]",
    "[true, false]",
)
_CALLS: Final = (
    "list_sort",
    "list_reverse",
    "list_distinct",
    "len",
    "list_min",
    "list_count",
    "list_first",
    "list_mode",
)

NESTED: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT {call}({items}) AS v" for call in _CALLS for items in _LISTS),
)
