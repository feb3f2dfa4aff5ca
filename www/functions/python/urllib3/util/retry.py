"""`Retry`, and the calls that it makes again."""

import email.utils
import time

from ..exceptions import HTTPError, MaxRetryError, ResponseError


class Retry:
    """How often a call is made again, and after which answers."""

    DEFAULT_ALLOWED_METHODS = frozenset(["HEAD", "GET", "PUT", "DELETE", "OPTIONS", "TRACE"])
    RETRY_AFTER_STATUS_CODES = frozenset([413, 429, 503])
    DEFAULT_BACKOFF_MAX = 120
    DEFAULT = None

    def __init__(self, total=10, connect=None, read=None, redirect=None, status=None, other=None, allowed_methods=DEFAULT_ALLOWED_METHODS,
                 status_forcelist=None, backoff_factor=0, backoff_max=DEFAULT_BACKOFF_MAX, raise_on_redirect=True, raise_on_status=True,
                 history=None, respect_retry_after_header=True, remove_headers_on_redirect=(), backoff_jitter=0.0):
        self.total = total
        self.connect, self.read, self.status, self.other, self.redirect = connect, read, status, other, redirect
        self.allowed_methods = allowed_methods
        self.status_forcelist = status_forcelist or ()
        self.backoff_factor = backoff_factor
        self.backoff_max = backoff_max
        self.raise_on_status = raise_on_status
        self.respect_retry_after_header = respect_retry_after_header
        self.history = tuple(history or ())

    @classmethod
    def from_int(cls, retries, default=None):
        if isinstance(retries, cls):
            return retries
        if retries is None:
            return default or cls(3)
        return cls(retries)

    def takes(self, method):
        """Whether a call with that method may be made again once it has been sent."""
        return not self.allowed_methods or method.upper() in self.allowed_methods

    def is_retry(self, method, status, has_retry_after=False):
        if not self.takes(method):
            return False
        if status in self.status_forcelist:
            return True
        return bool(self.total and self.respect_retry_after_header and has_retry_after and status in self.RETRY_AFTER_STATUS_CODES)

    def left(self, kind):
        """How many more calls there may be after one that ended with that kind of failure."""
        counts = [count for count in (self.total, getattr(self, kind)) if count is not None and count is not True]
        return min((int(count) for count in counts), default=0)

    def get_backoff_time(self, times):
        return 0 if times <= 1 else min(self.backoff_max, self.backoff_factor * 2 ** (times - 1))


def _retry_after(value):
    if value is None:
        return None
    try:
        return max(float(value), 0)
    except ValueError:
        parsed = email.utils.parsedate_to_datetime(value)
        return max(parsed.timestamp() - time.time(), 0)


def perform(retry, pool, method, url, once):
    """
    Calls `once()` until an answer is to be kept. It gives an answer with `status` and `headers`, or raises what a connection
    raises. Raises `MaxRetryError` when nothing is left.
    """
    times = 0
    while True:
        times += 1
        try:
            answer, reason, kind = once(), None, "status"
        except HTTPError as error:
            answer, reason, kind = None, error, "connect" if getattr(error, "never_sent", False) else "read"
        if reason is not None:
            if retry.total is False or getattr(retry, kind) is False or (kind == "read" and not retry.takes(method)):
                raise reason
        elif retry.is_retry(method, answer.status, "Retry-After" in answer.headers):
            reason = ResponseError(ResponseError.SPECIFIC_ERROR.format(status_code=answer.status))
        else:
            return answer
        if times > retry.left(kind):
            if answer is not None and not retry.raise_on_status:
                return answer
            raise MaxRetryError(pool, url, reason) from reason
        wait = _retry_after(answer.headers.get("Retry-After")) if answer is not None and retry.respect_retry_after_header else None
        seconds = retry.get_backoff_time(times) if wait is None else wait
        if seconds:
            time.sleep(seconds)
