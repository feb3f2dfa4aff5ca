"""A page has one thread for a function: what starts another runs at once, to its end."""

import asyncio
import concurrent.futures
import concurrent.futures.thread
import threading
import time

from pyodide import webloop

from . import host


class Executor(concurrent.futures.Executor):
    """`ThreadPoolExecutor`"""

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is not None and max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._closed = False
        if initializer is not None:
            initializer(*initargs)

    def submit(self, fn, /, *args, **kwargs):
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = concurrent.futures.Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._closed = True


class _Waiter:
    """Nothing comes from outside: to wait for something is to let the time pass."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("Nothing is left that could wake the event loop.")
        if timeout > 0:
            time.sleep(timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    """An event loop that runs until it is done, as Python's own does."""

    def __init__(self):
        super().__init__()
        self._selector = _Waiter()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


def _start(thread):
    if not thread._initialized:
        raise RuntimeError("thread.__init__() not called")
    if thread._started.is_set():
        raise RuntimeError("threads can only be started once")
    thread._started.set()
    try:
        thread.run()
    except Exception:
        threading.excepthook(threading.ExceptHookArgs((*__import__("sys").exc_info(), thread)))


def install():
    """Takes the place of threads, of the page's event loop, and of Pyodide's `asyncio.run` and `time.sleep`."""
    threading.Thread.start = _start
    threading.Thread.join = lambda thread, timeout=None: None
    threading.Thread.is_alive = lambda thread: False
    concurrent.futures.ThreadPoolExecutor = concurrent.futures.thread.ThreadPoolExecutor = Executor
    host.state.loop = webloop.WebLoop()
    asyncio.run = webloop._orig_run
    time.sleep = host.sleep
    asyncio.events._set_event_loop_policy(Policy())
    asyncio.events._set_running_loop(None)
