"""What a template may cost, in counted steps and sizes: the same template always ends at the same place."""

from collections.abc import Mapping
from typing import Final

from toucan_connectors.core.errors import TemplateLimitError

__all__ = ["MAX_DEPTH", "MAX_NODES", "MAX_SOURCE", "Budget"]

MAX_SOURCE: Final = 2**20
"""Characters of one template."""
MAX_NODES: Final = 20_000
"""Nodes of one parsed template."""
MAX_DEPTH: Final = 100
"""Nesting of a parsed template, or of the query around it."""
_ITEMS_PER_STEP: Final = 64


class Budget:
    """The cost of rendering one query, however many templates it holds.

    `steps` counts evaluated nodes, loop turns and visited items; `max_size` bounds what one value may
    weigh (characters of a text, items of a collection, all levels together) and the whole output;
    `max_bits` bounds integers.
    """

    def __init__(self, *, max_steps: int = 100_000, max_size: int = 2**22, max_bits: int = 4096) -> None:
        self.max_steps = max_steps
        self.max_size = max_size
        self.max_bits = max_bits
        self.steps = 0
        self.printed = 0

    def step(self, count: int = 1) -> None:
        """Charge some steps."""
        self.steps += count
        if self.steps > self.max_steps:
            raise TemplateLimitError(
                f"The template takes more than {self.max_steps:,} steps.", hint="Loop over less."
            )

    def items(self, count: int) -> None:
        """Charge a visit to each item of a collection, or each character of a text."""
        self.step(1 + count // _ITEMS_PER_STEP)

    def size(self, size: int) -> None:
        """Refuse a value of this size before it is made."""
        if size > self.max_size:
            raise TemplateLimitError(
                f"The template makes a value of more than {self.max_size:,} characters or items.",
                hint="Send large values as parameters instead of building them.",
            )

    def bits(self, bits: int) -> None:
        """Refuse an integer of so many bits before it is made."""
        if bits > self.max_bits:
            raise TemplateLimitError("The template computes with integers that are too large.")

    def print(self, size: int) -> None:
        """Charge output."""
        self.printed += size
        self.size(self.printed)

    def weigh(self, value: object) -> int:
        """Return what a value weighs; shared parts weigh as often as they appear, as they would print."""
        weight = 0
        pending = [value]
        while pending:
            item = pending.pop()
            weight += 1 + (len(item) if isinstance(item, str | bytes) else 0)
            self.size(weight)
            if weight % _ITEMS_PER_STEP == 0:
                self.step()
            if isinstance(item, Mapping):
                pending.extend(item.keys())
                pending.extend(item.values())
            elif isinstance(item, list | tuple | set | frozenset):
                pending.extend(item)
            self.size(len(pending))
        return weight
