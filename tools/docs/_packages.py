"""The page of a package: its README, and every field that its connectors have."""

import inspect
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from pydantic import BaseModel
from tools.docs._fields import fields_table, nested_models
from tools.workspace import Member

from toucan_connectors.core import Options, RetryPolicy, ToucanConnector, ToucanDataSource, registry

__all__ = ["connectors_of", "differences", "label_of", "package_page"]

Connector: TypeAlias = type[ToucanConnector[Any]]

_CORE: Final = "core"
_SHARED: Final[dict[type[BaseModel], str]] = {
    ToucanConnector: "Of every connector",
    ToucanDataSource: "Of every data source",
    Options: "Options",
    RetryPolicy: "RetryPolicy",
}
"""What core's page shows, by its heading there; the other pages link to it."""


def connectors_of(member: Member) -> dict[str, Connector]:
    """Return the connectors that a package offers, by type id. Raises where one cannot be loaded."""
    name = member.table("project")["name"]
    offered = [line.type_id for line in registry.catalogue() if line.distribution == name]
    return {type_id: registry[type_id].load() for type_id in offered}


def label_of(member: Member) -> str:
    """Return what a reader looks for: the label of the package's first type, or the name after the prefix."""
    types = connectors_of(member)
    return registry[next(iter(types))].label if types else member.name


def package_page(member: Member) -> str:
    """Return the README, with the fields behind it."""
    readme = (member.folder / "README.md").read_text(encoding="utf-8")
    return "\n".join([readme, *(_core() if member.name == _CORE else _types(member))])


def differences(member: Member) -> str:
    """Return what the README says of version 10, below a heading of the package; nothing if it does not."""
    readme = (member.folder / "README.md").read_text(encoding="utf-8")
    told = readme.partition("\n## Differences from toucan-connectors 10\n")[2].partition("\n## ")[0].strip()
    return f"### {label_of(member)}\n\n{told}\n" if told else ""


def _core() -> Iterator[str]:
    yield "\n## All fields\n\nWhat every connector and every data source has, beside the fields of its type."
    for model, heading in _SHARED.items():
        yield _section(f"### {heading}", model, ())


def _types(member: Member) -> Iterator[str]:
    types = connectors_of(member)
    if types:
        yield (
            "\n## All fields\n\nMade from the models. Those of every type come last in each table: "
            f"[core](../{_CORE}/README.md#all-fields) has more about them."
        )
    for class_ in dict.fromkeys(types.values()):
        ids = " and ".join(f"`{type_id}`" for type_id, other in types.items() if other is class_)
        yield _section(f"### Connector: {ids}", class_, ToucanConnector.model_fields)
        source = class_.data_source_model
        yield _section(f"### Data source: {ids}", source, ToucanDataSource.model_fields)
    models = {m for c in types.values() for top in (c, c.data_source_model) for m in nested_models(top)}
    for model in sorted(models - _SHARED.keys(), key=lambda model: model.__name__):
        yield _section(f"### {model.__name__}", model, ())


def _section(heading: str, model: type[BaseModel], last: Any) -> str:
    link = _link_in_core if model in _SHARED else _link
    table = fields_table(model, link, last=last)
    about = inspect.getdoc(model) or ""
    return f'\n{heading}\n\n{about}\n\n<div class="fields" markdown>\n\n{table}\n\n</div>\n'


def _link(model: type[BaseModel]) -> str:
    page = f"../{_CORE}/README.md" if model in _SHARED else ""
    return f"[{model.__name__}]({page}{_link_in_core(model).partition('](')[2]}"


def _link_in_core(model: type[BaseModel]) -> str:
    heading = _SHARED.get(model, model.__name__)
    return f"[{model.__name__}](#{heading.lower().replace(' ', '-')})"
