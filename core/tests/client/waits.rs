//! Every place where the library can wait, in one table: a deadline ends the wait, and
//! so does a cancel. Each wait would take 20 s or more; it must end within 2 s. The
//! benches print how soon it really does (`-- stops`).
//!
//! Sending is no row: a request of at most 20 KB always fits the socket's buffer. The
//! look-up of a name is in tests/c_abi, since it needs a name server of its own.

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use smsp::{Client, Error, ErrorKind, Options};
use smsp_fault_server::{Blackhole, Fault, FaultServer, KEY, answer, many_recipients};

use crate::support::{LONG, checked, failure_of, options, options_for, tells};

/// The deadline of the calls.
const TIMEOUT: Duration = Duration::from_millis(300);

/// How late a wait may end: far from what it would take, and far from what it takes.
const LATE: Duration = Duration::from_secs(2);

/// Makes a call and returns its failure. It may say itself when it waits.
type Call = fn(&Client, &Sender<()>) -> Error;

/// Returns once a call is in its wait.
type Begun = dyn Fn(&Receiver<()>) + Send + Sync;

/// A wait, with its name for the messages.
type Row = (&'static str, fn() -> Wait);

/// A call that would wait for long.
struct Wait {
    options: Options,
    call: Call,
    begun: Box<Begun>,
}

impl Wait {
    fn new(options: Options, begun: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            options,
            call: |client, _| failure_of(client),
            begun: Box::new(move |_| begun()),
        }
    }

    /// The same with another call, which says itself when it waits.
    fn called(mut self, call: Call) -> Self {
        let server = self.begun;
        self.begun = Box::new(move |said| {
            said.recv_timeout(LONG).expect("the call comes to its wait");
            server(said);
        });
        self.call = call;
        self
    }
}

/// A server that keeps a client waiting once it has had a request.
fn in_answer(fault: Fault) -> Wait {
    after_request(FaultServer::start(fault).unwrap())
}

fn in_encrypted_answer(fault: Fault) -> Wait {
    after_request(FaultServer::start_tls(fault).unwrap())
}

fn after_request(server: FaultServer) -> Wait {
    Wait::new(options_for(&server), move || {
        assert!(server.wait_for_requests(1, LONG));
    })
}

/// A server that keeps a client waiting while TLS begins.
fn in_handshake(fault: Fault) -> Wait {
    let server = FaultServer::start(fault).unwrap();
    Wait::new(options(&server.https_url()), move || {
        assert!(server.wait_for_connections(1, LONG));
    })
}

/// A proxy that keeps a client waiting for its tunnel.
fn at_proxy(fault: Fault) -> Wait {
    let proxy = FaultServer::start(fault).unwrap();
    let mut options = options("https://127.0.0.1:9/v1");
    options
        .set_proxy(&format!("http://{}", proxy.address()))
        .unwrap();
    Wait::new(options, move || {
        assert!(proxy.wait_for_connections(1, LONG));
    })
}

/// An address that does not answer.
fn in_connect() -> Wait {
    let blackhole = Blackhole::start().unwrap();
    let url = format!("http://{}/v1", blackhole.address());
    Wait::new(options(&url), move || {
        let begin = Instant::now();
        while !blackhole.is_waited_for().unwrap() {
            assert!(begin.elapsed() < LONG);
            std::thread::yield_now();
        }
    })
}

/// A pause before the next attempt.
fn in_retry() -> Wait {
    let busy = answer("503 Service Unavailable", "Retry-After: 15\r\n", "");
    let mut wait = in_answer(Fault::Answers(busy));
    wait.options.set_max_retries(100).unwrap();
    wait
}

/// A call that has no connection, since another one has the only one.
fn at_gate() -> Wait {
    let mut wait = in_answer(Fault::AnswersThenSilence(Vec::new()));
    wait.options.set_max_connections(1).unwrap();
    wait.called(|client, begun| {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| failure_of(client));
            begun.send(()).unwrap();
            let waiting = failure_of(client);
            assert_eq!(other.join().unwrap().kind(), waiting.kind());
            waiting
        })
    })
}

/// A call that has to wait for the limit per minute.
fn at_limit_per_minute() -> Wait {
    let mut wait = in_answer(Fault::None);
    wait.options.set_max_requests_per_minute(1).unwrap();
    wait.options.set_timeout(Duration::from_secs(120)).unwrap();
    wait.called(|client, begun| {
        assert!(client.bulk_status("300").is_ok());
        begun.send(()).unwrap();
        failure_of(client)
    })
}

/// The pause of a batch after a 429.
fn in_batch_pause() -> Wait {
    let busy = answer("429 Too Many Requests", "Retry-After: 30\r\n", "");
    let wait = in_answer(Fault::Answers(busy));
    wait.called(|client, begun| {
        begun.send(()).unwrap();
        let outcome = client.bulk_status_many(["300"]).next();
        checked(client, outcome.expect("an answer for each ID").1)
    })
}

/// The pause before the next poll.
fn before_poll() -> Wait {
    let waiting = r#"{"success":true,"code":200,"StatutResponse_List":[]}"#;
    let mut wait = in_answer(Fault::Answers(answer("200 OK", "", waiting)));
    wait.options.set_poll_interval(LONG, LONG).unwrap();
    wait.called(|client, begun| {
        let mut watch = client.watch("300", 10 * LONG);
        assert!(watch.next().expect("a first poll").is_ok());
        begun.send(()).unwrap();
        checked(client, watch.next().expect("a second poll"))
    })
}

/// An answer that takes long to read, though all of it has come.
fn in_parse() -> Wait {
    let mut wait = in_answer(Fault::Answers(many_recipients(20_000_000)));
    wait.options
        .set_max_response_bytes(i32::MAX as u32)
        .unwrap();
    wait
}

/// What a deadline and a cancel end.
const WAITS: [Row; 11] = [
    ("gate", at_gate),
    ("read", || in_answer(Fault::AnswersThenSilence(Vec::new()))),
    ("read, TLS", || {
        in_encrypted_answer(Fault::AnswersThenSilence(Vec::new()))
    }),
    ("header, byte by byte", || in_answer(Fault::DripsHeader)),
    ("header, byte by byte, TLS", || {
        in_encrypted_answer(Fault::DripsHeader)
    }),
    ("body, byte by byte", || in_answer(Fault::DripsBody)),
    ("interim answers", || in_answer(Fault::DripsContinue)),
    ("interim answers, fast", || in_answer(Fault::FloodsContinue)),
    ("interim answers, fast, TLS", || {
        in_encrypted_answer(Fault::FloodsContinue)
    }),
    ("trailer", || in_answer(Fault::EndlessTrailer)),
    ("parse", in_parse),
];

/// The same, on the way to a connection: the connect timeout ends them too.
const CONNECT_WAITS: [Row; 5] = [
    ("connect", in_connect),
    ("handshake", || in_handshake(Fault::SilentInHandshake)),
    ("handshake, byte by byte", || {
        in_handshake(Fault::DripsInHandshake)
    }),
    ("proxy", || at_proxy(Fault::SaysNothing)),
    ("proxy, byte by byte", || at_proxy(Fault::DripsHeader)),
];

/// What no deadline of a call ends, since they are pauses between calls, or are not
/// begun if the deadline comes first.
const PAUSES: [Row; 4] = [
    ("retry", in_retry),
    ("limit per minute", at_limit_per_minute),
    ("batch", in_batch_pause),
    ("poll", before_poll),
];

/// Runs a call to its end: its failure, and how long it took.
fn run(wait: Wait, set: fn(&mut Options)) -> (Error, Duration) {
    let mut options = wait.options;
    set(&mut options);
    let client = Client::new(KEY, &options);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        let begun = &wait.begun;
        scope.spawn(move || begun(&receiver));
        let begin = Instant::now();
        let error = (wait.call)(&client, &sender);
        (error, begin.elapsed())
    })
}

#[test]
fn the_timeout_ends_every_wait() {
    for (name, wait) in WAITS.iter().chain(&CONNECT_WAITS) {
        let (error, took) = run(wait(), |options| options.set_timeout(TIMEOUT).unwrap());
        assert_eq!(error.kind(), ErrorKind::Timeout, "{name}: {error}");
        assert!(took >= TIMEOUT && took < TIMEOUT + LATE, "{name}: {took:?}");
    }
}

#[test]
fn the_connect_timeout_ends_every_wait_for_a_connection() {
    for (name, wait) in CONNECT_WAITS {
        let set = |options: &mut Options| options.set_connect_timeout(TIMEOUT).unwrap();
        let (error, took) = run(wait(), set);
        tells(&error, ErrorKind::Timeout, "No connection within 300 ms");
        let step = match name.split(',').next() {
            Some("handshake") => "did not end the TLS handshake",
            Some("proxy") => "the proxy took the connection and did not answer",
            _ => "no answer",
        };
        tells(&error, ErrorKind::Timeout, step);
        assert!(took >= TIMEOUT && took < TIMEOUT + LATE, "{name}: {took:?}");
    }
}

#[test]
fn the_connect_timeout_does_not_end_the_wait_for_an_answer() {
    let (error, took) = run(in_answer(Fault::DripsBody), |options| {
        options.set_connect_timeout(TIMEOUT / 3).unwrap();
        options.set_timeout(TIMEOUT).unwrap();
    });
    tells(
        &error,
        ErrorKind::Timeout,
        "The answer did not come in time",
    );
    assert!(took >= TIMEOUT, "{took:?}");
}

/// A pause that would outlast the deadline is not begun.
#[test]
fn retries_and_their_pauses_end_with_the_timeout() {
    for header in ["", "Retry-After: 0\r\n", "Retry-After: 15\r\n"] {
        let busy = answer("503 Service Unavailable", header, "");
        let mut wait = in_answer(Fault::Answers(busy));
        wait.options.set_max_retries(100).unwrap();
        let (error, took) = run(wait, |options| options.set_timeout(TIMEOUT).unwrap());
        let kinds = [ErrorKind::HttpStatus, ErrorKind::Timeout];
        assert!(kinds.contains(&error.kind()), "\"{header}\": {error}");
        assert!(took < TIMEOUT + LATE, "\"{header}\": {took:?}");
    }
}

/// A wait for the last report is kept within a second, in the middle of a poll too.
#[test]
fn a_poll_under_way_ends_with_the_wait() {
    let wait = in_answer(Fault::AnswersThenSilence(Vec::new()));
    let client = Client::new(KEY, &wait.options);
    let begin = Instant::now();
    let outcome = client.wait("300", TIMEOUT);
    let took = begin.elapsed();
    assert_eq!(checked(&client, outcome).kind(), ErrorKind::Timeout);
    assert!(took >= TIMEOUT && took < TIMEOUT + LATE, "{took:?}");
}

#[test]
fn a_cancel_ends_every_wait_and_every_later_call() {
    for (name, wait) in WAITS.iter().chain(&CONNECT_WAITS).chain(&PAUSES) {
        let wait = wait();
        let client = Client::new(KEY, &wait.options);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            let running = scope.spawn(|| (wait.call)(&client, &sender));
            (wait.begun)(&receiver);
            let begin = Instant::now();
            client.cancel();
            let error = running.join().unwrap();
            let took = begin.elapsed();
            assert_eq!(error.kind(), ErrorKind::Cancelled, "{name}: {error}");
            assert!(took < LATE, "{name}: {took:?}");
        });
        assert_eq!(failure_of(&client).kind(), ErrorKind::Cancelled, "{name}");
    }
}

/// The same for one watch, whose client goes on.
#[test]
fn the_canceller_of_a_watch_ends_its_waits_and_no_other_call() {
    let waiting = r#"{"success":true,"code":200,"StatutResponse_List":[]}"#;
    let server = FaultServer::start(Fault::Answers(answer("200 OK", "", waiting))).unwrap();
    let mut options = options_for(&server);
    options.set_poll_interval(LONG, LONG).unwrap();
    let client = Client::new(KEY, &options);
    let mut watch = client.watch("300", 10 * LONG);
    let canceller = watch.canceller();
    assert!(watch.next().expect("a first poll").is_ok());
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let sleeping = scope.spawn(|| watch.by_ref().map(|outcome| outcome.map(drop)).collect());
        canceller.cancel();
        let rest: Vec<Result<(), Error>> = sleeping.join().unwrap();
        let kinds: Vec<_> = rest
            .into_iter()
            .map(|end| end.unwrap_err().kind())
            .collect();
        assert_eq!(kinds, [ErrorKind::Cancelled]);
    });
    assert!(begin.elapsed() < LATE);
    assert!(client.bulk_status("300").is_ok());
}
