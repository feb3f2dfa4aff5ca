"""`http.client` over the page: a connection whose socket is a message. `urllib.request` stands on it as it is."""

import http.client
import io
import socket

from . import host

# What frames a message is the page's own business.
_FRAMING = {"host", "connection", "content-length", "transfer-encoding", "keep-alive", "accept-encoding"}
# The page has taken the coding off.
_OF_CODING = {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"}


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def plain_headers(pairs, left_out=_FRAMING):
    """The headers without those of that kind."""
    return [(_text(name), _text(value)) for name, value in pairs if _text(name).lower() not in left_out]


def received_headers(pairs):
    """The headers of an answer, whose body is not coded any more."""
    return plain_headers(pairs, _OF_CODING)


def _unchunked(body):
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if length == 0:
            break
        parts.append(body[:length])
        body = body[length + 2 :]
    return b"".join(parts)


class MessageSocket:
    """Takes a request, and gives the answer to whoever reads it."""

    def __init__(self, scheme, address, timeout):
        self._scheme = scheme
        self._address = address
        self._timeout = timeout
        self._sent = bytearray()
        self._answer = None

    def sendall(self, data, flags=0):
        self._sent += bytes(data)

    def send(self, data, flags=0):
        self.sendall(data)
        return len(data)

    def perform(self):
        """Makes the call that was written."""
        head, _, body = bytes(self._sent).partition(b"\r\n\r\n")
        self._sent.clear()
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        if any(name.lower() == "transfer-encoding" for name, _ in headers):
            body = _unchunked(body)
        url = target if "://" in target else f"{self._scheme}://{self._address}{target}"
        status, phrase, received, content = host.call(method, url, plain_headers(headers), body or None, self._timeout)
        shown = "".join(f"{name}: {value}\r\n" for name, value in received_headers(received))
        whole = f"HTTP/1.1 {status} {phrase}\r\n{shown}Content-Length: {len(content)}\r\n\r\n"
        self._answer = whole.encode("latin-1", "replace") + content

    def makefile(self, mode="r", buffering=None, **_):
        if self._answer is None:
            self.perform()
        answer, self._answer = self._answer, None
        return io.BufferedReader(io.BytesIO(answer))

    def settimeout(self, timeout):
        self._timeout = timeout

    def gettimeout(self):
        return self._timeout

    def setsockopt(self, *_):
        pass

    def shutdown(self, how):
        pass

    def close(self):
        pass


def _connect(scheme, port):
    def connect(self):
        written = f"[{self.host}]" if ":" in self.host else self.host
        address = written if self.port in (None, port) else f"{written}:{self.port}"
        timeout = socket.getdefaulttimeout() if self.timeout is socket._GLOBAL_DEFAULT_TIMEOUT else self.timeout
        self.sock = MessageSocket(scheme, address, timeout)

    return connect


def _send_request(self, *words):
    """A call that fails does so where it is sent: `urllib.request` counts on that."""
    _written(self, *words)
    self.sock.perform()


_written = http.client.HTTPConnection._send_request
http.client.HTTPConnection._send_request = _send_request
http.client.HTTPConnection.connect = _connect("http", 80)
http.client.HTTPSConnection.connect = _connect("https", 443)
