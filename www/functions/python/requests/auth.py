"""Who calls."""

import base64


class AuthBase:
    """Puts what an API wants to know into a request."""

    def __call__(self, request):
        raise NotImplementedError("Auth hooks must be callable.")


def _basic(user, password):
    parts = [part.encode("latin-1") if isinstance(part, str) else part for part in (user, password)]
    return f"Basic {base64.b64encode(b':'.join(parts)).decode()}"


class HTTPBasicAuth(AuthBase):
    def __init__(self, username, password):
        self.username, self.password = username, password

    def __call__(self, request):
        request.headers["Authorization"] = _basic(self.username, self.password)
        return request


class HTTPProxyAuth(HTTPBasicAuth):
    def __call__(self, request):
        request.headers["Proxy-Authorization"] = _basic(self.username, self.password)
        return request
