"""Forms: the JSON schema of a data source, narrowed by what the source answers."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any, TypeAlias

from toucan_connectors.core.call import run_within
from toucan_connectors.core.telemetry import carried

__all__ = ["JsonSchema", "with_choices"]

JsonSchema = dict[str, Any]
LookUp: TypeAlias = Callable[[], Sequence[str]]


def with_choices(schema: JsonSchema, look_ups: Mapping[str, LookUp], timeout: float) -> JsonSchema:
    """Return the schema with text fields' choices as enums, looked up at once within `timeout` seconds.

    A look-up that fails leaves its field open and says why, in `ui.lookup_error`: a form is still of use
    then.
    """
    narrowed = deepcopy(schema)
    with ThreadPoolExecutor(max_workers=max(1, len(look_ups))) as threads:
        found = threads.map(lambda look_up: _choices(look_up, timeout), map(carried, look_ups.values()))
        for field, choices in zip(look_ups, found, strict=True):
            described = narrowed["properties"][field]
            if isinstance(choices, str):
                described["ui.lookup_error"] = choices
                continue
            for option in described.get("anyOf", [described]):
                if option.get("type") == "string":
                    option["enum"] = choices
    return narrowed


def _choices(look_up: LookUp, timeout: float) -> list[str] | str:
    """Return what there is, each once, or why it is not known."""
    try:
        return list(dict.fromkeys(run_within(timeout, look_up)))
    except Exception as error:  # noqa: BLE001 - a form answers, whatever happened
        return str(error) or type(error).__name__
