"""No error of a model shows what it was given, whichever validator raised it."""

from typing import Any, Self

import pytest
from pydantic import ValidationError, create_model, model_validator

from toucan_connectors.core.model import Model


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
