"""What a release says when it cannot."""

__all__ = ["ReleaseError"]


class ReleaseError(Exception):
    """Why nothing was released, and what to do about it; the text is for who asked."""
