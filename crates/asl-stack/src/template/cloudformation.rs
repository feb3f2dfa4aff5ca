//! What a person is asked for to fill in the values of a template: parameters, and what only AWS knows. `resolve` works
//! values out and asks; here is what is asked for and what was answered.

use asl_value::SortedMap;
use std::rc::Rc;

use asl_http::Secret;
use asl_text::Node;

/// A value that a person is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Its name: of a parameter, or the text of what stands for the value.
    pub name: Rc<str>,
    /// The parameter's `Description`; empty for none.
    pub description: Rc<str>,
    /// Its `Default`.
    pub default: Option<Rc<str>>,
    /// Whether it is not to be seen: `NoEcho`, or a reference to a secret.
    pub is_secret: bool,
}

/// The answers of the person, by [`Ask::name`].
pub type Answers = SortedMap<Rc<str>, Secret>;

/// The resources of `template` with this `Type`: each one's logical id and `Properties`.
pub fn resources<'a>(template: &'a Node, kind: &str) -> Vec<(&'a Rc<str>, &'a Node)> {
    let all = template.get("Resources").map(Node::members).unwrap_or_default();
    let of_kind = |node: &Node| node.get("Type").and_then(Node::as_str).is_some_and(|known| &**known == kind);
    all.iter()
        .filter(|member| of_kind(&member.value))
        .filter_map(|member| Some((&member.key.value, member.value.get("Properties")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::resolve::Resolver;
    use super::*;

    const TEMPLATE: &str = r"
Parameters:
  Host: {Type: String, Default: api.example.com, Description: Where it is}
  Secret: {Type: String, NoEcho: true}
Mappings:
  Stages: {prod: {name: live}}
Resources: {}
";

    #[test]
    fn values_are_worked_out_and_what_aws_alone_knows_is_asked_for() {
        let template = asl_text::parse(TEMPLATE).root.unwrap();
        let answers = Answers::from([
            (Rc::from("Secret"), Secret::new("hush")),
            ("{{resolve:secretsmanager:a}}".into(), Secret::new("key")),
        ]);
        for (yaml, expected, asked) in [
            ("!Ref Host", r#""api.example.com""#, "Host"),
            ("!Ref Secret", r#""hush""#, "Secret"),
            (
                "!Sub 'https://${Host}/${AWS::Region}/${!Kept}'",
                r#""https://api.example.com/us-east-1/${Kept}""#,
                "Host",
            ),
            ("!Sub ['${a}-${b}', {a: x, b: !Ref Secret}]", r#""x-hush""#, "Secret"),
            ("!Join ['-', [a, !Ref 'AWS::AccountId', 3]]", r#""a-123456789012-3""#, ""),
            ("!FindInMap [Stages, prod, name]", r#""live""#, ""),
            ("'Bearer {{resolve:secretsmanager:a}}!'", r#""Bearer key!""#, "{{resolve:secretsmanager:a}}"),
            ("!GetAtt Other.Value", r#""""#, r#"{"Fn::GetAtt":"Other.Value"}"#),
            ("{a: !Ref 'AWS::NoValue', b: [1, true, {c: d}]}", r#"{"b":[1,true,{"c":"d"}]}"#, ""),
            ("'${ open {{resolve:'", r#""${ open {{resolve:""#, ""),
        ] {
            let node = asl_text::yaml::parse(yaml).root.unwrap();
            let resolver = Resolver::for_connection(&template, &answers);
            let value = resolver.value(&node).unwrap();
            assert_eq!(value.to_json(), expected, "{yaml}");
            let asks = resolver.into_asks();
            let names: Vec<&str> = asks.iter().map(|ask| &*ask.name).collect();
            assert_eq!(
                names.join(" ").replace("Other\",\"Value", "Other.Value").replace(['[', ']'], ""),
                asked,
                "{yaml}"
            );
        }
        let resolver = Resolver::for_connection(&template, &answers);
        for yaml in ["!Ref Host", "!Ref Secret"] {
            resolver.value(&asl_text::yaml::parse(yaml).root.unwrap());
        }
        let asks = resolver.into_asks();
        assert_eq!(
            (&*asks[0].description, asks[0].default.as_deref(), asks[0].is_secret),
            ("Where it is", Some("api.example.com"), false)
        );
        assert!(asks[1].is_secret);
    }
}
