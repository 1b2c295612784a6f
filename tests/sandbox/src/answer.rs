//! What goes back to a client, and the answers that a test lays down in advance.

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER,
};

/// A whole HTTP answer that a test lays down for a message id.
///
/// It is sent as it is: neither spelt nor compressed. `Content-Length` is always the length of
/// the body; one among the headers is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, from 200 to 999.
    pub status: u16,
    /// Header names and values, in order. Nothing is added but `Date` and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with `Content-Type: application/json`.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status,
            headers: vec![("Content-Type".into(), "application/json".into())],
            body: body.into(),
        }
    }

    /// Panics on what HTTP cannot carry: the test that wrote it has to be corrected.
    fn into_reply(self) -> Reply {
        let status = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| !status.is_informational())
            .unwrap_or_else(|| panic!("{} is no status of a final HTTP answer", self.status));
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .unwrap_or_else(|_| panic!("{name:?} is no name of an HTTP header"));
            let value = HeaderValue::from_str(value)
                .unwrap_or_else(|_| panic!("{value:?} is no value of an HTTP header"));
            headers.append(name, value);
        }
        headers.remove(CONTENT_LENGTH);
        Reply {
            status,
            headers,
            body: self.body.into(),
            compressed: None,
            summary: "an answer laid down by the test".into(),
        }
    }
}

/// What the server sends, whatever made it.
#[derive(Clone)]
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Where the compressed body is kept once it has been made; `None` where the body must not
    /// be compressed.
    pub compressed: Option<Arc<OnceLock<Bytes>>>,
    /// What the answer says, for the line that the program prints.
    pub summary: String,
}

impl Reply {
    pub fn json(status: StatusCode, body: impl Into<Bytes>, summary: String) -> Reply {
        Reply::new(status, "application/json", body.into(), summary)
    }

    pub fn not_found() -> Reply {
        let body = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\
            <body><h1>Not Found</h1><p>The sandbox answers /v1/bulk-status only.</p></body>\
            </html>\n";
        Reply::html(StatusCode::NOT_FOUND, body, "no such path")
    }

    pub fn method_not_allowed() -> Reply {
        let body = "<!DOCTYPE html>\n<html><head><title>405 Method Not Allowed</title></head>\
            <body><h1>Method Not Allowed</h1><p>Use GET.</p></body></html>\n";
        let mut reply = Reply::html(StatusCode::METHOD_NOT_ALLOWED, body, "not a GET");
        reply.headers.insert(ALLOW, HeaderValue::from_static("GET"));
        reply
    }

    pub fn retry_after(mut self, seconds: u64) -> Reply {
        self.headers.insert(RETRY_AFTER, seconds.into());
        self
    }

    /// Compresses the body, unless it must stay as it is.
    pub fn gzip(&mut self) {
        let Some(compressed) = &self.compressed else {
            return;
        };
        self.body = compressed.get_or_init(|| gzip(&self.body)).clone();
        self.headers
            .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }

    fn html(status: StatusCode, body: &'static str, summary: &str) -> Reply {
        let body = Bytes::from_static(body.as_bytes());
        Reply::new(status, "text/html; charset=utf-8", body, summary.into())
    }

    fn new(status: StatusCode, content_type: &'static str, body: Bytes, summary: String) -> Reply {
        let content_type = (CONTENT_TYPE, HeaderValue::from_static(content_type));
        Reply {
            status,
            headers: HeaderMap::from_iter([content_type]),
            body,
            compressed: Some(Arc::default()),
            summary,
        }
    }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(body)
        .and_then(|()| encoder.finish())
        .expect("writing to memory cannot fail")
        .into()
}

/// The answers laid down for message ids.
#[derive(Default)]
pub(crate) struct LaidDown {
    once: HashMap<String, VecDeque<Reply>>,
    always: HashMap<String, Reply>,
}

impl LaidDown {
    pub fn add_once(&mut self, message_id: &str, answer: Answer) {
        let queue = self.once.entry(message_id.to_owned()).or_default();
        queue.push_back(answer.into_reply());
    }

    pub fn set(&mut self, message_id: &str, answer: Answer) {
        let reply = answer.into_reply();
        self.always.insert(message_id.to_owned(), reply);
    }

    /// The next answer for this message: first those for one request each, then the lasting one.
    pub fn take(&mut self, message_id: &str) -> Option<Reply> {
        let queue = self.once.get_mut(message_id);
        let next = queue.and_then(VecDeque::pop_front);
        next.or_else(|| self.always.get(message_id).cloned())
    }
}
