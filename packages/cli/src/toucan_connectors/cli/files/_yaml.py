"""YAML as data: composed by PyYAML, then walked here, so that every node is counted before it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import yaml
from typing_extensions import override

if TYPE_CHECKING:
    from toucan_connectors.cli.files.where import Where

__all__ = ["NotYAMLError", "load"]

_MOST_NODES: Final = 100_000
_DEEPEST: Final = 100
_PREFIX: Final = "tag:yaml.org,2002:"
_SCALARS: Final = frozenset({"null", "bool", "int", "float", "str", "timestamp", "binary"})


class NotYAMLError(Exception):
    """What is wrong, without what the text says, and the line where it can be told."""

    def __init__(self, said: str, line: int | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.line = line


class _Loader(yaml.SafeLoader):
    """Stops at a depth that no configuration has, before it costs anything."""

    _depth = 0

    @override
    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotYAMLError("it is nested too deeply", self.line + 1)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def load(text: str) -> tuple[Any, dict[Where, int]]:
    """Return the one document of a text, and the line of each of its values."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _check_size(node)
        lines: dict[Where, int] = {}
        data = None if node is None else _Walk(loader, lines).value(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYAMLError(
            error.problem or error.context or "no reason", None if mark is None else mark.line + 1
        ) from None
    except yaml.YAMLError:
        raise NotYAMLError("it holds a character that YAML does not allow") from None
    finally:
        loader.dispose()
    return data, lines


def _check_size(root: yaml.Node | None) -> None:
    """Refuse a document whose aliases make it larger than any configuration, or endless."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in open_nodes:
            raise NotYAMLError("an alias stands for what it is part of", node.start_mark.line + 1)
        if id(node) not in sizes:
            open_nodes.add(id(node))
            sizes[id(node)] = 1 + sum(size(child) for child in _children(node))
            open_nodes.remove(id(node))
        return sizes[id(node)]

    if root is not None and size(root) > _MOST_NODES:
        raise NotYAMLError(f"with its aliases it has more than {_MOST_NODES:,} values")


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair


class _Walk:
    """Makes dicts, lists and scalars of nodes, and notes their lines."""

    def __init__(self, loader: yaml.SafeLoader, lines: dict[Where, int]) -> None:
        self._loader = loader
        self._lines = lines

    def value(self, node: yaml.Node, path: Where) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        kind = node.tag.removeprefix(_PREFIX)
        if isinstance(node, yaml.MappingNode) and kind == "map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and kind == "seq":
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and kind in _SCALARS:
            return self._scalar(node)
        raise NotYAMLError(
            "a tag (! and a word) means nothing here; put quotes around it", node.start_mark.line + 1
        )

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        try:
            return self._loader.construct_object(node)
        except (ValueError, OverflowError):
            raise NotYAMLError(
                "a date or number does not exist; put quotes around a text", node.start_mark.line + 1
            ) from None

    def _mapping(self, node: yaml.MappingNode, path: Where) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise NotYAMLError("a key is not a text", line)
            if key.tag == f"{_PREFIX}merge":
                self._merge(merged, child, path)
            elif key.value in own:
                raise NotYAMLError("a key is there twice", line)
            else:
                self._lines[*path, key.value] = line
                own[key.value] = self.value(child, (*path, key.value))
        return merged | own

    def _merge(self, merged: dict[str, Any], node: yaml.Node, path: Where) -> None:
        """Take over what `<<` names; the first of several wins."""
        for child in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            found = self.value(child, path)
            if not isinstance(found, dict):
                raise NotYAMLError("<< stands before something that has no keys", child.start_mark.line + 1)
            for key, value in found.items():
                merged.setdefault(key, value)
