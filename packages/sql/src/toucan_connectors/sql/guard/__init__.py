"""The read-only guard, first lock of two: one statement, and every node of its tree one that only reads.

It lets through what it knows, not what it does not know to be bad: a construct that sqlglot gets tomorrow is
refused until it stands in the list. What a tree cannot tell (comments that are code, words that one source
reads as a statement and another as a name) is refused by the text. The second lock is the source's own: a
transaction that cannot write, where there is one (`Rules.transaction`).

- `_tree.py`: a query, node by node; `_nodes.py`: the list
- `_text.py`: what readers disagree on
- `_listing.py`: SHOW, DESCRIBE, EXPLAIN
"""

from toucan_connectors.sql.guard._listing import LISTINGS, refusal_of_listing
from toucan_connectors.sql.guard._tree import is_named, is_query, refusal_of

__all__ = ["LISTINGS", "is_named", "is_query", "refusal_of", "refusal_of_listing"]
