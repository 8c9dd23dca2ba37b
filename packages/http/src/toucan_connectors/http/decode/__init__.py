"""Decoding: from the bytes of answers to one Arrow table, its types inferred once over the whole result.

    Response --Decoding.page--> Page --Decoding.table--> pyarrow.Table --the dtype contract (core)--> frame

- `_decoding.py`: how answers become rows, and a page
- `_json.py` `_xml.py`: bytes to documents; `_json_types.py` what they are made of
- `_paths.py` `_jq.py` `_records.py`: documents to records, by a filter
- `_shapes.py` `_layout.py`: what values have in common, and the columns that follow
- `_fast.py` `_arrow_shapes.py`: pages read by Arrow's own JSON reader; `_result.py` puts pages together
- `_explode.py`: `flatten_column`

Importing this imports no pyarrow: `Decoding.table` does.
"""

from toucan_connectors.http.decode._decoding import Decoding, Page
from toucan_connectors.http.decode._jq import jq_filter
from toucan_connectors.http.decode._records import records

__all__ = ["Decoding", "Page", "jq_filter", "records"]
