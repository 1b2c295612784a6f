//! The parser alone, on answers of several sizes and shapes: for whoever changes
//! `src/parse`. What the library costs beside others is in `side_by_side`.
//!
//! ```sh
//! cargo bench --features parse-hook --bench inside
//! ```

#![allow(unsafe_code)] // The result of an answer belongs to the C ABI.

#[path = "side_by_side/answers.rs"]
mod answers;

use std::ffi::c_void;

use answers::Layout;
use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher};
use smsp::test_hooks::result_of_answer;

#[global_allocator]
static HEAP: AllocProfiler = AllocProfiler::system();

unsafe extern "C" {
    fn smsp_result_free(result: *mut c_void);
}

fn main() {
    divan::main();
}

/// A result, given back to the system where it is dropped.
struct Parsed(*mut c_void);

impl Drop for Parsed {
    fn drop(&mut self) {
        // SAFETY: it is a result of the library, and nobody else has it.
        unsafe { smsp_result_free(self.0) }
    }
}

fn parse(bencher: Bencher, entries: u64, body: Vec<u8>) {
    bencher
        .counter(ItemsCount::new(entries))
        .counter(BytesCount::of_slice(&body))
        .with_inputs(|| body.clone())
        .bench_values(|body| Parsed(result_of_answer(200, body, "300", "key").cast()));
}

const SIZES: [u64; 4] = [1, 10, 500, 10_000];

#[divan::bench(args = SIZES)]
fn compact(bencher: Bencher, entries: u64) {
    parse(bencher, entries, answers::body(entries, Layout::Compact));
}

#[divan::bench(args = SIZES)]
fn pretty(bencher: Bencher, entries: u64) {
    parse(bencher, entries, answers::body(entries, Layout::Pretty));
}

/// Every other recipient has its members the other way round, so that nothing
/// can be learnt from the one before.
#[divan::bench(args = SIZES)]
fn irregular(bencher: Bencher, entries: u64) {
    let entry = |index: u64| match index % 2 {
        0 => format!(r#"{{"phoneNumber":"+3363998{index:06}","status":"Delivered"}}"#),
        _ => format!(r#"{{"status":"Delivered","phoneNumber":"+3363998{index:06}"}}"#),
    };
    let list = (0..entries).map(entry).collect::<Vec<_>>().join(",");
    let body = format!(r#"{{"success":true,"code":200,"StatutResponse_List":[{list}]}}"#);
    parse(bencher, entries, body.into_bytes());
}
