// Connections as EventBridge does them: OAuth over real sockets, import, export, simulated conditions, the test of one.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { deflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, inspect, kept, oneCall, ready, rows, run, runToEnd, soon, status } from "./playground.mjs";
import { header, startApi } from "./server.mjs";

const ANSWERS = [/Failed to load resource/, /blocked by CORS policy/];

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const dialog = (page) => page.getByRole("dialog");
const open = async (page) => {
  await ready(page);
  await page.getByTestId("connections-button").click();
};
const close = async (page) => {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
};
const listed = (page, name) => page.getByTestId("connection").filter({ hasText: name });
const save = async (page, name) => {
  await page.getByTestId("save-connection").click();
  await listed(page, name).waitFor();
};

/** Makes an OAuth connection in the dialog. */
async function connectOAuth(page, { name = "tests", id = "demo", secret = "practice", endpoint, origins = api.origin }) {
  await open(page);
  await page.getByTestId("new-connection").click();
  await dialog(page).getByLabel("Name", { exact: true }).fill(name);
  await dialog(page).getByRole("radio", { name: /^OAUTH/ }).check();
  await dialog(page).getByLabel("Client ID").fill(id);
  await dialog(page).getByLabel("Client secret", { exact: true }).fill(secret);
  await dialog(page).getByLabel("Authorization endpoint").fill(endpoint);
  await dialog(page).getByLabel(/^(Allowed )?origins/i).fill(origins);
  await save(page, name);
  await close(page);
}

/** Two calls after one another. */
const twoCalls = (endpoint) => {
  const machine = oneCall(endpoint);
  const { End, ...first } = machine.States.Call;
  return { ...machine, States: { Call: { ...first, ResultPath: null, Next: "Again" }, Again: { ...first, End } } };
};

const asked = (path) => api.calls().filter((request) => request.target.startsWith(path));

pageTest("a token is fetched as EventBridge does, kept for the next call, and renewed when it is refused", { expected: ANSWERS }, async (page) => {
  api.requests.length = 0;
  // What the page was answered. On the wire the browser may send a GET again, where a connection that it kept was closed.
  const answered = [];
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin === api.origin && response.request().method() !== "OPTIONS") answered.push(url.pathname);
  });
  await connectOAuth(page, { endpoint: `${api.origin}/token?cors=on` });
  await fill(page, definition(page), twoCalls(`${api.origin}/oauth?cors=on`));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const [token, ...more] = asked("/token");
  assert.equal(more.length, 0, "one token for both calls");
  assert.equal(token.method, "POST");
  assert.equal(token.body.toString(), "grant_type=client_credentials&client_secret=practice&client_id=demo");
  assert.equal(header(token, "content-type"), "application/x-www-form-urlencoded");
  assert.deepEqual(answered.splice(0), ["/token", "/oauth", "/oauth"]);
  await rows(page, "Call").click();
  await inspect(page, /^HTTP/);
  await page.getByTestId("earlier").locator("summary").first().click();
  const shown = await page.getByTestId("earlier").innerText();
  assert.match(shown, /access token request · 200/);
  assert.match(shown, /client_secret=XXXXXXXX/);

  // What the API no longer takes is renewed within the attempt.
  api.tokens.clear();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.deepEqual(answered, ["/oauth", "/token", "/oauth", "/oauth"]);
});

pageTest("a token that ends within a minute is not used again", { expected: ANSWERS }, async (page) => {
  api.requests.length = 0;
  await connectOAuth(page, { endpoint: `${api.origin}/token?cors=on&lives=59` });
  await fill(page, definition(page), twoCalls(`${api.origin}/oauth?cors=on`));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.equal(asked("/token").length, 2);
});

pageTest("a workflow that came by link asks before it fetches a token, and names where", { expected: ANSWERS }, async (page) => {
  api.requests.length = 0;
  const tokens = "http://127.0.0.1:9/token";
  await connectOAuth(page, { endpoint: tokens });
  const wire = JSON.stringify({ v: 1, def: JSON.stringify(oneCall(`${api.origin}/oauth?cors=on`)), input: "{}" });
  const link = `${page.url().split("#")[0]}#d1=${deflateRawSync(wire).toString("base64url")}`;
  await page.goto("about:blank");
  await page.goto(link);
  await ready(page);
  await run(page).click();
  await dialog(page).waitFor();
  const asks = await dialog(page).innerText();
  assert.ok(asks.includes(new URL(tokens).host) && asks.includes(new URL(api.origin).host), asks);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(api.calls().length, 0, "nothing was sent");
});

pageTest("an endpoint that gives no token is explained, and the call does not leave", { expected: ANSWERS }, async (page) => {
  api.requests.length = 0;
  await connectOAuth(page, { endpoint: `${api.origin}/token?cors=on&fail=invalid_client&status=401` });
  await fill(page, definition(page), oneCall(`${api.origin}/oauth?cors=on`));
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await status(page).innerText(), /Events\.ConnectionResource\.InvalidConnectionState/));
  assert.equal(asked("/oauth").length, 0);
});

pageTest("neither the client's secret nor a token is in storage other than the session's, the address, the console, the page or an export", { expected: ANSWERS }, async (page) => {
  const secret = "practice";
  api.tokens.clear();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await connectOAuth(page, { name: "tests", endpoint: `${api.origin}/token?cors=on` });
  await fill(page, definition(page), oneCall(`${api.origin}/status/200?cors=on`));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const [token] = api.tokens.keys();
  const forms = [`=${secret}&`, btoa(`demo:${secret}`), btoa(secret), token, btoa(token), `Bearer ${token}`];
  const nowhere = async (when) => {
    const { local, session, url, dom } = await kept(page);
    for (const form of forms) {
      for (const [where, text] of Object.entries({ local, url, dom, console: said.join("\n") })) {
        assert.ok(!text.includes(form), `${form} is in ${where} (${when})`);
      }
    }
    assert.ok(!session.includes(token), "a token is kept in memory alone");
  };
  await rows(page, "Call").click();
  for (const tab of [/^HTTP/, "Input", "Output", "Data flow"]) {
    await inspect(page, tab);
    await nowhere(String(tab));
  }
  await page.getByTestId("connections-button").click();
  await listed(page, "tests").getByRole("button", { name: /^Export/ }).click();
  const exported = await page.getByTestId("export").innerText();
  assert.match(exported, /NoEcho: true/);
  assert.match(exported, /ClientSecret: !Ref ClientSecret/);
  assert.match(exported, /aws events create-connection/);
  assert.ok(!exported.includes(`"${secret}"`), "no secret is exported");
  await nowhere("Export");
});

const TEMPLATE = `Parameters:
  ApiPassword: {Type: String, NoEcho: true}
Resources:
  Orders:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters: {Username: demo, Password: !Ref ApiPassword}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {OrdersArn: !GetAtt Orders.Arn}
`;

pageTest("a template is imported: what it leaves open is asked for, and the form shows the rest", {}, async (page) => {
  await open(page);
  await page.getByTestId("import-connection").click();
  await page.getByTestId("import").getByLabel(/CloudFormation/).fill("StartAt: A");
  await page.getByTestId("import").getByText("no connection was found").waitFor();
  await page.getByTestId("import").getByLabel(/CloudFormation/).fill(TEMPLATE);
  await page.getByLabel("ApiPassword", { exact: true }).fill("practice");
  await page.getByRole("button", { name: "Open Orders in the form" }).click();
  await soon(async () => assert.equal(await dialog(page).getByLabel("User name", { exact: true }).inputValue(), "demo"));
  await soon(async () => assert.equal(await dialog(page).getByLabel("Password", { exact: true }).inputValue(), "practice"));
  await dialog(page).getByLabel(/^(Allowed )?origins/i).fill("https://practice.test");
  await save(page, "Orders");
  await soon(async () => assert.match(await listed(page, "Orders").innerText(), /\$\{OrdersArn\}/));
  await close(page);
  const machine = oneCall("https://practice.test/basic");
  machine.States.Call.Parameters.Authentication.ConnectionArn = "${OrdersArn}";
  await fill(page, definition(page), machine);
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("the form refuses in the API's own words, and what is wrong on purpose gives AWS's error", {}, async (page) => {
  await open(page);
  await page.getByRole("button", { name: "Edit practice-basic" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("Invalid Name With Spaces!");
  await page.getByTestId("save-connection").click();
  await dialog(page).getByText("1 validation error detected: Value 'Invalid Name With Spaces!' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+").waitFor();
  await dialog(page).getByLabel("Name", { exact: true }).fill("practice-basic");
  await dialog(page).getByLabel("Simulate").selectOption({ label: "its state is DEAUTHORIZED" });
  await save(page, "practice-basic");
  await soon(async () => assert.match(await listed(page, "practice-basic").innerText(), /simulated: its state is DEAUTHORIZED/));
  await close(page);
  const machine = oneCall("https://practice.test/basic");
  machine.States.Call.Parameters.Authentication.ConnectionArn = "practice-basic";
  await fill(page, definition(page), machine);
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await status(page).innerText(), /Events\.ConnectionResource\.InvalidConnectionState/));
});

pageTest("a connection is tested: with a call, and with its token alone", { expected: ANSWERS }, async (page) => {
  await open(page);
  await listed(page, "practice-basic").getByRole("button", { name: /^Test/ }).click();
  await page.getByLabel("URL of a GET request").fill("https://practice.test/basic");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByTestId("verdict").getByText("returned 200 OK").waitFor();
  await page.getByLabel("URL of a GET request").fill("https://example.com/");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByTestId("verdict").getByText(/allows only/).waitFor();
  await close(page);
  await connectOAuth(page, { endpoint: `${api.origin}/token?cors=on` });
  await page.getByTestId("connections-button").click();
  await listed(page, "tests").getByRole("button", { name: /^Test/ }).click();
  await page.getByRole("button", { name: "Fetch only a token" }).click();
  await page.getByTestId("verdict").getByText("valid for 3600 seconds").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [undefined, NARROW]) {
    pageTest(`axe-core finds nothing in the connections dialog: ${colorScheme}, ${viewport ? "narrow" : "wide"}`, { colorScheme, reducedMotion: "reduce", ...(viewport && { viewport }) }, async (page) => {
      await open(page);
      await page.getByTestId("import-connection").click();
      await page.getByTestId("import").getByLabel(/CloudFormation/).fill(TEMPLATE);
      await listed(page, "practice-basic").getByRole("button", { name: /^Export/ }).click();
      assert.deepEqual(await violations(page), []);
      await listed(page, "practice-basic").getByRole("button", { name: /^Test/ }).click();
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByTestId("verdict").waitFor();
      await page.getByText("Request and response").click();
      assert.deepEqual(await violations(page), []);
      await page.getByTestId("new-connection").click();
      await dialog(page).getByRole("radio", { name: /^OAUTH/ }).check();
      await page.getByTestId("save-connection").click();
      assert.deepEqual(await violations(page), []);
    });
  }
}
