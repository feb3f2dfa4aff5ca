//! Tests of the rewriter: each operation on JSON in lines, JSON on one line, and YAML.

use super::{Rebuilt, Rewriter};
use crate::edit::{Edit, apply};
use crate::{Node, parse};
use asl_value::Value;

fn value(json: &str) -> Value {
    Value::from_json(json).unwrap()
}

/// The text after the edits that `change` makes of it, which is read without a problem.
fn after(text: &str, change: impl Fn(&Rewriter<'_>, &Node) -> Vec<Edit>) -> String {
    let root = parse(text).root.unwrap();
    let after = apply(text, &change(&Rewriter::new(text), &root));
    let read = parse(&after);
    assert_eq!(read.diagnostics, [], "{after}");
    after
}

#[test]
fn what_is_added_looks_like_what_stands_beside_it() {
    for (before, expected) in [
        ("{}", r#"{"k": {"a": [1]}}"#),
        (r#"{"b": 1}"#, r#"{"b": 1, "k": {"a": [1]}}"#),
        ("{\n    \"b\": 1\n}", "{\n    \"b\": 1,\n    \"k\": {\n        \"a\": [\n            1\n        ]\n    }\n}"),
        ("{\n  \"b\": {\"c\": 1}\n}", "{\n  \"b\": {\"c\": 1},\n  \"k\": {\"a\": [1]}\n}"),
        ("b: 1 # one\n", "b: 1 # one\nk:\n  a:\n    - 1\n"),
        ("b: [x]\nc:\n    d: |\n        e\n", "b: [x]\nc:\n    d: |\n        e\nk:\n  a:\n    - 1\n"),
    ] {
        let added = after(before, |rewriter, root| rewriter.append(root, "k", &value(r#"{"a":[1]}"#)));
        assert_eq!(added, expected, "{before}");
    }
    let steps = "a:\n    b: 1\n";
    let added = after(steps, |rewriter, root| rewriter.append(root, "k", &value(r#"{"c":{"d":1}}"#)));
    assert_eq!(added, "a:\n    b: 1\nk:\n    c:\n        d: 1\n");
    for (before, expected) in [
        (r#"{"b": 1}"#, r#"{"k": 7, "b": 1}"#),
        ("{\n  \"b\": 1\n}", "{\n  \"k\": 7,\n  \"b\": 1\n}"),
        ("# top\nb: 1\n", "# top\nk: 7\nb: 1\n"),
    ] {
        assert_eq!(after(before, |rewriter, root| rewriter.prepend(root, "k", &Value::from(7))), expected);
    }
    for (before, expected) in
        [("[]", "[7]"), ("[1]", "[1, 7]"), ("[\n  1\n]", "[\n  1,\n  7\n]"), ("- 1 # a\n", "- 1 # a\n- 7\n")]
    {
        assert_eq!(after(before, |rewriter, root| rewriter.append_item(root, &Value::from(7))), expected);
    }
}

#[test]
fn what_is_removed_or_moved_leaves_no_comma_and_no_line_behind() {
    for (before, without_first, without_last) in [
        ("[1, 2, 3]", "[2, 3]", "[1, 2]"),
        ("[\n  1,\n  2\n]", "[\n  2\n]", "[\n  1\n]"),
        ("- 1\n- 2\n# end\n", "- 2\n# end\n", "- 1\n# end\n"),
    ] {
        let last = |root: &Node| root.items().len() - 1;
        assert_eq!(after(before, |rewriter, root| rewriter.remove_item(root, 0).unwrap()), without_first);
        assert_eq!(after(before, |rewriter, root| rewriter.remove_item(root, last(root)).unwrap()), without_last);
    }
    assert_eq!(after("a: 1\nb: 2\n", |rewriter, root| rewriter.remove_member(root, 0).unwrap()), "b: 2\n");
    assert_eq!(after(r#"{"a": 1}"#, |rewriter, root| rewriter.remove_member(root, 0).unwrap()), "{}");
    for (before, expected) in [("[1, 2]", "[2, 1]"), ("-  a: 1\n   b: 2\n-  c\n", "-  c\n-  a: 1\n   b: 2\n")] {
        assert_eq!(after(before, |rewriter, root| rewriter.move_item_last(root, 0).unwrap()), expected);
    }
    let root = parse("[1]").root.unwrap();
    assert!(
        Rewriter::new("[1]").remove_item(&root, 1).is_none() && Rewriter::new("[1]").move_item_last(&root, 1).is_none()
    );
}

#[test]
fn strings_keep_their_quotes_and_get_some_where_they_need_them() {
    for (before, new, expected) in [
        ("a: one\n", "two", "a: two\n"),
        ("a: one # b\n", "x: y", "a: \"x: y\" # b\n"),
        ("a: 'one'\n", "it's", "a: 'it''s'\n"),
        ("a: 'one'\n", "1\n2", "a: \"1\\n2\"\n"),
        ("a: \"one\"\n", "yes", "a: \"yes\"\n"),
        ("a: [one, b]\n", "x, y", "a: [\"x, y\", b]\n"),
        (r#"{"a": "one"}"#, "\"", r#"{"a": "\""}"#),
    ] {
        let string = |root: &Node| root.get("a").map(|node| node.items().first().unwrap_or(node).clone()).unwrap();
        assert_eq!(
            after(before, |rewriter, root| rewriter.replace_string(&string(root), new).unwrap()),
            expected,
            "{before}"
        );
    }
    let text = "a: |\n  one\nb: &x one\n";
    let root = parse(text).root.unwrap();
    for key in ["a", "b"] {
        assert_eq!(Rewriter::new(text).replace_string(root.get(key).unwrap(), "two"), None, "{key}");
    }
    assert_eq!(Rewriter::new(text).replace(root.get("a").unwrap(), &Value::Null), None);
}

#[test]
fn values_are_replaced_and_wrapped() {
    for (before, expected) in [("a:\n  - 1\n  - 2\nb: 3\n", "a:\n  [7]\nb: 3\n"), (r#"{"a": 1}"#, r#"{"a": [7]}"#)] {
        let replaced = after(before, |rewriter, root| rewriter.replace(root.get("a").unwrap(), &value("[7]")).unwrap());
        assert_eq!(replaced, expected);
    }
    for (before, expected) in
        [("a:\n  b: 1\n  c: 2\n", "a:\n  - b: 1\n    c: 2\n"), (r#"{"a": "x"}"#, r#"{"a": ["x"]}"#)]
    {
        assert_eq!(after(before, |rewriter, root| rewriter.wrap_in_array(root.get("a").unwrap())), expected);
    }
    let renamed = after("a: 1\nb: 2\n", |rewriter, root| rewriter.rename(&root.members()[1], "c d").unwrap());
    assert_eq!(renamed, "a: 1\nc d: 2\n");
    let replaced = after("a: 1\nb: 2\n", |rewriter, root| {
        rewriter.replace_member(root, &root.members()[0], "c", &Value::from("yes"))
    });
    assert_eq!(replaced, "c: \"yes\"\nb: 2\n");
}

#[test]
fn members_are_written_anew_and_in_another_order_with_their_comments() {
    let key = |member: &crate::Member| member.key.value.clone();
    for (before, expected) in
        [(r#"{"b": 1, "a": 2}"#, r#"{"a": 2, "b": 1}"#), ("# of b\nb: 1\n# of a\na: 2", "# of a\na: 2\n# of b\nb: 1\n")]
    {
        assert_eq!(after(before, |rewriter, root| rewriter.reorder(root, key, Vec::new())), expected);
    }
    let one = Value::from(1);
    for (before, expected) in [
        ("b: 1 # of b\na: 2\nc: 3\n", "new: 1\na2: 2\nb: 1 # of b\n"),
        ("{\n\"b\": 1, \"a\": 2 }", "{\n\"new\": 1,\n\"a2\": 2,\n\"b\": 1 }"),
    ] {
        let rebuilt = after(before, |rewriter, root| {
            let kept = |index: usize, key| Rebuilt::Kept { member: &root.members()[index], key, inner: Vec::new() };
            vec![rewriter.rebuild(root, &[Rebuilt::Added { key: "new", value: &one }, kept(1, "a2"), kept(0, "b")])]
        });
        assert_eq!(rebuilt, expected);
    }
}
