// A search for secrets of every kind, in every form, in everything that leaves the page: views, titles, copies, downloads, the console,
// the address, what is kept, links, what a script gets. An API repeats all of them in every form; SEED repeats a run.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { address, pageTest } from "./harness.mjs";
import { held } from "./link.mjs";
import { copyLink, definition, inspector, outcome, paste, ready, run, soon, stop } from "./playground.mjs";
import { CUTS, Search, SEED, echoedHeaders, echoes, random, secret } from "./secret-forms.mjs";

console.log(`SEED=${SEED}`);
const chance = random(SEED);
const of = (name, options) => secret(chance, name, options);
// One of each kind. What stands in a header is as a header can be.
const KEY = of("key", { header: true });
const HEADER = of("header", { header: true });
const QUERY = of("query");
const BODY = of("body");
const PASSWORD = of("password");
const CLIENT = of("client");
const TOKEN_PARAMETER = of("parameter");
const TOKEN = { ...of("token"), value: "" };
TOKEN.value = TOKEN.heart;
const SECRETS = [KEY, HEADER, QUERY, BODY, PASSWORD, CLIENT, TOKEN_PARAMETER, TOKEN];

/** What the browser itself reports of answers that are no success. */
const ANSWERS = [/Failed to load resource/];

let api;
let asked = [];
before(async () => {
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries({ Origin: "*", Methods: "GET, POST", Headers: request.headers["access-control-request-headers"] ?? "*" })) response.setHeader(`Access-Control-Allow-${name}`, value);
    response.setHeader("Access-Control-Expose-Headers", "*");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    let body = "";
    for await (const part of request) body += part;
    asked.push({ url: request.url, headers: request.headers, body });
    const told = echoes(SECRETS);
    const path = new URL(request.url, "http://x").pathname;
    if (path === "/token") return response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ access_token: TOKEN.value, token_type: "bearer", expires_in: 3600, ...told }));
    if (path === "/fail") return response.writeHead(500, `no ${KEY.value}`, { "Content-Type": "application/json" }).end(JSON.stringify(told));
    if (path === "/latin") return response.writeHead(200, { "Content-Type": "text/plain; charset=iso-8859-1" }).end(Buffer.from(`\u00e9 ${[KEY, HEADER, TOKEN].map(({ value }) => value).join(" ")}`, "latin1"));
    if (path === "/bytes") return response.writeHead(200, { "Content-Type": "text/plain" }).end(Buffer.concat([Buffer.from([0xff, 0xfe]), ...SECRETS.flatMap(({ value }) => [Buffer.from(value), Buffer.from([0xff]), Buffer.from(value, "utf16le"), Buffer.from([0xfe])])]));
    response.writeHead(200, { "Content-Type": "application/json", ...echoedHeaders(SECRETS) }).end(JSON.stringify({ ...told, all: Object.values(told), inJson: JSON.stringify(told) }));
  });
  server.maxHeadersCount = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  api = { origin: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
});
after(() => api.close());

/** The connections, as the tab keeps them. */
const connections = () => {
  const parameter = (Key, { value }) => ({ Key, Value: value, IsValueSecret: true });
  const record = (Name, AuthorizationType, AuthParameters) => ({
    v: 1, Name, AuthorizationType, AuthParameters, origins: [api.origin], aliases: [],
    ConnectionArn: `arn:aws:events:us-east-1:123456789012:connection/${Name}/00000000-0000-4000-8000-000000000007`,
  });
  return [
    record("keyed", "API_KEY", {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: KEY.value },
      InvocationHttpParameters: { HeaderParameters: [parameter("x-more", HEADER)], QueryStringParameters: [parameter("q", QUERY)], BodyParameters: [parameter("b", BODY)] },
    }),
    record("basic", "BASIC", { BasicAuthParameters: { Username: "demo", Password: PASSWORD.value } }),
    record("oauth", "OAUTH_CLIENT_CREDENTIALS", {
      OAuthParameters: {
        ClientParameters: { ClientID: "demo", ClientSecret: CLIENT.value }, AuthorizationEndpoint: `${api.origin}/token`, HttpMethod: "POST",
        OAuthHttpParameters: { BodyParameters: [parameter("extra", TOKEN_PARAMETER)] },
      },
    }),
  ];
};

/** In the page, before it is there: the connections, and a clipboard that can be read. */
function prepare(records) {
  // The sandbox of functions has no storage of the page.
  if (location.protocol === "about:" || window !== top) return;
  if (!sessionStorage.getItem("leaks")) {
    sessionStorage.setItem("leaks", "1");
    sessionStorage.setItem("asl-playground.connections", records);
  }
  window.copied = [];
  const keep = async (text) => void window.copied.push(String(text));
  Object.defineProperty(navigator, "clipboard", { value: { writeText: keep, readText: async () => "", write: async (items) => {
    for (const item of items) for (const type of item.types) await keep(await (await item.getType(type)).text());
  } } });
}

/** Looks at a page and at all that leaves it. */
class Watch {
  constructor(page, secrets = SECRETS) {
    Object.assign(this, { page, search: new Search(secrets), seen: new Set(), downloads: [], place: "the first visit" });
    // What the browser itself says of an answer, with its address and reason, is not for the page to change: README names it.
    page.on("console", (message) => message.text().startsWith("Failed to load resource") || this.search.look("the console", message.text()));
    page.on("download", (download) => this.downloads.push(download.path().then((path) => readFile(path)).then((bytes) => this.read(`the download ${download.suggestedFilename().replace(/[\w-]*\d[\w-]*/, "")} of ${this.place}`, bytes))));
  }

  /** A file, also what is packed in it as base64. */
  read(place, bytes) {
    const text = bytes.toString("utf8");
    this.search.look(place, text);
    this.search.look(place, bytes.toString("latin1").replaceAll("\0", ""));
    if (!/\.har/.test(place)) return;
    const { entries, comment } = JSON.parse(text).log;
    assert.equal(comment, "Known secrets are masked.", place);
    for (const { response, request } of entries) {
      if (response.content.encoding === "base64") this.search.look(place, Buffer.from(response.content.text, "base64").toString("latin1").replaceAll("\0", ""));
      this.search.look(place, JSON.stringify(request));
    }
  }

  /** Searches what the page shows and keeps by now. */
  async look(place) {
    this.place = place;
    const all = await this.page.evaluate(() => ({
      "the page": document.documentElement.outerHTML,
      "a field": [...document.querySelectorAll("input:not([type=password]), textarea")].map((field) => field.value).join("\n"),
      "the title": document.title,
      "the address": location.href,
      "local storage": JSON.stringify({ ...localStorage }),
      "the clipboard": window.copied.splice(0).join("\n"),
    }));
    for (const [where, text] of Object.entries(all)) {
      if (this.seen.has(text)) continue;
      this.seen.add(text);
      this.search.look(`${where} at ${place}`, text);
    }
  }

  /** Opens what is folded below `scope`, and presses what copies or saves. */
  async open(place, scope) {
    for (let round = 0; round < 3; round += 1) {
      const opened = await scope.evaluate((element) => {
        element.querySelectorAll("details:not([open])").forEach((details) => (details.open = true));
        const folded = [...element.querySelectorAll("button[aria-expanded=false]")].filter((button) => !button.getAttribute("aria-haspopup") && !button.disabled).slice(0, 12);
        folded.forEach((button) => button.click());
        return folded.length;
      });
      await this.page.waitForTimeout(30);
      if (opened === 0) break;
    }
    await this.press(place, scope);
  }

  /** Presses what copies or saves below `scope`. */
  async press(place, scope) {
    await this.look(place);
    const pressed = await scope.evaluate((element) => {
      const does = (button) => /copy|download|save as|whole|as the browser sent it/i.test(`${button.innerText} ${button.getAttribute("aria-label") ?? ""}`) && !/link|reveal/i.test(button.innerText);
      const all = [...element.querySelectorAll("button:not([disabled])")].filter(does);
      all.forEach((button) => button.click());
      return all.length;
    });
    if (pressed === 0) return;
    await this.page.waitForTimeout(60);
    await this.look(place);
  }

  /** Every tab of the inspector for what is selected. */
  async inspect(place) {
    const scope = inspector(this.page);
    await scope.first().waitFor();
    const names = await scope.getByRole("tab").evaluateAll((tabs) => tabs.map((tab) => tab.innerText.replaceAll(/\s*\d+$/g, "").trim()));
    for (let index = 0; index < names.length; index += 1) {
      const tab = scope.getByRole("tab").nth(index);
      if (!(await tab.isVisible().catch(() => false))) continue;
      await tab.click();
      await this.open(`${place}, ${names[index]}`, scope);
    }
  }

  /** Nothing was found, in enough of places. */
  async nothing(places) {
    await Promise.all(this.downloads);
    console.log(`${this.search.places.size} places and ${Math.round(this.search.characters / 1e6)} million characters were searched, ${this.downloads.length} files among them`);
    assert.deepEqual(this.search.leaks, [], `secrets leave (SEED=${SEED})`);
    assert.ok(this.search.places.size >= places, `only ${this.search.places.size} places were searched`);
  }
}

const http = (path, connection, fields, parameters = {}) => ({
  Type: "Task", Resource: "arn:aws:states:::http:invoke",
  Parameters: { ApiEndpoint: `${api.origin}${path}`, Method: "POST", Authentication: { ConnectionArn: connection }, ...parameters },
  ...fields,
});

/** A machine that passes on what an API repeats wherever a machine can. */
const machine = () => {
  const told = (name) => `$.keyed.ResponseBody.${name}`;
  const first = Object.keys(echoes([KEY, PASSWORD, TOKEN]));
  return {
    StartAt: "Keyed",
    States: {
      Keyed: http("/echo", "keyed", { ResultPath: "$.keyed", Next: "Basic" }, { RequestBody: { plain: true } }),
      Basic: http("/echo", "basic", { ResultPath: null, Next: "OAuth" }, {
        RequestBody: { "again.$": "$.keyed.ResponseBody" }, QueryParameters: { "again.$": told("key0") }, Headers: { "x-seen.$": told("key25") },
      }),
      OAuth: http("/echo", "oauth", { ResultPath: null, Next: "Fails" }),
      Fails: http("/fail", "keyed", { Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 1 }], Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "Latin" }], End: true }),
      Latin: http("/latin", "basic", { ResultPath: null, Next: "Judge" }),
      Judge: {
        Type: "Choice", Default: "Pieces",
        Choices: [
          ...first.map((name) => ({ And: [{ Variable: told(name), StringEquals: "nothing" }, { Variable: "$.failed.Cause", IsPresent: true }], Next: "Pieces" })),
          { Variable: "$.keyed.ResponseBody", StringMatches: "nothing*", Next: "Pieces" },
        ],
      },
      Pieces: {
        Type: "Pass", ResultPath: "$.pieces", Next: "Each",
        Parameters: {
          "text.$": "States.JsonToString($.keyed.ResponseBody)", "filtered.$": "$.keyed.ResponseBody.all[?(@ == 'nothing')]", "cause.$": "$.failed.Cause",
          "list.$": `States.Array(${first.map(told).join(", ")})`, "said.$": `States.Format('{} and {}', ${told("key0")}, ${told("token0")})`,
        },
      },
      Each: {
        Type: "Map", ItemsPath: "$.pieces.list", Label: "L", ResultPath: null, Next: "Ask", ToleratedFailurePercentage: 100,
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "One", States: { One: { Type: "Choice", Choices: [{ Variable: "$", StringMatches: "*y*", Next: "No" }], Default: "Yes" }, Yes: { Type: "Pass", End: true }, No: { Type: "Fail", Error: "No", CausePath: "$" } } },
        ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "results", Prefix: "out" } },
      },
      Ask: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { TopicArn: "arn:aws:sns:us-east-1:123456789012:t", "Message.$": told("key0"), "Subject.$": told("tokencut3") }, ResultPath: null, Next: "Report" },
      Report: { Type: "Fail", Error: "Report", CausePath: "$.pieces.said" },
    },
  };
};

/** Runs the machine to its end; a question is answered. */
async function ran(page, { question } = {}) {
  asked = [];
  await page.addInitScript(prepare, JSON.stringify(connections()));
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  await paste(page, definition(page), JSON.stringify(machine(), null, 2));
  await run(page).click();
  await page.getByTestId("questions").waitFor({ timeout: 20_000 });
  assert.ok(asked.some(({ headers }) => headers["x-api-key"] === KEY.value) && asked.some(({ headers }) => headers.authorization === `Bearer ${TOKEN.value}`), "the API got the secrets");
  await question?.();
  await page.getByTestId("answer").first().click();
  assert.equal(await outcome(page), "FAILED");
}

const steps = async (page) => {
  const rows = page.getByTestId("timeline-row");
  return [...new Set(await rows.evaluateAll((all) => all.map((row) => row.dataset.state)))];
};
/** The steps in two halves: a test has a minute. */
for (const half of [0, 1]) {
  pageTest(`no secret is shown, copied or saved of the steps of a run: part ${half + 1}`, { expected: ANSWERS }, async (page) => {
    const watch = new Watch(page);
    await ran(page, { question: async () => watch.press("a question", page.getByTestId("questions")) });
    await watch.look("the end of the run");
    const names = await steps(page);
    for (const name of names.filter((_, index) => index % 2 === half)) {
      await page.locator(`[data-testid=timeline-row][data-state=${JSON.stringify(name)}]`).first().click();
      await watch.inspect(name);
    }
    await watch.nothing(10);
  });
}

pageTest("no secret is shown, copied or saved of the events, states, executions and Map Runs of a run", { expected: ANSWERS }, async (page) => {
  const watch = new Watch(page);
  await ran(page);
  for (const view of ["States", "Events"]) {
    const toggle = page.locator(`.stage-tools [aria-label=${view}]`);
    if ((await toggle.getAttribute("aria-pressed")) === "false") await toggle.click();
    await watch.look(view);
  }
  await watch.press("the stage", page.locator("body"));
  const types = await page.getByTestId("event-row").evaluateAll((rows) => rows.map((row) => row.innerText));
  const tried = new Set();
  for (let index = 0; index < types.length; index += 1) {
    const [type] = /[A-Z][A-Za-z]+/.exec(types[index]) ?? [];
    if (tried.has(type)) continue;
    tried.add(type);
    await page.getByTestId("event-row").nth(index).click();
    await inspector(page).getByRole("tab", { name: "Event" }).click();
    await watch.open("an event", inspector(page));
  }
  await page.getByTestId("execution-row").getByRole("button").click();
  await watch.inspect("the execution");
  await page.locator(`[data-testid=timeline-row][data-state=Each]`).first().click();
  await inspector(page).getByRole("tab", { name: "Map Run" }).click();
  await page.getByTestId("open-map-run").first().click();
  await page.getByTestId("map-run").waitFor();
  await watch.open("the Map Run", page.locator("body"));
  await page.getByTestId("child-row").nth(CUTS + 8).click();
  await page.getByTestId("child-facts").waitFor();
  await watch.inspect("a child execution");
  await watch.nothing(12);
});

pageTest("no secret is in a link, in what is kept, in the dialogs, or in what a script gets", { expected: ANSWERS }, async (page) => {
  const watch = new Watch(page);
  await ran(page);
  await copyLink(page);
  await page.getByTestId("share-button").filter({ hasText: "Copied" }).waitFor();
  const [link] = await page.evaluate(() => window.copied);
  watch.search.look("the link", JSON.stringify(held(link)));
  await watch.look("Share");
  await page.getByTestId("connections-button").click();
  const dialog = page.getByRole("dialog");
  for (const name of ["keyed", "basic", "oauth"]) {
    const listed = page.getByTestId("connection").filter({ hasText: name });
    await listed.getByRole("button", { name: /^Export/ }).click();
    await page.getByTestId("export").waitFor();
    await watch.press(`the export of ${name}`, page.getByTestId("export"));
    await listed.getByRole("button", { name: /^Test/ }).click();
    await page.getByLabel("URL of a GET request").fill(`${api.origin}/echo`);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByTestId("verdict").waitFor();
    await watch.open(`the test of ${name}`, page.getByTestId("trial"));
    await listed.getByRole("button", { name: /^Edit/ }).click();
    await dialog.getByLabel("Name", { exact: true }).waitFor();
    await watch.look(`the form of ${name}`);
    if (name === "keyed") assert.match(await dialog.innerText(), /the browser writes its URL to its own console, with these values/);
    await page.getByRole("button", { name: "Cancel" }).first().click();
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const given = await page.evaluate(async (options) => JSON.stringify(await window.aslPlayground.run(options)), { definition: machine(), virtualTime: true });
  watch.search.look("what a script gets", given);
  assert.match(given, /XXXXXXXX/);
  // What the page knew is masked after the connection is gone, and nothing comes back with a new visit.
  await page.reload();
  await ready(page);
  await watch.look("the next visit");
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes(TOKEN.heart), "a token is kept in memory alone");
  await watch.nothing(8);
});

/**
 * A machine whose first Task gets what the API repeats, and whose function then logs, calls, returns and throws it. Its code says all
 * of it in each way in which code says something.
 */
const telling = () => {
  const code = `
    exports.handler = async (event) => {
      const { told, fails } = event;
      console.log("the event", event);
      console.error("%s and %j", told.key0, told);
      for (const [name, value] of Object.entries(told)) console.info(name, value);
      const answer = await fetch(process.env.URL + "/echo", { method: "POST", headers: { "x-seen": encodeURIComponent(told.key0) }, body: told.header0 });
      const text = await answer.text();
      console.warn(text);
      console.debug(Buffer.from(told.header0 + told.token0).toString("base64"));
      process.stdout.write(told.token0 + "\\n");
      if (fails) throw Object.assign(new Error("no " + told.key0 + " " + told.token0), { name: "Told" });
      return { told, text, headers: Object.fromEntries(answer.headers) };
    };`;
  const call = (fails, fields) => ({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "${Tell}", Payload: { fails, "told.$": "$.keyed.ResponseBody" } }, ...fields });
  return {
    Resources: {
      Tell: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: code, Environment: { Variables: { URL: api.origin } } } },
      Machine: {
        Type: "AWS::Serverless::StateMachine",
        Properties: {
          DefinitionSubstitutions: { Tell: { "Fn::GetAtt": ["Tell", "Arn"] } },
          Definition: {
            StartAt: "Token",
            States: {
              Token: http("/echo", "oauth", { ResultPath: null, Next: "Keyed" }),
              Keyed: http("/echo", "keyed", { ResultPath: "$.keyed", ResultSelector: { "ResponseBody.$": "$.ResponseBody" }, Next: "Told" }),
              Told: call(false, { ResultPath: "$.told", Next: "Throws" }),
              Throws: call(true, { Retry: [], Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.thrown", Next: "Report" }], End: true }),
              Report: { Type: "Fail", Error: "Report", CausePath: "$.thrown.Cause" },
            },
          },
        },
      },
    },
  };
};

pageTest("no secret is shown, copied or saved of what a function gets, logs, calls, returns and throws", { expected: ANSWERS }, async (page) => {
  const watch = new Watch(page);
  asked = [];
  await page.addInitScript(prepare, JSON.stringify(connections()));
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  await paste(page, definition(page), JSON.stringify(telling(), null, 2));
  await page.getByTestId("graph").getByRole("treeitem", { name: /Throws/ }).first().waitFor();
  await run(page).click();
  assert.equal(await outcome(page), "FAILED");
  assert.ok(asked.some(({ body }) => body.includes(HEADER.heart)), "the function got the secrets, and sent one");
  await watch.look("the end of the run");
  for (const name of ["Told", "Throws", "Report"]) {
    await page.locator(`[data-testid=timeline-row][data-state=${name}]`).first().click();
    await watch.inspect(name);
  }
  await page.locator("[data-testid=timeline-row][data-state=Told]").first().click();
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  const log = page.getByTestId("function-log");
  await soon(async () => assert.match(await log.innerText(), /INFO +the event/));
  await soon(async () => assert.match(await log.innerText(), /XXXXXXXX/));
  await watch.open("the log of the function", inspector(page));
  await watch.press("the stage", page.locator("body"));
  const given = await page.evaluate(async (options) => JSON.stringify(await window.aslPlayground.run(options)), { definition: telling(), virtualTime: true });
  watch.search.look("what a script gets", given);
  assert.match(given, /XXXXXXXX/);
  await watch.nothing(10);
});

/** A machine and a rule in one template: what the API repeats goes to the bus, and from there to the API. */
const system = () => ({
  Resources: {
    Orders: { Type: "AWS::Events::EventBus", Properties: { Name: "orders" } },
    Connection: { Type: "AWS::Events::Connection", Properties: { Name: "keyed", AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:secretsmanager:shop}}" } } } },
    ...Object.fromEntries([["Told", "/echo"], ["Lost", "/fail"], ["Raw", "/bytes"]].flatMap(([name, path]) => [
      [`${name}Api`, { Type: "AWS::Events::ApiDestination", Properties: { Name: name, ConnectionArn: { "Fn::GetAtt": ["Connection", "Arn"] }, InvocationEndpoint: `${api.origin}${path}`, HttpMethod: "POST" } }],
      [name, {
        Type: "AWS::Events::Rule",
        Properties: {
          Name: name, EventBusName: { Ref: "Orders" }, EventPattern: { source: ["shop"], detail: { key0: [{ exists: true }], key1: ["nothing", { "anything-but": ["never"] }] } },
          Targets: [{
            Id: name, Arn: { "Fn::GetAtt": [`${name}Api`, "Arn"] }, RoleArn: "arn:aws:iam::123456789012:role/events",
            RetryPolicy: { MaximumRetryAttempts: 0 }, DeadLetterConfig: { Arn: { "Fn::GetAtt": ["Dead", "Arn"] } },
            ...(name === "Told" && { InputTransformer: { InputPathsMap: { one: "$.detail.key0", two: "$.detail.tokencut5" }, InputTemplate: '{"one": "<one>", "two": "<two>", "all": <aws.events.event.json>}' } }),
          }],
        },
      }],
    ])),
    Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
  },
});

pageTest("no secret is shown, copied or saved of events and their deliveries", { expected: ANSWERS }, async (page) => {
  // What the API tells of a token that no call of this page ever had is no secret of it.
  const watch = new Watch(page, SECRETS.filter((one) => one !== TOKEN));
  asked = [];
  await page.addInitScript(prepare, JSON.stringify(connections()));
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  const template = system();
  template.Resources.Machine = {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      RoleArn: "arn:aws:iam::123456789012:role/machine",
      Definition: {
        StartAt: "Keyed",
        States: {
          Keyed: http("/echo", "keyed", { ResultPath: "$.keyed", Next: "Put" }, { RequestBody: { plain: true } }),
          Put: { Type: "Task", Resource: "arn:aws:states:::events:putEvents", Parameters: { Entries: [{ EventBusName: "orders", Source: "shop", DetailType: "Told", "Detail.$": "$.keyed.ResponseBody" }] }, ResultPath: null, End: true },
        },
      },
    },
  };
  await paste(page, definition(page), JSON.stringify(template, null, 2));
  await page.getByTestId("graph").getByRole("treeitem").first().waitFor();
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await page.getByTestId("back-to-events").click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor();
  assert.ok(asked.filter(({ headers }) => headers["x-api-key"] === KEY.value).length >= 3, "the API got the secrets");
  await watch.look("the events");
  await watch.press("the stage of the events", page.locator("body"));
  // A click on a state opens its execution, which the tests of runs look at.
  const rows = page.locator("[data-testid=event-timeline-row]:not([data-kind=state])");
  const count = await rows.count();
  assert.ok(count >= 3, `${count} rows`);
  for (let index = 0; index < count; index += 1) {
    const kind = await rows.nth(index).getAttribute("data-kind");
    await rows.nth(index).click();
    await watch.inspect(`an ${kind}`);
    const trial = inspector(page).getByRole("button", { name: "Try it" });
    await inspector(page).getByRole("tab").first().click();
    if ((await trial.count()) === 0) continue;
    await trial.first().click();
    await page.getByRole("dialog").waitFor();
    await watch.open("the scratch pad", page.getByRole("dialog"));
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
  const events = page.locator(".stage-tools [aria-label=Events]");
  if ((await events.getAttribute("aria-pressed")) === "false") await events.click();
  for (let index = 0; index < Math.min(12, await page.getByTestId("log-line").count()); index += 1) {
    await page.getByTestId("log-line").nth(index).click();
    await watch.look("the log");
  }
  await watch.press("the log", page.locator("body"));
  await page.getByTestId("graph").getByRole("treeitem", { name: /^dead, queue/i }).first().dispatchEvent("click");
  await watch.open("the queue", inspector(page));
  await soon(async () => assert.match(await inspector(page).innerText(), /XXXXXXXX/, "the dead letters hold what was not delivered"));
  const put = await page.evaluate(async (options) => JSON.stringify(await window.aslPlayground.putEvents(options)), {
    definition: system(), virtualTime: true, events: [{ EventBusName: "orders", Source: "shop", DetailType: "Told", Detail: echoes([KEY]) }],
  });
  watch.search.look("what a script gets of events", put);
  await watch.nothing(10);
});

pageTest("a secret that was written into a template is gone from all that leaves once its fix is taken", {}, async (page) => {
  const written = secret(chance, "written", { header: true });
  const watch = new Watch(page, [written]);
  await page.addInitScript(prepare, "[]");
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  const template = {
    Resources: {
      Api: { Type: "AWS::Events::Connection", Properties: { Name: "api", AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: written.value } } } },
      Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { Definition: { StartAt: "A", States: { A: { Type: "Pass", End: true } } } } },
    },
  };
  await paste(page, definition(page), JSON.stringify(template, null, 2));
  await page.getByTestId("problem").filter({ hasText: "ASL0411" }).waitFor();
  await copyLink(page);
  await soon(async () => assert.match(await page.getByTestId("notice").innerText(), /No link was copied/));
  watch.search.look("the title", await page.title());
  watch.search.look("the address", page.url());
  watch.search.look("the clipboard", (await page.evaluate(() => window.copied)).join("\n"));
  watch.search.look("the notice and the problems", `${await page.getByTestId("notice").innerHTML()} ${(await page.getByTestId("problem").allInnerTexts()).join("\n")}`);
  await page.getByTestId("fix").filter({ hasText: "Make it the parameter" }).click();
  await soon(async () => assert.match(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), new RegExp(written.heart), "the connection of this tab has it"));
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("NoEcho"));
  await watch.look("the fixed template");
  await watch.press("the fixed template", page.locator("body"));
  await copyLink(page);
  await soon(async () => assert.ok((await page.evaluate(() => window.copied)).some((text) => text.includes("#d2=")), "the link is copied now"));
  const link = await page.evaluate(() => window.copied.find((text) => text.includes("#d2=")));
  watch.search.look("the link", JSON.stringify(held(link)));
  await page.reload();
  await ready(page);
  await watch.look("the next visit");
  await stop(page).waitFor({ state: "attached" });
  await watch.nothing(5);
});
