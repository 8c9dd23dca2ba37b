"""What mypy --strict says to users who write connectors of their own, without any configuration of ours."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

CONNECTOR: Final = """\
import pandas as pd

from toucan_connectors.toucan_connector import ConnectorStatus, DataSlice, ToucanConnector, ToucanDataSource


class MyTypeDataSource(ToucanDataSource):
    query: str


class OtherDataSource(ToucanDataSource):
    path: str


class MyTypeConnector(ToucanConnector{parameter}, data_source_model=MyTypeDataSource):
    host: str

    def _retrieve_data(self, data_source: MyTypeDataSource) -> pd.DataFrame:
        return pd.DataFrame({{"query": [data_source.query]}})


"""
CALLS: Final = """\
def calls(connector: MyTypeConnector, data_source: MyTypeDataSource) -> None:
    frame: pd.DataFrame = connector.get_df(data_source)
    page: DataSlice = connector.get_slice(data_source, offset=0, limit=1, get_row_count=True)
    status: ConnectorStatus = connector.get_status()
    print(frame, page.df, status.status)
"""
CONSTRUCTORS: Final = """\
connector = MyTypeConnector(name="mine", host="localhost")
data_source = MyTypeDataSource(name="mine", domain="rows", query="all")
"""
WRONG_CALLS: Final = """\
def calls(connector: MyTypeConnector, data_source: OtherDataSource) -> None:
    connector.get_df(data_source)
    connector.get_slice(data_source)
"""

TYPED: Final = CONNECTOR.format(parameter="[MyTypeDataSource]")
BARE: Final = CONNECTOR.format(parameter="")
FILES: Final = {
    "typed": TYPED + CALLS,
    "bare": BARE + CALLS,
    "constructors": TYPED + CONSTRUCTORS,
    "wrong_calls": TYPED + WRONG_CALLS,
    "wrong_constructor": TYPED + 'MyTypeConnector(name="mine")\n',
}


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Check all the files at once; the answer is the errors by the name of the file."""
    folder = tmp_path_factory.mktemp("user")
    for name, text in FILES.items():
        (folder / f"{name}.py").write_text(text)
    return mypy(folder)


def mypy(folder: Path) -> dict[str, list[str]]:
    options = ["--strict", "--config-file=", "--cache-dir=cache"]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *(f"{name}.py" for name in FILES)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found = defaultdict(list)
    for line in ran.stdout.splitlines()[:-1]:
        told = re.fullmatch(r"(\w+)\.py:\d+: error: (.*)", line)
        assert told, ran.stdout
        found[told[1]].append(told[2])
    assert ran.stdout.endswith(f"(checked {len(FILES)} source files)\n"), ran.stdout + ran.stderr
    return found


def test_a_connector_that_names_its_data_source_is_clean(errors: dict[str, list[str]]) -> None:
    assert errors["typed"] == []


def test_a_connector_that_does_not_is_clean_too(errors: dict[str, list[str]]) -> None:
    assert errors["bare"] == []


def test_fields_with_a_default_need_not_be_given(errors: dict[str, list[str]]) -> None:
    assert errors["constructors"] == []


def test_a_missing_field_is_reported(errors: dict[str, list[str]]) -> None:
    assert errors["wrong_constructor"] == ['Missing named argument "host" for "MyTypeConnector"  [call-arg]']


def test_a_data_source_of_another_type_is_reported(errors: dict[str, list[str]]) -> None:
    what = 'has incompatible type "OtherDataSource"; expected "MyTypeDataSource"  [arg-type]'
    assert errors["wrong_calls"] == [
        f'Argument 1 to "{call}" of "ToucanConnector" {what}' for call in ("get_df", "get_slice")
    ]
