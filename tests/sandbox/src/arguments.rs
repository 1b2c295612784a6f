//! The command line of the program.

use std::time::Duration;

use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use smsp_sandbox::{Config, DEFAULT_API_KEY, Spelling};

/// A stand-in for SMS Partner's GET /v1/bulk-status on 127.0.0.1.
///
/// It answers as the provider's page says, for the message ids that it prints when it starts, and
/// shows each request on one line until Ctrl-C. No SMS is sent, no account is needed, and nobody
/// outside this computer can reach it.
#[derive(Parser)]
#[command(name = "smsp-sandbox", version)]
pub struct Arguments {
    /// TCP port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8025)]
    pub port: u16,

    /// Serve HTTPS, with a certificate authority made at start; its file is printed
    #[arg(long)]
    tls: bool,

    /// The only API key that is accepted; choose a made-up one
    #[arg(long, default_value = DEFAULT_API_KEY, value_parser = NonEmptyStringValueParser::new())]
    key: String,

    /// Hold each answer back for this many milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    latency_ms: u64,

    /// Answer more requests than this in a minute with HTTP 429 [default: no limit]
    #[arg(long, value_name = "REQUESTS")]
    requests_per_minute: Option<u32>,

    /// Compress answers for clients that accept gzip
    #[arg(long)]
    gzip: bool,

    #[command(flatten)]
    spelling: SpellingArguments,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Spellings that differ from the provider's page")]
struct SpellingArguments {
    /// date and message_id as numbers: "date": 1517989111
    #[arg(long)]
    numbers_for_strings: bool,

    /// code and stopSMS as strings: "code": "200", "stopSMS": "0"
    #[arg(long)]
    strings_for_numbers: bool,

    /// stopSMS as 0 or 1
    #[arg(long)]
    stop_as_number: bool,

    /// The key stopSms instead of stopSMS
    #[arg(long)]
    stop_sms_key: bool,

    /// The key messageId instead of message_id
    #[arg(long)]
    message_id_key: bool,

    /// Statuses in lower case: "not delivered"
    #[arg(long)]
    lower_case: bool,

    /// Failures with HTTP 401 (codes 1 and 10), 400 (3) or 404 (4) instead of 200
    #[arg(long)]
    client_errors: bool,

    /// Failures without message
    #[arg(long)]
    omit_message: bool,

    /// Failures with "error": [{"elementId": …, "message": …}] instead of message
    #[arg(long)]
    validation_errors: bool,

    /// Keys that the page does not have: cost, countryCode, currency, isSpam, total, …
    #[arg(long)]
    extra_keys: bool,

    /// Line breaks and indentation, as on the page
    #[arg(long)]
    pretty: bool,
}

impl Arguments {
    /// The sandbox that these arguments ask for.
    pub fn into_config(self) -> Config {
        let spelling = self.spelling;
        Config {
            tls: self.tls,
            port: self.port,
            api_key: self.key,
            latency: Duration::from_millis(self.latency_ms),
            requests_per_minute: self.requests_per_minute,
            gzip: self.gzip,
            spelling: Spelling {
                numbers_for_strings: spelling.numbers_for_strings,
                strings_for_numbers: spelling.strings_for_numbers,
                stop_as_number: spelling.stop_as_number,
                stop_sms_key: spelling.stop_sms_key,
                message_id_key: spelling.message_id_key,
                lower_case: spelling.lower_case,
                client_errors: spelling.client_errors,
                omit_message: spelling.omit_message,
                validation_errors: spelling.validation_errors,
                extra_keys: spelling.extra_keys,
                pretty: spelling.pretty,
            },
            ..Config::default()
        }
    }
}
