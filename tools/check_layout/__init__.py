"""What a reader may rely on about the tree, checked: `python -m tools.check_layout`, a part of `make lint`.

A check is a function from the root of a workspace to the problems in it. The subjects: `_complete.py` (a
member's files), `_pyproject.py`, `_wheels.py` (who ships what), `_layers.py` (who imports whom) and
`_tracked.py` (what must not be committed).
"""
