"""Connectors whose pages are other rows, or say what is not so. They page on their own, as many do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from acme_plain import Plain
from typing_extensions import override

from toucan_connectors.core import DataSlice, KnownSize, Permissions


class Paging(Plain):
    """Gives its subclasses one word to break: what a page is."""

    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, *, count: bool
    ) -> DataSlice:
        return super().get_slice(data_source, permissions, offset, limit, count)

    @override
    def get_slice(
        self,
        data_source: Any,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        return self.page(data_source, permissions, offset, limit, count=get_row_count)


class OffByOne(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        return super().page(data_source, permissions, offset + bool(offset), limit, **count)


class LastPageGuessed(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        page = super().page(data_source, permissions, offset, limit, **count)
        guessed = KnownSize(limit is None or len(page.df) < limit, 24)
        page.pagination_info = replace(page.pagination_info, pagination_info=guessed)
        return page


class TotalOfThePage(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        page = super().page(data_source, permissions, offset, limit, **count)
        told = KnownSize(page.pagination_info.pagination_info.is_last_page, len(page.df))
        page.pagination_info = replace(page.pagination_info, pagination_info=told)
        return page


class ZeroMeansAll(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        return super().page(data_source, permissions, offset, limit or None, **count)


class NegativesTaken(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        return super().page(data_source, permissions, max(offset, 0), limit, **count)


class Unmeasured(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        return replace(super().page(data_source, permissions, offset, limit, **count), query_metadata=None)


class PermissionNotForPages(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        return super().page(data_source, None, offset, limit, **count)


class PermissionAfterLimit(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        page = super().page(data_source, None, offset, limit, **count)
        if permissions is not None:
            kept = self.get_df(data_source, permissions)["position"]
            page.df = page.df[page.df["position"].isin(kept)].reset_index(drop=True)
            ends = limit is None or offset + limit >= len(kept)
            size = KnownSize(ends, len(kept))
            page.pagination_info = replace(page.pagination_info, pagination_info=size)
        return page


class PermissionAsCode(Paging):
    @override
    def page(
        self, data_source: Any, permissions: Any, offset: int, limit: int | None, **count: Any
    ) -> DataSlice:
        page = super().page(data_source, None, offset, limit, **count)
        if permissions is not None:
            value = data_source.parameters["kit"]
            page.df = page.df.query(f"{permissions['column']} == '{value}'").reset_index(drop=True)
        return page
