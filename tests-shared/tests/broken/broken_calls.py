"""Connectors whose calls are not what they promise to be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from acme_line import Line
from acme_plain import Plain, PlainDataSource
from pydantic import ConfigDict, Field, PrivateAttr, field_serializer
from typing_extensions import override

from toucan_connectors.core import Options, Permissions, Plan
from toucan_connectors.core.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.forms import JsonSchema


class UnknownFieldsTaken(Plain):
    model_config = ConfigDict(extra="ignore")


class UntypedField(Plain):
    extra_settings: Any = None


class DumpIsAnotherForm(Plain):
    since: date = date(2024, 1, 31)

    @field_serializer("since")
    def _as_people_write(self, since: date) -> str:
        return since.strftime("%d/%m/%Y")


class ChangesParameters(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        if data_source.parameters is not None:
            data_source.parameters["read"] = True
        return super().get_df(data_source, permissions)


class ArrowLacksARow(Plain):
    @override
    def get_arrow(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pa.Table:
        table = super().get_arrow(data_source, permissions)
        return table.slice(0, table.num_rows - 1)


class DescribesMore(Plain):
    @override
    def describe(self, data_source: PlainDataSource) -> dict[str, str]:
        return {**super().describe(data_source), "rowid": "int64"}


class PlanUntrue(Plain):
    @override
    def plan(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> Plan:
        return Plan(pushed_down=("page",), local=("filter", "count"))


class VersionNotDeclared(Plain):
    @override
    def get_engine_version(self) -> tuple[int, ...]:
        return (1, 2)


class ClosesForGood(Plain):
    _closed: bool = PrivateAttr(default=False)

    @override
    def close(self) -> None:
        self._closed = True

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        if self._closed:
            raise SourceError("The connection is closed.")
        return super()._retrieve_data(data_source)


class OptionsOfItsOwn(Plain):
    options: Options = Field(
        default_factory=lambda: Options(max_rows=1_000_000), json_schema_extra={"ui.hidden": True}
    )


class DiscoveryUnfiltered(Line):
    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        return super().get_model_with_info(db_name, schema_name, None, exclude_columns)


class FormNotNarrowed(Line):
    @override
    def get_form(self, current_config: dict[str, Any] | None = None) -> JsonSchema:
        return self.data_source_model.model_json_schema()
