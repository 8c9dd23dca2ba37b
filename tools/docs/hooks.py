"""What MkDocs calls while it builds the site."""

import re
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from tools.docs._packages import connectors_of, differences, label_of, package_page
from tools.docs._site import ROOT, ROOT_PAGES, package_pages, page_of, with_links_of_site

_PICTURE: Final = re.compile(r'<p><img alt="(?P<alt>[^"]*)" src="[^"]*(?P<path>images/[\w-]+\.svg)" ?/?></p>')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the pages of the packages to the navigation: connectors, and what they stand on."""
    pages = package_pages().items()
    connectors = [{label_of(member): page} for page, member in pages if connectors_of(member)]
    others = [{label_of(member): page} for page, member in pages if not connectors_of(member)]
    config.nav = [*(config.nav or []), {"Connectors": connectors}, {"Other packages": others}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/."""
    texts = {page: (ROOT / name).read_text(encoding="utf-8") for name, page in ROOT_PAGES.items()}
    texts |= {page: package_page(member) for page, member in package_pages().items()}
    for page, text in texts.items():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links that lead to files lead to pages, and gather what the packages say of version 10."""
    del config, files
    pages = page_of()
    sources = {uri: name for name, uri in pages.items() if name.endswith(".md") and name != "README.md"}
    uri = page.file.src_uri
    told = [
        with_links_of_site(differences(member), sources[other], pages, uri)
        for other, member in package_pages().items()
    ]
    return with_links_of_site(markdown, sources[uri], pages).replace("<!-- differences -->", "\n".join(told))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put pictures into the page itself: they take its colours, and their words can be found."""
    del page, config, files

    def drawn(image: re.Match[str]) -> str:
        svg = (ROOT / "docs" / image["path"]).read_text(encoding="utf-8")
        return f'<figure role="img" aria-label="{image["alt"]}">{svg}</figure>'

    return _PICTURE.sub(drawn, html)
