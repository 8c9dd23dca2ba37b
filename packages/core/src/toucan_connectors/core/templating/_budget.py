"""What a template may cost, in counted steps and sizes: the same template always ends at the same place."""

from collections.abc import Mapping
from typing import Final

from toucan_connectors.core.errors import TemplateLimitError

__all__ = ["MAX_DEPTH", "MAX_MARKS", "MAX_NODES", "MAX_SOURCE", "Budget"]

MAX_SOURCE: Final = 2**18
"""Characters of one template."""
MAX_MARKS: Final = 5_000
"""Times `{{` or `{%` may stand in one template."""
MAX_NODES: Final = 20_000
"""Nodes of one parsed template."""
MAX_DEPTH: Final = 100
"""Nesting of a parsed template, or of the query around it."""
_ITEMS_PER_STEP: Final = 64
_LOOKS_PER_STEP: Final = 8
_ITEM_SIZE: Final = 16
"""What an item of a collection weighs beside a character: it is an object, and a place in a list."""


class Budget:
    """The cost of rendering one query, however many templates it holds.

    `steps` counts evaluated nodes, loop turns and visited items. `max_size` bounds one value, in characters
    (an item of a collection counts as 16), `max_made` all values that are made on the way, and `max_bits`
    integers. Parameters are not made: they pass through whatever their size.
    """

    def __init__(
        self,
        *,
        max_steps: int = 100_000,
        max_size: int = 2**22,
        max_made: int = 2**23,
        max_bits: int = 4096,
    ) -> None:
        self.max_steps = max_steps
        self.max_size = max_size
        self.max_made = max_made
        self.max_bits = max_bits
        self.steps = 0
        self.made = 0

    def step(self, count: int = 1) -> None:
        """Charge some steps."""
        self.steps += count
        if self.steps > self.max_steps:
            raise TemplateLimitError(
                f"The template takes more than {self.max_steps:,} steps.", hint="Loop over less."
            )

    def text(self, length: int) -> None:
        """Charge a text before it is made."""
        self.made += length
        if length > self.max_size or self.made > self.max_made:
            raise TemplateLimitError(
                f"The template makes more than {self.max_size:,} characters, or too much on its way.",
                hint="Send large values as parameters instead of building them.",
            )

    def collection(self, items: int) -> None:
        """Charge a collection before it is made, and the visit to its items."""
        self.text(items * _ITEM_SIZE)
        self.step(items // _ITEMS_PER_STEP)

    def look(self, value: object) -> None:
        """Charge the steps of looking through a value: to compare it, to count or find in it, to test it."""
        self.step()
        pending = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, str | bytes):
                self.step(len(item) // _ITEMS_PER_STEP)
            elif isinstance(item, Mapping):
                self.step(len(item) // _LOOKS_PER_STEP)
                pending.extend(item.keys())
                pending.extend(item.values())
            elif isinstance(item, list | tuple | set | frozenset):
                self.step(len(item) // _LOOKS_PER_STEP)
                pending.extend(item)

    def bits(self, bits: int) -> None:
        """Refuse an integer of so many bits before it is made."""
        if bits > self.max_bits:
            raise TemplateLimitError("The template computes with integers that are too large.")

    def weigh(self, value: object) -> None:
        """Charge a value as it would print: shared parts as often as they appear."""
        pending = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, str | bytes):
                self.text(len(item))
            elif isinstance(item, Mapping):
                self.collection(2 * len(item))
                pending.extend(item.keys())
                pending.extend(item.values())
            elif isinstance(item, list | tuple | set | frozenset):
                self.collection(len(item))
                pending.extend(item)
            else:
                self.text(1)
