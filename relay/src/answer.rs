//! The answer out of bytes: its head by `httparse`, its body by the three ways in which HTTP/1.1 ends one (RFC 9112, 6.3).

use std::io;

use asl_http::relay::{Answer, Fault, FaultKind};
use asl_http::response::BODY_LIMIT;
use httparse::{EMPTY_HEADER, Response, Status};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The most bytes of a head, of all heads that come ahead of it, and of the line before a chunk.
const HEAD_LIMIT: usize = 64 * 1024;
/// The most headers.
const HEADERS: usize = 256;
/// The bytes of a body that a Task may take and one more, so that going over it shows.
pub const MOST: usize = BODY_LIMIT + 1;

/// Reads the answer to a request whose method is HEAD, or another one, and at most so many bytes of its body.
pub async fn read<S: AsyncRead + Unpin>(stream: S, to_head: bool, most: usize) -> Result<Answer, Fault> {
    let mut input = Input { stream, buffer: Vec::new(), most };
    let mut heads = 0;
    loop {
        let (head, length) = input.head().await?;
        heads += length;
        if heads > HEAD_LIMIT {
            return Err(not_http("the response headers are too large"));
        }
        if head.status < 100 {
            return Err(not_http("the response has no status"));
        }
        // What is sent ahead of the answer: 100, 103.
        if head.status < 200 && head.status != 101 {
            continue;
        }
        let has_none = to_head || matches!(head.status, 101 | 204 | 304);
        let framing = head.framing()?;
        let body = if has_none { Vec::new() } else { input.body(framing).await? };
        let Head { status, reason, headers } = head;
        return Ok(Answer { status, reason, headers, body: Answer::encoded(&body), redirects: 0, phases: None });
    }
}

struct Head {
    status: u16,
    reason: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// The values of a header, those in one line parted at their commas.
    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        of_name.flat_map(|(_, value)| value.split(',')).map(str::trim)
    }

    /// How the body ends. What could be read in two ways is refused: whoever stands between would read it in the other one.
    fn framing(&self) -> Result<Framing, Fault> {
        let codings: Vec<&str> = self.values("transfer-encoding").collect();
        match codings.as_slice() {
            [] => {}
            [only] if only.eq_ignore_ascii_case("chunked") => return Ok(Framing::Chunks),
            [_] => return Err(not_http("the response has a `Transfer-Encoding` other than `chunked`")),
            _ => return Err(not_http("the response has several `Transfer-Encoding` headers")),
        }
        let mut lengths = self.values("content-length");
        let Some(first) = lengths.next() else { return Ok(Framing::ToTheEnd) };
        if lengths.any(|other| other != first) {
            return Err(not_http("the response has several `Content-Length` headers that differ"));
        }
        let digits = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
        let length = if digits { first.parse().ok() } else { None };
        length.map(Framing::Length).ok_or_else(|| not_http("the response's `Content-Length` is not a number"))
    }
}

/// How the body of an answer ends.
enum Framing {
    Chunks,
    /// After so many bytes.
    Length(usize),
    /// With the connection.
    ToTheEnd,
}

/// A stream and what was read of it.
struct Input<S> {
    stream: S,
    buffer: Vec<u8>,
    /// The bytes of a body that are wanted.
    most: usize,
}

impl<S: AsyncRead + Unpin> Input<S> {
    /// Reads on; `false` at the end. A TLS connection that ends without saying so has ended too: whether the answer was
    /// whole is seen by its length.
    async fn more(&mut self) -> Result<bool, Fault> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(count) => Ok(count > 0),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(Fault::new(FaultKind::Closed, format!("the connection was lost: {}", error.kind()))),
        }
    }

    /// The next head, and its length in bytes.
    async fn head(&mut self) -> Result<(Head, usize), Fault> {
        loop {
            if let Some((head, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok((head, length));
            }
            if self.buffer.len() > HEAD_LIMIT {
                return Err(not_http("the response headers are too large"));
            }
            if !self.more().await? {
                let what = if self.buffer.is_empty() { "without a response" } else { "within the response headers" };
                return Err(Fault::new(FaultKind::Closed, format!("the API closed the connection {what}")));
            }
        }
    }

    async fn body(&mut self, framing: Framing) -> Result<Vec<u8>, Fault> {
        match framing {
            Framing::Chunks => self.chunks().await,
            Framing::Length(length) => self.exactly(length).await,
            Framing::ToTheEnd => {
                while self.buffer.len() < self.most && self.more().await? {}
                self.buffer.truncate(self.most);
                Ok(std::mem::take(&mut self.buffer))
            }
        }
    }

    /// The next `length` bytes, or as many of them as are wanted at all.
    async fn exactly(&mut self, length: usize) -> Result<Vec<u8>, Fault> {
        let wanted = length.min(self.most);
        while self.buffer.len() < wanted {
            if !self.more().await? {
                let detail = "the API closed the connection within the response body";
                return Err(Fault::new(FaultKind::Closed, detail));
            }
        }
        Ok(self.buffer.drain(..wanted).collect())
    }

    async fn chunks(&mut self) -> Result<Vec<u8>, Fault> {
        let mut body = Vec::new();
        loop {
            let size = self.chunk_size().await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend(self.exactly(size).await?);
            if body.len() >= self.most {
                body.truncate(self.most);
                return Ok(body);
            }
            if self.exactly(2).await? != b"\r\n" {
                return Err(not_http("a chunk of the response is longer than its stated size"));
            }
        }
    }

    async fn chunk_size(&mut self) -> Result<usize, Fault> {
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(Status::Complete((used, size))) => {
                    self.buffer.drain(..used);
                    return Ok(usize::try_from(size).unwrap_or(usize::MAX));
                }
                Ok(Status::Partial) if self.buffer.len() <= HEAD_LIMIT => {
                    if !self.more().await? {
                        let detail = "the API closed the connection before the last chunk of the response";
                        return Err(Fault::new(FaultKind::Closed, detail));
                    }
                }
                _ => return Err(not_http("a chunk of the response has no size")),
            }
        }
    }
}

/// The head at the start of `bytes` and its length; nothing while it is not whole.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Fault> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut response = Response::new(&mut headers);
    match response.parse(bytes) {
        Ok(Status::Partial) => Ok(None),
        Err(error) => Err(not_http(&format!("the response is not HTTP/1.1: {error}"))),
        Ok(Status::Complete(length)) => {
            let header = |header: &httparse::Header<'_>| (header.name.to_owned(), text(header.value));
            let head = Head {
                status: response.code.unwrap_or_default(),
                reason: response.reason.unwrap_or_default().to_owned(),
                headers: response.headers.iter().map(header).collect(),
            };
            Ok(Some((head, length)))
        }
    }
}

/// A header's value: UTF-8, or else Latin-1, in which every byte is a letter.
fn text(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

fn not_http(detail: &str) -> Fault {
    Fault::new(FaultKind::NotHttp, detail)
}

#[cfg(test)]
mod tests {
    use asl_http::relay::{Reply, read_reply};
    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    /// What is made of an answer that comes in pieces of `size` bytes.
    async fn read_in_pieces(bytes: &[u8], size: usize) -> Result<Answer, Fault> {
        let (mut api, stream) = duplex(size);
        let send = async {
            // The reader may have enough before all is sent.
            let _ = api.write_all(bytes).await;
            drop(api);
        };
        tokio::join!(read(stream, false, MOST), send).0
    }

    /// `status reason | name=value … | body`, or the fault's kind.
    fn shown(answer: Result<Answer, Fault>) -> String {
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => return format!("{:?}", fault.kind),
        };
        let reply = serde_json::to_string(&Reply::Answer(answer)).unwrap();
        let answer = read_reply(&reply).unwrap().response;
        let headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = String::from_utf8_lossy(&answer.body);
        format!("{} {} | {} | {body}", answer.status, answer.status_text, headers.join(" "))
    }

    #[tokio::test]
    async fn an_answer_is_read_as_it_was_written_in_whatever_pieces_it_comes() {
        for (bytes, expected) in [
            (
                "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: 2\r\n\r\n{}tail",
                "200 OK | X-A=1 x-a=2 Content-Length=2 | {}",
            ),
            ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200  | Content-Length=0 | "),
            ("HTTP/1.1 418 Kettle\r\n\r\nto the end", "418 Kettle |  | to the end"),
            ("HTTP/1.1 204 No Content\r\n\r\nnone of it", "204 No Content |  | "),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 \
                 OK\r\nContent-Length: 1\r\n\r\nx",
                "200 OK | Content-Length=1 | x",
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: \
                 1\r\n\r\na;note=1\r\n0123456789\r\n2\r\nab\r\n0\r\nT: x\r\n\r\n",
                "200 OK | Transfer-Encoding=Chunked Content-Length=1 | 0123456789ab",
            ),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", "Closed"),
            ("HTTP/1.1 200 OK\r\nContent-Le", "Closed"),
            ("", "Closed"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab", "Closed"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}}", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}", "200 OK | Content-Length=2, 2 | {}"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "NotHttp",
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "NotHttp"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "NotHttp"),
            ("HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n", "NotHttp"),
            ("SSH-2.0-OpenSSH\r\n", "NotHttp"),
        ] {
            for size in [1, 7, 4096] {
                assert_eq!(shown(read_in_pieces(bytes.as_bytes(), size).await), expected, "{bytes}");
            }
        }
    }

    #[tokio::test]
    async fn whatever_an_api_sends_is_an_answer_within_the_limits_or_a_fault() {
        const ANSWERS: [&str; 4] = [
            "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n{}tail",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na;x=1\r\n0123456789\r\n0\r\nT: x\r\n\r\n",
            "HTTP/1.1 418 Kettle\r\n\r\nto the end",
        ];
        const WORDS: [&str; 12] = [
            "\r\n",
            "\r\n\r\n",
            "\n",
            ": ",
            "Transfer-Encoding: chunked\r\n",
            "Content-Length: 18446744073709551616\r\n",
            "Content-Length: -1\r\n",
            "ffffffffffffffff\r\n",
            "0\r\n",
            "HTTP/1.1 ",
            "\0",
            "999",
        ];
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..20_000 {
            let mut bytes = random.choice(ANSWERS).unwrap().as_bytes().to_vec();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(..=bytes.len());
                let end = (at + random.usize(..12)).min(bytes.len());
                match random.u8(..4) {
                    0 => drop(bytes.drain(at..end)),
                    1 => bytes.insert(at, random.u8(..)),
                    2 => drop(bytes.splice(at..end, random.choice(WORDS).unwrap().bytes())),
                    _ => drop(bytes.splice(at..at, random.choice(WORDS).unwrap().bytes())),
                }
            }
            if let Ok(answer) = read_in_pieces(&bytes, 4096).await {
                assert!(answer.status == 101 || answer.status >= 200, "{}", answer.status);
                assert!(answer.body.len() <= Answer::encoded(&bytes).len(), "more than was sent");
            }
        }
    }

    #[tokio::test]
    async fn no_more_is_read_than_a_task_may_take_and_heads_have_an_end() {
        let large = "x".repeat(BODY_LIMIT + 1000);
        let length = large.len();
        for head in [
            format!("Content-Length: {length}\r\n\r\n"),
            "\r\n".to_owned(),
            format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n"),
        ] {
            let answer = read_in_pieces(format!("HTTP/1.1 200 OK\r\n{head}{large}").as_bytes(), 4096).await.unwrap();
            assert_eq!(answer.body.len(), Answer::encoded(&vec![0; MOST]).len(), "{head}");
        }
        let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(HEAD_LIMIT * 2));
        assert_eq!(shown(read_in_pieces(endless.as_bytes(), 4096).await), "NotHttp");
        let hints = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(HEAD_LIMIT / 10);
        assert_eq!(shown(read_in_pieces(hints.as_bytes(), 4096).await), "NotHttp");
    }

    #[tokio::test]
    async fn an_answer_to_head_has_no_body_whatever_its_length_says() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
        assert_eq!(shown(read(&bytes[..], true, MOST).await), "200 OK | Content-Length=10 | ");
    }
}
