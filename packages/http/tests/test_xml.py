"""XML: elements as documents, an xpath to them, and nothing that comes from a document type."""

from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.errors import QueryError, SourceError
from toucan_connectors.http.decode import Decoding, Page
from toucan_connectors.http.messages import Headers, Request, Response


def page(body: bytes | str, **how: Any) -> Page:
    """Return a body as a page of XML."""
    content = body.encode() if isinstance(body, str) else body
    return Decoding("xml", **how).page(Response(Request("GET", "http://api.test/"), 200, Headers(), content))


@pytest.mark.parametrize(
    ("body", "document"),
    [
        ("<r/>", {"r": None}),
        ("<r> x </r>", {"r": "x"}),
        ("<r>\n </r>", {"r": None}),
        ('<r a="1"/>', {"r": {"a": "1"}}),
        ('<r a="1">x</r>', {"r": {"a": "1", "#text": "x"}}),
        ("<r><i>1</i></r>", {"r": {"i": "1"}}),
        ("<r><i>1</i><i>2</i><i/></r>", {"r": {"i": ["1", "2", None]}}),
        ('<r i="0"><i>1</i></r>', {"r": {"i": ["0", "1"]}}),
        ("<r>a<b>c</b>d</r>", {"r": {"b": "c", "#text": "ad"}}),
        ("<r><![CDATA[<&]]></r>", {"r": "<&"}),
        ("<r>&lt;&#233;</r>", {"r": "<é"}),
        ("<r><!-- no --><?no no?><i>1</i></r>", {"r": {"i": "1"}}),
        (
            '<r xmlns="urn:a" xmlns:b="urn:b"><b:i b:k="1"/></r>',
            {"ns0:r": {"xmlns:ns0": "urn:a", "xmlns:ns1": "urn:b", "ns1:i": {"ns1:k": "1"}}},
        ),
    ],
)
def test_elements_are_documents_as_xmltodict_without_a_prefix_makes_them(body: str, document: Any) -> None:
    assert page(body).document == document


def test_an_xpath_leads_to_the_rows_and_an_empty_one_to_the_root() -> None:
    body = "<r><n>2</n><d><i><a>1</a></i><i><a>2</a></i></d></r>"
    for xpath, filter_ in (("", ".r.d.i"), (".", ".r.d.i"), ("d", ".d.i"), ("./d", ".d.i[]")):
        assert page(body, xpath=xpath, filter=filter_).rows == [{"a": "1"}, {"a": "2"}]
    assert page(body, xpath="d", filter=".d.i").values(".r.n", "max_page_filter") == ["2"]


def test_one_element_and_many_are_told_apart_by_nobody_so_a_row_is_a_row() -> None:
    assert page("<r><i><a>1</a></i></r>", filter=".r.i").rows == [{"a": "1"}]


@pytest.mark.parametrize("xpath", ["nope", "a[", "a:b", "//a", "/a"])
def test_an_xpath_without_an_element_or_a_sense_is_an_error_of_the_query(xpath: str) -> None:
    with pytest.raises(QueryError) as caught:
        _ = page("<r><b/></r>", xpath=xpath).rows
    assert caught.value.field == "xpath"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    "body",
    [
        f"<!DOCTYPE r [{LAUGHS}]><r>&l9;</r>",
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]><r>{"&a;" * 1000}</r>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file://{path}">]><r>&x;</r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "file://{path}"> %p;]><r/>',
        '<!DOCTYPE r SYSTEM "file://{path}"><r/>',
        '<!DOCTYPE r PUBLIC "-//x" "http://127.0.0.1:1/x.dtd"><r/>',
        '<!DOCTYPE r [<!ATTLIST r a CDATA "default">]><r/>',
        "<!DOCTYPE r><r/>",
    ],
)
def test_a_document_type_is_refused_whatever_is_in_it(body: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    with pytest.raises(SourceError, match="document type") as caught:
        _ = page(body.replace("{path}", str(secret))).document
    assert "SECRET" not in repr(caught.value)


def test_an_entity_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(SourceError, match="undefined entity"):
        _ = page("<r>&nope;</r>").document


@pytest.mark.parametrize("body", ["<r>", "", "no xml", "<r></q>", "<r/><r/>", "<r>\x00</r>"])
def test_what_is_not_well_formed_is_an_error_with_its_place(body: str) -> None:
    with pytest.raises(SourceError, match=r"line \d+, column \d+"):
        _ = page(body).document


def test_a_tower_of_elements_is_refused() -> None:
    assert page("<a>" * 200 + "</a>" * 200).document
    for depth in (201, 200_000):
        with pytest.raises(SourceError, match="nested deeper"):
            _ = page("<a>" * depth + "</a>" * depth).document


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("iso-8859-1", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8", "UTF-8"),
    ],
)
def test_the_encoding_is_the_declared_one_or_that_of_the_byte_order_mark(
    encoding: str, declared: str
) -> None:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert page(f"{prolog}<é>ü</é>".encode(encoding)).document == {"é": "ü"}


def test_an_encoding_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(SourceError, match="encoding"):
        _ = page('<?xml version="1.0" encoding="nope-8"?><r/>').document
