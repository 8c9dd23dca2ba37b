"""Forms: the JSON schema of a data source, narrowed by what the source answers."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import ToucanConnectorsError

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
        with Call(timeout).active():
            choices = list(dict.fromkeys(look_up()))
    except ToucanConnectorsError as error:
        described["ui.lookup_error"] = str(error)
        return narrowed
    for option in described.get("anyOf", [described]):
        if option.get("type") == "string":
            option["enum"] = choices
    return narrowed
