"""A new connector package, made from templates: what `toucan-connectors new` writes.

- `names.py`: from the name that somebody gives to the type id, the class, the module and the distribution
- `kinds.py`: what a package of each kind needs; `rendering.py`: its files, as texts
- `new_folder.py`: all of the files, or none of them
- `workspace.py`: the lines that the workspace of toucan-connectors itself wants beside the package
- `templates/`: the files; `«name»` is filled in, lines that begin with `%%` decide
"""
