#!/usr/bin/env bash
# Starts moto, an emulator of AWS, with state machines that really run: at http://127.0.0.1:PORT, 5000 by default.
# It is installed from PyPI in a virtual environment below .tools/. `scripts/moto.sh install` only installs it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Tests and the page's client are written for how this version behaves.
MOTO_VERSION=5.2.5
moto=$TOOLS/moto
port=${PORT:-5000}

not_tested() {
    echo "NOT TESTED: $1"
    exit 0
}

install_moto() {
    command -v python3 >/dev/null || not_tested "calls of Step Functions with moto: there is no python3"
    rm -rf "$moto"
    { python3 -m venv "$moto" &&
        "$moto/bin/pip" install --quiet --retries 1 --timeout 20 "moto[server,stepfunctions]==$MOTO_VERSION"; } >/dev/null 2>&1 || {
        rm -rf "$moto"
        not_tested "calls of Step Functions with moto: moto $MOTO_VERSION could not be installed"
    }
    echo "$MOTO_VERSION" >"$moto/version"
}

[[ -f $moto/version && $(<"$moto/version") == "$MOTO_VERSION" ]] || install_moto
[[ ${1:-} != install ]] || exit 0

# Otherwise moto ends at once, and whatever is there is taken for it.
! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || die "port $port is in use: choose another one, such as PORT=5001"
"$moto/bin/python" -m moto.server --host 127.0.0.1 --port "$port" &
server=$!
trap 'kill "$server" 2>/dev/null' EXIT INT TERM

# Without this, an execution never runs, and its history is made up (moto's docs, "Configuration Options").
"$moto/bin/python" - "$port" <<'PYTHON' && kill -0 "$server" 2>/dev/null ||
import sys, time, urllib.request

request = urllib.request.Request(
    f"http://127.0.0.1:{sys.argv[1]}/moto-api/config",
    b'{"stepfunctions": {"execute_state_machine": true}}',
    {"Content-Type": "application/json"},
)
for attempt in range(120):
    try:
        urllib.request.urlopen(request, timeout=5).close()
        break
    except OSError:
        time.sleep(0.25)
else:
    sys.exit(1)
PYTHON
    die "moto does not start at port $port"
say "moto runs state machines at http://127.0.0.1:$port (Ctrl+C stops it)"
wait "$server"
