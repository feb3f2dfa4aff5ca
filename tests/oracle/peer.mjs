// npm jsonata, and npm jsonata with what our engine does otherwise, each a change of its source. An answer of ours that is
// not the original's has to be that of the changed one: so a listed deviation is compared too, to the last digit and code.
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";

const require = createRequire(new URL("../../benches/package.json", import.meta.url));
export const original = require("jsonata");

const deviations = [
  // The parts of an array or object are evaluated at once, and of several errors the quickest wins; ours is the first.
  ["await Promise.all(", "await firstError(", 2],
  // Whole numbers of 16 digits and more are rounded to 15 in a text; ours are written whole.
  ["Number(val.toPrecision(15))", "(Number.isInteger(val) ? val : Number(val.toPrecision(15)))", 1],
];

// Settles all before the first of the errors is thrown.
const helper = `
const firstError = async (parts) => {
  const settled = await Promise.allSettled(parts);
  const failed = settled.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
  return settled.map(({ value }) => value);
};
`;

const path = require.resolve("jsonata");
const source = deviations.reduce((text, [from, to, times]) => {
  const parts = text.split(from);
  if (parts.length !== times + 1) throw new Error(`${path} has ${parts.length - 1} times, not ${times}: ${from}`);
  return parts.join(to);
}, readFileSync(path, "utf8"));
const module = new Module(path);
module._compile(helper + source, path);
export const changed = module.exports;
