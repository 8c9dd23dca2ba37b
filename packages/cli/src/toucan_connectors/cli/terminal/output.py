"""Where answers and errors go: people get a view, scripts get JSON, both on the stream that is for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from toucan_connectors.cli.terminal.texts import one_line
from toucan_connectors.cli.terminal.views import PlainView, Styled, TerminalView, View, is_terminal

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["OUTPUT", "Output"]


@dataclass
class Output:
    """What the options of the running command say about its output."""

    as_json: bool = False
    debug: bool = False
    masked: list[BaseModel] = field(default_factory=list)
    """The models whose secrets no error may show."""

    def start(self) -> None:
        """Forget what a command before this one was told."""
        self.as_json = self.debug = False
        self.masked.clear()

    def answer(
        self, data: Mapping[str, Any], show: Callable[[View], None], stream: IO[str] | None = None
    ) -> None:
        """Write the answer to standard output: the data as JSON where asked for, else what `show` shows."""
        stream = sys.stdout if stream is None else stream
        if self.as_json:
            json.dump(data, stream, ensure_ascii=False, indent=2, default=str)
            stream.write("\n")
        else:
            show(TerminalView(stream) if is_terminal(stream) else PlainView(stream))
        stream.flush()

    def error(
        self, message: str, hint: str | None, code: str, exit_code: int, field: str | None = None
    ) -> None:
        """Write what went wrong to standard error: one line, or a JSON object."""
        message, hint = self.mask(message), hint and self.mask(hint)
        if self.as_json:
            told = {"message": message, "hint": hint, "code": code, "field": field, "exit_code": exit_code}
            sys.stderr.write(json.dumps({"error": told}, ensure_ascii=False) + "\n")
            return
        text = one_line(f"{message} {hint}" if hint else message)
        if is_terminal(sys.stderr):
            TerminalView(sys.stderr).line(Styled("error: ", "bold red"), text, Styled(f" [{code}]", "dim"))
        else:
            sys.stderr.write(f"error: {text} [{code}]\n")

    def mask(self, text: str) -> str:
        """Return the text without the secrets of the models in use."""
        if not self.masked:
            return text
        from toucan_connectors.core.secrets import redact

        return redact(text, *self.masked)


OUTPUT = Output()
"""That of this process: a process runs one command."""
