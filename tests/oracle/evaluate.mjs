// Evaluates the cases of a file with npm jsonata, the implementation that AWS runs, in the version that AWS runs: lines of
// {text, input} to lines of {value}, {code}, {nothing}, {thrown} or {half}. Where the listed deviations of `peer.mjs` change
// the answer, the changed one stands in it as `changed`.
import { readFileSync } from "node:fs";
import { original, changed } from "./peer.mjs";

const evaluate = async (jsonata, { text, input }) => {
  try {
    // What a workflow's expression sees are variables: its input is nothing.
    const value = await jsonata(text).evaluate(text.includes("$data") ? undefined : input, { data: input });
    if (value === undefined || typeof value === "function" || value?._jsonata_lambda || value?._jsonata_function) return { nothing: true };
    return { value };
  } catch (error) {
    return error.code ? { code: error.code } : { thrown: String(error.message ?? error) };
  }
};

// What is not finite is a text on AWS, where JSON.stringify has `null`: that is listed as a difference, and told of there.
const isListed = process.argv[3] === "differences";
const asOnAws = (key, value) => (typeof value === "number" && !Number.isFinite(value) && !isListed ? String(value) : value);

// `JSON.stringify` escapes halves of surrogate pairs alone; no text of Rust holds one. A transform can put a value into itself.
const written = (answer) => {
  try {
    const text = JSON.stringify(answer, asOnAws);
    return /\\ud[89a-f]/.test(text) ? '{"half":true}' : text;
  } catch (error) {
    return JSON.stringify({ thrown: String(error.message).split("\n")[0] });
  }
};

const answers = [];
for (const line of readFileSync(process.argv[2], "utf8").split("\n")) {
  if (!line) continue;
  // Each reads the case anew: a transform can change what it is given.
  const text = written(await evaluate(original, JSON.parse(line)));
  const other = written(await evaluate(changed, JSON.parse(line)));
  answers.push(text === other ? text : `${text.slice(0, -1)},"changed":${other}}`);
}
process.stdout.write(answers.join("\n"));
