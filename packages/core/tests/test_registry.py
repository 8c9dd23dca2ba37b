"""The installed types: distributions made here, as pip leaves them on a path."""

import sys
from pathlib import Path

import pytest

from toucan_connectors.core import CONNECTORS_REGISTRY, Registry, ToucanConnector, registry
from toucan_connectors.core.errors import (
    ConfigurationError,
    ConnectorUnavailableError,
    DuplicateConnectorTypeError,
    UnknownConnectorTypeError,
)
from toucan_connectors.core.platform_catalogue import PlatformCatalogue

SPEC = """
from toucan_connectors.core import ConnectorSpec
SPEC = ConnectorSpec(
    "{type_id}", "{module}.connector:Shop", "The {type_id}", drivers={drivers!r}, logo="logo.svg"
)
"""
CONNECTOR = """
from toucan_connectors.core import Secret, ToucanConnector, ToucanDataSource

class Source(ToucanDataSource):
    query: str

class Shop(ToucanConnector, data_source_model=Source):
    host: str
    port: int = 1
    password: Secret | None = None

    def _retrieve_data(self, data_source):
        raise NotImplementedError
"""


class Site:
    """A directory of installed distributions."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def install(
        self,
        name: str,
        type_id: str,
        spec: str = SPEC,
        value: str | None = None,
        drivers: tuple[str, ...] = (),
    ) -> str:
        module = name.replace("-", "_")
        info = self._path / f"{module}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        target = value or f"{module}.spec:SPEC"
        (info / "entry_points.txt").write_text(f"[toucan_connectors]\n{type_id} = {target}\n")
        package = self._path / module
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "logo.svg").write_text("<svg/>")
        (package / "spec.py").write_text(
            spec.replace("{type_id}", type_id)
            .replace("{module}", module)
            .replace("{drivers!r}", repr(drivers))
        )
        (package / "connector.py").write_text(CONNECTOR)
        return module


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.syspath_prepend(tmp_path)
    return Site(tmp_path)


def reason(registry: Registry, type_id: str) -> str | None:
    return next(line.unavailable for line in registry.catalogue() if line.type_id == type_id)


def test_listing_imports_nothing_a_spec_imports_no_connector(site: Site) -> None:
    module = site.install("acme-lazy", "Lazy")
    registry = Registry()
    assert "Lazy" in registry
    assert "Lazy" in list(registry)
    assert len(registry) == len(list(registry))
    assert not [name for name in sys.modules if name.startswith(module)]
    assert registry["Lazy"].label == "The Lazy"
    assert f"{module}.connector" not in sys.modules
    assert issubclass(registry["Lazy"].load(), ToucanConnector)


def test_a_catalogue_line_says_who_offers_what(site: Site) -> None:
    site.install("acme-line", "Line")
    line = next(line for line in Registry().catalogue() if line.type_id == "Line")
    assert (line.distribution, line.version, line.label, line.unavailable) == (
        "acme-line",
        "1.2",
        "The Line",
        None,
    )


@pytest.mark.parametrize(
    ("name", "spec", "value", "message"),
    [
        ("raises", "raise RuntimeError('the plug-in is ill')", None, "the plug-in is ill"),
        ("syntax", "def", None, "SyntaxError"),
        ("absent", "", None, "SPEC"),
        ("gone", SPEC, "acme_nowhere.spec:SPEC", "acme_nowhere"),
        ("strange", "SPEC = 3", None, "no ConnectorSpec"),
        ("renamed", SPEC.replace("{type_id}", "Another"), None, "no ConnectorSpec"),
        ("leaving", "raise SystemExit(3)", None, "SystemExit"),
    ],
)
def test_a_broken_plug_in_is_listed_with_its_reason_and_breaks_no_other(
    site: Site, name: str, spec: str, value: str | None, message: str
) -> None:
    site.install(f"acme-{name}", "Broken", spec, value)
    site.install(f"acme-fine-{name}", "Fine")
    registry = Registry()
    assert message in (reason(registry, "Broken") or "")
    assert reason(registry, "Fine") is None
    with pytest.raises(ConnectorUnavailableError, match=f"acme-{name}"):
        registry["Broken"]


def test_a_type_that_two_distributions_claim_names_both(site: Site) -> None:
    site.install("acme-one", "Twice")
    site.install("acme-two", "Twice")
    registry = Registry()
    with pytest.raises(DuplicateConnectorTypeError, match="acme-one and acme-two"):
        registry["Twice"]
    assert "acme-two" in (reason(registry, "Twice") or "")


def test_a_missing_driver_is_a_reason_and_an_error_with_what_to_do(site: Site) -> None:
    site.install("acme-driver", "Driven", drivers=("json", "no_such_driver"))
    site.install("acme-deep", "Deep", drivers=("no_such_parent.child",))
    registry = Registry()
    assert "'no_such_driver'" in (reason(registry, "Driven") or "")
    assert "no_such_parent" in (reason(registry, "Deep") or "")
    with pytest.raises(ConnectorUnavailableError, match="no_such_driver"):
        registry["Driven"].load()


@pytest.mark.parametrize(
    ("type_id", "hint"),
    [
        ("SapHana", "pip install toucan-connectors-sap-hana"),
        ("saphana", "'SapHana'"),
        ("SapHanna", "pip install toucan-connectors-sap-hana"),
        ("Shopp", "'Shop'"),
        ("zzzzzzzzzz", "Installed are"),
        ("", "Installed are"),
    ],
)
def test_an_unknown_type_answers_with_close_names_and_what_to_install(
    site: Site, type_id: str, hint: str
) -> None:
    site.install("acme-shop", "Shop")
    with pytest.raises(UnknownConnectorTypeError) as caught:
        Registry()[type_id]
    assert hint in str(caught.value)
    assert Registry().get(type_id) is None


def test_create_makes_the_connector_of_a_stored_configuration(site: Site) -> None:
    site.install("acme-create", "Created")
    connector = Registry().create({"type": "Created", "name": "n", "host": "h"})
    assert (connector.type, connector.name) == ("Created", "n")


@pytest.mark.parametrize(
    ("configuration", "fields"),
    [
        ({"type": "Checked", "name": "n"}, {"host"}),
        ({"type": "Checked", "name": "n", "host": "h", "port": "canary", "nope": "canary"}, {"port", "nope"}),
        ({"type": "Checked", "host": "h", "password": ["canary"]}, {"name", "password"}),
        ({"name": "n"}, {"type"}),
        ({"type": None}, {"type"}),
    ],
)
def test_create_names_the_fields_at_fault_and_shows_no_input(
    site: Site, configuration: dict[str, object], fields: set[str]
) -> None:
    site.install("acme-checked", "Checked")
    with pytest.raises(ConfigurationError) as caught:
        Registry().create(configuration)
    assert set((caught.value.field or "").split(", ")) == fields
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(caught.value.__cause__)


def test_a_type_that_appears_later_is_found_after_a_refresh(site: Site) -> None:
    registry = Registry()
    assert "Later" not in registry
    site.install("acme-later", "Later")
    registry.refresh()
    assert "Later" in registry


def test_a_logo_is_read_when_it_is_asked_for(site: Site) -> None:
    site.install("acme-logo", "Logo")
    assert Registry()["Logo"].logo_uri == "data:image/svg+xml;base64, PHN2Zy8+"


def test_hosts_of_version_10_read_the_catalogue_as_they_did(site: Site) -> None:
    module = site.install("acme-host", "Hosted")
    site.install("acme-driverless", "Driverless", drivers=("no_such_driver",))
    site.install("acme-ill", "Ill", spec="raise RuntimeError('ill')")
    flow = SPEC.replace("drivers=", 'auth_flow="oauth2", has_status_check=False, drivers=')
    site.install("acme-flow", "Flow", spec=flow)
    types = PlatformCatalogue(Registry())
    hosted = types["Hosted"]
    assert hosted["connector_path"] == f"{module}.connector.Shop"
    assert hosted["label"] == "The Hosted"
    assert hosted["logo"].startswith("data:image/svg+xml;base64, ")
    assert hosted["hasStatusCheck"] is True
    assert f"{module}.connector" not in sys.modules
    assert "connector" in hosted
    assert issubclass(hosted["connector"], ToucanConnector)
    assert set(hosted) == {"connector", "connector_path", "label", "logo", "hasStatusCheck"}
    assert "connector" not in types["Driverless"]
    assert types["Driverless"].get("connector") is None
    assert types["Driverless"]["label"] == "The Driverless"
    assert "connector" not in types["Ill"]
    assert types["Ill"]["label"] == "Ill"
    assert dict(types["Flow"]) | {"connector": None, "logo": None} == {
        "connector": None,
        "connector_path": "acme_flow.connector.Shop",
        "label": "The Flow",
        "logo": None,
        "hasStatusCheck": False,
        "_auth_flow": "oauth2",
    }
    with pytest.raises(KeyError):
        types["Nowhere"]
    assert list(CONNECTORS_REGISTRY) == list(registry)
