"""What runs where, before anything runs."""

from dataclasses import dataclass

__all__ = ["Plan"]


@dataclass(frozen=True)
class Plan:
    """How a call would be answered.

    `statement` is what is sent, its binds redacted (None for a source without statements). Each of
    `pushed_down` (the source does it exactly), `narrowed` (the source reads less, we check) and `local`
    (we do it) names some of "filter", "page", "count".
    """

    statement: str | None = None
    pushed_down: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    local: tuple[str, ...] = ("filter", "page", "count")
