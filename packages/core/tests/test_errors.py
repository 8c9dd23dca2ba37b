"""One tree of errors, as the docstring draws it."""

import copy
import pickle
import re

import pytest

from toucan_connectors.core import errors
from toucan_connectors.core.errors import ToucanConnectorsError

CLASSES = [getattr(errors, name) for name in errors.__all__]


def _drawn() -> dict[str, str]:
    """Return the parent of each class, as the docstring draws the tree."""
    parents, branch = {}, [(-1, "Exception")]
    for line in (errors.__doc__ or "").splitlines():
        found = re.fullmatch(r"([ │├└─]+)([A-Z]\w+Error)\b.*", line)
        if found:
            depth = len(found[1])
            while branch[-1][0] >= depth:
                branch.pop()
            parents[found[2]] = branch[-1][1]
            branch.append((depth, found[2]))
    return parents


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert _drawn() == {cls.__name__: cls.__bases__[0].__name__ for cls in CLASSES}


def test_every_code_is_its_own_and_below_its_parents() -> None:
    assert len({cls.code for cls in CLASSES}) == len(CLASSES)
    for cls in CLASSES:
        parent = cls.__bases__[0]
        if parent not in {ToucanConnectorsError, Exception}:
            assert cls.code.startswith(parent.code.split(".")[0])


def test_only_what_passes_by_itself_is_retryable() -> None:
    assert {cls.__name__ for cls in CLASSES if cls.retryable} == {
        "NetworkError",
        "NameResolutionError",
        "SourceUnavailableError",
    }


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_error_survives_pickling_and_copying_whole(cls: type[ToucanConnectorsError]) -> None:
    error = cls("It broke.", hint="Mend it.", field="host")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is cls
        assert (str(twin), twin.message, twin.hint, twin.field) == (
            "It broke. Mend it.",
            "It broke.",
            "Mend it.",
            "host",
        )


def test_an_error_says_its_hint_when_there_is_one() -> None:
    assert str(ToucanConnectorsError("It broke.")) == "It broke."
    assert str(ToucanConnectorsError("It broke.", hint="Mend it.")) == "It broke. Mend it."


def test_an_unknown_type_is_a_key_error_too_but_reads_well() -> None:
    error = errors.UnknownConnectorTypeError("No such type.", hint="Look.")
    assert isinstance(error, KeyError)
    assert str(error) == "No such type. Look."
    assert isinstance(errors.ConflictingDistributionError("x"), ImportError)


def test_the_undefined_variable_is_named() -> None:
    assert errors.UndefinedVariableError("x", field="user").var_name == "user"
