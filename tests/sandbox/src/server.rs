//! The sockets: accepting connections, TLS, HTTP/1.1, and handing each request to the rules.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::answer::Reply;
use crate::config::Outcome;
use crate::requests::RecordedRequest;
use crate::sandbox::State;
use crate::spelling::Spelling;
use crate::{lock, provider};

const PATH: &str = "/v1/bulk-status";

/// Accepts connections for as long as it is polled. Each is served on a task of its own, so that
/// a client that never finishes its handshake holds nobody up.
pub(crate) async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, state: Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: others may be closed in a moment.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        state.connections.fetch_add(1, Ordering::SeqCst);
        // Where this fails, answers come a little later; there is nothing else to do about it.
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        match tls.clone() {
            None => drop(tokio::spawn(serve(stream, state))),
            Some(tls) => drop(tokio::spawn(async move {
                // A failed handshake is the client's to report: a test may want it to fail.
                if let Ok(stream) = tls.accept(stream).await {
                    serve(stream, state).await;
                }
            })),
        }
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, state: Arc<State>) {
    let service = service_fn(|request| handle(request, Arc::clone(&state)));
    // A connection that breaks off is the client's to report.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn handle(
    request: Request<Incoming>,
    state: Arc<State>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let query = request.uri().query().unwrap_or_default();
    let recorded = RecordedRequest {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: query.to_owned(),
        message_id: parameter(query, "messageId"),
        headers: headers_as_text(request.headers()),
    };
    state.log.record(recorded.clone());

    let settings = *lock(&state.settings);
    if !settings.latency.is_zero() {
        tokio::time::sleep(settings.latency).await;
    }
    let mut reply = reply(request.method(), &recorded, settings.spelling, &state);
    if settings.gzip && accepts_gzip(request.headers()) {
        reply.gzip();
    }
    if let Some(on_answer) = state.on_answer {
        on_answer(
            &recorded,
            &Outcome {
                http_status: reply.status.as_u16(),
                body_bytes: reply.body.len(),
                summary: std::mem::take(&mut reply.summary),
            },
        );
    }
    Ok(response(reply))
}

fn reply(method: &Method, recorded: &RecordedRequest, spelling: Spelling, state: &State) -> Reply {
    if recorded.path != PATH {
        return Reply::not_found();
    }
    if method != Method::GET {
        return Reply::method_not_allowed();
    }
    let message_id = recorded.message_id.as_deref().unwrap_or_default();
    if let Some(laid_down) = lock(&state.laid_down).take(message_id) {
        return laid_down;
    }
    if let Err(seconds) = lock(&state.limit).admit(Instant::now()) {
        return provider::too_many_requests(seconds, spelling);
    }
    let api_key = parameter(&recorded.query, "apiKey").unwrap_or_default();
    state.provider.answer(&api_key, message_id, spelling)
}

/// The decoded value of a query parameter; the first one where there are several.
fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn headers_as_text(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), value)
        })
        .collect()
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let refused = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.parse().ok())
                == Some(0.0);
            name.trim().eq_ignore_ascii_case("gzip") && !refused
        })
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}
