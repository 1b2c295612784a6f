//! ureq alone, which libsmsp is built on and a Rust program would use.
//! Otherwise as `calls_smsp.c`; the body is read whole, but not its recipients.
//!
//! ```text
//! calls_ureq kept|new URL CA_FILE KEY MESSAGE_ID CALLS
//! ```

mod clocks;

use std::env;
use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use clocks::Clocks;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [mode, url, ca_file, key, message_id, calls] = &arguments[..] else {
        return Err("Usage: calls_ureq kept|new URL CA_FILE KEY MESSAGE_ID CALLS".into());
    };
    let url = format!("{url}/bulk-status?apiKey={key}&messageId={message_id}");
    let kept = new_agent(ca_file)?;
    ask(&kept, &url)?;
    let start = Clocks::now();
    for _ in 0..calls.parse()? {
        match mode.as_str() {
            "kept" => ask(&kept, &url)?,
            _ => ask(&new_agent(ca_file)?, &url)?,
        }
    }
    start.print();
    Ok(())
}

fn new_agent(ca_file: &str) -> Result<Agent, Failure> {
    let mut tls = TlsConfig::builder();
    if !ca_file.is_empty() {
        let root = Certificate::from_pem(&fs::read(ca_file)?)?;
        tls = tls.root_certs(RootCerts::Specific(Arc::new(vec![root])));
    }
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .timeout_global(Some(Duration::from_secs(10)))
        .proxy(None)
        .build();
    Ok(config.into())
}

fn ask(agent: &Agent, url: &str) -> Result<(), Failure> {
    let mut response = agent
        .get(url)
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        .call()?;
    response.body_mut().read_to_vec()?;
    Ok(())
}
