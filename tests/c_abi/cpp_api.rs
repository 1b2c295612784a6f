//! `include/smsp.hpp` as a C++ programmer uses it: small programs that check
//! their own promises.

use smsp_test_support::{LINKAGES, address, compile, has_tool, sandbox, succeeds, tls_sandbox};

#[test]
fn batches_and_waits_keep_their_promises_in_cpp() {
    if !has_tool("c++") {
        return;
    }
    for linkage in LINKAGES {
        let flags = ["-std=c++11", "-Wshadow", "-Wconversion", "-pthread"];
        let program = compile(&["tests/cpp/many.cpp"], &flags, linkage);
        for sandbox in [sandbox(), tls_sandbox()] {
            succeeds(program.command().args(address(&sandbox)));
        }
    }
}
