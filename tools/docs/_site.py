"""Which file of the repository is which page of the site, and where its links lead there."""

import re
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Final

from tools.workspace import ROOT, Member, members

__all__ = ["ROOT", "ROOT_PAGES", "package_pages", "page_of", "with_links_of_site"]

ROOT_PAGES: Final = {"SECURITY.md": "security.md", "CONTRIBUTING.md": "contributing.md"}
"""Files of the root, which GitHub looks for there, and their pages."""

_LINK: Final = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
_CODE_IN_TABLE: Final = re.compile(r"`[^`]*`")


def package_pages(root: Path = ROOT) -> dict[str, Member]:
    """Return the members by their pages."""
    return {f"packages/{member.name}.md": member for member in members(root)}


def page_of(root: Path = ROOT) -> dict[str, str]:
    """Return the page of each file, and of each folder of a package, by paths from the root."""
    docs = root / "docs"
    pages = {f"docs/{name}": name for name in (p.relative_to(docs).as_posix() for p in docs.rglob("*.md"))}
    for page, member in package_pages(root).items():
        folder = member.folder.relative_to(root).as_posix()
        pages |= {folder: page, f"{folder}/README.md": page}
    return pages | ROOT_PAGES | {"README.md": "index.md"}


def with_links_of_site(text: str, source: str, pages: Mapping[str, str], shown_on: str | None = None) -> str:
    """Return Markdown whose links lead to pages, where they led from the file `source` to other files.

    It is for the page of that file, unless `shown_on` names another one.
    A link to a file that is no page becomes its text. One that leads nowhere stays, for MkDocs to complain.
    """
    here = dirname(shown_on or pages[source]) or "."

    def moved(link: re.Match[str]) -> str:
        target = normpath(join(dirname(source), link["target"]))
        if page := pages.get(target):
            there = relpath(page, here)
            return f"[{link['text']}]({there}{link['anchor'] or ''})"
        return link["text"] if (ROOT / target).exists() else link[0]

    lines, in_code = [], False
    for line in text.splitlines():
        in_code ^= line.lstrip().startswith("```")
        changed = line if in_code else _LINK.sub(moved, line)
        if not in_code and line.startswith(
            "|"
        ):  # GitHub wants a bar in a cell's code escaped, Python-Markdown not
            changed = _CODE_IN_TABLE.sub(lambda code: code[0].replace("\\|", "|"), changed)
        lines.append(changed)
    return "\n".join(lines) + "\n"
