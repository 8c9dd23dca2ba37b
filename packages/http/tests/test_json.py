"""JSON as sources really write it: every Unicode encoding, every integer, and clear words for the rest."""

import gc
import json

import pytest

from toucan_connectors.core.errors import SourceError
from toucan_connectors.http.decode import Decoding
from toucan_connectors.http.decode._json import json_document, json_text
from toucan_connectors.http.messages import Headers, Request, Response

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_body_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    body = '{"é": "€ 😀"}'.encode(encoding)
    assert json_document(body) == {"é": "€ 😀"}
    page = Decoding().page(Response(Request("GET", "http://api.test/"), 200, Headers(), body))
    assert Decoding().table([page]).to_pylist() == [{"é": "€ 😀"}]


@pytest.mark.parametrize(
    "text",
    [
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        '{"a": [1, 100000000000000000000000]}',
        '[-9223372036854775808,18446744073709551615,0.1234567890123456789,"12345678901234567890"]',
    ],
)
def test_no_integer_is_rounded(text: str) -> None:
    assert json_document(text.encode()) == json.loads(text)
    assert json.loads(json_text(json_document(text.encode()))) == json.loads(text)


def test_of_a_key_that_comes_twice_the_last_value_counts() -> None:
    assert json_document(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "[100000000000000000000, NaN]"])
def test_what_is_no_number_in_json_is_refused_with_its_place(number: str) -> None:
    with pytest.raises(SourceError, match=r"no JSON \(line 1, column \d+"):
        json_document(number.encode())


@pytest.mark.parametrize(
    "body", [b"<html>secret", b'{"secret": ', b'{"a": "secret\xff"}', b'"\\ud800 secret"']
)
def test_an_error_tells_the_place_and_nothing_of_the_content(body: bytes) -> None:
    with pytest.raises(SourceError, match="no JSON") as caught:
        json_document(body)
    assert "secret" not in str(caught.value) + str(caught.value.__cause__)
    assert caught.value.field == "responsetype"


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_answer_is_called_empty(body: bytes) -> None:
    with pytest.raises(SourceError, match="empty"):
        json_document(body)


@pytest.mark.parametrize("depth", [2_000, 1_000_000])
def test_a_tower_of_brackets_is_refused(depth: int) -> None:
    with pytest.raises(SourceError):
        json_document(b"[" * depth + b"]" * depth)


@pytest.mark.parametrize("depth", [40, 300, 900])
def test_what_is_nested_less_is_a_document_or_a_clear_error(depth: int) -> None:
    body = b'[{"a": ' + b"[" * depth + b"]" * depth + b"}]"
    page = Decoding(flatten=True).page(Response(Request("GET", "http://api.test/"), 200, Headers(), body))
    try:
        found = Decoding(flatten=True).table([page]).column("a").to_pylist()
    except SourceError:
        assert depth == 900
    else:
        assert json.loads(str(found[0])) == json.loads(body)[0]["a"]


def test_a_number_of_ten_thousand_digits_is_refused() -> None:
    with pytest.raises(SourceError, match="infinity"):
        json_document(b"[" + b"9" * 10_000 + b"]")
    assert json_document(b"[" + b"9" * 300 + b"]") == [10**300 - 1]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError):
        json_document(b"\xff\xfe\x00\xd8")


def test_the_garbage_collector_is_on_again_whatever_happens() -> None:
    for body in (b"[1]", b"["):
        assert gc.isenabled()
        try:
            json_document(body)
        except SourceError:
            assert body == b"["
    assert gc.isenabled()
