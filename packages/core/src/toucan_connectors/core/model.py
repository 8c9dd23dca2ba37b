"""The pydantic model that connectors, data sources and what is nested in them share."""

from collections.abc import Hashable, Mapping
from typing import Any, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import no_info_wrap_validator_function
from typing_extensions import override

__all__ = ["Model"]


def _keep_inputs_out(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError as error:
        raise _without_inputs(error) from None


def _without_inputs(error: ValidationError) -> ValidationError:
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(line["type"], "{message}", {"message": line["msg"]}),
            loc=line["loc"],
            input=None,
        )
        for line in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return ValidationError.from_exception_data(error.title, lines, hide_input=True)


def _values_of(model: BaseModel) -> tuple[Any, ...]:
    fields = model.__dict__.values()
    return (type(model), *(_values_of(field) if isinstance(field, BaseModel) else field for field in fields))


class Model(BaseModel):
    """A strict model: unknown fields are refused, assignments are validated, no error shows an input.

    `hide_input_in_errors` keeps inputs out of an error's text only. `errors()` and `json()` would still
    hold them (a missing host comes with the whole dict, password included), so they are taken out here.
    """

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        hide_input_in_errors=True,
        validate_default=True,  # a default of a secret is a secret
    )

    @classmethod
    @override
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Put what keeps inputs out of errors around all of a class's validators, a subclass's too.

        The definition itself is wrapped, not what refers to it: JSON schemas go on referring to it.
        """
        schema = handler(source)
        definition: Any = handler.resolve_ref_schema(schema)
        if definition.get("function", {}).get("function") is _keep_inputs_out:
            return schema  # a class that was made before, as a field of another
        ref = definition.get("ref")
        whole = {key: value for key, value in definition.items() if key != "ref"}
        definition.clear()
        definition.update(
            no_info_wrap_validator_function(_keep_inputs_out, cast("CoreSchema", whole), ref=ref)
        )
        return schema

    def value_key(self) -> Hashable:
        """Return a key that is equal where all fields are, secrets included, which it does not show."""
        key = _values_of(self)
        try:
            hash(key)
        except TypeError:  # a list or a dict, which may change
            from hashlib import sha256

            return sha256(self.model_dump_json(context={"secrets": "plain"}).encode()).digest()
        return key

    @override
    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; unlike pydantic's, it validates what is changed, so that a secret stays one."""
        copy = super().model_copy(deep=deep)
        for name, value in (update or {}).items():
            setattr(copy, name, value)
        return copy

    @classmethod
    @override
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:  # text that is no JSON fails before any validator
            raise _without_inputs(error) from None
