"""A name for what JSON can hold."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Json"]

Json: TypeAlias = Any
"""None, bool, int, float, str, or a list or a dict of them: what a decoder returns, whatever the answer."""
