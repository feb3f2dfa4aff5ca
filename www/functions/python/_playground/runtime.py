"""Starts a handler as Lambda's runtime for Python does, and says what came of it in the form in which Lambda does."""

import asyncio
import decimal
import importlib
import json
import logging
import os
import shutil
import sys
import time
import traceback
import types

from . import host, net, threads  # noqa: F401: net takes the place of sockets

ROOT = "/var/task"
OURS = os.path.dirname(os.path.dirname(__file__))
LIBRARY = os.path.dirname(os.__file__)


class Fault(Exception):
    """An error that Lambda's runtime itself makes."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


class LambdaContext:
    """The second argument of a handler."""

    def __init__(self, given, deadline):
        self.aws_request_id = given["awsRequestId"]
        self.log_group_name = given["logGroupName"]
        self.log_stream_name = given["logStreamName"]
        self.function_name = given["functionName"]
        self.memory_limit_in_mb = given["memoryLimitInMB"]
        self.function_version = "$LATEST"
        self.invoked_function_arn = given["invokedFunctionArn"]
        self.tenant_id = None
        self.client_context = None
        self.identity = types.SimpleNamespace(cognito_identity_id=None, cognito_identity_pool_id=None)
        self._deadline = deadline

    def get_remaining_time_in_millis(self):
        return max(int(self._deadline - time.time() * 1000), 0)

    def log(self, text):
        sys.stdout.write(str(text))

    def __repr__(self):
        names = ["aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb"]
        names += ["function_version", "invoked_function_arn", "client_context", "identity", "tenant_id"]
        return f"LambdaContext([{','.join(f'{name}={getattr(self, name)}' for name in names)}])"


class _Output:
    """Standard output: what is written becomes lines of the log."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self):
        self._begun = ""

    def write(self, text):
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            host.log(line)
        return len(text)

    def writelines(self, texts):
        for text in texts:
            self.write(text)

    def flush(self):
        pass

    def end(self):
        if self._begun:
            self.write("\n")

    def isatty(self):
        return False

    def fileno(self):
        return 1

    def writable(self):
        return True


class _LogHandler(logging.Handler):
    def emit(self, record):
        record.aws_request_id = _request.id
        host.log(self.format(record).rstrip("\n"))


class _request:
    id = ""


def _set_up_logging():
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.handlers.clear()
    root.setLevel(logging.WARNING)
    handler = _LogHandler()
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    handler.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    root.addHandler(handler)


def _fresh(task):
    """The world of a function that has not run yet."""
    for name, module in list(sys.modules.items()):
        places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", ())]
        if any(place.startswith((ROOT, "/opt/python")) for place in places):
            del sys.modules[name]
    for folder in (ROOT, "/tmp", "/opt/python"):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
    for path, text in task["files"]:
        at = os.path.join(ROOT, path)
        os.makedirs(os.path.dirname(at), exist_ok=True)
        with open(at, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    os.environ.clear()
    os.environ.update(task["variables"])
    os.chdir(ROOT)
    sys.path[:] = [ROOT, "/opt/python", OURS, *(path for path in sys.path if path.startswith("/lib/python"))]
    sys.argv = ["/var/runtime/bootstrap"]
    sys.stdout, sys.stderr = _Output(), _Output()
    importlib.invalidate_caches()
    asyncio.events._set_running_loop(None)
    _request.id = ""
    _set_up_logging()


def _handler(named, files):
    module, dot, name = named.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{named}': not enough values to unpack (expected 2, got 1)")
    try:
        found = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        _explain(error, files)
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}")
    except SyntaxError as error:
        trace = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}", [trace])
    try:
        return getattr(found, name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")


def _explain(error, files):
    """Says what can be imported, where something could not."""
    name = getattr(error, "name", None)
    if not isinstance(error, ModuleNotFoundError) or not name:
        return
    first = name.split(".")[0]
    if any(path == f"{first}.py" or path.startswith(f"{first}/") for path, _ in files):
        return
    has = "The function's own files can be imported, the standard library of Python, `requests`, and `urllib3`."
    sdk = " The AWS SDK needs credentials, which there are none of here: mock the state that calls the function." if first in ("boto3", "botocore") else ""
    host.say("note", f"'{name}' is not available in this page. {has}{sdk}")


def _trace(error):
    """The lines of a traceback without those of the playground."""
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)]
    shown = [frame for frame in frames if not frame[0].startswith(OURS)]
    place = f"/var/lang/lib/python{'.'.join(map(str, sys.version_info[:2]))}"
    return traceback.format_list([(file.replace(LIBRARY, place, 1), *rest) for file, *rest in shown])


class _Encoder(json.JSONEncoder):
    def default(self, value):
        if isinstance(value, decimal.Decimal):
            return f"\0decimal:{'NaN' if value.is_nan() else value}\0"
        return super().default(value)


def _marshalled(result, runtime):
    if isinstance(result, bytes):
        return result.decode("utf-8", "replace")
    ascii_only = runtime in ("python3.8", "python3.9", "python3.10", "python3.11")
    try:
        text = _Encoder(ensure_ascii=ascii_only).encode(result)
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}")
    if '"\\u0000decimal:' not in text:
        return text
    parts = text.split('"\\u0000decimal:')
    return parts[0] + "".join(part.replace('\\u0000"', "", 1) for part in parts[1:])


def _error(message, kind, trace, request_id):
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": list(trace)}


def _failed(error, request_id, files):
    if isinstance(error, Fault):
        return _error(str(error), error.kind, error.trace, request_id)
    _explain(error, files)
    return _error(str(error), type(error).__name__, _trace(error), request_id)


def _exit_code(error):
    code = getattr(error, "code", 1)
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    print(code, file=sys.stderr)
    return 1


def _perform(task, loaded):
    """Runs the code once: what it ends with, as `(what, value)`."""
    request_id = ""
    try:
        handler = _handler(task["handler"], task["files"])
        loaded()
        request_id = _request.id = task["context"]["awsRequestId"]
        event = json.loads(task["event"])
        context = LambdaContext(task["context"], task["deadline"])
        return "done", _marshalled(handler(event, context), task["runtime"])
    except Exception as error:
        return "failed", _failed(error, request_id, task["files"])
    except host.Wanted:
        return None, None
    except BaseException as error:
        return "exit", _exit_code(error)


def start(text, js):
    """An invocation begins. `text` is the task as JSON."""
    global _task
    _task = json.loads(text)
    host.begin(js)
    # Pyodide sets up its own when it starts from a memory, too.
    threads.install()
    # Code asks this to know where it runs, and the modules that ask it too are there by now.
    sys.platform = "linux"


def run():
    """Runs the code. Gives the call that the page must make first, where the code cannot wait for it; nothing at the end."""
    host.run()
    _fresh(_task)

    def loaded():
        if "deadline" not in _task:
            host.say("loaded")
            _task["deadline"] = time.time() * 1000 + _task["timeoutMillis"]

    what, value = _perform(_task, loaded)
    if host.state.wanted is not None:
        wanted = host.state.wanted
        return host.to_js(wanted, dict_converter=host.state.js.object)
    for stream in (sys.stdout, sys.stderr):
        stream.end()
    if what == "failed":
        host.state.js.say("failed", json.dumps(value))
    elif what is not None:
        host.state.js.say(what, value)
    return None


def again(answer):
    """The code runs from its beginning, now that the call that it wanted is answered."""
    host.answered(answer)
    return run()


