"""A spec that brings pandas, for a label."""

import pandas as pd

from toucan_connectors.core.spec import ConnectorSpec

SPEC = ConnectorSpec("EagerSpec", "acme_plain:Plain", f"For pandas {pd.__version__}", has_status_check=False)
