"""`requests` in the shape in which handlers use it. Redirects are followed by the page."""

import http
import sys

import urllib3

from . import adapters, auth, exceptions, models, sessions, structures
from .exceptions import ConnectionError, ConnectTimeout, HTTPError, JSONDecodeError, ReadTimeout, RequestException, Timeout, TooManyRedirects, URLRequired
from .models import PreparedRequest, Request, Response
from .sessions import Session

__version__ = "2.33.1"


class _Codes:
    """`codes.ok`, `codes.not_found`"""

    def __init__(self):
        for status in http.HTTPStatus:
            setattr(self, status.name.lower(), status.value)

    def __getitem__(self, name):
        return getattr(self, name)


codes = _Codes()
packages = sys.modules["requests.packages"] = type(sys)("requests.packages")
packages.urllib3 = sys.modules["requests.packages.urllib3"] = urllib3


def session():
    return Session()


def request(method, url, **options):
    with Session() as made:
        return made.request(method, url, **options)


def get(url, params=None, **options):
    return request("GET", url, params=params, **options)


def options(url, **options):
    return request("OPTIONS", url, **options)


def head(url, **options):
    return request("HEAD", url, **options)


def post(url, data=None, json=None, **options):
    return request("POST", url, data=data, json=json, **options)


def put(url, data=None, **options):
    return request("PUT", url, data=data, **options)


def patch(url, data=None, **options):
    return request("PATCH", url, data=data, **options)


def delete(url, **options):
    return request("DELETE", url, **options)
