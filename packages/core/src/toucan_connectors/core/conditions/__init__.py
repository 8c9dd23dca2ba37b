"""Permissions: conditions on rows, as a typed tree that is compiled, never pasted into text.

    {"and": [{"column": "client", "operator": "eq", "value": "{{ user.client }}"}]}
        --parse_condition (structure checked, templates filled in)--> Comparison / And / Or
        --resolve (values brought to the columns' types)--> Test / AllOf / AnyOf
        --row_mask (Arrow; the toolkits compile the same to SQL and Mongo)--> which rows to keep

- `_tree.py`: the tree, and how it is read from JSON-like data. Fails closed: what is not understood is
  an error.
- `_values.py`: a value brought to the type of the column it is compared with.
- `_resolve.py`: the tree against its columns, every value in its column's type.
- `_mask.py`: that compiled to Arrow. Null follows SQL: it matches only `isnull`.
"""

from toucan_connectors.core.conditions._mask import row_mask
from toucan_connectors.core.conditions._resolve import AllOf, AnyOf, Test, TypedCondition, resolve
from toucan_connectors.core.conditions._tree import (
    And,
    Comparison,
    Condition,
    Operator,
    Or,
    columns_of,
    parse_condition,
    pick_column,
)

__all__ = [
    "AllOf",
    "And",
    "AnyOf",
    "Comparison",
    "Condition",
    "Operator",
    "Or",
    "Test",
    "TypedCondition",
    "columns_of",
    "parse_condition",
    "pick_column",
    "resolve",
    "row_mask",
]
