"""The contracts: what any connector, ours or a stranger's, is held to. Subclass one in a test.

    class TestAcme(DataContract):
        type_id = "Acme"
        features = Features(discovers_tables=True)

        @pytest.fixture
        def connector(self) -> AcmeConnector: ...

        @pytest.fixture
        def data_source(self) -> AcmeDataSource: ...

        @pytest.fixture
        def failing_data_source(self) -> AcmeDataSource: ...

- `ConnectorContract` needs no source: models, secrets, imports, packaging.
- `DataContract` reads: some rows in a fixed order, with a column of text and one that has a null.
- `SqlContract`, `HttpContract` and `DocumentContract` are `DataContract` and what their families promise.

Where a contract is kept only in part, `Features` say so, and the kit tests that this is true.
"""

from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts.promises import PROMISES
from toucan_connectors.testing.contracts.promises.calls import Calls, CallsDeclared
from toucan_connectors.testing.contracts.promises.documents import Documents
from toucan_connectors.testing.contracts.promises.errors import Errors
from toucan_connectors.testing.contracts.promises.faults import Faults
from toucan_connectors.testing.contracts.promises.frames import Frames
from toucan_connectors.testing.contracts.promises.imports import ImportsDeclared
from toucan_connectors.testing.contracts.promises.limits import Limits
from toucan_connectors.testing.contracts.promises.permissions import Permissions
from toucan_connectors.testing.contracts.promises.requests import Requests
from toucan_connectors.testing.contracts.promises.reuse import Reuse
from toucan_connectors.testing.contracts.promises.secrets import Secrets, SecretsDeclared
from toucan_connectors.testing.contracts.promises.slices import Slices
from toucan_connectors.testing.contracts.promises.statements import Statements
from toucan_connectors.testing.contracts.promises.status import Status, StatusDeclared
from toucan_connectors.testing.contracts.promises.templates import Templates

__all__ = [
    "PROMISES",
    "ConnectorContract",
    "Contract",
    "DataContract",
    "DocumentContract",
    "HttpContract",
    "SqlContract",
]


class ConnectorContract(CallsDeclared, SecretsDeclared, StatusDeclared, ImportsDeclared):
    """What holds for a connector that is never connected: no service is needed."""


class DataContract(
    ConnectorContract,
    Calls,
    Frames,
    Slices,
    Permissions,
    Status,
    Errors,
    Faults,
    Secrets,
    Limits,
    Reuse,
):
    """What holds for every connector that has data to read.

    Give the fixtures `connector`, `data_source` (a few dozen rows in a fixed order, a column of text, one
    with nulls) and `failing_data_source` (which the source refuses), and those that the features ask for.
    """


class SqlContract(DataContract, Templates, Statements):
    """What holds for a connector whose source speaks SQL.

    Give `dialect`, the fixture `connector`, and the fixture `table`: the name of the table that
    `standard_statements(dialect)` made. `data_source` and `failing_data_source` are made of it.
    """


class HttpContract(DataContract, Requests):
    """What holds for a connector that reads from an HTTP API.

    Beside the fixtures of `DataContract`, give `answers`: what the API answers to `data_source`, a
    body of JSON by path. `at` says how a connector is pointed at a host and port.
    """


class DocumentContract(DataContract, Documents):
    """What holds for a connector whose source holds documents: nested, and without declared types.

    Let `data_source` have a column of documents.
    """
