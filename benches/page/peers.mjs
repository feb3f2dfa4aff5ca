// Everything that runs inside the page, bundled into one script: the workloads and the peers. It is handed to the page
// by the benchmark and is no part of it.
import { StateMachine } from "aws-local-stepfunctions";
import jsonata from "jsonata";
import { expressions, loop, machine } from "./expressions.mjs";
import { workloads } from "./workloads.mjs";

const timed = async (work) => {
  const begin = performance.now();
  const result = await work();
  return [performance.now() - begin, result];
};

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs the works in turn, round after round: what slows the machine down for a while slows all of them down. */
const interleaved = async (rounds, works) => {
  const times = works.map(() => []);
  const results = [];
  for (let round = 0; round <= rounds; round++) {
    for (const [index, work] of works.entries()) {
      const [millis, result] = await timed(work);
      // The first round warms up.
      if (round > 0) times[index].push(millis);
      results[index] = result;
    }
  }
  return { millis: times.map(median), results };
};

const ours = async (order) => {
  const report = await window.aslPlayground.run({ ...order, limits: false, history: false });
  if (report.status !== "SUCCEEDED") throw new Error(`${report.status}: ${report.error}: ${report.cause}`);
  return report.output;
};

// The order of members does not count.
const sorted = (_, value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);

const same = (name, left, right) => {
  const [one, other] = [left, right].map((value) => JSON.stringify(value, sorted));
  if (one !== other) throw new Error(`${name}: ${one?.slice(0, 200)} is not ${other?.slice(0, 200)}`);
};

// Ours is the time of a run, less that of one that does nothing with the same input: what a script hands in crosses
// as text, and the reading of it is shown apart. The peer's machine and input are made beforehand.
const interpreters = async (rounds) => {
  const rows = [];
  for (const { definition, peerDefinition = definition, input, ...workload } of workloads()) {
    const { units, peerUnits = units } = workload;
    const nothing = { StartAt: "Done", States: { Done: { Type: "Succeed", OutputPath: null } } };
    const [order, idle] = [definition, nothing].map((machine) => ({ definition: JSON.stringify(machine), input }));
    const peer = new StateMachine(peerDefinition, { validationOptions: { noValidate: true } });
    const { millis, results } = await interleaved(rounds, [() => ours(order), () => ours(idle), () => peer.run(input).result]);
    if (peerUnits === units) same(workload.name, results[0], results[2]);
    rows.push({ ...workload, ours: (millis[0] - millis[1]) / units, reading: millis[1], peer: millis[2] / peerUnits });
  }
  return rows;
};

// Ours is what the expression adds to a run: the time of a run with it, less that of one with `1` in its place.
const queries = async (rounds) => {
  const rows = [];
  for (const { name, text, input, repeat } of expressions()) {
    const order = (text) => ({ definition: JSON.stringify(machine(text, repeat)), input });
    const [with_it, without] = [order(text), order("1")];
    const compiled = jsonata(text);
    const evaluate = async () => {
      let value;
      for (let n = 0; n < repeat; n++) value = await compiled.evaluate(undefined, { states: { input } });
      return value;
    };
    const { millis, results } = await interleaved(rounds, [() => ours(with_it), () => ours(without), evaluate]);
    const one = await ours({ definition: { QueryLanguage: "JSONata", StartAt: "E", States: { E: { Type: "Pass", Output: `{% ${text} %}`, End: true } } }, input });
    same(name, one, results[2]);
    rows.push({ name, ours: (1000 * (millis[0] - millis[1])) / repeat, peer: (1000 * millis[2]) / repeat });
  }
  return rows;
};

// What a Choice with one small rule adds to a loop, its events and all.
const rule = async (rounds) => {
  const { text, input } = expressions()[0];
  const turns = 20_000;
  const order = (rule) => ({ definition: JSON.stringify(loop(rule, turns)), input: { ...input, n: 5 } });
  const [with_it, without] = [order(text), order()];
  const { millis } = await interleaved(rounds, [() => ours(with_it), () => ours(without)]);
  return { micros: (1000 * (millis[0] - millis[1])) / (turns - 5) };
};

globalThis.benchmark = { interpreters, queries, rule };
