//! Sandboxes, as the tests need them.

use smsp_sandbox::{Config, Sandbox};

/// A sandbox for one test.
pub fn sandbox() -> Sandbox {
    Sandbox::start(Config::default()).expect("the sandbox starts")
}

/// The same over TLS, with its own certification authority.
pub fn tls_sandbox() -> Sandbox {
    let config = Config {
        tls: true,
        ..Config::default()
    };
    Sandbox::start(config).expect("the sandbox starts")
}

/// The arguments BASE_URL CA_FILE KEY for a program that asks this sandbox.
pub fn address(sandbox: &Sandbox) -> [String; 3] {
    [
        sandbox.base_url(),
        sandbox.ca_file().display().to_string(),
        sandbox.api_key().to_owned(),
    ]
}
