"""The console script, and `python -m toucan_connectors.cli`."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from toucan_connectors.cli.running import run
        from toucan_connectors.cli.stopping import leave

        leave(run(sys.argv[1:]))
    except ImportError as error:
        if (code := getattr(error, "code", None)) is None:
            raise
        # The older distribution is installed too; core says how to mend it.
        sys.stderr.write(f"error: {error} [{code}]\n")
        sys.exit(3)
    except KeyboardInterrupt:  # before there was anything to interrupt
        sys.exit(130)


if __name__ == "__main__":
    main()
