"""Keep pytest out of this folder: what is in it is run by `test_kit.py`, where it is on the path."""

collect_ignore_glob = ["*.py"]
