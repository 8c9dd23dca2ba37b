"""The documentation site: what MkDocs does not do by itself.

- `hooks.py`: what MkDocs calls; `mkdocs.yml` names it
- `_site.py`: which file of the repository is which page, and where its links lead there
- `_packages.py`: a package's page, made of its README and its models
- `_fields.py`: a model as a table

Nothing that is made here is committed.
"""
