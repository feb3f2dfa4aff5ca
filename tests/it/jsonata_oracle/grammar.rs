//! Expressions by chance: mostly of sound types, now and then not, so that errors are compared too.

use fastrand::Rng;

/// Writes expressions. The same seed writes the same ones.
pub(crate) struct Grammar {
    rng: Rng,
    /// What the data are called: `$`, or a variable.
    root: &'static str,
    /// The variables that can be seen, without `$`.
    variables: Vec<String>,
}

/// What an expression is meant to give.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Text,
    Flag,
    List,
    Object,
}

const KINDS: [Kind; 5] = [Kind::Number, Kind::Text, Kind::Flag, Kind::List, Kind::Object];
const TEXTS: [&str; 10] =
    ["", "a", "b,c", "Größe", "x1 y22", "2020-02-29T12:30:00Z", "12", "  sp ace ", "😀b", "The quick"];
const NUMBERS: [&str; 12] = ["0", "1", "2", "3", "-1", "0.5", "2.5", "-2.5", "10", "1e3", "1234567.891", "0.1"];
const PATTERNS: [&str; 7] = ["/a/", "/[a-z]+/i", "/(\\d)(\\d*)/", "/\\s/", "/^x|b$/", "/[^a-z]/", "/(e|o)./"];

impl Grammar {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let root = if rng.bool() { "$" } else { "$data" };
        Self { rng, root, variables: Vec::new() }
    }

    /// An expression.
    pub(crate) fn expression(&mut self) -> String {
        let kind = self.one(KINDS);
        self.of(kind, 4)
    }

    /// A document for the expression to look at.
    pub(crate) fn document(&mut self) -> serde_json::Value {
        let mut item = |n: u32| {
            let mut item = serde_json::json!({
                "id": n,
                "name": self.one(["ann", "bob", "Cäsar", "dora", "a,b"]),
                "price": f64::from(self.rng.i32(-20..200)) / 4.0,
                "tags": (0..self.rng.usize(0..4)).map(|_| self.one(["red", "green", "blue"])).collect::<Vec<_>>(),
                "flag": self.rng.bool(),
            });
            if self.rng.u8(..) < 60
                && let Some(object) = item.as_object_mut()
            {
                let gone = self.one(["name", "price", "tags", "flag"]);
                object.remove(gone);
            }
            item
        };
        let items: Vec<_> = (0..4).map(&mut item).collect();
        serde_json::json!({
            "n": self.rng.i32(-5..20),
            "s": self.one(TEXTS),
            "t": true,
            "z": null,
            "items": items,
            "list": (0..self.rng.usize(0..5)).map(|_| self.rng.i32(-9..10)).collect::<Vec<_>>(),
            "words": ["one", "two", "three", "two"],
            "o": { "a": { "b": [1, 2, { "c": "deep" }], "b2": "x" }, "n": 5, "s": "in" },
            "mixed": [1, "two", null, true, [3, [4]], { "n": 6 }],
            "single": [{ "k": "v" }],
        })
    }

    fn one<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.rng.usize(0..N)]
    }

    /// Of another kind than wanted, every thirtieth time.
    fn of(&mut self, kind: Kind, depth: u32) -> String {
        let kind = if self.rng.u8(0..30) == 0 { self.one(KINDS) } else { kind };
        if depth > 0 && self.rng.u8(0..12) == 0 {
            return self.around(kind, depth - 1);
        }
        match kind {
            Kind::Number => self.number(depth),
            Kind::Text => self.text(depth),
            Kind::Flag => self.flag(depth),
            Kind::List => self.list(depth),
            Kind::Object => self.object(depth),
        }
    }

    /// What can stand around anything.
    fn around(&mut self, kind: Kind, depth: u32) -> String {
        match self.rng.u8(0..6) {
            0 => format!("({} ? {} : {})", self.of(Kind::Flag, depth), self.of(kind, depth), self.of(kind, depth)),
            1 => {
                let name = self.one(["x", "y", "vär"]);
                let value = self.of(kind, depth);
                self.variables.push(name.to_owned());
                let body = self.of(kind, depth);
                self.variables.pop();
                format!("(${name} := {value}; {body})")
            }
            2 => format!("({})", self.of(kind, depth)),
            3 => format!("function($v) {{ {} }}({})", self.of(kind, depth), self.of(kind, depth)),
            4 => format!("{}[{}]", self.of(Kind::List, depth), self.one(["0", "1", "-1", "9", "0.9"])),
            _ => match self.variables.last().cloned() {
                Some(name) => format!("${name}"),
                None => self.of(kind, depth),
            },
        }
    }

    fn path(&mut self, names: &[&str]) -> String {
        format!("{}.{}", self.root, names[self.rng.usize(0..names.len())])
    }

    fn number(&mut self, depth: u32) -> String {
        if depth == 0 {
            return if self.rng.bool() {
                self.path(&["n", "o.n", "list[0]", "items[1].price", "gone"])
            } else {
                self.one(NUMBERS).to_owned()
            };
        }
        let depth = depth - 1;
        match self.rng.u8(0..12) {
            0..=2 => {
                let operator = self.one(["+", "-", "*", "/", "%"]);
                format!("({} {operator} {})", self.of(Kind::Number, depth), self.of(Kind::Number, depth))
            }
            3 => format!("${}({})", self.one(["abs", "floor", "ceil", "sqrt"]), self.of(Kind::Number, depth)),
            4 => format!("$round({}, {})", self.of(Kind::Number, depth), self.one(["0", "1", "2", "-1"])),
            5 => format!("$power({}, {})", self.of(Kind::Number, depth), self.one(["0", "2", "3", "-1", "0.5"])),
            6 => format!("${}({})", self.one(["sum", "max", "min", "average", "count"]), self.numbers(depth)),
            7 => format!("$length({})", self.of(Kind::Text, depth)),
            8 => format!("$number({})", self.of(Kind::Text, depth)),
            9 => format!("-{}", self.of(Kind::Number, depth)),
            10 => format!("$count({})", self.of(Kind::List, depth)),
            _ => self.number(0),
        }
    }

    fn numbers(&mut self, depth: u32) -> String {
        match self.rng.u8(0..6) {
            0 => self.path(&["items.price", "list", "items.(price * 2)", "**.n", "items[price > 5].id"]),
            1 => format!("[{}, {}]", self.of(Kind::Number, depth), self.of(Kind::Number, depth)),
            2 => format!("[{}..{}]", self.one(["0", "1", "-2"]), self.one(["3", "0", "5", "1.5"])),
            3 => format!("$map({}, function($v, $i) {{ $v * $i }})", self.path(&["list", "items.id"])),
            4 => format!("{}.({})", self.path(&["items", "list"]), self.of(Kind::Number, depth)),
            _ => self.path(&["list", "items.price"]),
        }
    }

    fn text(&mut self, depth: u32) -> String {
        if depth == 0 {
            return if self.rng.bool() {
                self.path(&["s", "o.s", "words[1]", "items[0].name", "gone"])
            } else {
                format!("\"{}\"", self.one(TEXTS))
            };
        }
        let depth = depth - 1;
        match self.rng.u8(0..15) {
            0 => format!("({} & {})", self.of(Kind::Text, depth), self.any(depth)),
            1 => format!("${}({})", self.one(["uppercase", "lowercase", "trim", "string"]), self.of(Kind::Text, depth)),
            2 => format!(
                "$substring({}, {})",
                self.of(Kind::Text, depth),
                self.one(["0", "1", "-2", "1, 2", "-3, 2", "9", "1, -1"])
            ),
            3 => format!(
                "${}({}, {})",
                self.one(["substringBefore", "substringAfter"]),
                self.of(Kind::Text, depth),
                self.one(["\"a\"", "\" \"", "\"zz\"", "\"\""])
            ),
            4 => format!(
                "$pad({}, {})",
                self.of(Kind::Text, depth),
                self.one(["5", "-8", "12, \"#\"", "-12, \"ab\"", "0"])
            ),
            5 => format!("$join({}, {})", self.words(depth), self.one(["\",\"", "\"\"", "\" - \""])),
            6 => format!("$join({})", self.words(depth)),
            7 => format!(
                "$replace({}, {}, {})",
                self.of(Kind::Text, depth),
                self.one(PATTERNS),
                self.one(["\"<$1>\"", "\"\"", "\"$0$0\"", "\"$$\"", "\"-\", 1"])
            ),
            8 => format!("$replace({}, {}, \"_\")", self.of(Kind::Text, depth), self.one(["\"a\"", "\" \"", "\".\""])),
            9 => format!("$string({})", self.any(depth)),
            10 => format!(
                "$formatNumber({}, {})",
                self.of(Kind::Number, depth),
                self.one(["\"#,##0.00\"", "\"0.0#\"", "\"00%\"", "\"#,##0.###\"", "\"(0)\""])
            ),
            11 => format!("$formatBase({}, {})", self.of(Kind::Number, depth), self.one(["2", "16", "36", "1"])),
            12 => format!(
                "$fromMillis({}, {})",
                self.one(["0", "1582980000000", "-1", "1e12"]),
                self.one([
                    "\"[Y0001]-[M01]-[D01]\"",
                    "\"[D1o] [MNn] [Y]\"",
                    "\"[H01]:[m01]:[s01].[f001]\"",
                    "\"[FNn,3-3] [h]:[m01] [P]\"",
                    "\"[Y]W[W01]\""
                ])
            ),
            13 => format!("$type({})", self.any(depth)),
            _ => self.text(0),
        }
    }

    fn words(&mut self, depth: u32) -> String {
        match self.rng.u8(0..5) {
            0 => format!(
                "$split({}, {})",
                self.of(Kind::Text, depth),
                self.one(["\",\"", "\" \"", "\"\"", "/[ ,]/", "\",\", 1"])
            ),
            1 => self.path(&["words", "items.name", "items.tags"]),
            2 => format!("$map({}, $uppercase)", self.path(&["words", "items.name"])),
            3 => format!("[{}, {}]", self.of(Kind::Text, depth), self.of(Kind::Text, depth)),
            _ => format!("$keys({})", self.of(Kind::Object, depth)),
        }
    }

    fn flag(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.path(&["t", "items[0].flag", "z", "gone"]);
        }
        let depth = depth - 1;
        match self.rng.u8(0..9) {
            0 => {
                let operator = self.one(["<", "<=", ">", ">=", "=", "!="]);
                format!("({} {operator} {})", self.of(Kind::Number, depth), self.of(Kind::Number, depth))
            }
            1 => {
                let operator = self.one(["<", ">=", "=", "!="]);
                format!("({} {operator} {})", self.of(Kind::Text, depth), self.of(Kind::Text, depth))
            }
            2 => format!("({} {} {})", self.of(Kind::Flag, depth), self.one(["and", "or"]), self.of(Kind::Flag, depth)),
            3 => format!("$not({})", self.any(depth)),
            4 => format!("$boolean({})", self.any(depth)),
            5 => format!("$exists({})", self.any(depth)),
            6 => format!("({} in {})", self.any(depth), self.of(Kind::List, depth)),
            7 => format!("$contains({}, {})", self.of(Kind::Text, depth), self.one(["\"a\"", "/b/", "/\\d/", "\"\""])),
            _ => format!("({} = {})", self.any(depth), self.any(depth)),
        }
    }

    fn list(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.path(&["items", "list", "words", "mixed", "single", "items.tags", "o.a.b", "**", "*", "gone"]);
        }
        let depth = depth - 1;
        match self.rng.u8(0..20) {
            0 => format!("{}[{}]", self.path(&["items", "items"]), self.predicate()),
            1 => {
                format!("{}^({})", self.path(&["items"]), self.one(["price", ">price", "name", "<id, >name", ">flag"]))
            }
            2 => format!("$sort({}, function($l, $r) {{ $l > $r }})", self.path(&["list", "words", "items.price"])),
            3 => format!("$sort({})", self.path(&["list", "words", "items.name", "items"])),
            4 => format!("${}({})", self.one(["reverse", "distinct", "spread"]), self.of(Kind::List, depth)),
            5 => format!("$append({}, {})", self.of(Kind::List, depth), self.any(depth)),
            6 => format!("$zip({}, {})", self.of(Kind::List, depth), self.of(Kind::List, depth)),
            7 => format!(
                "$filter({}, function($v, $i) {{ {} }})",
                self.of(Kind::List, depth),
                self.one(["$i > 0", "$v", "$v > 1", "$exists($v.id)"])
            ),
            8 => format!(
                "$map({}, function($v) {{ {} }})",
                self.of(Kind::List, depth),
                self.one(["$v", "[$v]", "$v.name", "$type($v)", "{\"v\": $v}"])
            ),
            9 => format!(
                "{}.{}",
                self.of(Kind::List, depth),
                self.one(["id", "name", "tags", "(id & name)", "{\"i\": id}", "[id, price]", "$", "%.n", "$string()"])
            ),
            10 => format!("[{}, {}]", self.any(depth), self.any(depth)),
            11 => format!("[{}..{}]", self.of(Kind::Number, 0), self.one(["4", "0", "2"])),
            12 => self.words(depth),
            13 => format!("$lookup({}, {})", self.any(depth), self.one(["\"name\"", "\"a\"", "\"id\""])),
            14 => format!("{}#$i.{{\"i\": $i, \"id\": id}}", self.path(&["items", "list"])),
            15 => format!("{}@$e.{{\"id\": $e.id, \"n\": n}}", self.path(&["items"])),
            16 => format!("$match({}, {})", self.of(Kind::Text, depth), self.one(PATTERNS)),
            17 => format!("{}[]", self.of(Kind::List, depth)),
            18 => format!("$each({}, function($v, $k) {{ $k & \"=\" & $string($v) }})", self.of(Kind::Object, depth)),
            _ => format!(
                "$reduce({}, function($a, $b) {{ {} }})",
                self.of(Kind::List, depth),
                self.one(["$append($a, $b)", "$a & $b", "$a + $b"])
            ),
        }
    }

    fn predicate(&mut self) -> &'static str {
        self.one([
            "price > 10",
            "id = 1",
            "flag",
            "\"red\" in tags",
            "name = \"ann\"",
            "$exists(price)",
            "0",
            "-1",
            "[0, 2]",
            "[1..2]",
            "tags[0] = \"blue\"",
            "price and flag",
            "$contains(name, \"a\")",
        ])
    }

    fn object(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.path(&["o", "items[0]", "o.a", "single", "gone"]);
        }
        let depth = depth - 1;
        match self.rng.u8(0..9) {
            0 | 1 => format!("{{\"a\": {}, \"b\": {}}}", self.any(depth), self.any(depth)),
            2 => format!("{{{}: {}}}", self.of(Kind::Text, depth), self.any(depth)),
            3 => format!(
                "{}{{{}: {}}}",
                self.path(&["items", "items[price > 5]"]),
                self.one(["name", "$string(id)", "tags[0]", "flag"]),
                self.one(["$count($)", "price", "$sum(price)", "id", "$"])
            ),
            4 => format!("$merge([{}, {}])", self.of(Kind::Object, depth), self.of(Kind::Object, depth)),
            5 => format!(
                "$sift({}, function($v, $k) {{ {} }})",
                self.of(Kind::Object, depth),
                self.one(["$k != \"n\"", "$v", "$type($v) = \"number\""])
            ),
            6 => format!(
                "{} ~> |{}|{{\"extra\": {}}}{}|",
                self.of(Kind::Object, 0),
                self.one(["$", "a", "items", "**[n]"]),
                self.of(Kind::Number, 1),
                self.one(["", ", \"n\"", ", [\"a\", \"s\"]"])
            ),
            7 => format!(
                "$single({}, function($v) {{ {} }})",
                self.path(&["items"]),
                self.one(["$v.id = 1", "$v.flag", "$v.id = 99"])
            ),
            _ => self.object(0),
        }
    }

    fn any(&mut self, depth: u32) -> String {
        if self.rng.u8(0..10) == 0 {
            return self.one(["null", "true", "false", "[]", "{}", "[[1], 2]", "\"\"", "$"]).to_owned();
        }
        let kind = self.one(KINDS);
        self.of(kind, depth)
    }
}
