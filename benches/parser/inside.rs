//! Times the parser alone, on answers of several sizes and shapes: for work on
//! `core/src/parse`. `smsp-benches` compares it with others.
//!
//! ```sh
//! cargo run --release -p smsp-benches -- inside
//! ```
//!
//! It has no benches without `--cfg smsp_test_hooks`, as in a build of the workspace.

fn main() {
    divan::main();
}

#[cfg(smsp_test_hooks)]
#[path = "../src/answers.rs"]
mod answers;

#[cfg(smsp_test_hooks)]
mod benches {
    use divan::counter::{BytesCount, ItemsCount};
    use divan::{AllocProfiler, Bencher};
    use smsp::test_hooks::report_of_answer;

    use crate::answers::{self, Layout};

    #[global_allocator]
    static HEAP: AllocProfiler = AllocProfiler::system();

    fn parse(bencher: Bencher, entries: u64, body: Vec<u8>) {
        bencher
            .counter(ItemsCount::new(entries))
            .counter(BytesCount::of_slice(&body))
            .with_inputs(|| body.clone())
            .bench_values(|body| report_of_answer(200, body, "300", "key"));
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
}
