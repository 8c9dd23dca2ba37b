"""Pydantic models as Markdown tables: every field, as the code has it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator
from enum import Enum
from itertools import pairwise
from pathlib import PurePath
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from toucan_connectors.core.secrets import secrets_in

__all__ = ["attribute_docs", "fields_table", "nested_models"]

Model: TypeAlias = type[BaseModel]
LinkOf: TypeAlias = Callable[[Model], str]
"""Where a model that is the type of a field is shown."""

_LONGEST_DEFAULT: Final = 60
_SECRETS: Final = (SecretStr, SecretBytes)
_CALLED: Final = (dict, list, set, tuple)
"""Factories that are called for the default they make; any other could do anything."""


def fields_table(model: Model, link_of: LinkOf, *, last: Collection[str] = ()) -> str:
    """Return a table of the model's fields, those named in `last` behind the others."""
    docs = attribute_docs(model)
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] in last)  # the sort is stable
    lines = ["| field | type | default | what it is |", "|---|---|---|---|"]
    for name, field in fields:
        cells = (_name(name, field), _type(field, link_of), _default(field), _what(field, docs.get(name)))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def nested_models(model: Model) -> Iterator[Model]:
    """Yield the models that are types of the model's fields, and of theirs, each once."""
    pending, seen = [model], {model}
    while pending:
        for field in pending.pop(0).model_fields.values():
            for part in _parts(field.annotation):
                if _is_model(part) and part not in seen:
                    seen.add(part)
                    pending.append(part)
                    yield part


def attribute_docs(model: Model) -> dict[str, str]:
    """Return the text below each field in the source of the model and its bases, by the field's name."""
    docs: dict[str, str] = {}
    for class_ in reversed(model.__mro__):
        if not (_is_model(class_) and class_ is not BaseModel):
            continue
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(class_))).body
        for node, following in pairwise(getattr(tree, "body", [])):
            match node, following:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    docs[name] = inspect.cleandoc(text)
    return docs


def _name(name: str, field: FieldInfo) -> str:
    return f"`{name}`" if field.alias in (None, name) else f"`{name}`, as `{field.alias}`"


def _what(field: FieldInfo, doc: str | None) -> str:
    """Return what is said of the field, or else of the model that it holds."""
    models = [option for option in _options(field.annotation) if _is_model(option)]
    of_model = (inspect.getdoc(models[0]) or "").partition("\n\n")[0] if models else ""
    text = " ".join((field.description or doc or field.title or of_model).split())
    return text.replace("|", "\\|")


def _type(field: FieldInfo, link_of: LinkOf) -> str:
    if _is_secret(field.annotation):
        return f"{_code(field.annotation)} (secret)"
    linked = [
        link_of(option) if _is_model(option) else _code(option) for option in _options(field.annotation)
    ]
    return " or ".join(linked)


def _options(annotation: Any) -> Iterator[Any]:
    """Yield the types that a field may have: the parts of a union, the values of a Literal."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _options(part)
    else:
        yield annotation


def _code(annotation: Any) -> str:
    """Return a type as code, its alternatives with "or" between: a bar would end the cell."""
    return " or ".join(f"`{_text(option)}`" for option in _options(annotation))


def _text(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "` or `".join(_value(value) for value in arguments)
    if annotation in (None, NoneType):
        return "None"
    if annotation in _SECRETS:
        return "Secret"
    if origin is not None and origin not in (Union, UnionType, Annotated):
        return f"{_text(origin)}[{', '.join(_inner(argument) for argument in arguments)}]"
    return "..." if annotation is ... else getattr(annotation, "__name__", str(annotation))


def _inner(annotation: Any) -> str:
    return " or ".join(_text(option).replace("` or `", " or ") for option in _options(annotation))


def _default(field: FieldInfo) -> str:
    """Return the default, or what is known of it without calling anything; never a secret's."""
    if field.is_required():
        return "**required**"
    factory: Any = field.default_factory
    if factory is not None and factory not in _CALLED and not _is_model(factory):
        return "computed"
    default = field.default if factory is None else factory
    if _is_model(default) or isinstance(default, BaseModel):
        return f"`{getattr(default, '__name__', type(default).__name__)}()`"
    default = factory() if factory is not None else default
    if default is not None and (_may_hold_secrets(field.annotation) or any(secrets_in(default))):
        return "set, not shown"
    text = _value(default)
    shown = text if len(text) <= _LONGEST_DEFAULT else f"{text[:_LONGEST_DEFAULT]}..."
    return f"`{shown}`".replace("|", "\\|")


def _value(value: Any) -> str:
    if isinstance(value, Enum):
        return _value(value.value)
    return f'"{value}"' if isinstance(value, str | PurePath) else repr(value)


def _is_secret(annotation: Any) -> bool:
    return any(part in _SECRETS for part in _parts(annotation))


def _may_hold_secrets(annotation: Any) -> bool:
    models = [part for part in _parts(annotation) if _is_model(part)]
    models += [nested for model in models for nested in nested_models(model)]
    fields = [field for model in models for field in model.model_fields.values()]
    return _is_secret(annotation) or any(_is_secret(field.annotation) for field in fields)


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield a type and everything inside it: `list[Token | None]` has `Token` in it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)
