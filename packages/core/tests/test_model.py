"""No error of a model shows what it was given, whichever validator raised it."""

from typing import Any, Self

import pytest
from pydantic import SecretStr, ValidationError, create_model, model_validator

from toucan_connectors.core.model import Model
from toucan_connectors.core.retry import RetryPolicy
from toucan_connectors.core.secrets import Secret


class Inner(Model):
    password: str
    other: str | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if self.other is None:
            msg = "give both"
            raise ValueError(msg)
        return self


def test_an_error_of_a_whole_models_validator_shows_no_input() -> None:
    for make in (lambda: Inner(password="canary"), lambda: made("Outer")(inner={"password": "canary"})):
        with pytest.raises(ValidationError) as caught:
            make()
        assert (
            "canary" not in f"{caught.value} {caught.value!r} {caught.value.errors()} {caught.value.json()}"
        )


def test_a_model_is_a_field_of_as_many_others_as_one_likes() -> None:
    outers = [made(f"Outer{number}") for number in range(300)]
    assert outers[-1](inner=Inner(password="p", other="o")).model_dump() == {
        "inner": {"password": "p", "other": "o"}
    }
    schema = outers[-1].model_json_schema()
    assert schema["properties"]["inner"] == {"$ref": "#/$defs/Inner"}


def made(name: str) -> Any:
    return create_model(name, __base__=Model, inner=(Inner, ...))


class Nested(Model):
    number: int = 1


class Whole(Model):
    password: Secret
    retried: RetryPolicy = RetryPolicy()
    nested: Nested = Nested()
    listed: list[int] | None = None


@pytest.mark.parametrize("listed", [None, [1]], ids=["values that stay", "a list"])
def test_a_key_of_a_model_changes_with_any_of_its_values_and_shows_none(listed: list[int] | None) -> None:
    def make() -> Whole:
        return Whole(password=SecretStr("canary"), listed=listed)

    key = make().value_key()
    assert (make().value_key(), hash(make().value_key())) == (key, hash(key))
    assert "canary" not in repr(key)
    others = [make() for _ in range(4)]
    others[0].password = SecretStr("another")
    others[1].retried.max_attempts = 2
    others[2].nested.number = 2
    others[3].listed = [2]
    assert len({key, *(other.value_key() for other in others)}) == 5


def test_what_stays_is_compared_without_being_written_out() -> None:
    assert isinstance(Whole(password=SecretStr("canary")).value_key(), tuple)
