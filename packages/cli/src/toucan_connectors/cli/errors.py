"""What can go wrong here and nowhere else in the family."""

from toucan_connectors.core.errors import ToucanConnectorsError

__all__ = ["InterruptedByUserError", "OutputError", "PipeClosedError", "UsageError"]


class OutputError(ToucanConnectorsError):
    """The output cannot be written: the disk is full, the folder is not there or not ours."""

    code = "output"


class PipeClosedError(Exception):
    """Nobody reads our output any more."""


class InterruptedByUserError(Exception):
    """Somebody pressed Ctrl-C."""


class UsageError(ToucanConnectorsError):
    """The options do not fit together."""

    code = "usage"
