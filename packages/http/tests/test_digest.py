"""HTTP Digest: the RFC's own examples, and a server that checks every word."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from toucan_connectors.core.errors import AuthenticationError
from toucan_connectors.http.auth import DigestAuth
from toucan_connectors.http.auth._challenge import Challenge
from toucan_connectors.http.auth._digest import Answer
from toucan_connectors.http.messages import Request

from .plain_http import send

RFC = {
    "realm": "http-auth@example.org",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    "qop": "auth, auth-int",
}
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616_3_9_1(algorithm: str, response: str) -> None:
    challenge = Challenge("digest", {**RFC, "algorithm": algorithm})
    answer = Answer(challenge, "GET", "/dir/index.html", cnonce=CNONCE)
    assert answer.response("Mufasa", "Circle of Life") == response
    header = answer.header("Mufasa", "Circle of Life")
    for part in (
        'username="Mufasa"',
        'uri="/dir/index.html"',
        f"algorithm={algorithm}",
        "nc=00000001",
        "qop=auth",
    ):
        assert part in header
    assert f'response="{response}"' in header
    assert f'opaque="{RFC["opaque"]}"' in header
    assert "userhash" not in header


def test_the_example_of_rfc_2617_3_5() -> None:
    challenge = Challenge(
        "digest",
        {
            "realm": "testrealm@host.com",
            "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            "qop": "auth,auth-int",
        },
    )
    answer = Answer(challenge, "GET", "/dir/index.html", cnonce="0a4f113b")
    assert answer.response("Mufasa", "Circle Of Life") == "6629fae49393a05397450978507c4ef1"


def test_the_hashed_name_of_rfc_7616_3_9_2() -> None:
    if "sha512_256" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SHA-512/256")
    challenge = Challenge(
        "digest",
        {
            "realm": "api@example.org",
            "qop": "auth",
            "algorithm": "SHA-512-256",
            "nonce": "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
            "userhash": "true",
        },
    )
    header = Answer(challenge, "GET", "/doe.json").header("Jäsøn Doe", "Secret, or not?")
    assert "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b" in header
    assert "userhash=true" in header
    assert "J" not in re.sub(r'(cnonce|response|nonce)="[^"]*"', "", header)


class DigestServer(ThreadingHTTPServer):
    """Lets u with the password "Circle of Life" in, and takes each count of a nonce once."""

    daemon_threads = True
    request_queue_size = 64
    algorithm = "MD5"
    challenge = 'Digest realm="r \\"q\\"", nonce="{nonce}", algorithm={algorithm}, qop="auth", opaque="o"'
    lives = 1000

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.counts: dict[str, set[str]] = {}
        self.statuses: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def accepts(self, method: str, target: str, header: str) -> bool:
        quoted = dict(re.findall(r'([\w*]+)="((?:[^"\\]|\\.)*)"', header))
        plain = dict(re.findall(r'([\w*]+)=([^",\s]+)', header))
        counted = self.counts.get(quoted.get("nonce", ""))
        if not header.startswith("Digest ") or counted is None or quoted["uri"] != target:
            return False
        if quoted["opaque"] != "o" or plain["algorithm"] != self.algorithm or plain["nc"] in counted:
            return False
        counted.add(plain["nc"])
        if len(counted) > self.lives:
            return False
        hashed = _hash(self.algorithm.removesuffix("-sess"))
        ha1 = hashed('u:r "q":Circle of Life')
        if self.algorithm.endswith("-sess"):
            ha1 = hashed(f"{ha1}:{quoted['nonce']}:{quoted['cnonce']}")
        ha2 = hashed(f"{method}:{target}")
        parts = (ha1, quoted["nonce"], plain["nc"], quoted["cnonce"], plain["qop"], ha2)
        return bool(quoted["response"] == hashed(":".join(parts)))


def _hash(algorithm: str) -> Callable[[str], str]:
    name = {"MD5": "md5", "SHA-256": "sha256"}[algorithm]
    return lambda text: hashlib.new(name, text.encode()).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: DigestServer

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = self.server
        with server.lock:
            let_in = server.accepts(self.command, self.path, self.headers.get("Authorization", ""))
            self.send_response(200 if let_in else 401)
            server.statuses.append(200 if let_in else 401)
            if not let_in:
                nonce = f"nonce{len(server.counts)}"
                server.counts[nonce] = set()
                self.send_header("WWW-Authenticate", 'Basic realm="other"')
                self.send_header(
                    "WWW-Authenticate", server.challenge.format(nonce=nonce, algorithm=server.algorithm)
                )
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def server() -> Iterator[DigestServer]:
    with DigestServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def auth(password: str = "Circle of Life") -> DigestAuth:
    return DigestAuth(username="u", password=password)


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
def test_every_algorithm_lets_in(server: DigestServer, algorithm: str) -> None:
    server.algorithm = algorithm
    request = Request.build("POST", f"{server.url}/a b/é", params={"q": "x y&z", "ü": "1"}, data={"n": 1})
    assert send(auth(), request).status == 200
    assert server.statuses == [401, 200]


def test_a_known_nonce_is_used_again_and_counted(server: DigestServer) -> None:
    for _ in range(3):
        assert send(auth(), Request.build("GET", f"{server.url}/")).status == 200
    assert server.statuses == [401, 200, 200, 200]


def test_a_nonce_that_has_ended_is_asked_anew(server: DigestServer) -> None:
    server.lives = 2
    for _ in range(4):
        assert send(auth(), Request.build("GET", f"{server.url}/")).status == 200
    assert server.statuses == [401, 200, 200, 401, 200, 200]


def test_many_threads_never_use_one_count_twice(server: DigestServer) -> None:
    assert send(auth(), Request.build("GET", f"{server.url}/")).status == 200

    def call(number: int) -> int:
        return send(auth(), Request.build("GET", f"{server.url}/{number}")).status

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(call, range(100))) == [200] * 100
    assert server.statuses.count(401) == 1


def test_a_wrong_password_is_tried_once(server: DigestServer) -> None:
    assert send(auth("wrong"), Request.build("GET", f"{server.url}/")).status == 401
    assert server.statuses == [401, 401]


def test_what_is_not_known_is_said(server: DigestServer) -> None:
    server.challenge = 'Digest realm="r", nonce="{nonce}", algorithm=SHA3-256, qop="auth"'
    with pytest.raises(AuthenticationError, match="SHA3-256"):
        send(auth(), Request.build("GET", f"{server.url}/"))
    server.challenge = 'Digest realm="r", nonce="{nonce}", qop="auth-int"'
    with pytest.raises(AuthenticationError, match="auth-int"):
        send(auth(), Request.build("GET", f"{server.url}/"))


def test_the_strongest_of_several_challenges_is_answered(server: DigestServer) -> None:
    server.algorithm = "SHA-256"
    parts = 'realm="r \\"q\\"", qop="auth", opaque="o"'
    weak = f'Digest algorithm=MD5, nonce="m{{nonce}}", {parts}'
    server.challenge = f'{weak}, Digest nonce="{{nonce}}", algorithm=SHA-256, {parts}'
    assert send(auth(), Request.build("GET", f"{server.url}/")).status == 200


def test_where_digest_is_not_asked_the_answer_is_left_as_it_is(server: DigestServer) -> None:
    server.challenge = 'Bearer realm="{nonce}"'
    assert send(auth(), Request.build("GET", f"{server.url}/")).status == 401
    assert server.statuses == [401]
