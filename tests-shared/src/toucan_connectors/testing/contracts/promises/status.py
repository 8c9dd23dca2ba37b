"""Promise 7: a status answers, in ordered steps, within its deadline."""

from __future__ import annotations

from typing import Any

from toucan_connectors.core import ConnectorStatus
from toucan_connectors.testing.contracts._bounded import SOON, within
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract

__all__ = ["Status", "StatusDeclared"]


class StatusDeclared(Contract):
    """What the spec says of the status."""

    @earns("checks_status")
    def test_7_the_spec_says_whether_there_are_steps(self) -> None:
        """`has_status_check` of the spec, and the feature `checks_status`, are the same.

        If it fails: set `has_status_check` in the spec as it is.
        """
        assert self.spec.has_status_check is self.features.checks_status


class Status(Contract):
    """What a status says."""

    @earns("checks_status")
    @earns("tells_account")
    def test_7_a_good_source_passes_every_step(self, connector: Any) -> None:
        """A source that lets us in has a status of True, every step True, and no error.

        If it fails: let each of `_status_steps` raise where it cannot pass, and return the account as text.
        """
        status = connector.get_status()
        assert isinstance(status, ConnectorStatus)
        if not self.features.checks_status:
            assert (status.status, status.details) == (None, [])
            return
        assert status.status is True, status.error
        assert status.error is None
        assert all(passed is True for _, passed in status.details)
        labels = [label for label, _ in status.details]
        assert len(set(labels)) == len(labels) >= 1
        assert all(label and label[0].isupper() for label in labels)
        assert bool(status.account) is self.features.tells_account

    @earns("checks_status")
    def test_7_a_status_never_exceeds_its_deadline(self, connector: Any) -> None:
        """A status is given within `options.status_timeout`, whatever the source does.

        If it fails: do not override `get_status`; its steps run in a thread that is left behind.
        """
        hasty = self.with_options(connector, status_timeout=0.001)
        statuses: list[ConnectorStatus] = []
        within(SOON / 2, lambda: statuses.append(hasty.get_status()))
        [status] = statuses
        if status.status is False:
            assert "0.001" in str(status.error)
            assert None in [passed for _, passed in status.details] or status.details[-1][1] is False

    @earns("refuses_wrong_credentials")
    def test_7_wrong_credentials_fail_one_step(self, request: Any) -> None:
        """With a wrong password one step fails, those before it passed, those after it were not reached.

        If it fails: order the steps: name, port, encryption, account, database, permission to read.
        """
        if not self.features.refuses_wrong_credentials:
            assert not any(map(_is_secret, self.connector_class.model_json_schema()["properties"].values()))
            return
        status = request.getfixturevalue("refused_connector").get_status()
        assert status.status is False
        passed = [step for _, step in status.details]
        failed = passed.index(False)
        assert passed == [True] * failed + [False] + [None] * (len(passed) - failed - 1)
        assert status.error
        assert (status.code or "").startswith("credentials")


def _is_secret(field: dict[str, Any]) -> bool:
    return "password" in repr(field.get("format", "")) or "'format': 'password'" in repr(field)
