"""The HttpAPI connector: what to ask of an API, and how to read what it answers."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from pydantic import AnyHttpUrl, Field, FilePath
from typing_extensions import override

from toucan_connectors.core.data_source import ToucanDataSource
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.http.auth import Authentication, LegacyAuth  # noqa: TC001 - pydantic reads them
from toucan_connectors.http.connector import HttpConnector
from toucan_connectors.http.pagination import PaginationConfig  # noqa: TC001
from toucan_connectors.http_api.template import JSON, Headers, Params, Proxies, Template, plain

if TYPE_CHECKING:
    from toucan_connectors.http.auth import Auth
    from toucan_connectors.http.client import TlsMaterial
    from toucan_connectors.http.decode import Decoding
    from toucan_connectors.http.messages import Request
    from toucan_connectors.http.pagination import Pagination

__all__ = ["HttpAPIConnector", "HttpAPIDataSource", "Method", "ResponseType"]

_HIDDEN: Final[dict[str, Any]] = {"ui.hidden": True}
_OLDER: Final[dict[str, Any]] = {"deprecated": True}


class ResponseType(StrEnum):
    """What an API answers with."""

    json = "json"
    xml = "xml"


class Method(StrEnum):
    """How an API is asked."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"


class HttpAPIDataSource(ToucanDataSource):
    """A request, and the rows in its answer. Every field takes templates."""

    url: str = Field(title="Endpoint URL")
    """The path below the connector's `baseroute`."""
    method: Method = Field(default=Method.GET, title="HTTP Method")
    headers: Headers = None
    params: Params = Field(default=None, title="URL params")
    json_: JSON = Field(default=None, title="Body")
    http_pagination_config: PaginationConfig | None = Field(default=None, title="Pagination configuration")
    """How the next pages are asked for; without it, the first answer is all there is."""
    proxies: Proxies = None
    flatten_column: str | None = None
    """A column of objects, or of lists of them, to make columns and rows of."""
    flatten: bool = Field(default=False, json_schema_extra=_HIDDEN)
    """Whether objects in rows become columns `a.b`, at any depth."""
    data: str | dict[str, Any] | None = None
    """A form, or a text, to send instead of a JSON body."""
    xpath: str = ""
    """In XML: the element that rows are looked for in; the root without one."""
    filter: str = "."
    """A program of jq that gives the rows."""


class HttpAPIConnector(HttpConnector[HttpAPIDataSource], data_source_model=HttpAPIDataSource):
    """An API that answers with JSON or XML."""

    responsetype: ResponseType = Field(default=ResponseType.json, title="Content-type of response")
    baseroute: AnyHttpUrl = Field(title="Baseroute URL")
    """The root of the API, which all paths are below."""
    cert: list[FilePath] | None = Field(default=None, title="Certificate")
    """Files with a client certificate and its key: one with both, or two. Prefer `ssl_cert` and `ssl_key`."""
    auth: LegacyAuth | None = Field(default=None, title="Authentication type", json_schema_extra=_OLDER)
    """What `authentication` was before it; `authentication` wins."""
    authentication: Authentication | None = Field(default=None, title="Authentication")
    template: Template | None = None
    """What every request has; a data source adds to it, and wins."""
    ssl_ca: Secret | None = Field(default=None, json_schema_extra=_HIDDEN)
    """The PEM text of the authorities to trust instead of the system's."""
    ssl_cert: Secret | None = Field(default=None, json_schema_extra=_HIDDEN)
    """The PEM text of the certificate to show, with `ssl_key`."""
    ssl_key: Secret | None = Field(default=None, json_schema_extra=_HIDDEN)
    """The PEM text of the certificate's key."""

    @override
    def _root(self) -> str:
        return str(self.baseroute)

    @override
    def _request(self, data_source: HttpAPIDataSource) -> Request:
        from toucan_connectors.core.templating import render
        from toucan_connectors.http.messages import Request
        from toucan_connectors.http_api._filling import fill_url

        template = self.template or Template()
        own = {
            "headers": plain(data_source.headers),
            "params": plain(data_source.params),
            "json": data_source.json_ or {},
            "data": data_source.data,
            "proxies": data_source.proxies or {},
        }
        own = render(own, data_source.parameters, "raise_alone")
        json = {**(template.json_ or {}), **own.get("json", {})}
        path = fill_url(data_source.url, data_source.parameters).lstrip("/")
        return Request.build(
            data_source.method,
            f"{self._root().rstrip('/')}/{path}",
            headers={**plain(template.headers), **own.get("headers", {})},
            params={**plain(template.params), **own.get("params", {})},
            json=json or None,
            data=own.get("data"),
            proxies={**(template.proxies or {}), **own.get("proxies", {})} or None,
        )

    @override
    def _decoding(self, data_source: HttpAPIDataSource) -> Decoding:
        from toucan_connectors.core.templating import render
        from toucan_connectors.http.decode import Decoding
        from toucan_connectors.http_api._filling import fill_filter, fill_xpath

        parameters = data_source.parameters
        return Decoding(
            kind=self.responsetype.value,
            filter=fill_filter(data_source.filter, parameters),
            xpath=fill_xpath(data_source.xpath, parameters),
            flatten_column=render(data_source.flatten_column, parameters, "raise_alone"),
            flatten=data_source.flatten,
        )

    @override
    def _pagination(self, data_source: HttpAPIDataSource) -> Pagination | None:
        from toucan_connectors.core.templating import render
        from toucan_connectors.http_api._filling import fill_filter

        config, parameters = data_source.http_pagination_config, data_source.parameters
        if config is None or parameters is None:
            return config
        fields = {
            name: fill_filter(value, parameters)
            if name.endswith("filter") and isinstance(value, str)
            else render(value, parameters, "raise_alone")
            for name, value in config.model_dump().items()
        }
        return type(config).model_validate(fields)

    @override
    def _auth(self) -> Auth | None:
        return self.authentication or self.auth

    @override
    def _tls(self) -> TlsMaterial | None:
        from toucan_connectors.http.client import TlsMaterial

        if not (self.ssl_ca or self.ssl_cert or self.cert):
            return None
        return TlsMaterial(
            ca=reveal(self.ssl_ca),
            cert=reveal(self.ssl_cert),
            key=reveal(self.ssl_key),
            cert_files=tuple(self.cert or ()),
        )

    @override
    def _may_repeat(self, data_source: HttpAPIDataSource) -> bool:
        return data_source.method is Method.GET
