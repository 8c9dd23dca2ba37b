"""Templates and permissions that mean harm, as data: whoever evaluates one must refuse it or stay whole.

`HOSTILE_TEMPLATES` are to be rendered with `hostile_parameters()`: each is refused, or answered within the
evaluator's bounds, with nothing of Python's insides in the answer and the parameters as they were.
`HOSTILE_CONDITIONS` are to be applied to `HOSTILE_TABLE`: each is refused, or keeps no row more than `meant`.
"""

from toucan_connectors.testing.hostile._conditions import HOSTILE_CONDITIONS, HostileCondition
from toucan_connectors.testing.hostile._table import HOSTILE_TABLE, INJECTIONS
from toucan_connectors.testing.hostile._templates import HOSTILE_TEMPLATES, hostile_parameters

__all__ = [
    "HOSTILE_CONDITIONS",
    "HOSTILE_TABLE",
    "HOSTILE_TEMPLATES",
    "INJECTIONS",
    "HostileCondition",
    "hostile_parameters",
]
