"""Spans, made of fields: the one file that knows OpenTelemetry, by its API alone.

It is looked for at the first call. Without it, or without an SDK that the host has set up, a span is None.
Exceptions are never given to a span: their texts hold what they will.
"""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

__all__ = ["Field", "Fields", "end_span", "parent_span", "start_span"]

Field: TypeAlias = str | int | float
Fields: TypeAlias = dict[str, Field]


def start_span(name: str, fields: Fields, *, call: str = "", system: str | None = None) -> Span | None:
    """Return a new span below what is traced now. With a `call` it is a client's of a `system`."""
    tracer = _tracer()
    if tracer is None:
        return None
    from opentelemetry.trace import SpanKind

    attributes = _attributes(fields)
    if system is not None:
        attributes |= {"db.system.name": system, "db.operation.name": call}
    kind = SpanKind.CLIENT if call else SpanKind.INTERNAL
    span = tracer.start_span(name, kind=kind, attributes=attributes)
    return span if span.get_span_context().is_valid else None


def parent_span(span: Span | None) -> contextlib.AbstractContextManager[object]:
    """Let what is traced meanwhile be below the span."""
    if span is None:
        return contextlib.nullcontext()
    from opentelemetry.trace import use_span

    return use_span(span, record_exception=False, set_status_on_exception=False)


def end_span(span: Span | None, fields: Fields) -> None:
    """End a span with what is known by now; a `code` makes it a failed one."""
    if span is None:
        return
    if "code" in fields:
        from opentelemetry.trace import StatusCode

        span.set_status(StatusCode.ERROR)
    span.set_attributes(_attributes(fields))
    span.end()


@functools.cache
def _tracer() -> Tracer | None:
    try:
        from opentelemetry.trace import get_tracer
    except ImportError:
        return None
    return get_tracer("toucan_connectors")


def _attributes(fields: Fields) -> Fields:
    return {_attribute(name): value for name, value in fields.items()}


def _attribute(name: str) -> str:
    return "error.type" if name == "code" else f"toucan_connectors.{name}"
