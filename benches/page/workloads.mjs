// The machines that both interpreters run. Each workload gives the definition, its input and how many of its units a run
// is. The native benchmark has the same ones (benches/native/machines.rs).

const chain = (count, state, last = { Type: "Succeed" }) => {
  const States = {};
  for (let n = 0; n < count; n++) States[`S${n}`] = state(n, `S${n + 1}`);
  States[`S${count}`] = last;
  return { StartAt: "S0", States };
};

export const items = (count) => ({
  items: Array.from({ length: count }, (_, n) => ({ id: n, price: (n % 100) + 0.5, kind: `${n % 7}`, name: `item ${n}`, at: 1_600_000_000_000 + n * 86_400_000 })),
});

const document = (bytes) => ({
  kind: "rows",
  rows: Array.from({ length: Math.floor(bytes / 62) }, (_, n) => ({ id: n, name: `row number ${String(n).padStart(8)}`, tags: ["a", "b"] })),
  last: null,
});

const count = (turns) => ({
  StartAt: "Add",
  States: {
    Add: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "More" },
    More: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: turns, Next: "Add" }], Default: "Done" },
    Done: { Type: "Succeed" },
  },
});

// Three states a turn, two of which write into the document.
const carry = (turns) => ({
  StartAt: "Write",
  States: {
    Write: { Type: "Pass", Result: { step: "taken" }, ResultPath: "$.last", Next: "Count" },
    Count: { Type: "Pass", Parameters: { "now.$": "States.MathAdd($.n.now, 1)" }, ResultPath: "$.n", Next: "More" },
    More: { Type: "Choice", Choices: [{ Variable: "$.n.now", NumericLessThan: turns, Next: "Write" }], Default: "Done" },
    Done: { Type: "Succeed", OutputPath: "$.n" },
  },
});

const mapOf = (MaxConcurrency) => ({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      MaxConcurrency,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "A",
        States: {
          A: { Type: "Pass", Parameters: { "id.$": "$.id", "price.$": "$.price" }, Next: "B" },
          B: { Type: "Pass", Result: "seen", ResultPath: "$.mark", Next: "C" },
          C: { Type: "Pass", OutputPath: "$.id", End: true },
        },
      },
      End: true,
    },
  },
});

// The last of the rules matches.
const rules = (turns, many) => {
  const rule = (n) => {
    if (n + 1 === many) return { Variable: "$.n", NumericLessThan: turns, Next: "Count" };
    if (n % 2 === 0) return { Variable: "$.tier", StringEquals: `tier ${n}`, Next: "No" };
    return { And: [{ Variable: "$.n", NumericGreaterThan: turns + n }, { Variable: "$.tier", StringMatches: "gold*" }], Next: "No" };
  };
  return {
    StartAt: "Count",
    States: {
      Count: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)", "tier.$": "$.tier" }, Next: "Rules" },
      Rules: { Type: "Choice", Choices: Array.from({ length: many }, (_, n) => rule(n)), Default: "Done" },
      No: { Type: "Fail" },
      Done: { Type: "Succeed" },
    },
  };
};

const filters = (states) =>
  chain(states, (_, Next) => ({ Type: "Pass", Parameters: { "found.$": "$.items[?(@.price > 50 && @.kind == '3')]" }, ResultPath: null, Next }), { Type: "Succeed", OutputPath: "$.items[50]" });

// `target`: how many times the peer's speed is asked for; `rate`: how many units a second. The peer takes seconds for some,
// and runs shorter ones.
export const workloads = () => {
  const [ten, few] = [items(10_000), { n: 0, tier: "silver" }];
  const carried = (kib) => ({ unit: "state", units: 60_001, definition: carry(20_000), peerUnits: 1201, peerDefinition: carry(400), input: { ...document(kib << 10), n: { now: 0 } } });
  const map = (at_once) => ({ unit: "state", units: 30_001, definition: mapOf(at_once), input: ten });
  return [
    { name: "1: a loop of Pass and Choice, 100,000 turns", unit: "transition", units: 200_001, definition: count(100_000), input: { n: 0 }, target: 20, rate: 1_000_000 },
    { name: "2: a document of 1 KiB", ...carried(1) },
    { name: "2: a document of 250 KiB", ...carried(250) },
    { name: "3: Map over 10,000 items, 3 states each, MaxConcurrency 0", ...map(0) },
    { name: "3: the same, MaxConcurrency 40", ...map(40) },
    { name: "4: a Choice of 200 rules, the last one matches", unit: "rule", units: 400_000, definition: rules(2000, 200), input: few },
    { name: "4: filters over 10,000 items", unit: "item", units: 50_000, definition: filters(5), input: ten },
  ];
};
