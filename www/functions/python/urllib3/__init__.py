"""`urllib3` in the shape in which handlers use it: pools, answers, retries."""

import io
import json as _json
import urllib.parse
import uuid

from _playground import host, net

from . import exceptions, util
from ._headers import HTTPHeaderDict
from .exceptions import LocationValueError, MaxRetryError, NewConnectionError, ReadTimeoutError
from .util import Retry, Timeout, make_headers

__version__ = "2.6.3"

_WITH_QUERY = {"DELETE", "GET", "HEAD", "OPTIONS"}


class HTTPResponse(io.IOBase):
    """An answer."""

    def __init__(self, status, reason, headers, body, url):
        self.status, self.reason, self.version = status, reason, 11
        self.headers = HTTPHeaderDict(headers)
        self._body = body
        self._unread = io.BytesIO(body)
        self._url = url

    @property
    def data(self):
        return self._body

    def json(self):
        return _json.loads(self._body.decode("utf-8"))

    def read(self, amt=None, decode_content=None, cache_content=False):
        return self._unread.read(amt)

    def stream(self, amt=2**16, decode_content=None):
        while part := self._unread.read(amt):
            yield part

    def geturl(self):
        return self._url

    @property
    def url(self):
        return self._url

    def getheader(self, name, default=None):
        return self.headers.get(name, default)

    def getheaders(self):
        return self.headers

    def release_conn(self):
        pass

    def drain_conn(self):
        pass

    def readable(self):
        return True


BaseHTTPResponse = HTTPResponse


def _encoded(fields):
    """Fields as a form of many parts, and its type."""
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields.items() if hasattr(fields, "items") else fields:
        name_of_file, content, kind = (*value, None)[:3] if isinstance(value, tuple) else (None, value, None)
        file = f'; filename="{name_of_file}"' if name_of_file else ""
        typed = f"Content-Type: {kind or 'application/octet-stream'}\r\n" if name_of_file else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{typed}\r\n'
        content = content if isinstance(content, bytes) else str(content).encode()
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _bytes(body):
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode("utf-8")
    return body.read() if hasattr(body, "read") else b"".join(body)


class RequestMethods:
    """What makes a call from a method, an address and fields."""

    headers = None
    retries = None
    timeout = None

    def request(self, method, url, body=None, fields=None, headers=None, json=None, **options):
        method = method.upper()
        headers = HTTPHeaderDict(self.headers if headers is None else headers)
        if json is not None:
            if body is not None:
                raise TypeError("request got values for both 'body' and 'json' parameters which are mutually exclusive")
            body = _json.dumps(json, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
            headers.setdefault("Content-Type", "application/json")
        if fields and method in _WITH_QUERY:
            url += ("&" if "?" in url else "?") + urllib.parse.urlencode(fields)
        elif fields:
            if options.pop("encode_multipart", True):
                body, kind = _encoded(fields)
            else:
                body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
            headers.setdefault("Content-Type", kind)
        return self.urlopen(method, url, body=body, headers=headers, **options)

    def urlopen(self, method, url, body=None, headers=None, retries=None, timeout=None, **_):
        address = self._address(url)
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LocationValueError("No host specified." if not parts.hostname else f"Not supported URL scheme {parts.scheme}")
        is_secure = parts.scheme == "https"
        pool = f"HTTP{'S' if is_secure else ''}ConnectionPool(host={parts.hostname!r}, port={parts.port or (443 if is_secure else 80)})"
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        pairs = list(HTTPHeaderDict(self.headers if headers is None else headers).iteritems())
        content = _bytes(body)
        seconds = util.seconds_of(self.timeout if timeout is None else timeout)

        def once():
            try:
                found = host.call(method.upper(), address.partition("#")[0], net.plain_headers(pairs), content, seconds)
            except TimeoutError:
                raise ReadTimeoutError(pool, target, f"Read timed out. (read timeout={seconds})") from None
            except OSError as error:
                failure = NewConnectionError(pool, f"Failed to establish a new connection: {error}")
                failure.never_sent = True
                raise failure from error
            status, reason, received, data = found
            return HTTPResponse(status, reason, net.received_headers(received), data, address)

        return util.perform(Retry.from_int(self.retries if retries is None else retries), pool, method, target, once)

    request_encode_url = request_encode_body = request


class PoolManager(RequestMethods):
    """`PoolManager().request("GET", "https://…")`"""

    def __init__(self, num_pools=10, headers=None, **options):
        self.headers = headers or {}
        self.retries = options.get("retries")
        self.timeout = options.get("timeout")

    def _address(self, url):
        return url

    def clear(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


ProxyManager = PoolManager


class HTTPConnectionPool(RequestMethods):
    """The calls of one host."""

    scheme = "http"

    def __init__(self, host, port=None, timeout=None, maxsize=1, block=False, headers=None, retries=None, **_):
        self.host, self.port, self.timeout, self.headers, self.retries = host, port, timeout, headers or {}, retries

    def _address(self, url):
        if "://" in url:
            return url
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{url if url.startswith('/') else '/' + url}"

    def close(self):
        pass


class HTTPSConnectionPool(HTTPConnectionPool):
    scheme = "https"


def connection_from_url(url, **options):
    """The pool of the host of `url`."""
    parts = urllib.parse.urlsplit(url)
    kind = HTTPSConnectionPool if parts.scheme == "https" else HTTPConnectionPool
    return kind(parts.hostname, parts.port, **options)


def request(method, url, **options):
    """One call."""
    return PoolManager().request(method, url, **options)


def disable_warnings(category=None):
    pass


def add_stderr_logger(level=None):
    pass
