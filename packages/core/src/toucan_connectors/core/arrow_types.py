"""Names for Arrow's objects, whatever they hold.

pyarrow is untyped, and its stubs have a class for every element type and lack extension types: what works on
any column cannot be said with them. Tables, batches, readers and schemas are typed as they are.
"""

from typing import Any, TypeAlias

__all__ = ["ArrowArray", "ArrowColumn", "ArrowScalar", "ArrowType"]

ArrowType: TypeAlias = Any
"""A pyarrow.DataType; its unit, zone or scale are there once its kind has been checked."""
ArrowScalar: TypeAlias = Any
"""A pyarrow.Scalar."""
ArrowArray: TypeAlias = Any
"""A pyarrow.Array: one column of a batch."""
ArrowColumn: TypeAlias = Any
"""A pyarrow.ChunkedArray (one column of a table) or a pyarrow.Array."""
