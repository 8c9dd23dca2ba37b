"""Documents: from BSON to columns, their types inferred once over the whole result.

    many: bytes --_fast, or _columns--> arrays of a batch --Result--> Arrow batches of one schema
    few:  documents of Python --few_rows--> rows, of which core makes a frame

- `_walk.py` `_fast.py`: documents of one shape, read by whole columns
- `_columns.py` `_inference.py` `_conversion.py`: any documents, as Python's values
- `_types.py` `_fit.py`: what batches have in common, and their arrays brought to it
- `_result.py` `_few.py`: batches put together; a page
- `_values.py`: values inside documents, as JSON has them
"""

from toucan_connectors.mongo.documents._columns import DECODED, Document
from toucan_connectors.mongo.documents._few import Shape, few_rows
from toucan_connectors.mongo.documents._result import Result
from toucan_connectors.mongo.documents._types import Columns
from toucan_connectors.mongo.documents._values import json_text

__all__ = ["DECODED", "Columns", "Document", "Result", "Shape", "few_rows", "json_text"]
