"""The commands: one thin function each. What they do is in `commands/`, and is imported when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import typer
from typer.core import TyperGroup
from typing_extensions import override

from toucan_connectors.cli.errors import InterruptedByUserError, PipeClosedError
from toucan_connectors.cli.exit_codes import exit_codes_told
from toucan_connectors.cli.terminal.output import OUTPUT

__all__ = ["app"]


class Commands(TyperGroup):
    """The commands; what ends them from outside is hidden from typer, which has exit codes of its own."""

    @override
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosedError from error
        except KeyboardInterrupt as error:
            raise InterruptedByUserError from error


app = typer.Typer(
    name="toucan-connectors",
    cls=Commands,
    help="Check, preview and export what data connectors read, from a configuration in a file.",
    epilog=exit_codes_told(),
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _as_json(value: bool) -> bool:
    OUTPUT.as_json = value
    return value


def _debug(value: bool) -> bool:
    OUTPUT.debug = value
    return value


def _type_ids(incomplete: str) -> list[str]:
    from toucan_connectors.core import registry

    return [type_id for type_id in registry if type_id.startswith(incomplete)]


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"toucan-connectors {version('toucan-connectors-cli')}")
        raise typer.Exit


File: TypeAlias = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", allow_dash=True, help="The configuration: YAML, JSON or TOML; - reads standard input."
    ),
]
Name: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--name",
        "-n",
        metavar="NAME",
        help="Which data source, by its domain or name, where there are several.",
    ),
]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", callback=_as_json, is_eager=True, help="Answer in JSON, for scripts.")
]
Debug: TypeAlias = Annotated[
    bool, typer.Option("--debug", callback=_debug, is_eager=True, help="Show the traceback of an error.")
]


@app.callback()
def main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Check, preview and export what data connectors read, from a configuration in a file."""


@app.command()
def types(_json: Json = False, _debug: Debug = False) -> None:
    """List the connector types, and what brings them."""
    from toucan_connectors.cli.commands.types import list_types

    list_types()


@app.command()
def fields(
    type_id: Annotated[
        str, typer.Argument(metavar="TYPE", autocompletion=_type_ids, help="A type, as `types` lists them.")
    ],
    _json: Json = False,
    _debug: Debug = False,
) -> None:
    """Show the fields that a type has."""
    from toucan_connectors.cli.commands.fields import show_fields

    show_fields(type_id)


@app.command()
def check(file: File, name: Name = None, _json: Json = False, _debug: Debug = False) -> None:
    """Say whether FILE is valid, and its source there."""
    from toucan_connectors.cli.commands.check import check_file

    raise typer.Exit(check_file(str(file), name))


@app.command()
def preview(
    file: File,
    name: Name = None,
    limit: Annotated[int, typer.Option("--limit", "-l", min=0, help="How many rows.")] = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, help="How many rows to pass over.")] = 0,
    count: Annotated[bool, typer.Option("--count", "-c", help="Count all rows too.")] = False,
    _json: Json = False,
    _debug: Debug = False,
) -> None:
    """Show a page of the rows, and where it stands."""
    from toucan_connectors.cli.commands.preview import preview_file

    preview_file(str(file), name, offset=offset, limit=limit, count=count)


Format: TypeAlias = Literal["parquet", "csv", "json", "jsonl", "arrow"]


@app.command()
def read(
    file: File,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", allow_dash=True, metavar="PATH", help="Where to write; - is standard output."
        ),
    ],
    name: Name = None,
    format: Annotated[  # noqa: A002 - it is the option's name
        Format | None,
        typer.Option("--format", "-f", help="What to write, where the suffix does not say it."),
    ] = None,
    _json: Json = False,
    _debug: Debug = False,
) -> None:
    """Write all rows to a file that is whole or not there.

    An older file of that name is replaced at the end, and left as it is by whatever goes wrong before.
    """
    from toucan_connectors.cli.commands.read import read_file

    read_file(str(file), name, str(output), format)


@app.command()
def tables(file: File, name: Name = None, _json: Json = False, _debug: Debug = False) -> None:
    """List the tables that the source holds."""
    from toucan_connectors.cli.commands.tables import list_tables

    list_tables(str(file), name)


@app.command()
def plan(file: File, name: Name = None, _json: Json = False, _debug: Debug = False) -> None:
    """Show what would run where; nothing runs."""
    from toucan_connectors.cli.commands.plan import show_plan

    show_plan(str(file), name)


@app.command()
def doctor(
    file: File,
    name: Name = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--bundle", metavar="PATH", help="Also write what was found as JSON to share; secrets are masked."
        ),
    ] = None,
    _json: Json = False,
    _debug: Debug = False,
) -> None:
    """Find out what is wrong, and what to do about it.

    File, secrets, network, account and query, one step after the other, each with its time.
    """
    from toucan_connectors.cli.commands.doctor import examine

    raise typer.Exit(examine(str(file), name, bundle))


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What it is called: it becomes the type id, `Magento` say.")
    ],
    kind: Annotated[
        Literal["plain", "http", "sql"],
        typer.Option(
            "--kind", "-k", help="plain: anything that gives a frame; http: a JSON API; sql: a database."
        ),
    ] = "plain",
    path: Annotated[
        Path, typer.Option("--path", metavar="DIR", help="The folder in which its folder is made.")
    ] = Path(),
    workspace: Annotated[
        bool,
        typer.Option("--workspace", help="Into the workspace of toucan-connectors itself, around DIR."),
    ] = False,
    _json: Json = False,
    _debug: Debug = False,
) -> None:
    """Begin a connector: a package that passes its tests.

    It is a distribution of its own: once it is installed, every application finds it.
    """
    from toucan_connectors.cli.commands.new import new_package

    new_package(name, kind, path, workspace=workspace)


@app.command()
def demo(
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="PATH", help="Only write the demo's configuration there."),
    ] = None,
    _debug: Debug = False,
) -> None:
    """Take the tour of all this, on real data.

    It needs what pip install "toucan-connectors-cli[demo]" brings.
    """
    from toucan_connectors.cli.commands.demo import tour

    raise typer.Exit(tour(save))
