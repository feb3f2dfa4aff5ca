"""`Timeout`"""


class Timeout:
    """Seconds for the connection and for what comes after it."""

    DEFAULT_TIMEOUT = None

    def __init__(self, total=None, connect=None, read=None):
        self.total, self.connect_timeout, self.read_timeout = total, connect, read

    def seconds(self):
        """All of them: a page does not see when a connection is made."""
        parts = [part for part in (self.connect_timeout, self.read_timeout) if part is not None]
        if self.total is not None:
            return min([self.total, sum(parts)]) if len(parts) == 2 else self.total
        return sum(parts) if parts else None


def seconds_of(timeout):
    """The seconds of what `urllib3` and `requests` take as a timeout."""
    if isinstance(timeout, Timeout):
        return timeout.seconds()
    if isinstance(timeout, (tuple, list)):
        return Timeout(connect=timeout[0], read=timeout[1]).seconds()
    return timeout
