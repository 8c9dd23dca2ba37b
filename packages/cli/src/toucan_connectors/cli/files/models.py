"""A connector and its data source, made of a configuration; a field that is wrong is told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toucan_connectors.cli.files.configuration import Configuration, Part, read_configuration
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import close_to
from toucan_connectors.core import registry
from toucan_connectors.core.errors import ConfigurationError, ToucanConnectorsError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from toucan_connectors.core import ToucanConnector, ToucanDataSource

__all__ = ["Opened", "connector_of", "data_source_of", "open_configuration"]


@dataclass(frozen=True)
class Opened:
    """A connector, the data source that is read from it, and the permission that narrows it."""

    configuration: Configuration
    connector: ToucanConnector[Any]
    source: ToucanDataSource | None

    @property
    def type_id(self) -> str:
        """The connector's type."""
        return self.configuration.connector.text("type") or ""

    @property
    def permissions(self) -> dict[str, Any] | None:
        """The permission of the document."""
        return self.configuration.permissions

    @property
    def data_source(self) -> ToucanDataSource:
        """The data source; ConfigurationError where the document has none, or several."""
        if self.source is not None:
            return self.source
        document, others = self.configuration.document, self.configuration.others
        if others:
            raise ConfigurationError(
                f"{document.source}: it has {len(others)} data sources.",
                field="name",
                hint=f"Choose with --name: {', '.join(others)}.",
            )
        raise document.error("it has no data source.", hint="Give data_source, with what to read.")


def open_configuration(file: str, name: str | None = None) -> Opened:
    """Return what a file describes, validated. Raises ConfigurationError, naming file, line and field."""
    configuration = read_configuration(file, name)
    connector = connector_of(configuration)
    OUTPUT.masked.append(connector)
    source = data_source_of(configuration, connector)
    if source is not None:
        OUTPUT.masked.append(source)
    return Opened(configuration, connector, source)


def connector_of(configuration: Configuration) -> ToucanConnector[Any]:
    """Return the connector of a configuration."""
    part, document = configuration.connector, configuration.document
    type_id = part.text("type")
    if type_id is None:
        raise document.error(
            "the connector has no type.", (*part.where, "type"), "The command types lists them."
        )
    try:
        kind = registry[type_id].load()
    except ToucanConnectorsError as error:
        told = document.error(error.message, (*part.where, "type"))
        raise type(error)(told.message, hint=error.hint, field=told.field) from error
    connector: ToucanConnector[Any] = _made(kind, part, configuration)
    return connector


def data_source_of(configuration: Configuration, connector: ToucanConnector[Any]) -> ToucanDataSource | None:
    """Return the data source of a configuration, None where none is chosen."""
    part = configuration.data_source
    return None if part is None else _made(connector.data_source_model, part, configuration)


def _made(model: Any, part: Part, configuration: Configuration) -> Any:
    from pydantic import ValidationError

    try:
        return model(**part.fields)
    except ValidationError as error:
        problems = list(_problems(error, model))
    document = configuration.document
    (where, message, hint), *more = problems
    also = "".join(f" Also {_dotted(part, where)}: {text}" for where, text, _ in more)
    raise document.error(f"{message}{also}", (*part.where, *where), hint)


def _dotted(part: Part, where: tuple[str | int, ...]) -> str:
    return ".".join(map(str, (*part.where, *where)))


def _problems(
    error: ValidationError, model: type[BaseModel]
) -> Iterator[tuple[tuple[str | int, ...], str, str | None]]:
    """Yield where a field is, what is wrong with it, and what to do."""
    for line in error.errors(include_url=False, include_context=False, include_input=False):
        where = line["loc"]
        if line["type"] == "extra_forbidden":
            known = [field.alias or name for name, field in model.model_fields.items()]
            hint = close_to(str(where[-1]), known) if len(where) == 1 else None
            yield where, "this field is not known.", hint or "The command fields lists those of a type."
        elif line["type"] == "missing":
            yield where, "this field is required.", None
        else:
            message = line["msg"].removeprefix("Value error, ")
            yield where, f"{message[:1].lower()}{message[1:].rstrip('.')}.", None
