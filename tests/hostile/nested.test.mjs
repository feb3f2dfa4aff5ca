// What is nested, in the page itself: each construct that can stand inside of itself, at depths from 20 to 500, is typed, drawn, run
// and stopped, and every tab of the inspector is opened for the steps that came of it. What it comes to is in tests/it/depth.rs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "../e2e/harness.mjs";
import { LIMIT, longestTasks, mark, traced } from "./tasks.mjs";
import { definition, fill, input, inspector, paste, ready, rows, run, status, stop } from "../e2e/playground.mjs";

/** At the first everything runs; deeper, the check may say that it is too deep. A CI tries the first, the third, and the last. */
const DEPTHS = [20, 50, 100, 200, 300, 500].filter((_, index) => !process.env.CI || [0, 2, 5].includes(index));
const wanted = new RegExp(process.env.HOSTILE ?? "", "i");

const nest = (open, inner, close, depth) => open.repeat(depth) + inner + close.repeat(depth);
const pass = (fields) => `{"StartAt": "A", "States": {"A": {"Type": "Pass", ${fields}, "End": true}}}`;
const choice = (rule) => `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [${rule.slice(0, -1)}, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}}}`;
const computed = (text) => pass(`"QueryLanguage": "JSONata", "Output": "{% ${text} %}"`);
const condition = (text) => `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Condition": "{% ${text} %}", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}}}`;
const terraform = (result) => `resource "aws_sfn_state_machine" "m" {\n  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Pass", Result = ${result}, End = true } } })\n}\n`;
const rule = (pattern) => `{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": ${pattern}, "Targets": [{"Id": "t", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}]}}}}`;
const inner = '{"Variable": "$.x", "IsPresent": true}';

const CONSTRUCTS = {
  Not: (depth) => choice(nest('{"Not": ', inner, "}", depth)),
  And: (depth) => choice(nest('{"And": [', inner, "]}", depth)),
  "Or of two": (depth) => choice(nest('{"Or": [{"Variable": "$.y", "IsPresent": true}, ', inner, "]}", depth)),
  Parallel: (depth) => nest('{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [', '{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}', "]}}}", depth),
  Map: (depth) => nest('{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$", "End": true, "ItemProcessor": ', '{"StartAt": "X", "States": {"X": {"Type": "Pass", "Result": [1], "End": true}}}', "}}}", depth),
  "Parameters, objects": (depth) => pass(`"Parameters": ${nest('{"a": ', '{"b.$": "$.x"}', "}", depth)}`),
  "Parameters, lists": (depth) => pass(`"Parameters": {"a": ${nest("[", '{"b.$": "$"}', "]", depth)}}`),
  Result: (depth) => pass(`"Result": ${nest("[", "1", "]", depth)}`),
  "Output in JSONata": (depth) => pass(`"QueryLanguage": "JSONata", "Output": ${nest('{"a": ', '"{% 1 %}"', "}", depth)}`),
  "intrinsic functions": (depth) => pass(`"Parameters": {"a.$": "${nest("States.Array(", "1", ")", depth)}"}`),
  filters: (depth) => pass(`"InputPath": "${nest("$[?(@", ".a", ")]", depth)}"`),
  "parentheses of a filter": (depth) => pass(`"InputPath": "$[?${nest("(", "@.a == 1", ")", depth)}]"`),
  "negations of a filter": (depth) => pass(`"InputPath": "$[?(${nest("!(", "@.a == 1", ")", depth)})]"`),
  "steps of a path": (depth) => pass(`"InputPath": "$", "ResultPath": "$.x${".a".repeat(depth)}"`),
  parentheses: (depth) => computed(nest("(", "1", ")", depth)),
  lists: (depth) => computed(nest("[", "1", "]", depth)),
  objects: (depth) => computed(nest("{'a': ", "1", "}", depth)),
  signs: (depth) => computed(`${"- ".repeat(depth)}1`),
  sums: (depth) => computed(`1${" + 1".repeat(depth)}`),
  conditionals: (depth) => computed(`${"false ? 2 : ".repeat(depth)}1`),
  calls: (depth) => computed(nest("$string(", "1", ")", depth)),
  functions: (depth) => computed(nest("function(){ ", "1", " }()", depth)),
  predicates: (depth) => computed(nest("[1][", "0", "]", depth)),
  ands: (depth) => condition(`true${" and true".repeat(depth)}`),
  nots: (depth) => condition(nest("$not(", "true", ")", depth)),
  "groups of a condition": (depth) => condition(nest("(", "true", ")", depth)),
  "recursion of an expression": (depth) => computed(`($f := function($x){ $x > ${depth} ? 1 : 1 + $f($x + 1) }; $f(1))`),
  "YAML, lists in lines": (depth) => `StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n    Result: ${nest("[", "1", "]", depth)}`,
  "YAML, levels": (depth) => `StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n    Result:\n${Array.from({ length: depth }, (_, level) => `${" ".repeat(6 + level)}a:`).join("\n")} 1\n`,
  "Terraform, lists": (depth) => terraform(nest("[", "1", "]", depth)),
  "Terraform, objects": (depth) => terraform(nest("{ a = ", "1", " }", depth)),
  "Terraform, calls": (depth) => terraform(nest("tolist(", "1", ")", depth)),
  "Terraform, texts": (depth) => terraform(nest('"${', "1", '}"', depth)),
  "Terraform, conditionals": (depth) => terraform(`${"false ? 2 : ".repeat(depth)}1`),
  "Terraform, blocks": (depth) => `resource "a" "b" {\n${nest("a {\n", "", "}\n", depth)}}\n`,
  "functions of a template": (depth) => `{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": ${nest('{"Fn::Sub": [', '"x"', ", {}]}", depth)}}}}}`,
  "serverless.yml": (depth) => `service: s\nprovider: {name: aws}\nstepFunctions: {stateMachines: {m: {definition: "${nest("${self:custom.${opt:x, '", "a", "'}}", depth)}"}}}\n`,
  "event patterns": (depth) => rule(`{"detail": ${nest('{"a": ', '["x"]', "}", depth)}}`),
  "alternatives of event patterns": (depth) => rule(nest('{"$or": [', '{"source": ["a"]}', "]}", depth)),
  "a value that the run makes": (depth) => pass(`"Parameters": {"a.$": "States.StringToJson('${nest("[", "1", "]", depth)}')"}`),
};
/** An input of so many levels that every state passes on. */
const INPUTS = { "levels of an input": (depth) => nest('{"a": ', "1", "}", depth), "lists of an input": (depth) => nest("[", "1", "]", depth) };

/** Waits until the page has had nothing to do for a while. */
const settled = (page) =>
  page.evaluate(async () => {
    const end = performance.now() + 20_000;
    for (let quiet = 0; quiet < 3 && performance.now() < end;) {
      const from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 50));
      quiet = performance.now() - from < 90 ? quiet + 1 : 0;
    }
  });

/** Runs what is there, if it can be run, and opens every tab for its first steps and its last; how many tabs those were. */
async function looked(page) {
  await run(page).click({ timeout: 10_000 });
  // Rules without an event to send neither run nor say that they did not.
  await status(page).or(page.getByTestId("did-not-start")).first().waitFor({ timeout: 5_000 }).catch(() => {});
  if ((await status(page).count()) === 0) return 0;
  const ended = page.locator("[data-testid=status]:not([data-status=RUNNING])");
  if (!(await ended.waitFor({ timeout: 5_000 }).then(() => true, () => false))) {
    await stop(page).click({ timeout: 10_000 }).catch(() => {});
    await ended.waitFor({ timeout: 10_000 });
  }
  const count = await rows(page).count();
  let tabs = 0;
  for (const index of new Set([0, 1, count - 1].filter((index) => index >= 0 && index < count))) {
    await rows(page).nth(index).click();
    for (const tab of await inspector(page).getByRole("tab").all()) {
      await tab.click({ timeout: 10_000 });
      await inspector(page).getByRole("tabpanel").waitFor();
      tabs += 1;
    }
  }
  return tabs;
}

const tried = (name, prepare) =>
  test(`nested: ${name}`, { timeout: 240_000, skip: !wanted.test(`nested: ${name}`) }, async () => {
    const { page, wrong, close } = await open({});
    try {
      await ready(page);
      await traced(page);
      let tabs = 0;
      for (const depth of DEPTHS) {
        await prepare(page, depth);
        await settled(page);
        await mark(page, `${depth} deep: reading`);
        tabs += await looked(page);
        await mark(page, `${depth} deep: looking`);
        assert.equal(await page.locator("#failure:not([hidden])").count(), 0, `${depth} deep: the page broke`);
        assert.deepEqual(wrong, [], `${depth} deep`);
      }
      const alive = `alive-${name}`;
      await fill(page, definition(page), `{"Comment": "${alive}"}`);
      await page.waitForFunction((alive) => JSON.stringify({ ...localStorage }).includes(alive), alive);
      const [longest, time] = (await longestTasks(page)).reduce((most, task) => (task[1] > most[1] ? task : most), ["", 0]);
      console.log(`nested: ${name}: ${tabs} tabs, longest task ${Math.round(time)} ms (${longest})`);
      assert.ok(time <= LIMIT, `${longest}: a task took ${Math.round(time)} ms`);
    } finally {
      await close();
    }
  });

for (const [name, make] of Object.entries(CONSTRUCTS)) tried(name, (page, depth) => paste(page, definition(page), make(depth)));
for (const [name, make] of Object.entries(INPUTS)) {
  tried(name, async (page, depth) => {
    await paste(page, definition(page), pass('"Parameters": {"all.$": "$"}'));
    await paste(page, input(page), make(depth));
  });
}
