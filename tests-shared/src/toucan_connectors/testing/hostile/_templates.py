"""The corpus of templates: the hand-written families, times their variants."""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from toucan_connectors.testing.hostile._bombs import GROWTH, HUGE, LENGTHS, SHAPES, SIZE_BOMBS, STEPS, TOWERS
from toucan_connectors.testing.hostile._changes import CHANGE_PLACES, CHANGES, FORBIDDEN, REASSIGNMENTS
from toucan_connectors.testing.hostile._escapes import DUNDERS, ESCAPES, ROUTES, SUBJECTS

__all__ = ["HOSTILE_TEMPLATES", "hostile_parameters"]


def hostile_parameters() -> dict[str, Any]:
    """Return new parameters for the templates: harmless data, so that what escapes comes from elsewhere."""
    return {
        "x": "text",
        "n": 3,
        "f": 1.5,
        "xs": [1, 2, 3],
        "ls": ["a", "b", "é<"],
        "d": {"k": "v", "xs": [1], "__class__": "mine"},
        "rows": [{"a": 1, "b": {"c": 2}}, {"a": 2, "b": {"c": 1}}],
        "day": date(2021, 1, 31),
        "none": None,
        "yes": True,
    }


def _templates() -> Iterator[str]:
    for route, subject, dunder in itertools.product(ROUTES, SUBJECTS, DUNDERS[:3]):
        yield route.replace("SUBJECT", subject).replace("DUNDER", dunder)
    for subject, dunder in itertools.product(("x", "xs", "d", "''"), DUNDERS[3:]):
        yield f"{{{{ {subject}.{dunder} }}}}{{{{ x }}}}"
    yield from ESCAPES
    for bomb, huge in itertools.product(SIZE_BOMBS, HUGE):
        yield bomb.replace("HUGE", huge)
    for growth, steps in itertools.product(GROWTH, STEPS):
        grow = "".join(f"{{% set a = {growth} %}}" for _ in range(steps))
        yield f"{{% set a = x %}}{grow}{{{{ a }}}}"
    yield from TOWERS
    for (_, before, opening, middle, closing, after), length in itertools.product(SHAPES, LENGTHS):
        yield before + opening * length + middle + closing * length + after
    for place, change in itertools.product(CHANGE_PLACES, CHANGES):
        yield place.replace("CHANGE", change)
    yield from REASSIGNMENTS
    yield from FORBIDDEN


HOSTILE_TEMPLATES: Final[tuple[str, ...]] = tuple(_templates())
"""Each must be refused with an error, or answered within bounds."""
