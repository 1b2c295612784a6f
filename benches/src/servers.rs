//! The stand-ins for the provider that all programs ask.

use anyhow::{Context, Result};
use smsp_sandbox::{Answer, Config, Sandbox};

use crate::answers::{self, Layout};

/// The numbers of recipients for which there is a message, whose ID is that
/// number.
const MESSAGES: [u64; 2] = [1, 500];

/// One server for everything over TLS, and one for what goes in the clear.
pub struct Servers {
    pub tls: Sandbox,
    pub plain: Sandbox,
}

impl Servers {
    pub fn start() -> Result<Self> {
        Ok(Self {
            tls: start(true)?,
            plain: start(false)?,
        })
    }
}

fn start(tls: bool) -> Result<Sandbox> {
    let config = Config {
        tls,
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).context("The sandbox cannot be started")?;
    for entries in MESSAGES {
        // The same bytes each time, so that the server has little to do.
        let body = answers::body(entries, Layout::Compact);
        sandbox.answer_with(&entries.to_string(), Answer::json(200, body));
    }
    Ok(sandbox)
}

/// What all programs are told of a server: its URL, CA file and key.
pub fn address(server: &Sandbox) -> [String; 3] {
    [
        server.base_url(),
        server.ca_file().display().to_string(),
        server.api_key().to_owned(),
    ]
}
