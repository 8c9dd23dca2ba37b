"""The tour: the public API, one step after the other, on the flights of `FLIGHTS`."""

import sys
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toucan_connectors.core import ToucanConnectorsError, registry
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.duckdb.demo import FLIGHTS

DELAYS = """
SELECT a.name AS airline, count(*) AS flights, avg(f.departure_delay) AS mean_delay, max(f.scheduled) AS last
FROM nyc.flights AS f JOIN nyc.airlines AS a USING (carrier)
GROUP BY ALL ORDER BY flights DESC
"""
FROM_AIRPORT = """
SELECT carrier, flight, destination, departure_delay
FROM nyc.flights
WHERE origin = {{ airport }} AND departure_delay >= {{ minutes }}
ORDER BY departure_delay DESC
"""
OWN_AIRLINE = {"column": "carrier", "operator": "eq", "value": "{{ user.carrier }}"}


def data_source(query: str, parameters: Mapping[str, Any] | None = None) -> DuckDBDataSource:
    """Return a data source of the demo."""
    return DuckDBDataSource(domain="demo", name="flights", query=query, parameters=dict(parameters or {}))


def main() -> None:
    """Walk through the calls of a connector."""
    heading("The connector types installed here")
    for line in registry.catalogue():
        show(f"{line.type_id:12} {line.distribution} {line.version}   {line.unavailable or 'ready'}")

    with DuckDBConnector(name="demo", folders={"nyc": FLIGHTS}) as connector:
        tour(connector)
    show("", "The code of this tour is toucan_connectors/duckdb/demo/__main__.py.")


def tour(connector: DuckDBConnector) -> None:
    """Call what a connector has, and show what comes back."""
    heading("Is the source there, and does it let us in?     connector.get_status()")
    for label, passed in connector.get_status().details:
        show(f"{'✓' if passed else '✗'} {label}")

    heading("What does it hold?     connector.get_model()")
    for table in connector.get_model():
        show(f"{table['schema']}.{table['name']}: {', '.join(column['name'] for column in table['columns'])}")

    heading("All rows of a query, in dtypes that nulls do not change     connector.get_df(data_source)")
    show(DELAYS.strip(), "")
    frame = connector.get_df(data_source(DELAYS))
    show(frame.round({"mean_delay": 1}).to_string(max_rows=6), "")
    show(*(f"{name:12} {dtype}" for name, dtype in frame.dtypes.items()))

    heading("One page, and where it stands     connector.get_slice(data_source, offset=1500, limit=3)")
    page = connector.get_slice(data_source("FROM nyc.flights"), offset=1500, limit=3, get_row_count=True)
    show(page.df[["scheduled", "carrier", "origin", "destination", "departure_delay"]].to_string(), "")
    show(f"{page.pagination_info.pagination_info}", f"next: {page.pagination_info.next_page}")

    heading("Parameters are bound, they never become text of the query")
    show(FROM_AIRPORT.strip(), "")
    parameters = {"airport": "JFK", "minutes": 180}
    late = connector.get_df(data_source(FROM_AIRPORT, parameters))
    show(f"with {parameters}: {len(late)} flights", late.head(3).to_string(), "")
    parameters["airport"] = "JFK' OR 'a' = 'a"
    show(f"with {parameters}: {len(connector.get_df(data_source(FROM_AIRPORT, parameters)))} flights")

    heading("A permission keeps the rows that a user may see")
    show(f"{OWN_AIRLINE}", "")
    for user in ({"carrier": "HA"}, {"carrier": "HA' OR '' = '"}, {}):
        show(f"user {user}: {rows_seen(connector, user)}")

    heading("A query reads, and nothing else")
    for query in ("DROP VIEW nyc.flights", "SELECT * FROM read_csv('/etc/passwd')"):
        show(query, f"  {refusal(connector, query)}")


def rows_seen(connector: DuckDBConnector, user: Mapping[str, str]) -> str:
    """Return how many flights a user sees, or why none."""
    try:
        frame = connector.get_df(data_source("FROM nyc.flights", {"user": user}), permissions=OWN_AIRLINE)
    except ToucanConnectorsError as error:
        return f"no data. {error}"
    return f"{len(frame)} flights, airlines {frame['carrier'].unique().tolist()}"


def refusal(connector: DuckDBConnector, query: str) -> str:
    """Return what the connector answers to a query that it refuses."""
    try:
        connector.get_df(data_source(query))
    except ToucanConnectorsError as error:
        return f"{error.code}: {error}"
    return "was let through"


def heading(text: str) -> None:
    """Print the title of a step."""
    bold, plain = ("\033[1;33m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold}{text}{plain}\n{'─' * min(len(text), 110)}")


def show(*lines: str) -> None:
    """Print the lines of a step, a little indented."""
    for line in lines:
        print("  " + line.replace("\n", "\n  ") if line else "")


if __name__ == "__main__":
    pd.set_option("display.width", 110)
    main()
