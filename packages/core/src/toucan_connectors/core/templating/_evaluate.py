"""Evaluating a checked tree: one method a kind of node, each charged to the budget."""

import operator
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.visitor import NodeVisitor

from toucan_connectors.core.errors import TemplateError
from toucan_connectors.core.templating._arithmetic import BINARY, concatenate
from toucan_connectors.core.templating._budget import Budget
from toucan_connectors.core.templating._functions import (
    FILTERS,
    TESTS,
    Filter,
    call_method,
    charge,
    counted_range,
)
from toucan_connectors.core.templating._lookup import lookup, require_defined
from toucan_connectors.core.templating._outcome import Literal, Printed, clear_errors, defined
from toucan_connectors.core.templating._parse import Parsed, parse

__all__ = ["Evaluator", "pieces"]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, collection: item in collection,
    "notin": lambda item, collection: item not in collection,
}


def pieces(
    text: str,
    parameters: Mapping[str, Any],
    budget: Budget | None = None,
    filters: Mapping[str, Filter] | None = None,
) -> list[Literal | Printed]:
    """Evaluate a template and return what it printed, text and values apart, in order.

    `filters` are the caller's own, beside those that all templates have.

    Raises UndefinedVariableError for any use of a variable that the parameters do not define, and the other
    errors of TemplateError.
    """
    evaluator = Evaluator(parameters, budget or Budget(), jinja2.StrictUndefined, filters)
    return list(evaluator.printed(parse(text)))


class Evaluator(NodeVisitor):
    """Evaluates trees with one set of parameters.

    `undefined` is the Jinja class that stands for a missing variable: StrictUndefined fails at any use,
    Undefined prints nothing and is false.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        budget: Budget,
        undefined: type[jinja2.Undefined],
        filters: Mapping[str, Filter] | None = None,
    ) -> None:
        self.budget = budget
        self.undefined = undefined
        self._base = dict(parameters)
        self._scope: MutableMapping[str, Any] = ChainMap({}, self._base)
        self._parameters = parameters
        self._strict = undefined is jinja2.StrictUndefined
        self._filters = {**FILTERS, **(filters or {})}

    def printed(self, template: Parsed) -> Iterator[Literal | Printed]:
        """Yield what the template prints."""
        template.check()
        self._scope = ChainMap({}, self._base)
        with clear_errors(self._strict):
            for node in template.tree.body:
                yield from self.visit(node)

    def value(self, template: Parsed) -> Any:
        """Return what the one expression of a template gives, in its own type."""
        template.check()
        self._scope = ChainMap({}, self._base)
        with clear_errors(self._strict):
            return self.visit(template.expression or nodes.Const(None))

    def text(self, values: list[Any]) -> str:
        """Return values as they print, one after the other."""
        with clear_errors(self._strict):
            return concatenate(self.budget, values)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Evaluate a node for one step of the budget."""
        self.budget.step()
        return super().visit(node, *args, **kwargs)

    def generic_visit(self, node: nodes.Node, *_: Any, **__: Any) -> Any:
        """Refuse what no method below evaluates."""
        raise TemplateError(f"Templates here cannot evaluate {type(node).__name__}.")

    # Statements: each yields what it prints.

    def visit_Output(self, node: nodes.Output) -> Iterator[Literal | Printed]:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.budget.text(len(part.data))
                yield Literal(part.data)
            else:
                yield Printed(self._printable(self.visit(part)), repr(part))

    def _printable(self, value: Any) -> Any:
        return defined(value) if self._strict else value

    def visit_If(self, node: nodes.If) -> Iterator[Literal | Printed]:
        branches: list[nodes.If] = [node, *node.elif_]
        chosen = next((branch.body for branch in branches if self.visit(branch.test)), node.else_)
        for statement in chosen:
            yield from self.visit(statement)

    def visit_For(self, node: nodes.For) -> Iterator[Literal | Printed]:
        outer = self._scope
        items = list(self._loop_items(node))
        for index, item in enumerate(items):
            self._scope = ChainMap({"loop": _loop(index, len(items))}, outer)
            self._assign(node.target, item)
            for statement in node.body:
                yield from self.visit(statement)
        self._scope = outer
        for statement in [] if items else node.else_:
            yield from self.visit(statement)

    def _loop_items(self, node: nodes.For) -> Iterator[Any]:
        outer = self._scope
        for item in self.visit(node.iter):
            self.budget.step()
            if node.test is not None:
                self._scope = ChainMap({}, outer)
                self._assign(node.target, item)
                kept = self.visit(node.test)
                self._scope = outer
                if not kept:
                    continue
            yield item

    def visit_Assign(self, node: nodes.Assign) -> Iterator[Literal | Printed]:
        self._assign(node.target, self.visit(node.node))
        return iter(())

    def _assign(self, target: nodes.Node, value: Any) -> None:
        if isinstance(target, nodes.Tuple):
            for part, item in zip(target.items, value, strict=True):
                self._assign(part, item)
        elif isinstance(target, nodes.Name):
            self._scope[target.name] = value
        else:
            self.generic_visit(target)

    # Expressions: each returns its value.

    def visit_Name(self, node: nodes.Name) -> Any:
        try:
            return self._scope[node.name]
        except KeyError:
            return self.undefined(name=node.name)

    def visit_Const(self, node: nodes.Const) -> Any:
        return node.value

    def visit_List(self, node: nodes.List) -> list[Any]:
        items = [self._defined(item) for item in node.items]
        self.budget.weigh(items)
        return items

    def visit_Tuple(self, node: nodes.Tuple) -> tuple[Any, ...]:
        items = tuple(self._defined(item) for item in node.items)
        self.budget.weigh(items)
        return items

    def visit_Dict(self, node: nodes.Dict) -> dict[Any, Any]:
        pairs = {self._defined(pair.key): self._defined(pair.value) for pair in node.items}
        self.budget.weigh(pairs)
        return pairs

    def _defined(self, node: nodes.Expr) -> Any:
        return require_defined(self.visit(node))

    def visit_Getattr(self, node: nodes.Getattr) -> Any:
        return lookup(self.visit(node.node), node.attr, self.undefined)

    def visit_Getitem(self, node: nodes.Getitem) -> Any:
        return lookup(self.visit(node.node), self.visit(node.arg), self.undefined, self.budget)

    def visit_Slice(self, node: nodes.Slice) -> slice:
        return slice(*(part and self.visit(part) for part in (node.start, node.stop, node.step)))

    def visit_Call(self, node: nodes.Call) -> Any:
        args, kwargs = self._arguments(node)
        if isinstance(node.node, nodes.Getattr):
            return call_method(self.budget, self.visit(node.node.node), node.node.attr, args, kwargs)
        name = node.node.name if isinstance(node.node, nodes.Name) else None
        if name == "range":
            return counted_range(self.budget, *args)
        if name == "parameter":
            return lookup(self._parameters, args[0], self.undefined)
        raise TemplateError(f"Templates cannot call {name or 'that'}.", hint="They can call range().")

    def visit_Filter(self, node: nodes.Filter) -> Any:
        if node.name not in self._filters:
            raise TemplateError(
                f"Templates here have no filter {node.name!r}.",
                field=node.name,
                hint=f"They have {', '.join(sorted(self._filters))}.",
            )
        args, kwargs = self._arguments(node)
        return self.apply_filter(node.name, self.visit(node.node or nodes.Const(None)), args, kwargs)

    def apply_filter(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Apply an allowed filter."""
        charge(self.budget, name, value)
        return self._filters[name](self, value, *args, **kwargs)

    def visit_Test(self, node: nodes.Test) -> bool:
        args, kwargs = self._arguments(node)
        return self.apply_test(node.name, self.visit(node.node), args, kwargs)

    def apply_test(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> bool:
        """Apply an allowed test."""
        self.budget.look([value, *args])
        if name not in TESTS:
            raise TemplateError(f"Templates here have no test {name!r}.", field=name)
        return bool(TESTS[name](value, *args, **kwargs))

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test) -> tuple[list[Any], dict[str, Any]]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise TemplateError("Templates here have no * and ** arguments.")
        args = [self.visit(argument) for argument in node.args]
        kwargs = {pair.key: self.visit(pair.value) for pair in node.kwargs if isinstance(pair, nodes.Keyword)}
        return args, kwargs

    def _binary(self, node: nodes.BinExpr) -> Any:
        compute = BINARY[type(node).__name__]
        return compute(self.budget, self.visit(node.left), self.visit(node.right))

    visit_Add = visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Pow = _binary

    def visit_Concat(self, node: nodes.Concat) -> str:
        return concatenate(self.budget, [self.visit(part) for part in node.nodes])

    def visit_Neg(self, node: nodes.Neg) -> Any:
        return -self.visit(node.node)

    def visit_Pos(self, node: nodes.Pos) -> Any:
        return +self.visit(node.node)

    def visit_Not(self, node: nodes.Not) -> bool:
        return not self.visit(node.node)

    def visit_And(self, node: nodes.And) -> Any:
        return self.visit(node.left) and self.visit(node.right)

    def visit_Or(self, node: nodes.Or) -> Any:
        return self.visit(node.left) or self.visit(node.right)

    def visit_CondExpr(self, node: nodes.CondExpr) -> Any:
        if self.visit(node.test):
            return self.visit(node.expr1)
        return self.undefined(name="else") if node.expr2 is None else self.visit(node.expr2)

    def visit_Compare(self, node: nodes.Compare) -> bool:
        left = self.visit(node.expr)
        for operand in node.ops:
            right = self.visit(operand.expr)
            self.budget.look(left)
            self.budget.look(right)
            if not _COMPARE[operand.op](left, right):
                return False
            left = right
        return True


def _loop(index: int, length: int) -> dict[str, Any]:
    return {
        "index": index + 1,
        "index0": index,
        "revindex": length - index,
        "revindex0": length - index - 1,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }
