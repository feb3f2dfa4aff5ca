"""What several calls have in common."""

import urllib.parse

from .adapters import HTTPAdapter
from .exceptions import InvalidSchema
from .models import Request
from .structures import CaseInsensitiveDict


def default_headers():
    """What `requests` sends where the code says nothing else."""
    return CaseInsensitiveDict({"User-Agent": "python-requests/2.33.1", "Accept-Encoding": "gzip, deflate", "Accept": "*/*", "Connection": "keep-alive"})


class Session:
    """`Session().get(…)`"""

    def __init__(self):
        self.headers = default_headers()
        self.auth = None
        self.params = {}
        self.cookies = {}
        self.proxies, self.hooks = {}, {"response": []}
        self.verify, self.cert, self.trust_env, self.stream, self.max_redirects = True, None, True, False, 30
        self.adapters = {}
        self.mount("https://", HTTPAdapter())
        self.mount("http://", HTTPAdapter())

    def mount(self, prefix, adapter):
        self.adapters[prefix] = adapter
        self.adapters = dict(sorted(self.adapters.items(), key=lambda pair: -len(pair[0])))

    def get_adapter(self, url):
        for prefix, adapter in self.adapters.items():
            if url.lower().startswith(prefix.lower()):
                return adapter
        raise InvalidSchema(f"No connection adapters were found for {url!r}")

    def prepare_request(self, request):
        headers = self.headers.copy()
        headers.update(request.headers or {})
        params = request.params
        if self.params:
            given = params or {}
            params = {**self.params, **(dict(given) if not isinstance(given, (str, bytes)) else urllib.parse.parse_qs(given))}
        cookies = {**self.cookies, **(request.cookies or {})}
        made = Request(request.method, request.url, headers, request.files, request.data, params, request.auth or self.auth, cookies, json=request.json)
        return made.prepare()

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None, auth=None, timeout=None,
                allow_redirects=True, proxies=None, hooks=None, stream=None, verify=None, cert=None, json=None):
        made = self.prepare_request(Request(method, url, headers, files, data, params, auth, cookies, json=json))
        return self.send(made, timeout=timeout)

    def send(self, request, timeout=None, **_):
        return self.get_adapter(request.url).send(request, timeout=timeout)

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def options(self, url, **options):
        return self.request("OPTIONS", url, **options)

    def head(self, url, **options):
        return self.request("HEAD", url, **options)

    def post(self, url, data=None, json=None, **options):
        return self.request("POST", url, data=data, json=json, **options)

    def put(self, url, data=None, **options):
        return self.request("PUT", url, data=data, **options)

    def patch(self, url, data=None, **options):
        return self.request("PATCH", url, data=data, **options)

    def delete(self, url, **options):
        return self.request("DELETE", url, **options)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
