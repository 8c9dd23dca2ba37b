"""How the dialects differ: a row each, so that a connector only names its row.

- `_dialect.py`: the fields of a row
- `_rows.py`: the rows
- `_pushdown.py`: which tests on rows a source makes as we make them
- `_rules.py`: what the read-only guard must know of a source
"""

from toucan_connectors.sql.dialects._dialect import Dialect, Kind, Nesting, Pushed, Rules
from toucan_connectors.sql.dialects._rows import DIALECTS

__all__ = ["DIALECTS", "Dialect", "Kind", "Nesting", "Pushed", "Rules"]
