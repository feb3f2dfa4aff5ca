//! `Retry-After` of an answer: a number of seconds, or a date (RFC 9110, section 10.2.3).

use std::rc::Rc;

use super::response::HttpResponse;
use asl_aws::time::Timestamp;

/// What an answer asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum RetryAfter {
    /// To wait so many milliseconds.
    Wait(i64),
    /// A negative number, with which EventBridge does not try again.
    Never,
    /// Nothing that can be read: the text. It counts as nothing.
    Unreadable(Rc<str>),
}

impl RetryAfter {
    /// What the answer asks for; `None` where it has no such header. A date counts from when the answer came.
    pub fn of(response: &HttpResponse, answered_at: Timestamp) -> Option<Self> {
        let value = response.header("retry-after")?.trim();
        if let Ok(seconds) = value.parse::<i64>() {
            return Some(if seconds < 0 { Self::Never } else { Self::Wait(seconds.saturating_mul(1000)) });
        }
        Some(match http_date(value) {
            Some(until) => Self::Wait(until.millis_since(answered_at).max(0)),
            None => Self::Unreadable(value.into()),
        })
    }

    /// The wait in seconds, where it is one.
    pub fn seconds(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "some seconds, in milliseconds")]
            Self::Wait(millis) => Some(*millis as f64 / 1000.0),
            Self::Never | Self::Unreadable(_) => None,
        }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`; older forms are not sent any more.
fn http_date(text: &str) -> Option<Timestamp> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|known| *known == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        let answered = Timestamp::parse("1994-11-06T08:49:07Z").unwrap();
        for (value, expected) in [
            ("30", RetryAfter::Wait(30_000)),
            (" 0 ", RetryAfter::Wait(0)),
            ("-1", RetryAfter::Never),
            ("Sun, 06 Nov 1994 08:49:37 GMT", RetryAfter::Wait(30_000)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", RetryAfter::Wait(0)),
            ("soon", RetryAfter::Unreadable("soon".into())),
        ] {
            let headers = vec![("Retry-After".into(), value.into())];
            let response = HttpResponse { status: 429, headers, ..HttpResponse::default() };
            assert_eq!(RetryAfter::of(&response, answered), Some(expected), "{value}");
        }
        assert_eq!(RetryAfter::of(&HttpResponse::default(), answered), None);
    }
}
