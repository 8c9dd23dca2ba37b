"""The command `toucan-connectors`: what connectors do, without writing Python.

- the commands: `app.py`, one file each in `commands/`; what runs around them: `running.py`, `exit_codes.py`
- `files/`: from FILE to a connector and a data source, made and validated, their secrets found
- `terminal/`: what people and scripts see
- `writing/`: what `read` writes
- `examining/`: what `doctor` looks at
- `stopping.py`: stopping what runs at the source
"""
