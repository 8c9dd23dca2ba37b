"""The command `toucan-connectors`: what connectors do, without writing Python.

Where to find what:

- the commands: `app.py`, one file each in `commands/`; what runs around them: `running.py`, `exit_codes.py`
- from FILE to a connector: `documents.py` (text to data), `configuration.py` (which connector and data source
  are meant), `models.py` (made and validated), `references.py` (secrets that are kept elsewhere)
- what people and scripts see: `output.py`, `views.py`, `grid.py`, `progress.py`, `texts.py`
- what `read` writes: `export.py`, `writers.py`, `cells.py`, `atomic_file.py`
- stopping what runs at the source: `stopping.py`
"""
