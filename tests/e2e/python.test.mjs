// Lambda functions in Python run in the page through Pyodide: fetched when one first runs, with a bar; their HTTP calls against a
// real local server, their errors and their ends. What they cannot reach is tried in sandbox.test.mjs.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { violations } from "./axe.mjs";
import { openFolder } from "./folder.mjs";
import { linkTo, python, runCode, stopped, withCode } from "./functions.mjs";
import { address, pageTest } from "./harness.mjs";
import { definition, fill, input, inspect, inspector, outcome, paste, ready, run, soon, status, stop } from "./playground.mjs";
import { header, startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The browser itself reports these. */
const REPORTED = [/404|ERR_|Failed to load/];
/** Python starts within this on a busy machine, in milliseconds. */
const START = 100_000;

const log = (page) => page.getByTestId("function-log");
const showLog = (page) => inspector(page).getByRole("tab", { name: "Function" }).click();
const runPython = (page, code, options = {}) => runCode(page, code, { ...options, properties: { ...python, ...options.properties } });

pageTest("Python is fetched when a function first runs, with a bar; Stop ends that, and what failed is tried again", { expected: REPORTED }, async (page) => {
  await ready(page);
  const asked = [];
  page.on("request", (request) => request.url().includes("functions-python") && asked.push(request.url()));
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await page.route("**/library.zip", async (route) => {
    await held;
    await route.abort().catch(() => {});
  });
  await runPython(page, "def lambda_handler(event, context):\n    return 'from Python'\n");
  const card = page.getByTestId("python-loading");
  const bar = card.getByRole("progressbar", { name: "Loading Python" });
  await bar.waitFor();
  await soon(async () => assert.match(await card.innerText(), /About 8 MB, compressed.*\d+\.\d of 1\d\.\d MB/s));
  await soon(async () => assert.ok(Number(await bar.getAttribute("value")) > 10_000_000, "all but one file is here"));
  assert.deepEqual(await violations(page), []);
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  assert.equal(await card.count(), 0);
  await run(page).click();
  await bar.waitFor();
  answer();
  assert.equal(await outcome(page), "FAILED");
  assert.match(await inspect(page, "Error"), /Python could not be loaded.*library\.zip.*run it again/s);
  assert.equal(await card.count(), 0);
  await page.unroute("**/library.zip");
  const began = Date.now();
  await run(page).click();
  assert.equal(await outcome(page, START), "SUCCEEDED");
  const cold = Date.now() - began;
  assert.match(await inspect(page, "Output"), /from Python/);
  const so_far = asked.length;
  const again = Date.now();
  await run(page).click();
  assert.equal(await outcome(page, START), "SUCCEEDED");
  assert.equal(asked.length, so_far, "nothing is fetched again");
  console.log(`Python answered ${cold} ms after the first Run, and ${Date.now() - again} ms after the next`);
});

pageTest("the article's first way in Python: a function calls the API with urllib, and its log and calls stand together", { expected: REPORTED }, async (page) => {
  await ready(page);
  const began = Date.now();
  await runPython(page, `
import json, logging, os, urllib.error, urllib.request

logger = logging.getLogger()
logger.setLevel("INFO")

def lambda_handler(event, context):
    logger.info("Calling the API for %s", event["name"])
    print("with", context.memory_limit_in_mb, "MB")
    request = urllib.request.Request(os.environ["URL"] + "/echo?cors=on", data=json.dumps({"name": event["name"]}).encode(), headers={"Content-Type": "application/json", "X-Ticket": "7"})
    with urllib.request.urlopen(request, timeout=5) as response:
        answer = json.load(response)
    try:
        urllib.request.urlopen(os.environ["URL"] + "/status/404?cors=on")
    except urllib.error.HTTPError as error:
        missing = [error.code, json.load(error)["status"]]
    try:
        urllib.request.urlopen("http://127.0.0.1:1/")
    except urllib.error.URLError as error:
        gone = str(error)
    return {"method": answer["method"], "body": json.loads(answer["body"]), "missing": missing, "gone": gone, "left": context.get_remaining_time_in_millis() > 1000, "name": context.function_name}
`, { env: { URL: api.origin }, input: { name: "Ada" } });
  assert.equal(await outcome(page, START), "SUCCEEDED");
  const elapsed = Date.now() - began;
  const seen = await inspect(page, "Output");
  for (const part of [/POST/, /Ada/, /404/, /urlopen error \[Errno 111\] Connection refused/, /left.*true/s, /Fetch/]) assert.match(seen, part);
  const sent = api.calls().findLast((call) => header(call, "x-ticket") === "7");
  assert.deepEqual(JSON.parse(sent.body.toString()), { name: "Ada" });
  await showLog(page);
  assert.equal(await page.getByTestId("ran-as").innerText(), "runs as Python 3.14 in this page");
  await soon(async () => assert.match(await log(page).innerText(), /\[INFO\] +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z +[0-9a-f-]{36} +Calling the API for Ada/));
  const lines = (await log(page).innerText()).split("\n").filter(Boolean);
  assert.ok(lines.includes("with 128 MB"), lines.join("\n"));
  const [, took, init] = /^REPORT RequestId: .* Duration: (\d+)\.00 ms .* Init Duration: (\d+)\.00 ms/.exec(lines.at(-1));
  assert.ok(Number(init) + Number(took) < 0.7 * elapsed, `Python's own start is none of the function's time: ${lines.at(-1)}, of ${elapsed} ms`);
  assert.equal(await page.getByTestId("function-call").count(), 3);
  assert.deepEqual(await violations(page), []);
});

const REQUESTS = `
import os, requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

def lambda_handler(event, context):
    url = os.environ["URL"]
    session = requests.Session()
    session.headers["X-Library"] = "requests"
    session.mount("http://", HTTPAdapter(max_retries=Retry(total=2, backoff_factor=0.01, status_forcelist=[503])))
    answer = session.post(url + "/echo", params={"cors": "on", "tag": ["a", "b"]}, json={"ticket": 1}, timeout=(3, 5))
    answer.raise_for_status()
    found = {"status": answer.status_code, "ok": answer.ok, "target": answer.json()["target"]}
    try:
        session.get(url + "/status/503?cors=on")
    except requests.exceptions.RetryError as error:
        found["retried"] = str(error)
    try:
        requests.get(url + "/status/404?cors=on").raise_for_status()
    except requests.exceptions.HTTPError as error:
        found["failed"] = [str(error), error.response.status_code]
    try:
        requests.get(url + "/slow?cors=on&ms=3000", timeout=0.3)
    except requests.exceptions.Timeout as error:
        found["late"] = type(error).__name__
    return found
`;
const URLLIB3 = `
import json, os, urllib3
from concurrent.futures import ThreadPoolExecutor

http = urllib3.PoolManager(headers={"X-Library": "urllib3"})

def lambda_handler(event, context):
    url = os.environ["URL"]
    answer = http.request("POST", url + "/echo?cors=on", body=json.dumps({"ticket": 1}))
    listed = http.request("GET", url + "/echo", fields={"cors": "on", "page": "2"})
    with ThreadPoolExecutor(max_workers=2) as pool:
        several = list(pool.map(lambda n: http.request("GET", url + f"/echo?cors=on&n={n}").json()["target"], range(2)))
    try:
        http.request("GET", "http://127.0.0.1:1/", retries=False)
    except urllib3.exceptions.HTTPError as error:
        gone = type(error).__name__
    return {"status": answer.status, "ticket": json.loads(answer.data)["body"], "target": listed.json()["target"], "several": several, "gone": gone}
`;

pageTest("requests and urllib3 call a real server", { expected: [/404|503|ERR_|Failed to load/] }, async (page) => {
  await ready(page);
  for (const [library, text, parts] of [
    ["requests", REQUESTS, [/status.*200/s, /tag=a&tag=b/, /too many 503 error responses/, /404 Client Error: Not Found for url/, /ReadTimeout/]],
    ["urllib3", URLLIB3, [/status.*200/s, /page=2/, /n=0/, /n=1/, /NewConnectionError/]],
  ]) {
    const before = api.calls().length;
    await runPython(page, text, { env: { URL: api.origin } });
    assert.equal(await outcome(page, START), "SUCCEEDED", library);
    const seen = await inspect(page, "Output");
    for (const part of parts) assert.match(seen, part);
    const calls = api.calls().slice(before);
    assert.deepEqual(JSON.parse(calls.find((call) => header(call, "x-library") === library).body.toString()), { ticket: 1 });
    if (library === "requests") assert.equal(calls.filter(({ target }) => target.startsWith("/status/503")).length, 3, "a call and two more");
  }
});

pageTest("errors of Python are those of AWS: names, messages and traces", {}, async (page) => {
  await ready(page);
  const caught = { task: { Catch: [{ ErrorEquals: ["TicketError"], ResultPath: "$.error", Next: "Caught" }] }, states: { Caught: { Type: "Pass", End: true } } };
  await runPython(page, 'class TicketError(Exception):\n    pass\n\ndef lambda_handler(event, context):\n    raise TicketError("no such ticket")\n', caught);
  assert.equal(await outcome(page, START), "SUCCEEDED");
  await page.locator('[data-testid=timeline-row][data-state="Call"]').click();
  const error = await inspect(page, "Error");
  for (const part of [/TicketError/, /no such ticket/, /requestId/, /stackTrace/, /File .*\/var\/task\/index\.py.*line 5, in lambda_handler/]) assert.match(error, part);
  await showLog(page);
  await soon(async () => assert.match(await log(page).innerText(), /\[ERROR\] TicketError: no such ticket\s+Traceback \(most recent call last\):\s+File "\/var\/task\/index\.py", line 5, in lambda_handler/));
});

/** What goes wrong, and what the Task then fails with. */
const FAILURES = [
  ["import boto3\ndef lambda_handler(event, context): pass", /Runtime\.ImportModuleError.*Unable to import module 'index': No module named 'boto3'/s],
  ["def lambda_handler(event, context)\n    pass", /Runtime\.UserCodeSyntaxError.*Syntax error in module 'index': expected ':' \(index\.py, line 1\)/s],
  ["x = 1", /Runtime\.HandlerNotFound.*Handler 'lambda_handler' missing on module 'index'/s],
  ["import datetime\ndef lambda_handler(event, context): return datetime.datetime.now()", /Runtime\.MarshalError.*Unable to marshal response: Object of type datetime is not JSON serializable/s],
  ["import sys\ndef lambda_handler(event, context): sys.exit(3)", /Runtime\.ExitError.*exit status 3/s],
  ["def lambda_handler(event, context): return 'x' * 7_000_000", /Function\.ResponseSizeTooLarge/],
  ["x = 1 / 0\ndef lambda_handler(event, context): pass", /ZeroDivisionError.*division by zero.*in <module>/s],
  ["async def lambda_handler(event, context): pass", /Runtime\.MarshalError.*Object of type coroutine is not JSON serializable/s],
];

pageTest("what does not load, or ends otherwise, is told in the words of Lambda's runtime", {}, async (page) => {
  await ready(page);
  const names = FAILURES.map((_, at) => `F${at}`);
  const functions = names.map((name, at) => [name, { Type: "AWS::Serverless::Function", Properties: { ...python, InlineCode: FAILURES[at][0] } }]);
  const state = (name, at) => {
    const next = names[at + 1] ?? "End";
    return [name, { Type: "Task", Resource: `\${${name}}`, ResultPath: null, Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: `$.${name}`, Next: next }], Next: next }];
  };
  const Definition = { StartAt: names[0], States: { ...Object.fromEntries(names.map(state)), End: { Type: "Succeed" } } };
  const DefinitionSubstitutions = Object.fromEntries(names.map((name) => [name, { "Fn::GetAtt": [name, "Arn"] }]));
  const Policies = names.map((name) => ({ LambdaInvokePolicy: { FunctionName: { Ref: name } } }));
  const Machine = { Type: "AWS::Serverless::StateMachine", Properties: { Definition, DefinitionSubstitutions, Policies } };
  await paste(page, definition(page), JSON.stringify({ Resources: { ...Object.fromEntries(functions), Machine } }, null, 2));
  await run(page).click();
  assert.equal(await outcome(page, START), "SUCCEEDED");
  for (const [at, [text, part]] of FAILURES.entries()) {
    await page.locator(`[data-testid=timeline-row][data-state=${names[at]}]`).click();
    const error = await inspect(page, "Error");
    assert.match(error, part, text);
  }
  await page.locator("[data-testid=timeline-row][data-state=F0]").click();
  await showLog(page);
  await soon(async () => assert.match(await log(page).innerText(), /'boto3' is not available in this page.*requests.*urllib3.*AWS SDK/s));
});

pageTest("Python that takes too long ends with Lambda's words, and an endless loop is stopped at once", {}, async (page) => {
  await ready(page);
  await runPython(page, "import time\ndef lambda_handler(event, context): time.sleep(30)", { properties: { Timeout: 1 } });
  assert.equal(await outcome(page, START), "FAILED");
  assert.match(await inspect(page, "Error"), /Sandbox\.Timedout.*Task timed out after 1\.00 seconds/s);
  await runPython(page, "def lambda_handler(event, context):\n    while True: pass", { properties: { Timeout: 60 } });
  await page.waitForTimeout(3_000);
  assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
  const took = await stopped(page);
  assert.equal(await outcome(page), "ABORTED");
  console.log(`an endless loop of Python was stopped after ${Math.round(took)} ms`);
  assert.ok(took < 100, `${took} ms`);
});

pageTest("a function of several files, with relative imports, asyncio and a file that it reads", {}, async (page) => {
  await openFolder(page, {
    "template.json": withCode("", { properties: { ...python, CodeUri: "src/", Handler: "app.main.handler", InlineCode: undefined } }),
    "src/app/__init__.py": "",
    "src/app/main.py": "import asyncio, os\nfrom .lib.greet import greet\nfrom app import rates\n\nasync def later(n):\n    await asyncio.sleep(0.01)\n    return n\n\ndef handler(event, context):\n    async def both():\n        return await asyncio.gather(later(1), later(2))\n    with open(os.path.join(os.environ['LAMBDA_TASK_ROOT'], 'app/rates.py')) as file:\n        data = file.read()\n    return {'greeting': greet(event['name']), 'rate': rates.RATE, 'data': data, 'both': asyncio.run(both())}\n",
    "src/app/rates.py": "RATE = 3\n",
    "src/app/lib/__init__.py": "",
    "src/app/lib/greet.py": "from ..rates import RATE\n\ndef greet(name):\n    return f'Hello, {name}! {RATE}'\n",
  });
  await page.getByRole("tab", { name: "Input" }).click();
  await fill(page, input(page), { name: "Ada" });
  await run(page).click();
  const came = await outcome(page, START);
  assert.equal(came, "SUCCEEDED", came === "FAILED" ? await inspect(page, "Error") : "");
  const seen = await inspect(page, "Output");
  for (const part of [/Hello, Ada! 3/, /rate.*3/s, /RATE = 3/]) assert.match(seen, part);
});

pageTest("a browser that cannot hold Python while it waits runs the code again with each answer", { expected: REPORTED }, async (page) => {
  await ready(page);
  // As long as the file, which is what the page expects.
  await page.route("**/functions-python-*/pyodide.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('"Suspending"in WebAssembly', '"Suspensing"in WebAssembly') });
  });
  const before = api.calls().length;
  await runPython(page, `
import json, os, time, urllib.request, uuid
def lambda_handler(event, context):
    print("first")
    one = json.load(urllib.request.urlopen(os.environ["URL"] + "/echo?cors=on&n=1&id=" + str(uuid.uuid4())))
    print("second")
    time.sleep(0.05)
    two = json.load(urllib.request.urlopen(os.environ["URL"] + "/echo?cors=on&n=2"))
    try:
        urllib.request.urlopen(os.environ["URL"] + "/status/404?cors=on")
    except urllib.error.HTTPError as error:
        code = error.code
    return [one["target"], two["target"], code]
`, { env: { URL: api.origin } });
  assert.equal(await outcome(page, START), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /n=1&id=.*n=2.*404/s);
  assert.equal(api.calls().length - before, 3, "each call is made once");
  await showLog(page);
  await soon(async () => assert.match(await log(page).innerText(), /first.*second/s));
  const text = await log(page).innerText();
  assert.equal(text.match(/^first$/gm).length, 1, text);
  assert.match(text, /runs the code again/);
  await runPython(page, `
import os, time, urllib.request
def lambda_handler(event, context):
    urllib.request.urlopen(os.environ["URL"] + f"/echo?cors=on&n={time.time_ns()}")
`, { env: { URL: api.origin } });
  assert.equal(await outcome(page, START), "FAILED");
  assert.match(await inspect(page, "Error"), /Diverged.*when it ran again/s);
});

pageTest("a link shows its Python and the hosts that it names before anything is fetched or run", {}, async (page) => {
  const text = withCode("import http.client\ndef lambda_handler(event, context):\n    http.client.HTTPSConnection('api.example.com').request('GET', '/')\n", { properties: python });
  await page.goto("about:blank");
  let fetched = 0;
  page.on("request", (request) => (fetched += request.url().includes("functions-python") ? 1 : 0));
  await page.goto(`${address()}#d1=${linkTo(text)}`);
  await ready(page);
  await run(page).click();
  await soon(async () => assert.match(await page.getByTestId("planned-functions").innerText(), /Fetch, python3\.13, 3 lines; it names https:\/\/api\.example\.com/));
  assert.equal(fetched, 0);
});

pageTest("Python that takes more memory than its function has is killed, and its memory is reported", {}, async (page) => {
  await ready(page);
  await runPython(page, `
def lambda_handler(event, context):
    held = []
    while True:
        held.append(bytearray(16_000_000))
`);
  assert.equal(await outcome(page, START), "FAILED");
  await soon(async () => assert.match(await inspect(page, "Error"), /Runtime\.ExitError.*signal: killed/s));
  await showLog(page);
  await soon(async () => assert.match(await log(page).innerText(), /Memory Size: 128 MB +Max Memory Used: 128 MB .*Error Type: Runtime\.OutOfMemory/));
});
