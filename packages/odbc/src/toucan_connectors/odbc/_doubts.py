"""Which instants a driver may have made up, so that they are to be fetched again as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc.layouts import Cells

__all__ = ["may_be_unread"]

_CLOCK: Final = ("hour", "minute", "second")
_DAY: Final = timedelta(days=1)


def may_be_unread(cells: Cells) -> bool:
    """Whether there is an instant that psqlodbc gives for one that it cannot read: midnight of today.

    It gives that for years after 9999. Those before Christ are negative, and no year of this calendar.
    """
    data = cells.data[~cells.nulls] if cells.nulls.any() else cells.data
    if data["year"].min(initial=1) < 1:
        return True
    now = datetime.now(UTC)
    days = (now - _DAY, now, now + _DAY)  # today depends on the zone, and ends at some time
    data = data[(data["year"] >= days[0].year) & (data["year"] <= days[-1].year)]
    for day in days:
        found = (data["year"] == day.year) & (data["month"] == day.month) & (data["day"] == day.day)
        if any(not any(one[name] for name in _CLOCK) for one in data[found]):
            return True
    return False
