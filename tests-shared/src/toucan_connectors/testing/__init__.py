"""What the tests of toucan-connectors share, and what a conformance kit will be made of.

- `tables.py`: small tables of plain Python values, as Arrow or as a frame
- `oracle.py`: which rows a permission keeps, decided row by row in plain Python
- `strategies.py`: Hypothesis strategies for tables, and for permissions on them
- `hostile/`: templates, permissions and statements that mean harm, as data
- `legitimate/`: statements that people write, as data
"""

from toucan_connectors.testing.oracle import REFUSED, kept_rows
from toucan_connectors.testing.tables import Column, Kind, Table

__all__ = ["REFUSED", "Column", "Kind", "Table", "kept_rows"]
