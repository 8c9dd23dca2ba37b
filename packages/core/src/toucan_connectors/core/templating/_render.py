"""Filling in JSON-like queries (Mongo, HTTP): dicts, lists, tuples and texts, types kept."""

import ast
import typing
from collections.abc import Mapping
from typing import Any, Final

import jinja2

from toucan_connectors.core.errors import TemplateLimitError, UndefinedVariableError
from toucan_connectors.core.templating._budget import MAX_DEPTH, Budget
from toucan_connectors.core.templating._evaluate import Evaluator
from toucan_connectors.core.templating._outcome import Literal, Printed, defined
from toucan_connectors.core.templating._parse import Parsed, has_template, parse

__all__ = ["OnUndefined", "render"]

OnUndefined = typing.Literal["drop", "raise_alone", "raise"]
"""An undefined variable drops its entry, raises where it stands alone, or always raises."""


class _Missing:
    """An entry that has no value and leaves its parent."""


_MISSING: Final = _Missing()


def render(
    query: Any,
    parameters: Mapping[str, Any] | None,
    on_undefined: OnUndefined = "drop",
    budget: Budget | None = None,
) -> Any:
    """Return the query with its templates filled in; the arguments are not changed.

    - Values of dicts and items of lists and tuples are rendered, keys are not; what is not text passes
      through.
    - A text that is one `{{ expression }}` becomes the expression's value in its own type; such a list
      inside a list is spliced into it. Any other template becomes text.
    - A text from `{%` to `%}` that prints one thing keeps its type: of a printed value, or of the plain
      literal (`1`, `True`, `[1, 2]`) that the author wrote. One that prints nothing drops its entry.
    - A text without variables is no template and stays as it is. `parameters=None` renders nothing.
    - An undefined variable does what `on_undefined` says; inside a longer text "drop" and "raise_alone"
      print nothing
      for it, and looking into it (`{{ nope.x }}`) counts as standing alone.

    Raises the errors of TemplateError; UndefinedVariableError only where `on_undefined` says so.
    """
    if parameters is None:
        return query
    undefined = jinja2.StrictUndefined if on_undefined == "raise" else jinja2.Undefined
    evaluator = Evaluator(parameters, budget or Budget(), undefined)
    result = _render(query, evaluator, on_undefined, 0)
    return type(query)() if isinstance(result, _Missing) else result


def _render(query: Any, evaluator: Evaluator, on_undefined: OnUndefined, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise TemplateLimitError(f"The query is nested more than {MAX_DEPTH} levels deep.")
    if isinstance(query, str):
        return _render_text(query, evaluator, on_undefined)
    if isinstance(query, dict):
        rendered = ((key, _render(value, evaluator, on_undefined, depth + 1)) for key, value in query.items())
        return {key: value for key, value in rendered if value is not _MISSING}
    if isinstance(query, list | tuple):
        items = [(item, _render(item, evaluator, on_undefined, depth + 1)) for item in query]
        if isinstance(query, tuple):
            return tuple(value for _, value in items if value is not _MISSING)
        return [part for item, value in items for part in _spliced(item, value)]
    return query


def _spliced(item: Any, value: Any) -> list[Any]:
    if value is _MISSING:
        return []
    return value if isinstance(item, str) and isinstance(value, list) else [value]


def _render_text(text: str, evaluator: Evaluator, on_undefined: OnUndefined) -> Any:
    if not has_template(text):
        return text
    template = parse(text)
    if not template.has_variables:
        return text
    try:
        return _value(template, evaluator)
    except UndefinedVariableError:
        if on_undefined == "drop":
            return _MISSING
        raise


def _value(template: Parsed, evaluator: Evaluator) -> Any:
    if template.expression is not None:
        return defined(evaluator.value(template))
    printed = list(evaluator.printed(template))
    if template.is_block:
        match [piece for piece in printed if piece != Literal("")]:
            case []:
                return _MISSING
            case [Printed(value)]:
                return defined(value)
            case [Literal(text)]:
                return _literal(text)
    texts = [piece.text if isinstance(piece, Literal) else piece.value for piece in printed]
    return evaluator.text(texts)


def _literal(text: str) -> Any:
    """Read what the author wrote between two blocks: a literal where it is one, else the text itself."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
