// Every view of the page, and how one gets there: what is pictured (`make shots`), tried with axe-core in both themes, and searched
// for what is cut off (views.test.mjs).
import { withCode } from "./functions.mjs";
import { definition, endless, fill, input, inspector, oneCall, ready, rows, run, runToEnd } from "./playground.mjs";

/** A Choice, a Task that fails three times and is caught, and a Fail: what is explained has a chain. */
export const orders = {
  Comment: "Checks an order and reserves its items",
  StartAt: "Check order",
  States: {
    "Check order": { Type: "Choice", Choices: [{ Variable: "$.total", NumericGreaterThan: 0, Next: "Reserve" }], Default: "Nothing to do" },
    Reserve: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "reserve", Payload: {} }, Next: "Done",
      Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Give up" }] },
    Done: { Type: "Succeed" },
    "Nothing to do": { Type: "Succeed" },
    "Give up": { Type: "Fail", Error: "OutOfStock", Cause: "The warehouse could not reserve the items" },
  },
};
const broken = { StartAt: "Greet", States: { Greet: { Type: "Pass", Next: "Finsih", Comment: 3 }, Finish: { Type: "Succeed", Foo: 1 } } };
const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: {Type: String, Description: Who is greeted}
Resources:
  Orders:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: API_KEY
      AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: x-api-key, ApiKeyValue: "{{resolve:secretsmanager:key}}"}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters: {Method: GET, ApiEndpoint: "https://practice.test/api-key", Authentication: {ConnectionArn: !GetAtt Orders.Arn}}
            Retry: [{ErrorEquals: [States.ALL]}]
            End: true
      DefinitionSubstitutions: {Who: !Ref Name}
      Policies:
        - Statement:
            - {Effect: Allow, Action: states:InvokeHTTPEndpoint, Resource: "*"}
`;
const distributed = {
  StartAt: "Each order",
  States: {
    "Each order": {
      Type: "Map", Label: "Orders", ToleratedFailurePercentage: 60, End: true,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Check",
        States: {
          Check: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: 0, Next: "Refuse" }], Default: "Answer" },
          Refuse: { Type: "Fail", Error: "Below.Zero", Cause: "The number is below zero." },
          Answer: { Type: "Pass", End: true },
        },
      },
    },
  },
};
/** Branches whose conditions begin alike, names of many lengths, iterations. */
const alike = {
  StartAt: "Which kind of customer is it",
  States: {
    "Which kind of customer is it": {
      Type: "Choice", Default: "Nobody",
      Choices: ["gold", "silver", "bronze"].map((kind) => ({ Variable: "$.customer.contract.kindOfContract", StringEquals: `${kind}-customer-of-the-year`, Next: `Treat a ${kind} customer` })),
    },
    "Treat a gold customer": { Type: "Pass", Next: "Ask everybody" },
    "Treat a silver customer": { Type: "Pass", Next: "Ask everybody" },
    "Treat a bronze customer": { Type: "Pass", Next: "Ask everybody" },
    Nobody: { Type: "Succeed" },
    "Ask everybody": {
      Type: "Map", ItemsPath: "$.items", End: true,
      ItemProcessor: { StartAt: "Ask one of many customers for an answer", States: { "Ask one of many customers for an answer": { Type: "Pass", End: true } } },
    },
  },
};

/** On a narrow screen one part is shown at a time. */
export async function pane(page, name) {
  const button = page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name, exact: true });
  if (await button.isVisible()) await button.click();
}
const setup = async (page, tab) => {
  await pane(page, "Setup");
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: tab }).click();
};
export async function define(page, text, given) {
  await pane(page, "Definition");
  await fill(page, definition(page), text);
  if (given === undefined) return;
  await setup(page, "Input");
  await fill(page, input(page), given);
}
async function failed(page) {
  await define(page, orders, { total: 5 });
  await setup(page, "Mocks");
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Reserve: { errorOutput: { error: "States.TaskFailed", cause: "The warehouse did not answer" } } });
  await runToEnd(page);
}
const succeeded = async (page) => {
  await runToEnd(page);
  await pane(page, "Run");
  await rows(page).first().click();
};
const tab = (name) => async (page) => {
  await succeeded(page);
  await inspector(page).getByRole("tab", { name }).click();
};
/** Shows or hides a view of the stage. */
export async function show(page, view, shown = true) {
  const toggle = page.locator(`.stage-tools [aria-label=${view}]`);
  if (!(await toggle.isVisible())) return;
  if ((await toggle.getAttribute("aria-pressed")) !== String(shown)) await toggle.click();
}
const dialog = (name) => async (page) => {
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog").waitFor();
};
const connection = (kind) => async (page) => {
  await page.getByTestId("connections-button").click();
  await page.getByTestId("new-connection").click();
  await page.getByRole("dialog").getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
};
const template = (button) => async (page) => {
  await define(page, TEMPLATE);
  const bar = page.getByRole("group", { name: "Template" });
  await bar.waitFor();
  if (!button) return;
  await page.getByRole("button", { name: button }).click();
};
const maximized = (part) => async (page) => {
  await failed(page);
  const button = page.getByRole("button", { name: `Maximize the ${part}`, exact: true });
  if (await button.isVisible()) await button.click();
};

async function compared(page) {
  await page.getByTestId("example-picker").selectOption("*compare");
  await page.locator("[data-testid=compare-run]:not([disabled])").waitFor();
}
const recorded = (record) => async (page) => {
  await succeeded(page);
  await show(page, "Events");
  await page.getByTestId(`record-${record}`).click();
};

/** Name → the way there, from a first visit that is ready. */
export const VIEWS = {
  "first visit": async () => {},
  running: async (page) => {
    await run(page).click();
    await page.locator("[data-testid=timeline-row] .segment.failed").first().waitFor({ state: "attached" });
  },
  succeeded: runToEnd,
  failed,
  "failed, graph": async (page) => {
    await failed(page);
    await pane(page, "Graph");
  },
  "failed, its step": async (page) => {
    await failed(page);
    await pane(page, "Run");
    await show(page, "Timeline");
    await rows(page, "Reserve").click();
  },
  "all views": async (page) => {
    await succeeded(page);
    for (const view of ["Timeline", "States", "Events"]) await show(page, view);
  },
  "side by side": async (page) => {
    await failed(page);
    for (const view of ["States", "Events"]) await show(page, view);
    const beside = page.getByRole("button", { name: "Show the graph beside the other views" });
    if (await beside.isVisible()) await beside.click();
  },
  "states alone": async (page) => {
    await failed(page);
    await show(page, "States");
    for (const view of ["Graph", "Timeline", "Inspector"]) await show(page, view, false);
  },
  "graph maximized": maximized("graph"),
  "inspector maximized": maximized("inspector"),
  "source maximized": maximized("source"),
  "source hidden": async (page) => {
    await succeeded(page);
    const hide = page.getByRole("button", { name: "Hide the source" });
    if (await hide.isVisible()) await hide.click();
  },
  "execution": async (page) => {
    await succeeded(page);
    await page.getByTestId("execution-row").getByRole("button").click();
  },
  "HTTP": tab(/^HTTP/),
  "error": tab("Error"),
  "input": tab("Input"),
  "data flow": tab("Data flow"),
  "definition of a step": tab("Definition"),
  "rules of a choice": async (page) => {
    await failed(page);
    await pane(page, "Run");
    await show(page, "Timeline");
    await rows(page, "Check order").click();
    await inspector(page).getByRole("tab", { name: "Rules" }).click();
  },
  "did not run": async (page) => {
    await failed(page);
    await pane(page, "Graph");
    await page.locator(".graph-canvas .node").filter({ hasText: "Nothing to do" }).first().click();
    await page.getByTestId("did-not-run").waitFor({ state: "attached" });
    await pane(page, "Run");
  },
  "problems": async (page) => {
    await define(page, broken);
    await page.locator(".problem.error").first().waitFor();
  },
  "did not start": async (page) => {
    await define(page, broken);
    await page.locator(".problem.error").first().waitFor();
    await run(page).click();
    await pane(page, "Run");
    await page.getByTestId("did-not-start").waitFor();
  },
  "earlier version": async (page) => {
    await failed(page);
    await define(page, { ...orders, Comment: "Changed" });
    await pane(page, "Run");
    await page.getByTestId("from-earlier").waitFor();
  },
  "empty": (page) => define(page, ""),
  "mocks": (page) => setup(page, "Mocks"),
  "files": (page) => setup(page, "Files"),
  "settings": (page) => setup(page, "Settings"),
  "a question": async (page) => {
    await define(page, { StartAt: "Publish", States: { Publish: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { TopicArn: "arn:aws:sns:us-east-1:123456789012:orders", Message: "hello" }, End: true } } });
    await run(page).click();
    await page.getByTestId("questions").waitFor();
  },
  "graph as a list": async (page) => {
    await failed(page);
    await pane(page, "Graph");
    await page.locator(".graph .bar").getByRole("button", { name: /list/i }).click();
  },
  "branches that begin alike": async (page) => {
    await define(page, alike, { customer: { contract: { kindOfContract: "gold-customer-of-the-year" } }, items: Array.from({ length: 30 }, (_, n) => n) });
    await runToEnd(page);
    await pane(page, "Graph");
  },
  "iterations": async (page) => {
    await define(page, alike, { customer: { contract: { kindOfContract: "gold-customer-of-the-year" } }, items: Array.from({ length: 30 }, (_, n) => n) });
    await runToEnd(page);
    await pane(page, "Run");
    await page.getByTestId("timeline-head").first().click();
  },
  "a long run": async (page) => {
    await define(page, endless({ turn: "States.Format('{}', $$.State.EnteredTime)" }), {});
    await runToEnd(page);
    await pane(page, "Run");
    await show(page, "Events");
    await page.locator(".events .grid").press("End");
  },
  "Map Run": async (page) => {
    await define(page, distributed, Array.from({ length: 12 }, (_, n) => ({ order: `order-${n}`, n: n % 5 === 2 ? -1 : 0 })));
    await runToEnd(page);
    await pane(page, "Run");
    await show(page, "Timeline");
    await rows(page, "Each order").click();
    await inspector(page).getByRole("button", { name: /Map Run/ }).first().click();
    await page.getByTestId("child-row").first().waitFor();
  },
  "comparison": compared,
  "comparison that ran": async (page) => {
    await compared(page);
    await page.locator("[data-testid=compare-run]:not([disabled])").click();
    await page.getByRole("button", { name: "Run all three again" }).waitFor({ timeout: 45_000 });
  },
  "log groups": recorded("log"),
  "trace": recorded("trace"),
  "a function": async (page) => {
    await define(page, withCode("exports.handler = async () => { console.log('hello'); return 1; };"), {});
    await runToEnd(page);
    await pane(page, "Run");
    await show(page, "Timeline");
    await rows(page, "Call").click();
    await inspector(page).getByRole("tab", { name: "Function" }).click();
  },
  "template": template(null),
  "parameters": template(/^Parameters/),
  "permissions": template(/^Permissions/),
  "resources": template(/^Resources/),
  "connections": dialog(/^Connections/),
  "a connection": connection("BASIC"),
  "an OAuth connection": connection("OAUTH"),
  "relay": dialog(/^Relay/),
  "help": dialog(/^Help/),
  "a page of help": async (page) => {
    await dialog(/^Help/)(page);
    await page.getByRole("dialog").getByRole("navigation", { name: "Pages of help" }).getByRole("link", { name: "HTTP in a browser" }).click();
  },
  "the palette": async (page) => {
    await page.getByTestId("palette-button").click();
    await page.getByTestId("palette-search").fill("re");
    await page.getByRole("dialog").getByRole("option").first().waitFor();
  },
  "tabs of workflows": async (page) => {
    await page.getByTestId("example-picker").selectOption("*tab");
    await page.getByTestId("document-tab").nth(1).waitFor();
  },
  "earlier versions": async (page) => {
    await fill(page, definition(page), orders);
    await page.getByTestId("example-picker").selectOption("choice");
    await page.waitForFunction(() => localStorage.getItem("asl-playground.versions"));
    // Where the example that took its place has not been changed, no note says when it was saved.
    await page.getByTestId("edit-menu").click();
    await page.getByRole("menuitem", { name: "Earlier versions" }).click();
    await page.getByTestId("versions").getByRole("option").first().waitFor();
  },
  "run on AWS": async (page) => {
    await page.getByTestId("edit-menu").click();
    await page.getByRole("menuitem", { name: "Run on AWS or an emulator…" }).click();
    await page.getByTestId("remote-connect").waitFor();
  },
  "export for deployment": async (page) => {
    await page.getByTestId("edit-menu").click();
    await page.getByRole("menuitem", { name: "Export for deployment…" }).click();
    await page.getByTestId("deploy-download").waitFor();
  },
  "what is printed": async (page) => {
    await runToEnd(page);
    await page.keyboard.press("ControlOrMeta+p");
    await page.getByTestId("print-sheet").getByRole("img").waitFor();
  },
  "the AWS response": async (page) => {
    await define(page, broken);
    await page.locator(".problem.error").first().waitFor();
    await dialog("AWS response")(page);
  },
  "a code": async (page) => {
    await define(page, broken);
    await page.locator(".problem.error").first().waitFor();
    await page.getByRole("button", { name: /^What ASL/ }).first().click();
    await page.getByRole("dialog").waitFor();
  },
};
/** A call that the browser refuses: `origin` answers without CORS. */
export const refused = (origin) => async (page) => {
  await page.getByTestId("connections-button").click();
  await page.getByTestId("new-connection").click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("tests");
  await form.getByLabel("User name", { exact: true }).fill("demo");
  await form.getByLabel("Password", { exact: true }).fill("practice");
  await form.getByLabel(/^(Allowed )?origins/i).fill(origin);
  await page.getByTestId("save-connection").click();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "hidden" });
  await define(page, oneCall(`${origin}/echo`));
  await runToEnd(page);
  await pane(page, "Run");
  await show(page, "Timeline");
  await rows(page, "Call").click();
  await inspector(page).getByRole("tab", { name: /^HTTP/ }).click();
};
export { ready };
