"""Requests and their answers."""

import datetime
import json as _json
import urllib.parse

from urllib3 import _bytes, _encoded

from .auth import HTTPBasicAuth
from .exceptions import ConnectionError, HTTPError, InvalidJSONError, InvalidSchema, InvalidURL, JSONDecodeError, MissingSchema
from .structures import CaseInsensitiveDict

REDIRECTS = (301, 302, 303, 307, 308)


def _pairs(values):
    """Names and values, a name for each value of a list; what is nothing is left out."""
    if isinstance(values, (str, bytes)):
        return values
    found = []
    for name, value in values.items() if hasattr(values, "items") else values:
        several = value if isinstance(value, (list, tuple, set)) else [value]
        found.extend((name, one) for one in several if one is not None)
    return found


def _form(values):
    pairs = _pairs(values)
    return pairs if isinstance(pairs, (str, bytes)) else urllib.parse.urlencode(pairs)


class Request:
    """What is to be called."""

    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None, auth=None, cookies=None, hooks=None, json=None):
        self.method, self.url, self.headers, self.files = method, url, headers or {}, files
        self.data, self.params, self.auth, self.cookies, self.json = data, params, auth, cookies, json

    def prepare(self):
        return PreparedRequest._of(self)


class PreparedRequest:
    """The request as it is sent."""

    method = url = body = None

    def __init__(self):
        self.headers = CaseInsensitiveDict()
        self.hooks = {}

    @classmethod
    def _of(cls, request):
        made = cls()
        made.method = request.method.upper()
        made.headers = CaseInsensitiveDict({name: value for name, value in (request.headers or {}).items() if value is not None})
        auth = made._set_url(request.url, request.params)
        made._set_body(request.data, request.files, request.json)
        if request.cookies:
            made.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
        auth = request.auth or auth
        if auth:
            auth = HTTPBasicAuth(*auth) if isinstance(auth, tuple) else auth
            made = auth(made) or made
        return made

    def _set_url(self, url, params):
        url = (url.decode() if isinstance(url, bytes) else str(url)).strip()
        parts = urllib.parse.urlsplit(url)
        if not parts.scheme or ":" not in url:
            raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
        if parts.scheme.lower() not in ("http", "https"):
            raise InvalidSchema(f"No connection adapters were found for {url!r}")
        if not parts.hostname:
            raise InvalidURL(f"Invalid URL {url!r}: No host supplied")
        more = _form(params) if params else ""
        more = more.decode() if isinstance(more, bytes) else more
        query = "&".join(part for part in (parts.query, more) if part)
        path = urllib.parse.quote(parts.path or "/", safe="!#$%&'()*+,/:;=?@[]~")
        query = urllib.parse.quote(query, safe="!#$%&'()*+,/:;=?@[]~")
        self.url = urllib.parse.urlunsplit((parts.scheme.lower(), parts.netloc.rpartition("@")[2], path, query, parts.fragment))
        return (urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")) if parts.username else None

    def _set_body(self, data, files, json):
        kind = None
        if files:
            fields = [] if data is None else list(_pairs(data))
            for name, file in files.items() if hasattr(files, "items") else files:
                given = file if isinstance(file, tuple) else (getattr(file, "name", name), file)
                fields.append((name, (given[0], _bytes(given[1]), *given[2:3])))
            self.body, kind = _encoded(fields)
        elif data:
            is_form = not isinstance(data, (str, bytes)) and not hasattr(data, "read")
            self.body = _form(data) if is_form else _bytes(data) if hasattr(data, "read") else data
            kind = "application/x-www-form-urlencoded" if is_form or isinstance(data, str) else None
        elif json is not None:
            try:
                self.body, kind = _json.dumps(json, allow_nan=False).encode("utf-8"), "application/json"
            except ValueError as error:
                raise InvalidJSONError(error, request=self) from None
        if kind and "Content-Type" not in self.headers:
            self.headers["Content-Type"] = kind

    @property
    def path_url(self):
        parts = urllib.parse.urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def __repr__(self):
        return f"<PreparedRequest [{self.method}]>"


class Response:
    """An answer."""

    def __init__(self):
        self.status_code, self.reason, self.url, self.request = None, None, None, None
        self.headers = CaseInsensitiveDict()
        self.encoding = None
        self.history = []
        self.cookies = {}
        self.elapsed = datetime.timedelta(0)
        self._content = b""
        self.raw = None

    @classmethod
    def _of(cls, found, request, seconds):
        made = cls()
        made.status_code, made.reason, made.url, made.request = found.status, found.reason, request.url, request
        made.headers = CaseInsensitiveDict({name: found.headers[name] for name in found.headers})
        made._content, made.raw = found.data, found
        made.elapsed = datetime.timedelta(seconds=seconds)
        kind, *words = [word.strip() for word in made.headers.get("Content-Type", "").split(";")]
        named = [word.partition("=")[2].strip("\"' ") for word in words if word.lower().startswith("charset=")]
        made.encoding = named[0] if named else "ISO-8859-1" if kind.startswith("text") else "utf-8" if "json" in kind else None
        return made

    @property
    def content(self):
        return self._content

    @property
    def apparent_encoding(self):
        return "utf-8"

    @property
    def text(self):
        try:
            return self._content.decode(self.encoding or self.apparent_encoding, "replace")
        except LookupError:
            return self._content.decode("utf-8", "replace")

    def json(self, **options):
        try:
            return _json.loads(self._content, **options)
        except UnicodeDecodeError:
            return _json.loads(self.text, **options)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos, response=self) from None

    @property
    def ok(self):
        return self.status_code < 400

    @property
    def is_redirect(self):
        return "location" in self.headers and self.status_code in REDIRECTS

    def raise_for_status(self):
        whose = "Client" if 400 <= self.status_code < 500 else "Server" if 500 <= self.status_code < 600 else None
        if whose:
            raise HTTPError(f"{self.status_code} {whose} Error: {self.reason} for url: {self.url}", response=self)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        content = self.text if decode_unicode else self._content
        size = chunk_size or len(content) or 1
        return (content[at : at + size] for at in range(0, len(content), size))

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        content = self.text if decode_unicode else self._content
        return iter(content.split(delimiter) if delimiter else content.splitlines())

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __bool__(self):
        return self.ok

    def __iter__(self):
        return self.iter_content(128)

    def __repr__(self):
        return f"<Response [{self.status_code}]>"


__all__ = ["ConnectionError", "PreparedRequest", "Request", "Response"]
