"""What a change must be tested with: `python -m tools.affected [--base REF] [FILES...]`.

- `_rules.py`: which files concern what, as a table
- `_parts.py`: from files to the parts of this repository that they affect, dependants included
- `__main__.py`: the changed files, asked of git, and the answer as lines or as JSON

Only the standard library is needed, so that it runs before anything is installed.
"""
