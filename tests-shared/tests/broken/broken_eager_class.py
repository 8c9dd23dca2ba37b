"""A connector whose class brings pandas, before anything is read."""

import pandas as pd
from acme_plain import Plain, PlainDataSource
from typing_extensions import override


class EagerClass(Plain):
    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        return pd.DataFrame(super()._retrieve_data(data_source))
