// What somebody may paste, link to, answer with or leave in the storage, to kill or freeze the page. Each is one of a kind; all
// are made here rather than kept, since most are large.
//
//   { kind, name, definition?, input?, mocks?, settings?, link?, stored?, call?, tabs?, stopped?, dies? }
//
// `definition` and `input` are pasted; `run: false` leaves it at that, else the page runs it, to its end or until it was stopped after
// a while (`stopped`), and each tab of the inspector is looked at. `link` (or what makes it) and `stored` are there before the page is. `{{api}}`
// in a definition is the address of the local server, whose answers are in `answers.mjs`.
import { deflateRawSync } from "node:zlib";
import { linkWith } from "../e2e/link.mjs";

const repeat = (text, times) => text.repeat(times);
/** `open` and `close` around `inner`, `depth` times. */
const nest = (open, inner, close, depth) => repeat(open, depth) + inner + repeat(close, depth);
const list = (length, item) => Array.from({ length }, (_, index) => item(index));
const pass = (fields) => ({ StartAt: "A", States: { A: { Type: "Pass", ...fields, End: true } } });
const jsonata = (output) => ({ QueryLanguage: "JSONata", ...pass({ Output: output }) });
const choice = (rule) => `{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[${rule.replace(/}$/, ',"Next":"B"}')}],"Default":"B"},"B":{"Type":"Succeed"}}}`;
const chain = (length) => ({
  StartAt: "S0",
  States: Object.fromEntries(list(length, (n) => [`S${n}`, { Type: "Pass", ...(n + 1 < length ? { Next: `S${n + 1}` } : { End: true }) }])),
});
const map = (processor, fields = {}) => ({
  StartAt: "M",
  States: { M: { Type: "Map", ...fields, ItemProcessor: { ...processor, StartAt: "P", States: { P: { Type: "Pass", End: true } } }, End: true } },
});
const task = (fields) => ({ StartAt: "Call", States: { Call: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "f" }, ...fields, End: true } } });
const call = (path, fields = {}) => ({
  StartAt: "Call",
  States: { Call: { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { ApiEndpoint: `{{api}}/${path}`, Method: "GET", Authentication: { ConnectionArn: "tests" } }, ...fields, End: true } },
});
const linkTo = (envelope) => `d1=${deflateRawSync(Buffer.from(typeof envelope === "string" ? envelope : JSON.stringify(envelope))).toString("base64url")}`;
const small = JSON.stringify(pass({}));
/** A text of so many bytes in which hardly anything foretells what follows, the same each time. */
const words = (length) => {
  let [text, seed] = ["", 1];
  while (text.length < length) text += ((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) >> 8).toString(36);
  return JSON.stringify(pass({ Comment: text.slice(0, length) }));
};
/** `$` at the root and `depth` states each inside of the one before. */
const inside = (depth) => list(depth, (n) => n).reduce((inner, n) => `{"StartAt":"P${n}","States":{"P${n}":{"Type":"Parallel","End":true,"Branches":[${inner}]}}}`, '{"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}}');

/** 60 × 60: each Choice of a row leads to each state of the next. */
const dense = (side) => {
  const States = {};
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < side; column++) {
      States[`${row}-${column}`] = row === 0
        ? { Type: "Choice", Choices: list(side, (to) => ({ Variable: "$.x", NumericEquals: to, Next: `1-${to}` })), Default: column + 1 < side ? `0-${column + 1}` : "1-0" }
        : { Type: "Succeed" };
    }
  }
  return { StartAt: "0-0", States };
};

const texts = [50, 150, 300, 500].map((depth) => ({ name: `${depth} nested Not`, definition: choice(nest('{"Not":', '{"Variable":"$.x","IsPresent":true}', "}", depth)) })).concat([
  { name: "500 nested And", definition: choice(nest('{"And":[', '{"Variable":"$.x","IsPresent":true}', "]}", 500)) },
  { name: "100,000 brackets", definition: repeat("[", 100_000), run: false },
  { name: "100,000 braces with keys", definition: repeat('{"a":', 100_000), run: false },
  { name: "a payload template of 500 levels", definition: JSON.stringify(pass({ Parameters: "@" })).replace('"@"', nest('{"a":', '{"b.$":"$.x"}', "}", 500)) },
  { name: "a payload template of 90 levels", definition: JSON.stringify(pass({ Parameters: "@" })).replace('"@"', nest('{"a":', '{"b.$":"$"}', "}", 90)) },
  { name: "500 nested intrinsic functions", definition: pass({ Parameters: { "a.$": nest("States.Array(", "1", ")", 500) } }) },
  { name: "a filter of 2,000 parentheses", definition: pass({ InputPath: `$[?(${nest("(", "@.a==1", ")", 2000)})]` }) },
  { name: "2,000 nested filters", definition: pass({ InputPath: nest("$[?(@", ".a", ")]", 2000) }) },
  { name: "a path of 20,000 steps", definition: pass({ InputPath: `$${repeat(".a", 20_000)}` }) },
  { name: "200 Parallels in one another", definition: inside(200) },
  { name: "40 Parallels in one another", definition: inside(40) },
  { name: "an expression of 10,000 parentheses", definition: jsonata(`{% ${nest("(", "1", ")", 10_000)} %}`) },
  { name: "an expression of 10,000 brackets", definition: jsonata(`{% ${nest("[", "1", "]", 10_000)} %}`) },
  { name: "an expression of 10,000 minus signs", definition: jsonata(`{% ${repeat("- ", 10_000)}1 %}`) },
  { name: "an expression of 20,000 additions", definition: jsonata(`{% 1${repeat("+1", 20_000)} %}`) },
  { name: "an expression of 10,000 conditionals", definition: jsonata(`{% ${repeat("true?", 10_000)}1 %}`) },
  { name: "10,000 YAML lists in one line", definition: `${repeat("- ", 10_000)}a`, run: false },
  { name: "YAML of 1,000 levels", definition: list(1000, (n) => `${repeat(" ", n)}a:`).join("\n"), run: false },
  { name: "YAML of 10,000 brackets", definition: `StartAt: ${repeat("[", 10_000)}`, run: false },
  { name: "20,000 lines of YAML", definition: `StartAt: S0\nStates:\n${list(6_666, (n) => `  S${n}:\n    Type: Pass\n    ${n < 6_665 ? `Next: S${n + 1}` : "End: true"}`).join("\n")}\n`, run: false },
  // 3,600 curves, which are drawn together.
  { name: "a Choice of 60 rules in 60 states", definition: dense(60), run: false },
  { name: "a chain of 400 states", definition: chain(400) },
  { name: "a Result of 200,000 numbers", definition: JSON.stringify(pass({ Result: list(200_000, () => 1) })), run: false },
  { name: "a list of 300,000 numbers without an end", definition: `[${repeat("1,", 300_000)}`, run: false },
  { name: "8,000 states", definition: JSON.stringify(chain(8_000)), run: false },
  { name: "a name of 100,000 letters", definition: JSON.stringify(pass({})).replaceAll('"A"', `"${repeat("n", 100_000)}"`) },
  { name: "markup and marks of direction as names", definition: JSON.stringify(pass({})).replaceAll('"A"', JSON.stringify("<img src=x onerror=alert(1)>\u202e\u0000%%$`${1}")) },
]).map((one) => ({ kind: "text", ...one }));

const runs = [
  { name: "a retry of 99,999,999 attempts with waits skipped", definition: task({ Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 99_999_999, BackoffRate: 1 }] }), mocks: { Call: { errorOutput: { error: "Busy", cause: "" } } }, settings: { waits: "skip", type: "express" }, stopped: true },
  { name: "a retry whose template fails, with waits skipped", definition: task({ Parameters: { "FunctionName.$": "$.none" }, Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 99_999_999, BackoffRate: 1 }] }), settings: { waits: "skip" }, stopped: true },
  { name: "recursion of 401 calls", definition: jsonata("{% ($f := function($x){ $x > 400 ? 1 : 1 + $f($x+1) }; $f(1)) %}") },
  { name: "recursion of 100,000 calls", definition: jsonata("{% ($f := function($x){ $x > 100000 ? 1 : 1 + $f($x+1) }; $f(1)) %}") },
  { name: "recursion without an end", definition: jsonata("{% ($f := function($x){ [$f($x), $f($x)] }; $f(1)) %}"), stopped: true },
  { name: "recursion through $map", definition: jsonata("{% ($f := function($x){ $map([1], function($v){ $f($v) }) }; $f(1)) %}") },
  { name: "a range of 10,000,000", definition: jsonata("{% $count([1..10000000]) %}") },
  { name: "ranges of ranges", definition: jsonata("{% $count([1..3000].[1..3000]) %}"), stopped: true },
  { name: "a text that doubles 40 times", definition: jsonata("{% $reduce([1..40], function($a,$b){ $a & $a }, 'x') %}"), stopped: true },
  { name: "a pattern with runaway backtracking", definition: jsonata("{% $contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/) %}"), stopped: true },
  { name: "$..['a', …] of 300 names", definition: pass({ Parameters: { "a.$": `$..[${list(300, (n) => `'k${n}'`).join(",")}]` } }), input: JSON.stringify(list(300, (n) => ({ [`k${n}`]: { [`k${n + 1}`]: n } }))) },
  { name: "$..*..*..* of a deep input", definition: pass({ Parameters: { "a.$": "$..*..*..*" } }), input: nest('{"a":', '{"b":1}', "}", 60), stopped: true },
  { name: "a Map of 100,000 items", definition: map({}), input: JSON.stringify(list(100_000, (n) => n)), stopped: true, settings: { type: "express", limits: "report" } },
  { name: "1,000,000 child executions", definition: map({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } }, { ItemsPath: "$" }), input: `[${repeat("1,", 999_999)}1]`, stopped: true, settings: { limits: "report" } },
  { name: "mocks of 300,000 numbers", definition: pass({}), mocks: { A: { result: list(300_000, () => 1) } } },
  { name: "a loop that hoards", definition: { QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Pass", Assign: { l: "{% $append($exists($l) ? $l : [], [1..2000]) %}" }, Next: "B" }, B: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "C" }], Default: "A" }, C: { Type: "Succeed" } } }, settings: { limits: "report", type: "express" }, stopped: true },
].map((one) => ({ kind: "run", ...one }));

const inputs = [
  { name: "a list of 8,000 objects", definition: pass({ Parameters: { "all.$": "$" } }), input: JSON.stringify(list(8_000, (n) => ({ id: n, name: `item ${n}`, tags: ["a", "b"], at: { x: n } }))) },
  { name: "60,000 numbers", definition: pass({ InputPath: "$[1:]" }), input: JSON.stringify(list(60_000, (n) => n)) },
  { name: "100 lists of 100 lists of 100", definition: pass({}), input: JSON.stringify(list(30, () => list(100, () => list(80, () => 1)))) },
  { name: "900 levels", definition: pass({}), input: nest("[", "1", "]", 900) },
  { name: "20,000 levels", definition: pass({}), input: nest("[", "1", "]", 20_000), run: false },
  { name: "an object of 20,000 members", definition: pass({ ResultPath: "$.new", Result: 1 }), input: JSON.stringify(Object.fromEntries(list(20_000, (n) => [`key ${n}`, n]))) },
  { name: "a text of 250,000 characters in one line", definition: pass({ Parameters: { "a.$": "$.t" } }), input: JSON.stringify({ t: repeat("x", 250_000) }) },
  { name: "a text of 120,000 lines", definition: pass({ Parameters: { "a.$": "$.t" } }), input: JSON.stringify({ t: repeat("\n", 120_000) }) },
].map((one) => ({ kind: "input", settings: { limits: "report" }, ...one }));

const answers = [
  { name: "5,000 headers", definition: call("many-headers") },
  { name: "JSON of 5,000 levels", definition: call("deep") },
  { name: "a list of 40,000 numbers", definition: call("wide") },
  { name: "250 KB of HTML", definition: call("html") },
  { name: "10 MB", definition: call("large") },
  { name: "1 MB in pieces of a byte", definition: call("drip"), stopped: true },
].map((one) => ({ kind: "answer", ...one }));

const links = [
  { name: "endless retries with waits skipped", link: linkTo({ v: 1, def: JSON.stringify(task({ Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 99_999_999, BackoffRate: 1 }] })), mocks: JSON.stringify({ Call: { errorOutput: { error: "Busy", cause: "" } } }), settings: { waits: "skip", type: "express" } }), run: false },
  { name: "300 nested Not", link: linkTo({ v: 1, def: choice(nest('{"Not":', '{"Variable":"$.x","IsPresent":true}', "}", 300)) }), run: false },
  { name: "a bomb of 100 MB", link: linkTo(repeat(" ", 100_000_000)), run: false },
  { name: "2 MB of brackets", link: linkTo({ v: 1, def: repeat("[", 2_000_000) }), run: false },
  { name: "an envelope of 100,000 levels", link: linkTo(`{"v":1,"def":"","x":${nest("[", "", "]", 100_000)}}`), run: false },
  { name: "an envelope of a later version", link: linkTo({ v: 99, def: small }), run: false },
  { name: "2 MB that are hard to pack", link: () => linkWith(words(2_000_000)), run: false },
  { name: "2 MB of one letter", link: () => linkWith(repeat("x", 2_000_000)), run: false },
  { name: "types of other kinds", link: linkTo({ v: 1, def: 7, input: [], mocks: {}, files: 3, settings: "x" }), run: false },
].map((one) => ({ kind: "link", ...one }));

const kept = (document) => ({ "asl-playground.document": typeof document === "string" ? document : JSON.stringify(document) });
const stored = [
  { name: "no JSON", stored: kept("{") },
  { name: "100,000 levels", stored: kept(nest("[", "", "]", 100_000)) },
  { name: "an origin that is not known", stored: kept({ definition: small, input: "", origin: "team", edited: true }), holds: '"StartAt"' },
  { name: "a document of a later version", stored: kept({ version: 99, text: "later" }), keeps: '"later"' },
  { name: "a definition of 900,000 brackets", stored: kept({ definition: repeat("[", 900_000), input: "" }) },
  { name: "other types in every key", stored: Object.fromEntries(["document", "replaced", "theme", "split", "graph", "documents"].map((key) => [`asl-playground.${key}`, '[{"definition":1},null,7]'])) },
].map((one) => ({ kind: "stored", run: false, ...one }));

export const hostile = [...texts, ...runs, ...inputs, ...answers, ...links, ...stored].map((one) => ({
  ...one,
  definition: one.definition === undefined || typeof one.definition === "string" ? one.definition : JSON.stringify(one.definition, null, 2),
}));
