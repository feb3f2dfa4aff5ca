//! A call that the code of a Lambda function makes: nothing is merged into it, and no connection is asked for anything.

use std::rc::Rc;

use super::attempt::Prepared;
use super::call::{Caller, Method};
use super::connection::Secret;
use super::endpoint::Endpoint;
use super::request::{Origin, OutgoingRequest, ShownHeader, ShownRequest};

/// The request of a function, ready to leave; the error says in a sentence why it does not.
pub fn prepare(
    method: &str,
    url: &str,
    headers: &[(Rc<str>, Rc<str>)],
    body: Option<&Rc<str>>,
) -> Result<Prepared, String> {
    let endpoint = Endpoint::parse_encoded(url).ok_or_else(|| match url.strip_prefix("http://") {
        Some(_) => "The page calls plain `http` on this machine only.".to_owned(),
        None => format!("`{url}` is not a URL that the page can call."),
    })?;
    let named = Method::parse(method);
    let method = named.ok_or_else(|| format!("The page does not send requests with the method `{method}`."))?;
    // Put together from what was checked, so that no other origin is called.
    let query = endpoint.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let url: Rc<str> = format!("{}{}{query}", endpoint.origin, endpoint.path).into();
    let is_sent = |name: &&(Rc<str>, Rc<str>)| !name.0.eq_ignore_ascii_case("host");
    let shown = |(name, value): &(Rc<str>, Rc<str>)| ShownHeader {
        name: Rc::clone(name),
        value: Rc::clone(value),
        origin: Origin::Task,
    };
    let shown = ShownRequest {
        method: method.as_str().into(),
        url: Rc::clone(&url),
        headers: headers.iter().filter(is_sent).map(shown).collect(),
        body: body.cloned(),
        region: Rc::default(),
        caller: Caller::Function,
        connection: None,
    };
    let sent = |(name, value): &(Rc<str>, Rc<str>)| (Rc::clone(name), Secret::new(Rc::clone(value)));
    Ok(Prepared::new(OutgoingRequest {
        method,
        url: Secret::new(url),
        headers: headers.iter().filter(is_sent).map(sent).collect(),
        body: body.map(|body| Secret::new(Rc::clone(body))),
        shown: Rc::new(shown),
    }))
}

#[cfg(test)]
mod tests {
    use super::prepare;
    use crate::Transport;

    #[test]
    fn a_call_of_a_function_goes_out_as_its_code_says() {
        let headers = [("X-A".into(), "b".into()), ("Host".into(), "other.example".into())];
        let prepared = prepare("POST", "https://a.example/x%20y?q=1#part", &headers, Some(&"{}".into())).unwrap();
        assert_eq!(prepared.transport, Transport::Direct);
        assert_eq!(prepared.request.url.expose(), "https://a.example/x%20y?q=1");
        let sent: Vec<_> = prepared.request.headers.iter().map(|(name, value)| (&**name, value.expose())).collect();
        assert_eq!(sent, [("X-A", "b")]);
        assert_eq!(&*prepared.request.shown.url, "https://a.example/x%20y?q=1");
        let practice = prepare("GET", "https://practice.test/hello", &[], None).unwrap();
        assert_eq!(practice.transport, Transport::Practice);
    }

    #[test]
    fn what_the_page_cannot_call_says_why() {
        for (method, url, part) in [
            ("GET", "http://a.example/", "plain `http`"),
            ("GET", "ftp://a.example/", "not a URL"),
            ("GET", "https://me@a.example/", "not a URL"),
            ("BREW", "https://a.example/", "`BREW`"),
        ] {
            let said = prepare(method, url, &[], None).unwrap_err();
            assert!(said.contains(part), "{said}");
        }
        assert!(prepare("GET", "http://127.0.0.1:8080/x", &[], None).is_ok());
    }
}
