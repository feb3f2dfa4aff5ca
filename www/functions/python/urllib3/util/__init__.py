"""What goes with a call: retries, timeouts, headers."""

import base64

from .retry import Retry, perform
from .timeout import Timeout, seconds_of


def make_headers(keep_alive=None, accept_encoding=None, user_agent=None, basic_auth=None, proxy_basic_auth=None, disable_cache=None):
    """The headers that these words stand for."""
    headers = {}
    if user_agent:
        headers["user-agent"] = user_agent
    if basic_auth:
        headers["authorization"] = f"Basic {base64.b64encode(basic_auth.encode('latin-1')).decode()}"
    if disable_cache:
        headers["cache-control"] = "no-cache"
    return headers
