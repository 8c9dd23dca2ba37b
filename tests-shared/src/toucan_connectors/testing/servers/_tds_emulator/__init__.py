"""The emulator of SQL Server: pysqlbridge's server, mended where ODBC drivers ask for more.

Run as `python -m _tds_emulator settings.json`, by the Python of pysqlbridge's own environment and with this
folder's parent as its path: nothing else of ours can be imported there.

- `_bridge.py`: the way to pysqlbridge; `_calls.py`: what drivers send for parameters
- `_logins.py`: who may come
- `_tables.py`, `_types.py`: what there is to read; `_answers.py`: what is asked of statements
"""
