"""Promise 1: the three calls, and around them."""

from __future__ import annotations

import importlib.metadata
import pickle
from pathlib import PurePath
from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core import Options, Plan, ToucanConnector, ToucanDataSource, registry
from toucan_connectors.core.errors import ConfigurationError, UnsupportedCallError
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import READINGS, Whole

__all__ = ["Calls", "CallsDeclared"]

PAGES = {"page": "pages_at_source", "count": "counts_at_source", "filter": "filters_at_source"}


class CallsDeclared(Contract):
    """What can be said of a connector before it is connected."""

    def test_1_entry_point_spec_and_class_agree(self) -> None:
        """The entry point's name, the spec's type id and its class are one type.

        If it fails: name the entry point (group `toucan_connectors`) after the type id, let its value be the
        `ConnectorSpec`, and let `target` be the class; then install the package again.
        """
        [entry_point] = importlib.metadata.entry_points(group="toucan_connectors", name=self.type_id)
        assert entry_point.load() is self.spec
        assert self.spec.type_id == self.type_id
        assert self.spec.label.strip() == self.spec.label != ""
        assert issubclass(self.connector_class, ToucanConnector)
        assert issubclass(self.data_source_class, ToucanDataSource)
        assert registry.create({"type": self.type_id, "name": "kit", **self.connector_fields}) is not None

    def test_1_the_logo_is_packaged(self) -> None:
        """The logo that the spec names is in the package.

        If it fails: put the image beside the class's package and let the wheel hold it, or name no logo.
        """
        if self.spec.logo is None:
            assert self.spec.logo_uri is None
        else:
            assert PurePath(self.spec.logo).suffix in {".svg", ".png", ".jpg"}
            assert (self.spec.logo_uri or "").startswith("data:image/")

    def test_1_the_schemas_are_valid(self) -> None:
        """Both models give a JSON schema that titles every field and hides the options.

        If it fails: let every field have a type that JSON schema knows; do not override `options`.
        """
        for model in (self.connector_class, self.data_source_class):
            schema = model.model_json_schema()
            assert schema["type"] == "object"
            for name, field in schema["properties"].items():
                assert {"type", "anyOf", "$ref", "allOf", "const", "enum", "oneOf"} & set(field), name
        options = self.connector_class.model_json_schema()["properties"]["options"]
        assert options["ui.hidden"] is True

    def test_1_an_unknown_field_is_refused(self) -> None:
        """A misspelt field is an error that names it, as pydantic's and, from the registry, as ours.

        If it fails: derive both models from the core's, whose configuration forbids extra fields.
        """
        with pytest.raises(ValidationError) as raised:
            self.make_connector(no_such_field=1)
        assert [line["loc"] for line in raised.value.errors()] == [("no_such_field",)]
        with pytest.raises(ValidationError):
            self.make_data_source(no_such_field=1)
        with pytest.raises(ConfigurationError) as configured:
            registry.create(
                {"type": self.type_id, "name": "kit", **self.connector_fields, "no_such_field": 1}
            )
        assert configured.value.field == "no_such_field"

    def test_1_a_dumped_configuration_loads_again(self) -> None:
        """A connector and a data source survive being stored as JSON and loaded.

        If it fails: give every field a type that its own JSON loads as; store with `by_alias` names alike.
        """
        connector, source = self.make_connector(), self.make_data_source()
        plain = {"secrets": "plain"}
        stored = connector.model_dump(mode="json", context=plain)
        assert self.connector_class.model_validate(stored).model_dump(mode="json", context=plain) == stored
        text = source.model_dump_json(context=plain)
        assert self.data_source_class.model_validate_json(text) == source

    def test_12_a_connector_is_copied_and_pickled_whole(self) -> None:
        """A copy and a pickled connector are equal to the first, for workers in other processes.

        If it fails: keep what is open in a `SharedResource`, which is never copied or pickled.
        """
        connector = self.make_connector()
        assert pickle.loads(pickle.dumps(connector)) == connector  # noqa: S301 - our own bytes
        assert connector.model_copy(deep=True) == connector


class Calls(Contract):
    """What the calls answer."""

    def test_1_every_call_reads_the_same_rows(self, connector: Any, data_source: Any) -> None:
        """get_df, get_slice, get_arrow, iter_batches and the awaited calls give the same rows and types.

        If it fails: let one hook (`_retrieve_data`, `_retrieve_batches`, `_read`) answer every call.
        """
        whole = Whole.of(connector, data_source)
        assert len(whole.frame) >= 3, "give a data source of some rows, so that there are pages"
        for read in READINGS.values():
            whole.assert_rows(read(connector, data_source, None), range(len(whole.frame)))

    def test_1_no_call_changes_what_it_is_given(self, connector: Any, data_source: Any) -> None:
        """The connector and the data source are after every call as they were before it.

        If it fails: work on a copy (`model_copy(deep=True)`); the data source in the hooks is one already.
        """
        parameters = {"kit": ["a", {"b": "{{ c }}"}], **(data_source.parameters or {})}
        source = data_source.model_copy(update={"parameters": parameters})
        permission = {"and": [{"column": _first_name(connector, source), "operator": "notnull"}]}
        before = repr((connector, source, permission)), pickle.dumps((connector, source, permission))
        for read in READINGS.values():
            read(connector, source, permission)
        for call in (connector.plan, connector.explain, connector.get_cache_key):
            call(source, permission)
        connector.describe(source)
        connector.get_status()
        connector.get_form({})
        after = repr((connector, source, permission)), pickle.dumps((connector, source, permission))
        assert after == before

    @earns("describes_types")
    def test_1_describe_names_every_column(self, connector: Any, data_source: Any) -> None:
        """`describe` names the columns as the frame does, with the source's own types where it tells them.

        If it fails: see `unique_names` of the core for names that are there twice.
        """
        described = connector.describe(data_source)
        table = connector.get_arrow(data_source)
        assert list(described) == list(table.column_names)
        ours = [str(field.type) for field in table.schema]
        assert (list(described.values()) == ours) is not self.features.describes_types

    @earns("explains_queries")
    def test_1_explain_gives_a_plan_or_nothing(self, connector: Any, data_source: Any) -> None:
        """`explain` gives what the source says of the query, or None where it says nothing.

        If it fails: declare `explains_queries` as it is.
        """
        assert bool(connector.explain(data_source)) is self.features.explains_queries

    @earns("discovers_tables")
    def test_1_discovery_lists_what_there_is(self, connector: Any) -> None:
        """`get_model` gives tables with columns, narrowed by its filters, or is not there.

        If it fails: return entries as `toucan_connectors.core.discovery.group_tables` makes them.
        """
        if not self.features.discovers_tables:
            with pytest.raises(UnsupportedCallError):
                connector.get_model()
            return
        tables = connector.get_model()
        assert all(set(table) >= {"name", "database", "schema", "type", "columns"} for table in tables)
        first = next(table for table in tables if table["columns"])
        assert all(set(column) == {"name", "type"} for column in first["columns"])
        [same] = connector.get_model(first["database"], first["schema"], first["name"])
        assert same == first
        assert connector.get_model(table_name="no such table' OR '1' = '1") == []
        without = connector.get_model(exclude_columns=True)
        assert [table["name"] for table in without] == [table["name"] for table in tables]
        assert not any(table["columns"] for table in without)

    @earns("narrows_forms")
    def test_1_a_form_offers_what_is_there(self, connector: Any) -> None:
        """`get_form` is the data source's schema, with the source's choices where it can be asked.

        If it fails: narrow the schema with `toucan_connectors.core.forms.with_choices`.
        """
        form, schema = connector.get_form({}), self.data_source_class.model_json_schema()
        assert set(form["properties"]) == set(schema["properties"])
        assert "ui.lookup_error" not in repr(form)
        assert (form != schema) is self.features.narrows_forms

    @earns("tells_version")
    def test_1_the_version_is_up_to_three_numbers(self, connector: Any) -> None:
        """`get_engine_version` gives (major, minor, patch) as far as they are told, or is not there.

        If it fails: read the source's text with `toucan_connectors.core.discovery.parse_engine_version`.
        """
        if not self.features.tells_version:
            with pytest.raises(UnsupportedCallError):
                connector.get_engine_version()
            return
        version = connector.get_engine_version()
        assert 1 <= len(version) <= 3
        assert all(isinstance(number, int) for number in version)

    @earns("pages_at_source")
    @earns("counts_at_source")
    @earns("filters_at_source")
    def test_1_plan_says_what_runs_where(self, connector: Any, data_source: Any) -> None:
        """`plan` names filter, page and count once each, at the source or here, as the features declare.

        If it fails: declare the features as `plan` has them.
        """
        permission = {"column": _first_name(connector, data_source), "operator": "notnull"}
        plan = connector.plan(data_source, permission)
        assert isinstance(plan, Plan)
        assert sorted([*plan.pushed_down, *plan.narrowed, *plan.local]) == ["count", "filter", "page"]
        for part, feature in PAGES.items():
            assert (part not in plan.local) is getattr(self.features, feature), (part, plan)

    def test_1_a_closed_connector_opens_again(self, connector: Any, data_source: Any) -> None:
        """`close` may be called twice, before the first call and after the last; the next call opens again.

        If it fails: keep what is open in a `SharedResource`.
        """
        twin = connector.model_copy(deep=True)
        twin.close()
        with twin:
            first = twin.get_df(data_source)
        twin.close()
        assert len(twin.get_df(data_source)) == len(first)
        twin.close()

    def test_1_the_options_are_the_cores(self, connector: Any) -> None:
        """Behaviour that is ours is configured in `options`, with the core's defaults.

        If it fails: use `self.options` instead of a field of your own.
        """
        assert type(connector.options) is Options
        assert self.make_connector().options == Options()


def _first_name(connector: Any, data_source: Any) -> str:
    return str(next(iter(connector.describe(data_source))))
