"""`fields TYPE`: what can be configured, as its models say it."""

from __future__ import annotations

from typing import Any

from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import one_line
from toucan_connectors.cli.terminal.views import Cell, Styled, View
from toucan_connectors.core import ToucanConnector, ToucanDataSource, registry

__all__ = ["show_fields"]


def show_fields(type_id: str) -> None:
    """Answer with the fields of a type. Raises what the registry raises for a type that is not there."""
    spec = registry[type_id]
    kind = spec.load()
    data = {
        "type": type_id,
        "label": spec.label,
        "connector": _fields(kind, ToucanConnector),
        "data_source": _fields(kind.data_source_model, ToucanDataSource),
    }
    OUTPUT.answer(data, lambda view: _show(view, data))


def _fields(model: Any, base: Any) -> list[dict[str, Any]]:
    """Return the fields of a model: its own first, then those that every type has."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    required = set(schema.get("required", ()))
    fields = [
        {
            "name": name,
            "type": _type(field, definitions),
            "required": name in required,
            "default": field.get("default"),
            "secret": _is_secret(field),
            "hidden": bool(field.get("ui.hidden")),
            "common": name in base.model_fields,
            "description": field.get("description"),
        }
        for name, field in schema.get("properties", {}).items()
    ]
    return sorted(fields, key=lambda field: (field["common"] and not field["required"], field["common"]))


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return a field's type in a few words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return _type(definitions[name], definitions) if "enum" in definitions.get(name, {}) else name
    if "enum" in field or "const" in field:
        return " or ".join(repr(value) for value in field.get("enum", [field.get("const")]))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in field:
            kinds = dict.fromkeys(_type(option, definitions) for option in field[several])
            return " or ".join(kind for kind in kinds if kind != "null")
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}), definitions)}"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"mapping of name to {_type(field['additionalProperties'], definitions)}"
    plain = {"string": "text", "object": "mapping", "number": "number", "boolean": "true or false"}
    kind = str(field.get("type", "anything"))
    return "path" if field.get("format") in {"path", "file-path"} else plain.get(kind, kind)


def _is_secret(field: dict[str, Any]) -> bool:
    options = [field, *field.get("anyOf", ())]
    return any(option.get("writeOnly") or option.get("format") == "password" for option in options)


def _show(view: View, data: dict[str, Any]) -> None:
    label = "" if data["label"] == data["type"] else f"   {data['label']}"
    view.line(Styled(one_line(data["type"]), "bold"), Styled(one_line(label), "dim"))
    for part, title in (
        ("connector", "connector: where the data is"),
        ("data_source", "data_source: what to read"),
    ):
        view.line()
        view.line(Styled(title, "bold cyan"))
        view.table(
            ["field", "type", "", "default"], [_row(field) for field in data[part] if not field["hidden"]]
        )
    hidden = [field["name"] for field in data["connector"] + data["data_source"] if field["hidden"]]
    if hidden:
        view.line()
        view.line(Styled(f"Also, for hosts: {', '.join(hidden)}. --json has everything.", "dim"))


def _row(field: dict[str, Any]) -> list[Cell]:
    marks = ["required"] if field["required"] else []
    marks += ["secret"] if field["secret"] else []
    default = "" if field["required"] or field["default"] is None else repr(field["default"])
    style = "dim" if field["common"] and not field["required"] else "bold"
    return [
        Styled(field["name"], style),
        field["type"],
        Styled(", ".join(marks), "magenta" if field["secret"] else "yellow"),
        Styled(one_line(default), "dim"),
    ]
