"""What sends requests: the page."""

import time

import urllib3
from urllib3.exceptions import MaxRetryError, NewConnectionError, ReadTimeoutError, ResponseError
from urllib3.util import Retry, seconds_of

from . import exceptions
from .models import Response

DEFAULT_RETRIES = 0


class BaseAdapter:
    def send(self, request, **options):
        raise NotImplementedError

    def close(self):
        pass


class HTTPAdapter(BaseAdapter):
    """Sends a request, and again as often as `max_retries` says."""

    def __init__(self, pool_connections=10, pool_maxsize=10, max_retries=DEFAULT_RETRIES, pool_block=False):
        self.max_retries = Retry(0, read=False) if max_retries == DEFAULT_RETRIES else Retry.from_int(max_retries)

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        began = time.monotonic()
        try:
            found = urllib3.PoolManager().urlopen(
                request.method, request.url, body=request.body, headers=request.headers, retries=self.max_retries, timeout=seconds_of(timeout)
            )
        except MaxRetryError as error:
            reason = error.reason
            kind = exceptions.RetryError if isinstance(reason, ResponseError) else exceptions.ConnectionError
            if isinstance(reason, ReadTimeoutError):
                kind, error = exceptions.ReadTimeout, reason
            raise kind(error, request=request) from None
        except ReadTimeoutError as error:
            raise exceptions.ReadTimeout(error, request=request) from None
        except NewConnectionError as error:
            raise exceptions.ConnectionError(error, request=request) from None
        return Response._of(found, request, time.monotonic() - began)
