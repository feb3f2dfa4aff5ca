// Ten expressions in JSONata: on a small input, and on 10,000 items. `repeat` is how many of them one run evaluates.
import { items } from "./workloads.mjs";

const small = () => ({ n: 7, tier: "gold", order: { id: "o-17", lines: [{ sku: "a", price: 3.5, quantity: 2 }, { sku: "b", price: 10, quantity: 1 }] } });
const many = () => items(10_000);

export const expressions = () => {
  const [few, large] = [small(), many()];
  return [
    { name: "condition, small", input: few, repeat: 5000, text: "$states.input.n > 5 and $states.input.tier = 'gold'" },
    {
      name: "object, small", input: few, repeat: 2000,
      text: "$states.input.order.{'id': id, 'total': $sum(lines.(price * quantity)), 'skus': $join(lines.sku, ',')}",
    },
    { name: "filter", input: large, repeat: 5, text: "$states.input.items[price > 50 and kind = '3']" },
    { name: "map and reduce", input: large, repeat: 5, text: "$reduce($map($states.input.items, function($i) { $i.price * 2 }), function($a, $b) { $a + $b })" },
    { name: "sort with a function", input: large, repeat: 2, text: "$sort($states.input.items, function($a, $b) { $a.price > $b.price })" },
    { name: "order by", input: large, repeat: 3, text: "$states.input.items^(>price, name)" },
    { name: "group", input: large, repeat: 5, text: "$states.input.items{kind: $sum(price)}" },
    { name: "strings", input: large, repeat: 5, text: "$join($states.input.items.($uppercase(name) & '-' & $substring(name, 0, 2)), ',')" },
    { name: "dates", input: large, repeat: 3, text: "$states.input.items.$fromMillis(at, '[Y0001]-[M01]-[D01]')" },
    { name: "regular expression", input: large, repeat: 5, text: "$states.input.items.$replace(name, /m (\\d+)7/, '<$1>')" },
  ];
};

/** A machine that evaluates the expression so many times, on its input, and drops what it gives. */
export const machine = (text, repeat) => ({
  QueryLanguage: "JSONata",
  StartAt: "All",
  States: {
    All: {
      Type: "Map",
      Items: `{% [1..${repeat}] %}`,
      ItemSelector: "{% $states.input %}",
      ItemProcessor: { StartAt: "E", States: { E: { Type: "Pass", Output: `{% ${text} %}`, End: true } } },
      Output: "done",
      End: true,
    },
  },
});

/** A loop of so many turns: a Choice with one rule, and the Pass that counts. */
export const loop = (rule, turns) => ({
  QueryLanguage: "JSONPath",
  StartAt: "Count",
  States: {
    Count: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)", "tier.$": "$.tier" }, Next: rule ? "Rule" : "More" },
    ...(rule ? { Rule: { Type: "Choice", QueryLanguage: "JSONata", Choices: [{ Condition: `{% ${rule} %}`, Next: "More" }] } } : {}),
    More: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: turns, Next: "Count" }], Default: "Done" },
    Done: { Type: "Succeed" },
  },
});
