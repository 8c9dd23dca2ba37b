"""Secrets that are easy to find again, and the places where they are looked for."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import quote, quote_plus

import pytest
from pydantic import BaseModel, ValidationError

from toucan_connectors.core.secrets import secrets_in

__all__ = [
    "SHORTEST",
    "assert_hidden",
    "recorded_logs",
    "recorded_spans",
    "secret_fields",
    "texts_of",
    "told_by",
    "with_canaries",
]

SHORTEST: Final = 8
"""A secret of fewer characters may stand in a text by chance."""

_CANARIES: Final = ("c4nary o'{}\"&%é", "c4nary-{}-padded-to-be-long", "c4nary{}")


def secret_fields(model: type[BaseModel]) -> list[str]:
    """Return the names of a model's own fields that are secrets."""
    properties = model.model_json_schema()["properties"]
    return [name for name, field in properties.items() if "'format': 'password'" in repr(field)]


def with_canaries(model: type[BaseModel], fields: Mapping[str, Any]) -> BaseModel:
    """Return the model with a canary in every secret field that takes one, beside the fields given."""
    filled = dict(fields)
    for name in secret_fields(model):
        for canary in _CANARIES:
            with suppress(ValidationError):
                model(**{**filled, name: canary.format(name)})
                filled[name] = canary.format(name)
                break
    return model(**filled)


def texts_of(*models: BaseModel) -> list[str]:
    """Return the texts of every secret in the models."""
    return sorted({secret.get_secret_value() for model in models for secret in secrets_in(model)} - {""})


def assert_hidden(found: object, secrets: list[str], where: str) -> None:
    """Fail, without showing it, if a text has a secret in it: as it is, or as a driver would print it."""
    text = found if isinstance(found, str) else repr(found)
    for secret in secrets:
        forms = {
            secret,
            repr(secret)[1:-1],
            json.dumps(secret)[1:-1],
            quote(secret, safe=""),
            quote_plus(secret),
            base64.b64encode(secret.encode()).decode(),
        }
        if any(form in text for form in forms):
            pytest.fail(f"{where} tells a secret")


def told_by(error: BaseException) -> str:
    """Return all that an exception and those chained to it say, with their attributes."""
    seen, texts, pending = set(), [], [error]
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        texts += [*traceback.format_exception_only(current), repr(current.args), repr(vars(current))]
        pending += [cause for cause in (current.__cause__, current.__context__) if cause is not None]
    return "\n".join(texts)


@contextmanager
def recorded_spans() -> Iterator[list[str]]:
    """Collect what spans say while inside, where OpenTelemetry's SDK is installed."""
    told: list[str] = []
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        yield told
        return
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    try:
        yield told
    finally:
        told += [span.to_json() for span in exporter.get_finished_spans()]
        exporter.shutdown()


@contextmanager
def recorded_logs() -> Iterator[list[str]]:
    """Collect all that is logged while inside, whatever its level, with arguments and extra fields."""
    told: list[str] = []

    class Recorder(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(f"{record.getMessage()} {vars(record)}")

    root, recorder = logging.getLogger(), Recorder(logging.DEBUG)
    level = root.level
    root.addHandler(recorder)
    root.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        root.setLevel(level)
        root.removeHandler(recorder)
