//! The evaluated `Parameters` or `Arguments` of an HTTP Task → an [`HttpCall`], with AWS's refusals.

use std::rc::Rc;

use super::call::{ArrayFormat, Caller, HttpCall, Method, Transform};
use super::endpoint::{Endpoint, NonAsciiHost};
use super::forbidden;
use super::pairs::{Written, pairs};
use asl_aws::state_error::{Reason, StateError};
use asl_value::{Map, Sort, Value};

impl HttpCall {
    /// The fields of an HTTP Task (Developer Guide, "Call HTTPS APIs").
    pub const FIELDS: [&str; 8] = [
        "ApiEndpoint",
        "Method",
        "Authentication",
        "InvocationConfig",
        "Headers",
        "QueryParameters",
        "RequestBody",
        "Transform",
    ];

    /// Reads the evaluated `Parameters` of an HTTP Task.
    ///
    /// The error is `States.Runtime` with AWS's cause (without the prefix that names the state): a forbidden
    /// header, a missing field, a wrong type. The text for forbidden headers and the one for a wrong format are
    /// recorded from AWS; the others follow its wording elsewhere.
    pub fn from_parameters(parameters: &Value) -> Result<Self, StateError> {
        let mut reader = Reader { problems: Vec::new(), refused_headers: Vec::new() };
        let no_fields = Map::new();
        let fields = parameters.as_object().unwrap_or(&no_fields);
        reader.unknown_fields(fields, &Self::FIELDS);
        let call = Self {
            caller: Caller::HttpTask,
            endpoint: reader.required(fields, "ApiEndpoint").unwrap_or_default(),
            method: reader.method(fields).unwrap_or(Method::Get),
            connection: reader.connection(fields).unwrap_or_default(),
            headers: reader.headers(fields),
            query: reader.pairs(fields, "QueryParameters", Written::Query),
            body: fields.get("RequestBody").cloned(),
            transform: reader.transform(fields),
        };
        if !call.endpoint.is_empty() && Endpoint::parse(&call.endpoint).is_none() {
            match NonAsciiHost::find(&call.endpoint) {
                Some(host) => reader.problems.push(format!("{}: {host}", wrong_format("ApiEndpoint"))),
                None => reader.wrong_format("ApiEndpoint"),
            }
        }
        if reader.problems.is_empty() {
            return Ok(call);
        }
        let error = StateError::runtime(format!(
            "The Parameters '{}' could not be used to start the Task: [{}]",
            quoted(parameters),
            reader.problems.join(", ")
        ));
        let refused = reader.refused_headers;
        Err(if refused.is_empty() { error } else { error.because(Reason::ForbiddenHeaders(refused)) })
    }
}

fn wrong_format(field: &str) -> String {
    format!("The value of the field '{field}' has an invalid format")
}

/// Reads field after field and notes what is wrong.
struct Reader {
    problems: Vec<String>,
    refused_headers: Vec<String>,
}

impl Reader {
    fn wrong_format(&mut self, field: &str) {
        self.problems.push(wrong_format(field));
    }

    fn unknown_fields(&mut self, fields: &Map, known: &[&str]) {
        for field in fields.keys().filter(|field| !known.contains(&&***field)) {
            self.problems.push(format!("The field '{field}' is not supported by Step Functions"));
        }
    }

    fn missing(&mut self, field: &str) {
        self.problems.push(format!("The field '{field}' is required but was missing"));
    }

    fn required(&mut self, fields: &Map, field: &str) -> Option<Rc<str>> {
        match fields.get(field) {
            Some(Value::String(text)) if !text.is_empty() => return Some(Rc::clone(text)),
            Some(_) => self.wrong_format(field),
            None => self.missing(field),
        }
        None
    }

    fn method(&mut self, fields: &Map) -> Option<Method> {
        let name = self.required(fields, "Method")?;
        let method = Method::parse(&name);
        if method.is_none() {
            let names = Method::ALL.map(Method::as_str).join(", ");
            self.problems.push(format!("The field 'Method' should have one of these values: [{names}]"));
        }
        method
    }

    fn connection(&mut self, fields: &Map) -> Option<Rc<str>> {
        let holder = match (fields.get("Authentication"), fields.get("InvocationConfig")) {
            (Some(_), Some(_)) => {
                let text = "The fields 'Authentication' and 'InvocationConfig' cannot be used together";
                self.problems.push(text.to_owned());
                return None;
            }
            (None, None) => {
                self.missing("InvocationConfig");
                return None;
            }
            (Some(holder), None) => ("Authentication", holder),
            (None, Some(holder)) => ("InvocationConfig", holder),
        };
        match holder {
            (_, Value::Object(members)) => {
                self.unknown_fields(members, &["ConnectionArn"]);
                self.required(members, "ConnectionArn")
            }
            (field, _) => {
                self.wrong_format(field);
                None
            }
        }
    }

    fn pairs(&mut self, fields: &Map, field: &str, written: Written) -> Vec<(Rc<str>, Rc<str>)> {
        let read = fields.get(field).map_or_else(|| Some(Vec::new()), |value| pairs(value, written));
        read.unwrap_or_else(|| {
            self.wrong_format(field);
            Vec::new()
        })
    }

    fn headers(&mut self, fields: &Map) -> Vec<(Rc<str>, Rc<str>)> {
        let headers = self.pairs(fields, "Headers", Written::Headers);
        let mut refused: Vec<String> = Vec::new();
        for (name, _) in &headers {
            let name = name.to_ascii_lowercase();
            if forbidden::for_task(&name) && !refused.contains(&name) {
                refused.push(name);
            }
        }
        if !refused.is_empty() {
            self.problems.push(format!("The 'Headers' field contains unsupported values: [{}]", refused.join(", ")));
            self.refused_headers = refused;
        }
        headers
    }

    fn transform(&mut self, fields: &Map) -> Transform {
        let members = match fields.get("Transform") {
            None => return Transform::None,
            Some(Value::Object(members)) => members,
            Some(_) => {
                self.wrong_format("Transform");
                return Transform::None;
            }
        };
        self.unknown_fields(members, &["RequestBodyEncoding", "RequestEncodingOptions"]);
        let format = self.array_format(members);
        match members.get("RequestBodyEncoding") {
            None => Transform::None,
            Some(encoding) => match encoding.as_str() {
                Some("NONE") => Transform::None,
                Some("URL_ENCODED") => Transform::UrlEncoded(format),
                _ => {
                    let text = "The field 'RequestBodyEncoding' should have one of these values: [NONE, URL_ENCODED]";
                    self.problems.push(text.to_owned());
                    Transform::None
                }
            },
        }
    }

    fn array_format(&mut self, transform: &Map) -> ArrayFormat {
        let options = match transform.get("RequestEncodingOptions") {
            None => return ArrayFormat::default(),
            Some(Value::Object(options)) => options,
            Some(_) => {
                self.wrong_format("RequestEncodingOptions");
                return ArrayFormat::default();
            }
        };
        self.unknown_fields(options, &["ArrayFormat"]);
        match options.get("ArrayFormat").map(Value::as_str) {
            None | Some(Some("INDICES")) => ArrayFormat::Indices,
            Some(Some("REPEAT")) => ArrayFormat::Repeat,
            Some(Some("COMMAS")) => ArrayFormat::Commas,
            Some(Some("BRACKETS")) => ArrayFormat::Brackets,
            Some(_) => {
                let names = "INDICES, REPEAT, COMMAS, BRACKETS";
                self.problems.push(format!("The field 'ArrayFormat' should have one of these values: [{names}]"));
                ArrayFormat::default()
            }
        }
    }
}

/// The parameters as AWS quotes them. Its recorded order of the fields is neither the author's nor the alphabet's:
/// it is that of a Java `HashMap` of the names, which this rebuilds.
fn quoted(parameters: &Value) -> Value {
    let Some(fields) = parameters.as_object() else {
        return parameters.clone();
    };
    // A table of 16 buckets that doubles as soon as more than three quarters are filled.
    let mut buckets = 16;
    while fields.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let bucket = |name: &str| {
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    };
    let mut members: Vec<_> = fields.iter().collect();
    // A stable sort: within a bucket the order is that of insertion.
    members.order_by_key(|(name, _)| bucket(name));
    Value::from(members.into_iter().map(|(name, value)| (Rc::clone(name), value.clone())).collect::<Map>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(fields: &str) -> Result<HttpCall, StateError> {
        let start = r#"{"ApiEndpoint":"https://a.example/x","Method":"GET","Authentication":{"ConnectionArn":"c"}"#;
        HttpCall::from_parameters(&Value::from_json(&format!("{start}{fields}}}")).unwrap())
    }

    fn problem(parameters: &str) -> String {
        let error = HttpCall::from_parameters(&Value::from_json(parameters).unwrap()).unwrap_err();
        assert_eq!(error.name(), "States.Runtime");
        let cause = error.cause.unwrap();
        cause.split_once("could not be used to start the Task: ").unwrap().1.to_owned()
    }

    #[test]
    fn the_fields_are_read_with_their_defaults() {
        let read = call("").unwrap();
        assert_eq!((&*read.endpoint, read.method, &*read.connection), ("https://a.example/x", Method::Get, "c"));
        assert_eq!((read.headers, read.query, read.body, read.transform), (vec![], vec![], None, Transform::None));
        let read = call(r#","RequestBody":null,"Transform":{"RequestBodyEncoding":"URL_ENCODED"}"#).unwrap();
        assert_eq!(read.body, Some(Value::Null));
        assert_eq!(read.transform, Transform::UrlEncoded(ArrayFormat::Indices));
        let ignored = r#","Transform":{"RequestEncodingOptions":{"ArrayFormat":"COMMAS"}}"#;
        assert_eq!(call(ignored).unwrap().transform, Transform::None);
        let recommended =
            r#"{"ApiEndpoint":"https://a.example","Method":"PUT","InvocationConfig":{"ConnectionArn":"d"}}"#;
        assert_eq!(&*HttpCall::from_parameters(&Value::from_json(recommended).unwrap()).unwrap().connection, "d");
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_every_reason() {
        let connection = r#""Authentication":{"ConnectionArn":"c"}"#;
        for (parameters, expected) in [
            (
                "{}".to_owned(),
                "[The field 'ApiEndpoint' is required but was missing, The field 'Method' is required but was \
                 missing, The field 'InvocationConfig' is required but was missing]",
            ),
            (
                format!(r#"{{"ApiEndpoint":"http://a.example","Method":"GET",{connection}}}"#),
                "[The value of the field 'ApiEndpoint' has an invalid format]",
            ),
            (
                format!(r#"{{"ApiEndpoint":"https://bücher.example/","Method":"GET",{connection}}}"#),
                "[The value of the field 'ApiEndpoint' has an invalid format: the host `bücher.example` is not ASCII; \
                 write its ASCII form `xn--…`]",
            ),
            (
                format!(r#"{{"ApiEndpoint":"https://a.example","Method":"get",{connection}}}"#),
                "[The field 'Method' should have one of these values: [GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD]]",
            ),
            (
                format!(r#"{{"ApiEndpoint":"https://a.example","Method":"GET","Heders":{{}},{connection}}}"#),
                "[The field 'Heders' is not supported by Step Functions]",
            ),
            (
                format!(r#"{{"ApiEndpoint":"https://a.example","Method":"GET","Headers":{{"x":null}},{connection}}}"#),
                "[The value of the field 'Headers' has an invalid format]",
            ),
            (
                format!(
                    r#"{{"ApiEndpoint":"https://a.example","Method":"GET",{connection},"InvocationConfig":{{"ConnectionArn":"d"}}}}"#
                ),
                "[The fields 'Authentication' and 'InvocationConfig' cannot be used together]",
            ),
            (
                format!(
                    r#"{{"ApiEndpoint":"https://a.example","Method":"GET",{connection},"Transform":{{"RequestBodyEncoding":"XML"}}}}"#
                ),
                "[The field 'RequestBodyEncoding' should have one of these values: [NONE, URL_ENCODED]]",
            ),
            (
                format!(
                    r#"{{"ApiEndpoint":"https://a.example","Method":"GET",{connection},"Headers":{{"Host":"h","X-Amz-Date":"d","Accept":"a"}}}}"#
                ),
                "[The 'Headers' field contains unsupported values: [host, x-amz-date]]",
            ),
        ] {
            assert_eq!(problem(&parameters), expected, "{parameters}");
        }
    }
}
