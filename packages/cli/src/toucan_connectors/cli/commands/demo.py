"""`demo`: the commands, one after the other, on the flights that the DuckDB connector brings along."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from toucan_connectors.cli.terminal.views import PlainView, Styled, TerminalView, View, is_terminal
from toucan_connectors.cli.writing.atomic_file import atomic_file, writing
from toucan_connectors.core import registry
from toucan_connectors.core.errors import ConnectorUnavailableError, UnknownConnectorTypeError

__all__ = ["tour"]

_FILE: Final = "flights.yaml"
_CONFIGURATION: Final = """\
# All flights that left New York City in the first week of 2013.
connector:
  type: DuckDB
  name: flights
  folders:
    nyc: {folder}

data_source:
  domain: late
  query: |
    SELECT carrier, name AS airline, flight, origin, destination, departure_delay, scheduled
    FROM nyc.flights JOIN nyc.airlines USING (carrier)
    WHERE departure_delay >= {{{{ minutes }}}}
    ORDER BY departure_delay DESC

parameters:
  minutes: 60
  user: {{airline: UA}}

# permissions: {{column: carrier, operator: eq, value: "{{{{ user.airline }}}}"}}
"""
_REFUSED: Final = """\
connector: {{type: DuckDB, folders: {{nyc: {folder}}}}}
data_source: {{query: DROP VIEW nyc.flights}}
"""
_STEPS: Final = (
    ("Is the configuration valid, and does the source let us in?", ("check", _FILE)),
    ("What does the source hold?", ("tables", _FILE)),
    ("A page of the rows, and where it stands", ("preview", _FILE, "--limit", "5", "--count")),
    ("What would run where?", ("plan", _FILE)),
    ("All rows into a file, which is whole or not there", ("read", _FILE, "-o", "late.parquet")),
    ("The same for scripts, into a pipe", ("read", _FILE, "-o", "-", "--format", "jsonl")),
    ("What is wrong, if something is?", ("doctor", _FILE)),
    ("A query reads, and nothing else", ("preview", "refused.yaml")),
)


def tour(save: Path | None) -> int:
    """Show the commands on real data, or write their configuration to a file; return the exit code.

    Raises ConnectorUnavailableError where the demo's connector is not installed.
    """
    folder = _flights()
    view: View = TerminalView(sys.stdout) if is_terminal(sys.stdout) else PlainView(sys.stdout)
    if save is not None:
        with atomic_file(save) as file, writing(save):
            file.write(_filled_in(_CONFIGURATION, folder).encode())
        view.line(f"Written: {save}. Now try: toucan-connectors preview {save}")
        return 0
    with tempfile.TemporaryDirectory(prefix="toucan-connectors-demo-") as name:
        place = Path(name)
        (place / _FILE).write_text(_filled_in(_CONFIGURATION, folder))
        (place / "refused.yaml").write_text(_filled_in(_REFUSED, folder))
        view.line(Styled("The configuration", "bold yellow"), Styled(f"   {_FILE}", "dim"))
        for line in (place / _FILE).read_text().splitlines():
            view.line(Styled(f"  {line}", "cyan"), wrap=False)
        for title, arguments in _STEPS:
            _show(view, title, arguments, place)
    view.line()
    view.line("To try it yourself: toucan-connectors demo --save flights.yaml")
    return 0


def _flights() -> Path:
    """Return the folder of the demo's data, found without importing the connector."""
    try:
        module = registry["DuckDB"].target.partition(":")[0]
    except UnknownConnectorTypeError:
        module = ""
    found = find_spec(module) if module else None
    if found is None or found.origin is None:
        raise ConnectorUnavailableError(
            "The demo reads with DuckDB, which is not installed.",
            hint='Run: pip install "toucan-connectors-cli[demo]"',
        )
    return Path(found.origin).parent / "demo" / "flights"


def _filled_in(template: str, folder: Path) -> str:
    return template.format(folder=json.dumps(str(folder)))


def _show(view: View, title: str, arguments: tuple[str, ...], place: Path) -> None:
    """Show a command and what it answers, as a terminal of this width would."""
    view.line()
    view.line(Styled(title, "bold yellow"))
    view.line(Styled(f"$ toucan-connectors {' '.join(arguments)}", "bold"))
    sys.stdout.flush()
    command = [sys.executable, "-m", "toucan_connectors.cli", *arguments]
    if "-" in arguments:
        told = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)  # noqa: S603
        lines = told.stdout.splitlines()
        for line in lines[:3]:
            view.line(line if view.width is None else f"{line[: view.width - 1]}…")
        view.line(Styled(f"... and {len(lines) - 3} lines more", "dim"))
    else:
        subprocess.run(command, cwd=place, check=False, stderr=subprocess.STDOUT)  # noqa: S603 - ourselves
