"""Forms: the JSON schema of a data source, narrowed by what the source answers."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from toucan_connectors.core.call import run_within

__all__ = ["JsonSchema", "with_choices"]

JsonSchema = dict[str, Any]


def with_choices(
    schema: JsonSchema, field: str, look_up: Callable[[], Sequence[str]], timeout: float
) -> JsonSchema:
    """Return the schema with a text field's choices as an enum, looked up within `timeout` seconds.

    A look-up that fails leaves the field open and says why, in `ui.lookup_error`: a form is still of use
    then.
    """
    narrowed = deepcopy(schema)
    described = narrowed["properties"][field]
    try:
        choices = list(dict.fromkeys(run_within(timeout, look_up)))
    except Exception as error:  # noqa: BLE001 - a form answers, whatever happened
        described["ui.lookup_error"] = str(error) or type(error).__name__
        return narrowed
    for option in described.get("anyOf", [described]):
        if option.get("type") == "string":
            option["enum"] = choices
    return narrowed
