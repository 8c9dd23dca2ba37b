"""OAuth2 and OpenID Connect by npm's oauth2-mock-server: real flows, JWTs and PKCE; it trusts anyone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toucan_connectors.testing.servers._apt import program
from toucan_connectors.testing.servers._cache import cache_folder, made_once
from toucan_connectors.testing.servers._errors import ServerMissingError
from toucan_connectors.testing.servers._process import run
from toucan_connectors.testing.servers._scripts import ScriptServer

__all__ = ["OAuth2"]

_PACKAGE: Final = "oauth2-mock-server@8.2.3"
_FOLDER: Final = f"npm/{_PACKAGE}"


class OAuth2(ScriptServer):
    """Any client, code and refresh token will do: it shows that a flow is understood, not that it is safe.

    `/authorize` sends back with a code at once; `/token` gives signed JWTs for an hour; the rest is told by
    `/.well-known/openid-configuration`.
    """

    name = "oauth2"
    what = "OAuth2 and OpenID Connect by npm's oauth2-mock-server"
    truth = "emulator"
    on_demand = True
    script = "_oauth2_app.mjs"
    url_format = "http://{host}:{port}"

    def installed(self) -> str | None:
        """Return None once the package is in the cache, and while there is a Node.js."""
        if program("node") is None:
            return "there is no Node.js on this machine."
        complete = cache_folder() / _FOLDER / ".complete"
        return None if complete.exists() else "oauth2-mock-server of npm is not in the cache."

    def install(self) -> None:
        """Bring the package into the cache.

        Raises ServerError without Node.js 20.19 or newer and its npm, or without npm's registry.
        """
        _package()

    def _python(self) -> Path:  # this script is for Node.js
        return _node()

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        return [
            *super()._command(folder, port),
            _package() / "node_modules/oauth2-mock-server/dist/index.mjs",
        ]


def _package() -> Path:
    return made_once(_FOLDER, _make)


def _make(folder: Path) -> None:
    npm = program("npm")
    if npm is None:
        raise ServerMissingError("There is no npm on this machine: install Node.js 20.19 or newer.")
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--engine-strict")
    run([npm, "install", "--prefix", folder, *options, _PACKAGE], cwd=folder)


def _node() -> Path:
    node = program("node")
    if node is None:
        raise ServerMissingError("There is no Node.js on this machine.")
    return node
