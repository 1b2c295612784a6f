//! Shows that a memory checker is on, before its silence is believed: it must
//! find planted bugs.

use std::env;

use smsp_test_support::{LINKAGES, compile, run, skip, text};

#[test]
fn planted_bugs_are_found() {
    let Ok(words) = env::var("SMSP_TEST_FINDS") else {
        skip("no memory checker is on; .ci/sanitizers and .ci/valgrind run it with one");
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
