"""OAuth 1.0: signatures checked by arithmetic of our own, which the specification's example checks."""

from __future__ import annotations

import base64
import hmac
import logging
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import ValidationError

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.http.auth import OAuth1Auth
from toucan_connectors.http.messages import Request

from .plain_http import ask

Pairs = list[tuple[str, str]]


def base_string(method: str, url: str, pairs: Pairs) -> str:
    """RFC 5849, 3.4.1."""
    encoded = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in pairs)
    normal = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join(quote(part, safe="~") for part in (method, url, normal))


def hmac_signature(text: str, client_secret: str, token_secret: str, algorithm: str = "sha1") -> str:
    """RFC 5849, 3.4.2."""
    key = f"{quote(client_secret, safe='~')}&{quote(token_secret, safe='~')}"
    return base64.b64encode(hmac.new(key.encode(), text.encode(), algorithm).digest()).decode()


def oauth_pairs(request: Request) -> dict[str, str]:
    header = request.headers["Authorization"]
    assert header.startswith("OAuth ")
    return {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', header)}


def signed(auth: OAuth1Auth, request: Request) -> Request:
    return next(auth.flow(request, ask))


def test_our_arithmetic_is_that_of_the_specification() -> None:
    pairs = [
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_token", "nnch734d00sl2jdk"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "1191242096"),
        ("oauth_nonce", "kllo9940pd9333jh"),
        ("oauth_version", "1.0"),
        ("file", "vacation.jpg"),
        ("size", "original"),
    ]
    text = base_string("GET", "http://photos.example.net/photos", pairs)
    assert hmac_signature(text, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00") == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="


@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"])
def test_query_and_form_are_signed(method: str) -> None:
    auth = OAuth1Auth.model_validate(
        {
            "client_key": "k&y",
            "client_secret": "se/cret",
            "resource_owner_key": "tok n",
            "resource_owner_secret": "tok&secret",
            "signature_method": method,
            "realm": "Photos",
        }
    )
    request = Request.build(
        "POST", "http://API.example:80/a b/é?z=1&z=2", params={"q": "x y+&", "e": ""}, data={"n": "ü 1"}
    )
    sent = signed(auth, request)
    oauth = oauth_pairs(sent)
    assert oauth.pop("realm") == "Photos"
    signature = oauth.pop("oauth_signature")
    assert sent.params == request.params
    assert sent.content == request.content
    text = base_string(
        "POST", "http://api.example/a%20b/%C3%A9", [*oauth.items(), *request.params, ("n", "ü 1")]
    )
    algorithm = method.removeprefix("HMAC-").lower()
    assert signature == hmac_signature(text, "se/cret", "tok&secret", algorithm)
    assert oauth["oauth_consumer_key"] == "k&y"


def test_a_body_that_is_no_form_is_not_signed_and_not_changed() -> None:
    request = Request.build("POST", "https://api.example/", json={"a": 1})
    sent = signed(OAuth1Auth(client_key="k", client_secret="s"), request)
    oauth = oauth_pairs(sent)
    signature = oauth.pop("oauth_signature")
    text = base_string("POST", "https://api.example/", [*oauth.items()])
    assert signature == hmac_signature(text, "s", "")
    assert sent.content == request.content
    assert sent.headers["content-type"] == "application/json"


def test_every_request_has_its_own_nonce() -> None:
    auth = OAuth1Auth(client_key="k", client_secret="s")
    request = Request.build("GET", "https://api.example/")
    assert len({oauth_pairs(signed(auth, request))["oauth_nonce"] for _ in range(5)}) == 5


def test_the_signature_may_go_into_the_query_or_the_form() -> None:
    in_query = signed(
        OAuth1Auth.model_validate({"client_key": "k", "signature_type": "query"}),
        Request.build("GET", "http://api.example/x", params={"a": "1"}),
    )
    assert in_query.url == "http://api.example/x"
    assert dict(in_query.params).keys() > {"a", "oauth_signature", "oauth_consumer_key"}
    in_form = signed(
        OAuth1Auth(client_key="k", signature_type="BODY"),
        Request.build("POST", "http://api.example/", data={"a": "1"}),
    )
    assert dict(parse_qsl((in_form.content or b"").decode())).keys() > {"a", "oauth_signature"}
    assert urlsplit(in_form.full_url).query == ""


def test_rsa_signatures_verify_with_the_public_key() -> None:
    pytest.importorskip("jwt", reason="oauthlib[signedtoken] is not installed")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    auth = OAuth1Auth.model_validate({"client_key": "k", "signature_method": "RSA-SHA256", "rsa_key": pem})
    request = Request.build("GET", "https://api.example/")
    oauth = oauth_pairs(signed(auth, request))
    signature = base64.b64decode(oauth.pop("oauth_signature"))
    text = base_string("GET", "https://api.example/", [*oauth.items()])
    key.public_key().verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_rsa_without_a_key_is_refused_when_configured() -> None:
    with pytest.raises(ValidationError, match="rsa_key"):
        OAuth1Auth(client_key="k", signature_method="RSA-SHA1")


def test_what_cannot_be_signed_is_an_error_without_the_form() -> None:
    request = Request.build(
        "POST",
        "https://api.example/",
        data="secret canary-1 \x01",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    with pytest.raises(ConfigurationError) as caught:
        signed(OAuth1Auth(client_key="k", client_secret="s"), request)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_signing_logs_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    auth = OAuth1Auth(client_key="k", client_secret="canary-1", resource_owner_secret="canary-2")
    with caplog.at_level(logging.DEBUG):
        signed(auth, Request.build("GET", "https://api.example/"))
    assert "canary" not in caplog.text
