"""The dtype contract: from what a source answered to the frame a user gets.

A column's dtype follows from its declared type alone, never from the values of one page:

    Arrow record batch --Contract--> Arrow of few types --to_pandas--> frame
    frame of a plain connector --plain_columns--> Arrow where it can, objects where not --> the same

- `_contract.py`: which Arrow type each declared type becomes, and the casts, checked.
- `_columns.py`: which pandas dtype each of those Arrow types becomes, array by array.
- `_documents.py`: JSON and nested values, as objects or as text.
- `_pandas.py`: a frame of such columns, and its measures.
- `_few_rows.py`, `_values.py`: the same frame of a few rows of a driver, without Arrow between.
- `_plain.py`: frames with numpy dtypes and objects, for connectors that only have `_retrieve_data`.
- `_names.py`: column names are text and unique.
"""

from toucan_connectors.core.frames._contract import Contract, contract_type, values_in_place
from toucan_connectors.core.frames._documents import document
from toucan_connectors.core.frames._few_rows import Conversion, frame_of_rows
from toucan_connectors.core.frames._names import unique_names
from toucan_connectors.core.frames._pandas import MeasuredFrame, frame_bytes, to_pandas
from toucan_connectors.core.frames._plain import comparable_column, plain_frame, plain_table

__all__ = [
    "Contract",
    "Conversion",
    "MeasuredFrame",
    "comparable_column",
    "contract_type",
    "document",
    "frame_bytes",
    "frame_of_rows",
    "plain_frame",
    "plain_table",
    "to_pandas",
    "unique_names",
    "values_in_place",
]
