"""From text to a checked tree: what a template may contain is decided here, before anything is evaluated."""

import re
from collections.abc import Iterator
from functools import lru_cache

import jinja2
from jinja2 import nodes

from toucan_connectors.core.errors import TemplateLimitError, TemplateSyntaxError
from toucan_connectors.core.templating._budget import MAX_DEPTH, MAX_MARKS, MAX_NODES, MAX_SOURCE

__all__ = ["Parsed", "has_template", "parse"]

_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Keyword),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call, nodes.Filter, nodes.Test),
    *(
        nodes.Add,
        nodes.Sub,
        nodes.Mul,
        nodes.Div,
        nodes.FloorDiv,
        nodes.Mod,
        nodes.Pow,
        nodes.Concat,
    ),
    *(
        nodes.Neg,
        nodes.Pos,
        nodes.Not,
        nodes.And,
        nodes.Or,
        nodes.Compare,
        nodes.Operand,
        nodes.CondExpr,
    ),
)

_ENVIRONMENT = jinja2.Environment(autoescape=False, keep_trailing_newline=True)  # noqa: S701 - no HTML here
_PERCENT_STYLE = re.compile(r"%\(([^()]+)\)s")
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*")


def has_template(text: str) -> bool:
    """Say whether a text can hold a template at all."""
    return "{{" in text or "{%" in text or "{#" in text or _PERCENT_STYLE.search(text) is not None


class Parsed:
    """A template's tree, and what decides how its result is read."""

    def __init__(self, text: str) -> None:
        kept = _unused_character(text)
        self.tree = _tree(_percent_to_braces(text).replace("\r", kept))
        nodes_ = list(_walk(self.tree))
        _restore(nodes_, kept)
        self.has_variables = _has_variables(nodes_)
        self.is_block = text.startswith("{%") and text.endswith("%}")
        self.expression = _lone_expression(self.tree)
        self._problem = next(filter(None, map(_problem, nodes_)), None)

    def check(self) -> None:
        """Raise TemplateSyntaxError when the template has something that is never evaluated."""
        if self._problem is not None:
            message, hint, field = self._problem
            raise TemplateSyntaxError(message, hint=hint, field=field)


def parse(text: str) -> Parsed:
    """Parse a template, or raise TemplateSyntaxError or TemplateLimitError."""
    if len(text) > MAX_SOURCE:
        raise TemplateLimitError(f"The template has more than {MAX_SOURCE:,} characters.")
    if text.count("{{") + text.count("{%") > MAX_MARKS:
        raise TemplateLimitError(f"The template has more than {MAX_MARKS:,} expressions and blocks.")
    return _parse_short(text) if len(text) <= 2**12 else Parsed(text)


@lru_cache(maxsize=256)
def _parse_short(text: str) -> Parsed:
    return Parsed(text)


def _percent_to_braces(text: str) -> str:
    """Rewrite the older `%(name)s`; a name with blanks, which is no expression, is looked up whole."""

    def braces(match: re.Match[str]) -> str:
        inner = match[1].strip()
        if " " in inner and all(_PLAIN_NAME.fullmatch(word) for word in inner.split()):
            return f"{{{{ parameter({inner!r}) }}}}"
        return f"{{{{ {inner} }}}}"

    return _PERCENT_STYLE.sub(braces, text)


def _tree(text: str) -> nodes.Template:
    try:
        return _ENVIRONMENT.parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateSyntaxError(
            f"The template is not well formed (line {error.lineno}): {error.message}",
            hint="Write {{ name }} for a value, {% if %} and {% for %} for choices.",
        ) from None
    except (RecursionError, OverflowError, ValueError) as error:
        raise TemplateLimitError("The template is nested too deeply or holds a number too large.") from error


def _unused_character(text: str) -> str:
    """Return a character that stands for a carriage return: Jinja's lexer makes newlines of them."""
    return next(character for character in map(chr, range(0xE000, 0xF8FF)) if character not in text)


def _restore(tree: list[nodes.Node], kept: str) -> None:
    for node in tree:
        if isinstance(node, nodes.TemplateData):
            node.data = node.data.replace(kept, "\r")
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            node.value = node.value.replace(kept, "\r")


def _walk(tree: nodes.Template) -> Iterator[nodes.Node]:
    pending: list[tuple[nodes.Node, int]] = [(tree, 0)]
    for _ in range(MAX_NODES):
        if not pending:
            return
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise TemplateLimitError(f"The template is nested more than {MAX_DEPTH} levels deep.")
        yield node
        pending.extend((child, depth + 1) for child in node.iter_child_nodes())
    raise TemplateLimitError(f"The template has more than {MAX_NODES:,} parts.")


def _problem(node: nodes.Node) -> tuple[str, str, str | None] | None:
    """Return message, hint and field for what is never evaluated: a construct, a name that leads inside."""
    if type(node) not in _ALLOWED or (isinstance(node, nodes.For) and node.recursive):
        what = f"Templates here have no {type(node).__name__} like the one in line {node.lineno}."
        return what, "They have values, filters, if, for (not recursive) and set.", None
    name = node.attr if isinstance(node, nodes.Getattr) else getattr(node, "name", None)
    if isinstance(name, str) and name.startswith("_"):
        return f"{name!r} starts with an underscore, which templates do not allow.", "Use another name.", name
    return None


def _lone_expression(tree: nodes.Template) -> nodes.Expr | None:
    """Return the expression of a text that is exactly one `{{ ... }}`."""
    match tree.body:
        case [nodes.Output(nodes=[expression])] if not isinstance(expression, nodes.TemplateData):
            return expression
    return None


def _has_variables(tree: list[nodes.Node]) -> bool:
    names = [node for node in tree if isinstance(node, nodes.Name)]
    stored = {name.name for name in names if name.ctx == "store"} | {"range", "loop"}
    return any(name.ctx == "load" and name.name not in stored for name in names)
