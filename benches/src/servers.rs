//! The stand-ins for the provider that answer all programs.

use anyhow::{Context, Result};
use smsp_sandbox::{Answer, Config, Sandbox};

use crate::answers::{self, Layout};

/// Each is the number of recipients of a message and the message's ID.
const MESSAGES: [u64; 2] = [1, 500];

/// One server with TLS and one without.
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

/// The arguments of all programs that name a server: its URL, CA file and key.
pub fn address(server: &Sandbox) -> [String; 3] {
    [
        server.base_url(),
        server.ca_file().display().to_string(),
        server.api_key().to_owned(),
    ]
}
