"""What an evaluation gives: the author's text, printed values, or an error of our own tree."""

import re
from dataclasses import dataclass, field
from typing import Any

import jinja2

from toucan_connectors.core.errors import TemplateError, ToucanConnectorsError, UndefinedVariableError

__all__ = ["Literal", "Printed", "clear_errors", "defined"]

_UNDEFINED_NAME = re.compile(r"'(\w+)' is undefined")


@dataclass(frozen=True)
class Literal:
    """Text that the author of the template wrote."""

    text: str


@dataclass(frozen=True)
class Printed:
    """A value that an expression of the template printed; equal expressions have one `expression`."""

    value: Any
    expression: str = field(default="", compare=False)


def defined(value: Any) -> Any:
    """Return the value, or raise UndefinedVariableError, which names the variable, where there is none."""
    if isinstance(value, jinja2.Undefined):
        name = value._undefined_name  # noqa: SLF001 - Jinja offers no other way to the name
        raise UndefinedVariableError(
            f"The variable {name!r} is not defined.",
            field=name,
            hint="Define it in the parameters, or give it a value with | default(...).",
        )
    return value


class clear_errors:  # noqa: N801 - a context manager, used as one
    """Turn what an expression can raise into errors of our own tree."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, ToucanConnectorsError | GeneratorExit):
            return
        if isinstance(error, jinja2.UndefinedError):
            named = _UNDEFINED_NAME.fullmatch(error.message or "") if self._strict else None
            raise UndefinedVariableError(
                f"The template uses a variable that is not defined: {error.message}.",
                field=named[1] if named else None,
                hint="Define it in the parameters, or give it a value with | default(...).",
            ) from None
        if isinstance(error, Exception):
            raise TemplateError(f"The template cannot be evaluated: {error}") from error
