"""What the page does for the code: it makes HTTP calls, waits, and takes the log.

Python waits for a call as it does elsewhere. Where the browser can hold WebAssembly (JSPI), it does. Where it cannot, the first
call without a known answer ends the run of the code, the page makes the call, and the code runs again from its beginning: calls
and waits that it has made before are answered from what is known, and lines that it has logged before are not logged again.
"""

import asyncio
import os
import random
import time

from pyodide.ffi import can_run_sync, run_sync, to_js


class Wanted(BaseException):
    """The code cannot go on before the page has made a call."""


class Diverged(Exception):
    """The code called something else when it ran again."""


class _State:
    """What is known of the invocation. `js` is what the page's worker offers."""

    js = None
    loop = None
    waits = True
    answers = ()
    asked = 0
    slept = 0
    sleeps = 0
    logged = 0
    lines = 0
    wanted = None
    diverged = False
    randomness = None


state = _State()
# Pyodide has put one of its own in its place.
_sleep_busily = getattr(time.sleep, "__wrapped__", time.sleep)
_urandom = os.urandom


def begin(js):
    """A new invocation."""
    for name in ("answers", "asked", "slept", "sleeps", "logged", "lines", "wanted", "diverged"):
        setattr(state, name, getattr(_State, name))
    state.js = js
    state.answers = []
    state.randomness = _urandom(32)


def run():
    """The code runs from its beginning."""
    state.waits = can_run_sync()
    state.asked = state.slept = state.logged = 0
    state.wanted = None
    random.seed(state.randomness)
    if not state.waits:
        os.urandom = random.Random(state.randomness).randbytes


def answered(answer):
    """The page has made the call that was wanted."""
    state.answers.append((state.wanted["method"], state.wanted["url"], _read(answer)))


def say(what, *values):
    """Tells the page something."""
    if state.wanted is None:
        state.js.say(what, *values)


def log(text):
    """A line of the log."""
    if state.wanted is not None:
        return
    state.logged += 1
    if state.logged > state.lines:
        state.lines = state.logged
        state.js.say("log", "", text)


def sleep(seconds):
    """`time.sleep`"""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if state.waits:
        _wait(state.js.sleep(seconds * 1000).promise)
        return
    state.slept += 1
    if state.slept > state.sleeps:
        _sleep_busily(seconds)
        state.sleeps = state.slept


def _wait(promise):
    """Waits for the page. Pyodide does so in its own event loop, whichever the code is in."""
    running = asyncio.events._get_running_loop()
    asyncio.events._set_running_loop(state.loop)
    try:
        return run_sync(promise)
    finally:
        asyncio.events._set_running_loop(running)


def _read(answer):
    if hasattr(answer, "error"):
        return str(answer.error), str(answer.reason)
    headers = [(str(pair[0]), str(pair[1])) for pair in answer.headers]
    return answer.status, str(answer.statusText), headers, answer.body.to_bytes()


def call(method, url, headers, body, timeout):
    """Calls `url`: `(status, phrase, headers, body)`. Raises an `OSError` if there is no answer."""
    wanted = {"method": method, "url": url, "headers": [list(pair) for pair in headers], "body": body, "timeout": timeout}
    if state.waits:
        answer = _read(_wait(state.js.call(to_js(wanted, dict_converter=state.js.object)).promise))
    else:
        if state.wanted is not None or state.diverged:
            raise Wanted
        if state.asked == len(state.answers):
            state.wanted = wanted
            raise Wanted
        known_method, known_url, answer = state.answers[state.asked]
        state.asked += 1
        if (known_method, known_url) != (method, url):
            state.diverged = True
            raise Diverged(f"The code called {known_method} {known_url} when it first ran, and {method} {url} when it ran again.")
    if len(answer) == 4:
        return answer
    message, reason = answer
    if reason == "timeout":
        raise TimeoutError("timed out")
    if reason == "network":
        raise ConnectionRefusedError(111, "Connection refused")
    raise PermissionError(13, message)

