// Evaluates the cases of a file with npm jsonata, the implementation that AWS runs, in the version that AWS runs: lines of
// {text, input} to lines of {value}, {code}, {nothing}, {thrown} or {half}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const jsonata = createRequire(new URL("../../benches/package.json", import.meta.url))("jsonata");

const evaluate = async ({ text, input }) => {
  try {
    // What a workflow's expression sees are variables: its input is nothing.
    const value = await jsonata(text).evaluate(text.includes("$data") ? undefined : input, { data: input });
    if (value === undefined || typeof value === "function" || value?._jsonata_lambda || value?._jsonata_function) return { nothing: true };
    return { value };
  } catch (error) {
    return error.code ? { code: error.code } : { thrown: String(error.message ?? error) };
  }
};

const answers = [];
for (const line of readFileSync(process.argv[2], "utf8").split("\n")) {
  if (!line) continue;
  const answer = JSON.stringify(await evaluate(JSON.parse(line)));
  // `JSON.stringify` escapes halves of surrogate pairs alone; no text of Rust holds one.
  answers.push(/\\ud[89a-f]/.test(answer) ? '{"half":true}' : answer);
}
process.stdout.write(answers.join("\n"));
