"""Templates, permissions and URLs that mean harm, as data: whoever is given one must refuse it or stay whole.

`HOSTILE_TEMPLATES` are to be rendered with `hostile_parameters()`: each is refused, or answered within the
evaluator's bounds, with nothing of Python's insides in the answer and the parameters as they were.
`HOSTILE_CONDITIONS` are to be applied to `HOSTILE_TABLE`: each is refused, or keeps no row more than `meant`.
`HOSTILE_URLS` are to be asked under `network_policy="public"`, where names resolve as `HOSTILE_NAMES` says:
each is refused, and no connection is made.
"""

from toucan_connectors.testing.hostile._conditions import HOSTILE_CONDITIONS, HostileCondition
from toucan_connectors.testing.hostile._table import HOSTILE_TABLE, INJECTIONS
from toucan_connectors.testing.hostile._templates import HOSTILE_TEMPLATES, hostile_parameters
from toucan_connectors.testing.hostile._urls import HOSTILE_NAMES, HOSTILE_URLS

__all__ = [
    "HOSTILE_CONDITIONS",
    "HOSTILE_NAMES",
    "HOSTILE_TABLE",
    "HOSTILE_TEMPLATES",
    "HOSTILE_URLS",
    "INJECTIONS",
    "HostileCondition",
    "hostile_parameters",
]
