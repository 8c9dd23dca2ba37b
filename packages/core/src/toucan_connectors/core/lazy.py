"""Names of a package that are imported at first use (PEP 562), so that importing the package costs nothing.

A connector's `__init__` uses it, so that loading its spec does not load the connector:

    if TYPE_CHECKING:
        from toucan_connectors.acme.connector import AcmeConnector, AcmeDataSource
    else:
        __getattr__ = lazy_names(__name__, {"connector": "AcmeConnector AcmeDataSource"})

    __all__ = ["AcmeConnector", "AcmeDataSource"]
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazy_names"]


def lazy_names(package: str, names_by_module: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the package's `__getattr__`: it imports a name's module when the name is first asked for."""
    module_of = {name: module for module, names in names_by_module.items() for name in names.split()}

    def get(name: str) -> Any:
        if name not in module_of:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(import_module(f"{package}.{module_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return get
