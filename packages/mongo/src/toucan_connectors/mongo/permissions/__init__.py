"""Permissions: a condition before all that the author wrote, on every path that documents come by.

    condition --_sample: the types of its columns--> --_filter--> `$match` --_placement--> in the pipeline

- `_permitted.py`: all of it, and whether the server tests the condition exactly
- `_sample.py` `_column_types.py`: what the columns are, by some values
- `_filter.py` `_field_tests.py` `_numbers.py` `_expressions.py`: a condition as a filter, by BSON's types
- `_placement.py`: where it stands, also inside stages that read other collections
- `_row_by_row.py`: behind which stages it can be tested again here
"""

from toucan_connectors.mongo.permissions._permitted import Permitted, permitted

__all__ = ["Permitted", "permitted"]
