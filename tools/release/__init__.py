"""Releases: `python -m tools.release duckdb patch`, and what is looked at before a wheel is published.

- `__main__.py`: the commands: a release, `verify`, `pending` and `tag`
- `_release.py`: the steps of a release: what must be so, what is written, the commit and the tag
- `_versions.py`: the next version, and the line of pyproject.toml that holds it
- `_changelog.py`: fragments, gathered by towncrier, as a section of CHANGELOG.md; `changelog.jinja` is how
- `_pending.py`: what a push has released
- `_verify.py`: built, inspected, installed and tested, as `release.yml` does it before it publishes
- `_inspect.py`: what a wheel and a source archive must hold, and what not
- `_environment.py`: an environment that has nothing of the workspace but what is installed into it
- `_run.py`: git and uv, as this package runs them; `_errors.py`: what it says when it cannot

`docs/releasing.md` is for who releases.
"""
