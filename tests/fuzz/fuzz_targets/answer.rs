//! A whole HTTP answer: its bytes are sent to a client over a socket, and what
//! the call gives is read through the whole C ABI.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use smsp_fuzz::end_at_any_panic;
use smsp_promises::targets::{self, AnswerServer};

static SERVER: OnceLock<AnswerServer> = OnceLock::new();

fuzz_target!(
    init: {
        SERVER.get_or_init(|| AnswerServer::start().expect("a server can be started"));
        end_at_any_panic();
    },
    |answer: &[u8]| {
        let server = SERVER.get().expect("the server has been started");
        targets::answer(server, answer);
    }
);
