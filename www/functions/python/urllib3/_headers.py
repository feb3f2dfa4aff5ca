"""Headers, whose names have no case."""

import collections.abc


class HTTPHeaderDict(collections.abc.MutableMapping):
    """Names without case, each with its values joined; the spelling is that of the first."""

    def __init__(self, headers=None, **more):
        self._held = {}
        if headers is not None:
            self.extend(headers)
        self.extend(more)

    def extend(self, headers):
        pairs = headers.iteritems() if isinstance(headers, HTTPHeaderDict) else headers.items() if hasattr(headers, "items") else headers
        for name, value in pairs:
            self.add(name, value)

    def add(self, name, value, *, combine=False):
        self._held.setdefault(name.lower(), [name]).append(value.decode("latin-1") if isinstance(value, bytes) else value)

    def __setitem__(self, name, value):
        self._held[name.lower()] = [name, value]

    def __getitem__(self, name):
        return ", ".join(self._held[name.lower()][1:])

    def __delitem__(self, name):
        del self._held[name.lower()]

    def __contains__(self, name):
        return isinstance(name, str) and name.lower() in self._held

    def __iter__(self):
        return (held[0] for held in self._held.values())

    def __len__(self):
        return len(self._held)

    def getlist(self, name, default=()):
        held = self._held.get(name.lower())
        return list(default) if held is None else held[1:]

    def iteritems(self):
        return ((name, value) for name, *values in self._held.values() for value in values)

    def copy(self):
        return HTTPHeaderDict(self)

    def __repr__(self):
        return f"{type(self).__name__}({dict(self.items())})"
