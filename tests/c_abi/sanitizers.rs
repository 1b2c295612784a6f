//! Shows that a memory checker is on, before its silence is believed: it must
//! find planted bugs. Says nothing where the tests run without one.

mod support;

use std::env;

use support::{LINKAGES, compile, run, text};

#[test]
fn planted_bugs_are_found() {
    let Ok(words) = env::var("SMSP_TEST_FINDS") else {
        eprintln!("SKIPPED: no memory checker is on; see .ci/sanitizers and .ci/valgrind");
        return;
    };
    for linkage in LINKAGES {
        let program = compile(&["tests/c/planted_bug.c"], &["-std=c99"], linkage);
        for bug in ["use-after-free", "overflow", "leak"] {
            let output = run(program.command().arg(bug));
            let report = text(&output.stderr);
            assert!(!output.status.success(), "{linkage:?} {bug}: not found");
            assert!(report.contains(&words), "{linkage:?} {bug}: {report}");
        }
    }
}
