"""Secrets: masked everywhere but in the one plain dump."""

import logging
import pickle
from collections.abc import Iterator

import pytest
from pydantic import Field, SecretStr

from toucan_connectors.core import Secret, install_resolver, reveal
from toucan_connectors.core.errors import SecretReferenceError
from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import MASK, redact, redact_exception, secrets_in

CANARY = "s3cret-canary"


class Key(Model):
    pem: Secret


class Account(Model):
    user: str
    password: Secret | None = None
    keys: list[Key] = Field(default_factory=list)
    tokens: dict[str, Secret] = Field(default_factory=dict)


@pytest.fixture
def account() -> Account:
    return Account(
        user="ada",
        password=SecretStr(CANARY),
        keys=[Key(pem=SecretStr("pem"))],
        tokens={"t": SecretStr("tok")},
    )


@pytest.fixture
def resolver() -> Iterator[None]:
    def resolve(text: str) -> str:
        if text == "env:MISSING":
            raise SecretReferenceError("There is no such variable.")
        return text.upper() if text.startswith("env:") else text

    install_resolver(resolve)
    yield
    install_resolver(None)


def test_a_secret_does_not_print(account: Account) -> None:
    logging.getLogger("test").debug("%s %r", account, account)
    for text in (
        str(account),
        repr(account),
        f"{account!r}",
        str(account.model_dump()),
        account.model_dump_json(),
    ):
        assert CANARY not in text


def test_dumps_are_masked_but_the_one(account: Account) -> None:
    assert account.model_dump(mode="json")["password"] == MASK
    assert account.model_dump(mode="json", context={"secrets": "masked"})["keys"] == [{"pem": MASK}]
    plain = account.model_dump(mode="json", context={"secrets": "plain"})
    assert plain == {"user": "ada", "password": CANARY, "keys": [{"pem": "pem"}], "tokens": {"t": "tok"}}
    assert Account(**plain) == account
    assert CANARY in account.model_dump_json(context={"secrets": "plain"})
    assert isinstance(account.model_dump(context={"secrets": "plain"})["password"], SecretStr)


def test_no_secret_is_null_and_no_mask() -> None:
    assert Account(user="ada").model_dump(mode="json")["password"] is None


def test_the_schema_says_that_it_is_a_password() -> None:
    schema = Key.model_json_schema()["properties"]["pem"]
    assert (schema["type"], schema["format"], schema["writeOnly"]) == ("string", "password", True)


def test_a_pickle_keeps_the_secret(account: Account) -> None:
    assert pickle.loads(pickle.dumps(account)) == account


def test_every_secret_is_found_however_deep(account: Account) -> None:
    assert sorted(secret.get_secret_value() for secret in secrets_in(account)) == ["pem", CANARY, "tok"]


def test_a_chain_of_exceptions_is_redacted_to_its_end(account: Account) -> None:
    first, second = ValueError(f"login with {CANARY}", 3), OSError(28, f"{CANARY} again")
    second.__cause__ = first
    first.__context__ = second
    redact_exception(second, account)
    assert CANARY not in f"{first!r} {first} {second!r} {second} {second.strerror}"
    assert first.args == (f"login with {MASK}", 3)


def test_redact_masks_every_secret_the_longer_first() -> None:
    account = Account(user="u", password=SecretStr("abc"), tokens={"t": SecretStr("abcdef")})
    assert redact("abcdef and abc, not ab", account) == f"{MASK} and {MASK}, not ab"


def test_a_reference_is_not_followed_unless_the_host_wants_it() -> None:
    assert reveal(SecretStr("env:HOME")) == "env:HOME"
    assert reveal(None) is None


@pytest.mark.usefixtures("resolver")
def test_the_hosts_resolver_follows_references() -> None:
    assert reveal(SecretStr("env:home")) == "ENV:HOME"
    assert reveal(SecretStr("plain")) == "plain"
    assert reveal(None) is None
    with pytest.raises(SecretReferenceError):
        reveal(SecretStr("env:MISSING"))


@pytest.mark.usefixtures("resolver")
def test_what_a_reference_leads_to_is_redacted_too() -> None:
    account = Account(user="u", password=SecretStr("env:home"))
    assert redact("login with ENV:HOME failed", account) == f"login with {MASK} failed"


def test_a_copy_with_another_secret_keeps_it_secret(account: Account) -> None:
    changed = account.model_copy(update={"password": "hunter2"})
    assert "hunter2" not in f"{changed!r} {changed} {changed.model_dump()}"
    assert [reveal(changed.password), reveal(account.password)] == ["hunter2", CANARY]
