"""MongoDB's wire protocol, answered by PyPI's mongoeco: an emulator, with authentication."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toucan_connectors.testing.servers._environments import environment, environment_exists
from toucan_connectors.testing.servers._scripts import ScriptServer

__all__ = ["Mongo"]

_REQUIREMENTS: Final = ("mongoeco==4.11.*", "pymongo==4.*")
"""pymongo is there for its bson, which the emulator needs to authenticate."""

_MINOR: Final = 13
"""mongoeco needs Python 3.13."""


class Mongo(ScriptServer):
    """An emulator of MongoDB with SCRAM-SHA-256; it keeps its documents in a SQLite file."""

    name = "mongo"
    what = "MongoDB's wire protocol by PyPI's mongoeco"
    truth = "emulator"
    on_demand = True
    script = "_mongo_wire.py"
    url_format = "mongodb://{user}:{password}@{host}:{port}/toucan?authSource=admin&directConnection=true"

    def installed(self) -> str | None:
        """Return None once its environment has been made."""
        return None if environment_exists(*_REQUIREMENTS) else "mongoeco of PyPI is not in the cache."

    def install(self) -> None:
        """Make its environment in the cache.

        Raises ServerError without Python 3.13 or newer, or without PyPI.
        """
        environment(*_REQUIREMENTS, minor=_MINOR)

    def _python(self) -> Path:
        return environment(*_REQUIREMENTS, minor=_MINOR)
