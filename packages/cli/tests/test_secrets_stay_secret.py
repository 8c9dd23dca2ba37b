"""A canary for a password: no command, error, bundle, process list or file that is left ever shows it."""

import json
from pathlib import Path

import pytest
from packages.cli.tests.conftest import CANARY, Shell

COMMANDS = (
    ["check", "acme.json"],
    ["preview", "acme.json"],
    ["read", "acme.json", "-o", "out.csv"],
    ["tables", "acme.json"],
    ["plan", "acme.json"],
    ["doctor", "acme.json", "--bundle", "bundle.json"],
)


def left_behind(folder: Path) -> str:
    """Everything that is in the files of a folder, but for those that were configured."""
    files = (
        path for path in folder.rglob("*") if path.is_file() and path.name not in {"acme.json", "secret.txt"}
    )
    return "".join(path.read_text("latin-1") for path in files)


@pytest.mark.parametrize("how", ["rows", "bug", "credentials.authentication", "network", "halfway"])
@pytest.mark.parametrize(
    ("kept", "options"), [("plain", []), ("plain", ["--debug"]), ("env", ["--json"]), ("file", ["--debug"])]
)
def test_no_command_shows_a_password(shell: Shell, how: str, options: list[str], kept: str) -> None:
    shell.file("secret.txt", CANARY + "\n")
    password = {"plain": CANARY, "env": "env:ACME_PASSWORD", "file": f"file:{shell.folder}/secret.txt"}[kept]
    shell.acme(how, password=password, login=how)
    for arguments in COMMANDS:
        done = shell(*arguments, *options, ACME_PASSWORD=CANARY)
        assert CANARY not in done.out + done.err, arguments
        if how in {"bug", "credentials.authentication"} and arguments[0] in {"preview", "read"}:
            assert f"{how} with **********" in done.err  # the password did reach the connector
    assert CANARY not in left_behind(shell.folder)


@pytest.mark.parametrize(
    "text",
    [
        f"connector:\n  type: Acme\n  pasword: {CANARY}\n",
        f"connector:\n  type: Acme\n  password: [{CANARY}]\n",
        f"connector:\n  type: Acme\n  port: {CANARY}\n",
        f"connector:\n  type: {{x: {CANARY}}}\n",
        f"connector:\n  type: Acme\n  password: *{CANARY}\n",
        f"connector:\n  type: Acme\n  password: !{CANARY} 1\n",
        f"connector:\n  type: Acme\n  password: '{CANARY}\n",
        f"connector:\n  type: Acme\n  password: {CANARY}: {CANARY}\n",
        f"connector: {CANARY}\n",
        f"{{{CANARY}",
        CANARY,
    ],
)
def test_no_mistake_in_the_file_makes_it_show(shell: Shell, text: str) -> None:
    shell.file("c.yaml", text)
    for arguments in (["check", "c.yaml"], ["doctor", "c.yaml", "--bundle", "bundle.json"], ["check", "-"]):
        done = shell(*arguments, "--debug", input=text)
        assert done.code == 3, done
        assert CANARY not in done.out + done.err
    (shell.folder / "c.yaml").unlink()
    assert CANARY not in left_behind(shell.folder)


def test_a_bundle_has_no_values_of_parameters_and_permissions_and_no_secrets_in_disguise(
    shell: Shell,
) -> None:
    headers = {"Authorization": f"Bearer {CANARY}", "X-Api-Key": CANARY, "Accept": "text/plain"}
    connector = {"type": "Acme", "host": f"https://ann:{CANARY}@localhost:1/x", "headers": headers}
    parameters = {"user": {"token": CANARY, "ids": [CANARY]}}
    permissions = {"and": [{"column": "text", "operator": "eq", "value": CANARY}]}
    document = {
        "connector": connector,
        "data_source": {},
        "parameters": parameters,
        "permissions": permissions,
    }
    shell.file("acme.json", json.dumps(document))
    assert shell("doctor", "acme.json", "--bundle", "bundle.json").code == 6
    bundle = json.loads((shell.folder / "bundle.json").read_text())
    assert CANARY not in json.dumps(bundle)
    told = bundle["configuration"]
    assert told["connector"]["headers"]["Accept"] == "text/plain"
    assert told["connector"]["host"] == "https://**********@localhost:1/x"
    assert told["data_source"]["parameters"] == {"user": {"token": "<str>", "ids": ["<str>"]}}
    assert told["permissions"] == {"and": [{"column": "text", "operator": "eq", "value": "<str>"}]}


def test_a_reference_that_leads_nowhere_is_told_by_its_name(shell: Shell) -> None:
    done = shell("preview", shell.acme(password="env:NO_SUCH_VARIABLE"))
    assert done.code == 3
    assert "no variable NO_SUCH_VARIABLE" in done.err
    assert "[configuration.secret_reference]" in done.err
