//! Whether the environment may steer the process.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::thread;
use std::time::Duration;

use smsp_platform::{is_trusted, variable};

/// Is run as another user by the test below.
#[test]
fn says_whether_the_environment_is_trusted() {
    println!("trusted: {}", is_trusted());
}

#[test]
fn a_set_user_id_program_does_not_trust_its_environment() {
    // SAFETY: it gives a number.
    if unsafe { libc::geteuid() } != 0 {
        let line = "SKIPPED: a set-user-ID program can only be made by root\n";
        io::Write::write_all(&mut io::stderr(), line.as_bytes()).unwrap();
        return;
    }
    let program = std::env::temp_dir().join(format!("smsp-set-user-id-{}", std::process::id()));
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mode = |mode| fs::set_permissions(&program, fs::Permissions::from_mode(mode)).unwrap();
    let trusted = || {
        let mut command = std::process::Command::new(&program);
        command.args([
            "--exact",
            "environment::says_whether_the_environment_is_trusted",
            "--nocapture",
        ]);
        command.uid(65_534).gid(65_534);
        // A child that another test has forked may have the file open for writing still.
        let output = loop {
            match command.output() {
                Err(reason) if reason.kind() == io::ErrorKind::ExecutableFileBusy => {
                    thread::sleep(Duration::from_millis(10));
                }
                output => break output.unwrap(),
            }
        };
        String::from_utf8_lossy(&output.stdout).contains("trusted: true")
    };
    mode(0o755);
    let as_plain_program = trusted();
    mode(0o4755);
    let as_set_user_id = trusted();
    fs::remove_file(&program).unwrap();
    assert!(as_plain_program && !as_set_user_id);
}

#[test]
fn a_variable_is_text_or_an_error() {
    assert!(is_trusted());
    let bad = std::ffi::OsStr::from_bytes(b"\xff");
    // SAFETY: no other thread of this test reads or writes these names.
    unsafe {
        std::env::set_var("SMSP_TEST_TEXT", "text");
        std::env::set_var("SMSP_TEST_BAD", bad);
    }
    assert_eq!(variable("SMSP_TEST_TEXT"), Ok(Some("text".to_owned())));
    assert_eq!(variable("SMSP_TEST_NONE"), Ok(None));
    assert!(variable("SMSP_TEST_BAD").is_err());
}
