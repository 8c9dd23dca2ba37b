"""XML: elements and their text, nothing else. No document type, so no entity, and nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from toucan_connectors.core.errors import QueryError, SourceError

if TYPE_CHECKING:
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["find_element", "xml_document", "xml_root"]

_MAX_DEPTH: Final = 200
_TEXT: Final = "#text"


def xml_root(body: bytes) -> ET.Element:
    """Return the root element of a body, in the encoding that it declares or that its byte order mark says.

    Raises SourceError for what is not well formed, has a document type, or is nested deeper than 200.
    """
    builder = ET.TreeBuilder()
    parser = _parser(builder)
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        place = (
            f"line {error.lineno}, column {error.offset + 1}: " if isinstance(error, expat.ExpatError) else ""
        )
        reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "unknown encoding"
        raise SourceError(
            f"The answer is no well-formed XML ({place}{reason}).",
            hint="Look at what the source answers: an error page, or JSON?",
            field="responsetype",
        ) from error
    return builder.close()


def find_element(root: ET.Element, xpath: str) -> ET.Element:
    """Return the first element at an XPath, as ElementTree has it; an empty one is the root.

    Raises QueryError where there is none, or it is no XPath.
    """
    try:
        found = root if not xpath.strip() else root.find(xpath)
    except (SyntaxError, KeyError, TypeError, ValueError) as error:  # ElementTree has no one error for it
        raise QueryError(f"The xpath {xpath!r} is none that is known here.", field="xpath") from error
    if found is None:
        raise QueryError(f"The answer has no element at the xpath {xpath!r}.", field="xpath")
    return found


def xml_document(element: ET.Element) -> dict[str, Json]:
    """Return an element as a document, as `xmltodict` without a prefix for attributes does.

    Attributes and children are keys, what comes several times is a list, text beside them is `#text`, an
    element of only text is that text, and an empty one null. Namespaces are `ns0`, `ns1`... in their order.
    """
    prefixes = _prefixes(element)
    value = _value(element, prefixes)
    if prefixes:
        declared = {f"xmlns:{prefix}": uri for uri, prefix in prefixes.items()}
        inner = value if isinstance(value, dict) else {} if value is None else {_TEXT: value}
        value = {**declared, **inner}
    return {_name(element.tag, prefixes): value}


def _parser(builder: ET.TreeBuilder) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise SourceError(f"The answer's XML is nested deeper than {_MAX_DEPTH}.")
        builder.start(_qualified(tag), {_qualified(name): value for name, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualified(tag))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    return parser


def _refuse(*_: object) -> int:
    raise SourceError(
        "The answer's XML has a document type, which is not read: it can pull in files and blow up memory.",
        field="responsetype",
    )


def _qualified(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _prefixes(element: ET.Element) -> dict[str, str]:
    """Return a prefix for each namespace, in the order in which they come."""
    prefixes: dict[str, str] = {}
    for part in element.iter():
        for name in (part.tag, *part.attrib):
            if name.startswith("{"):
                prefixes.setdefault(name[1:].partition("}")[0], f"ns{len(prefixes)}")
    return prefixes


def _name(name: str, prefixes: dict[str, str]) -> str:
    uri, bracket, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return f"{prefixes[uri]}:{local}" if bracket else local


def _value(element: ET.Element, prefixes: dict[str, str]) -> Json:
    items: dict[str, Json] = {_name(name, prefixes): value for name, value in element.attrib.items()}
    repeated: set[str] = set()
    for child in element:
        name, value = _name(child.tag, prefixes), _value(child, prefixes)
        if name not in items:
            items[name] = value
        elif name in repeated:
            items[name].append(value)
        else:
            items[name] = [items[name], value]
            repeated.add(name)
    text = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if not items:
        return text or None
    return {**items, _TEXT: text} if text else items
