"""The documentation site: built strictly once, and the tables of fields, on models made to be difficult."""

import re
import subprocess
import sys
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr
from tools.docs._fields import attribute_docs, fields_table, nested_models
from tools.docs._packages import connectors_of, package_page
from tools.docs._site import ROOT, package_pages, page_of, with_links_of_site

from toucan_connectors.core import Options, Secret, ToucanConnector, ToucanDataSource, registry

MEMBERS = list(package_pages().values())
HIDDEN = "h1dden"


class Colour(Enum):
    RED = "red"


class Token(BaseModel):
    """What lets us in. It is long."""

    value: Secret = SecretStr(HIDDEN)


class Base(BaseModel):
    host: str
    """Where it is;
    a name or an address."""
    token: Token = Token()


class Difficult(Base):
    password: Secret
    key: Secret | None = None
    default_key: Secret = SecretStr(HIDDEN)
    text_key: Secret = HIDDEN  # type: ignore[assignment]  # what a careless author writes
    made_key: Secret = Field(default_factory=lambda: SecretStr(HIDDEN))
    keys: dict[str, Secret] = {"a": SecretStr(HIDDEN)}
    tokens: list[Token] = [Token()]
    anything: Any = {"a": [SecretStr(HIDDEN)]}
    mode: Literal["a", "b"] | None = "a"
    colour: Colour = Colour.RED
    length: Annotated[int, Field(gt=0)] = 3
    either: dict[str, int | None] = Field(default_factory=dict, description="One | the other")
    now: datetime = Field(default_factory=datetime.now)
    path: Path = Path("a/b")
    schema_: str = Field(alias="schema", title="The schema")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "--quiet", "build", "--strict", "--site-dir", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return target


def row(table: str, field: str) -> list[str]:
    [line] = [line for line in table.splitlines() if line.startswith(f"| `{field}`")]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@pytest.fixture(scope="module")
def table() -> str:
    return fields_table(Difficult, lambda model: f"[{model.__name__}](#x)", last=Base.model_fields)


# The tables


def test_every_installed_type_has_a_page_with_every_field_of_its_models() -> None:
    pages = {type_id: package_page(member) for member in MEMBERS for type_id in connectors_of(member)}
    ours = {
        line.type_id for line in registry.catalogue() if line.distribution.startswith("toucan-connectors-")
    }
    assert set(pages) == ours
    for type_id, page in pages.items():
        connector = registry[type_id].load()
        for kind, model in (("Connector", connector), ("Data source", connector.data_source_model)):
            section = page.split(f"\n### {kind}: ")[1:]
            [own] = [text for text in section if f"`{type_id}`" in text.partition("\n")[0]]
            fields = re.findall(r"^\| `(\w+)`", own.partition("\n### ")[0], re.MULTILINE)
            assert sorted(fields) == sorted(model.model_fields)


def test_the_fields_of_the_type_come_before_those_of_every_type() -> None:
    [duckdb] = [member for member in MEMBERS if member.name == "duckdb"]
    fields = re.findall(r"^\| `(\w+)`", package_page(duckdb).partition("### Connector")[2], re.MULTILINE)
    assert fields[:3] == ["path", "folders", "name"]


def test_core_shows_what_every_type_has() -> None:
    [core] = [member for member in MEMBERS if member.name == "core"]
    for model in (ToucanConnector, ToucanDataSource, Options):
        for field in model.model_fields:
            assert f"\n| `{field}` |" in package_page(core)


def test_every_field_has_a_row(table: str) -> None:
    assert len(table.splitlines()) == 2 + len(Difficult.model_fields)
    assert [row(table, name)[0] for name in Difficult.model_fields if name != "schema_"]
    assert table.splitlines()[-2].startswith("| `host` |")


def test_a_secret_is_marked(table: str) -> None:
    for field in ("password", "key", "default_key", "text_key", "made_key", "keys"):
        assert row(table, field)[1].endswith("(secret)"), field
    assert sum("(secret)" in line for line in table.splitlines()) == 6


def test_a_default_that_is_secret_is_not_shown(table: str) -> None:
    assert HIDDEN not in table
    assert row(table, "key")[2] == "`None`"
    for field in ("default_key", "text_key", "keys", "tokens", "anything"):
        assert row(table, field)[2] == "set, not shown", field
    assert row(table, "made_key")[2] == "computed"


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("host", ["`host`", "`str`", "**required**", "Where it is; a name or an address."]),
        ("password", ["`password`", "`Secret` (secret)", "**required**", ""]),
        ("token", ["`token`", "[Token](#x)", "`Token()`", "What lets us in. It is long."]),
        ("mode", ["`mode`", '`"a"` or `"b"` or `None`', '`"a"`', ""]),
        ("colour", ["`colour`", "`Colour`", '`"red"`', ""]),
        ("length", ["`length`", "`int`", "`3`", ""]),
        ("either", ["`either`", "`dict[str, int or None]`", "`{}`", r"One \| the other"]),
        ("now", ["`now`", "`datetime`", "computed", ""]),
        ("path", ["`path`", "`Path`", '`"a/b"`', ""]),
        ("schema_", ["`schema_`, as `schema`", "`str`", "**required**", "The schema"]),
    ],
)
def test_a_row_says_what_the_model_says(table: str, field: str, cells: list[str]) -> None:
    assert row(table, field) == cells


def test_the_text_below_a_field_is_what_it_is() -> None:
    assert attribute_docs(Difficult) == {"host": "Where it is;\na name or an address."}


def test_models_inside_fields_are_found_once() -> None:
    assert list(nested_models(Difficult)) == [Token]


# The links


@pytest.mark.parametrize(
    ("source", "link", "on_the_site"),
    [
        ("packages/duckdb/README.md", "[a](../sql)", "[a](sql.md)"),
        ("packages/duckdb/README.md", "[a](../sql/README.md#b-c)", "[a](sql.md#b-c)"),
        ("CONTRIBUTING.md", "[a](docs/architecture.md)", "[a](architecture.md)"),
        ("CONTRIBUTING.md", "[a](packages/sql)", "[a](packages/sql.md)"),
        ("docs/contract.md", "[a](../SECURITY.md#b)", "[a](security.md#b)"),
        ("docs/contract.md", "[a](../README.md)", "[a](index.md)"),
        ("docs/contract.md", "[a](../tools)", "a"),
        ("docs/contract.md", "[a](missing.md)", "[a](missing.md)"),
        ("docs/contract.md", "[a](https://a.example/b)", "[a](https://a.example/b)"),
        ("docs/contract.md", "[a](#b)", "[a](#b)"),
        ("docs/contract.md", "![a](images/house.svg)", "![a](images/house.svg)"),
        ("docs/contract.md", "```\n[a](../tools)\n```", "```\n[a](../tools)\n```"),
        ("docs/contract.md", r"| `{{ a \| b }}` \| |", r"| `{{ a | b }}` \| |"),
    ],
)
def test_a_link_leads_to_a_page(source: str, link: str, on_the_site: str) -> None:
    assert with_links_of_site(link, source, page_of()) == f"{on_the_site}\n"


# The site


def test_every_page_is_built(site: Path) -> None:
    for page in page_of().values():
        assert (site / page).with_suffix(".html").is_file(), page


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=\"?((?:https?:)?//[^\"\s>]+)"
    )
    for page in site.rglob("*.html"):
        assert loads.findall(page.read_text(encoding="utf-8")) == [], page
    for sheet in site.rglob("*.css"):
        assert not re.search(
            r"(?:@import|url\()\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")
        ), sheet


def test_what_the_readmes_say_of_version_10_is_on_one_page(site: Path) -> None:
    page = (site / "migration.html").read_text(encoding="utf-8")
    assert '<h3 id="core">' in page
    assert '<h3 id="sql">' in page
    assert "there is no first-value inference" in page


def test_pictures_are_in_the_page_and_can_be_read_aloud(site: Path) -> None:
    page = (site / "architecture.html").read_text(encoding="utf-8")
    assert page.count('<svg class="picture"') == 2
    assert page.count('<figure role="img" aria-label="The') == 2
