"""`CaseInsensitiveDict`"""

from urllib3._headers import HTTPHeaderDict


class CaseInsensitiveDict(HTTPHeaderDict):
    """A mapping whose names have no case."""

    def __init__(self, data=None, **more):
        super().__init__()
        self.update(data or {}, **more)

    def __getitem__(self, name):
        return self._held[name.lower()][1]

    def copy(self):
        return CaseInsensitiveDict(dict(self.items()))

    def __repr__(self):
        return str(dict(self.items()))
