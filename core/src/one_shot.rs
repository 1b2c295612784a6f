//! One call without any set-up, over connections that the whole process shares.

use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::client::Client;
use crate::environment::variable;
use crate::error::Error;
use crate::options::Options;
use crate::process::PerProcess;
use crate::report::Report;
use crate::trust::Trust;

/// How many keys keep their client; a program rarely has more than one.
const KEPT_CLIENTS: usize = 8;

/// The clients of the keys used last, the most recent one at the end.
type Clients = Mutex<Vec<(Zeroizing<String>, Client)>>;

static CLIENTS: PerProcess<Clients> = PerProcess::new();

/// What became of this message, with the default options.
///
/// The calls of a process share one client per API key. The environment is read
/// when that client is made: the proxy variables as in [`Options::new`], and three for a
/// program that cannot be rebuilt. `SMSP_BASE_URL` points it at another address (the same
/// rule as [`Options::set_base_url`]); `SMSP_CA_FILE` names the certificates to trust (as
/// [`Options::set_ca_file`]) or, if it is not set, `SMSP_TRUST` does: `bundled`, `system` or
/// `both` (as [`Options::set_trust`]).
///
/// # Errors
/// As [`Client::bulk_status`].
pub fn bulk_status(api_key: &str, message_id: &str) -> Result<Report, Error> {
    client_for(api_key)?.bulk_status(message_id)
}

/// The client of this key, made now if the key is new.
// Out of line: what it takes on the stack must not be there during the call.
#[inline(never)]
fn client_for(api_key: &str) -> Result<Client, Error> {
    let clients = CLIENTS.get_or_init(Clients::default);
    let mut kept = clients.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(place) = kept.iter().position(|(key, _)| key.as_str() == api_key) {
        let known = kept.remove(place);
        let client = known.1.clone();
        kept.push(known);
        return Ok(client);
    }
    let client = Client::new(api_key, &options_from(variable)?);
    if kept.len() == KEPT_CLIENTS {
        kept.remove(0);
    }
    kept.push((Zeroizing::new(api_key.to_owned()), client.clone()));
    Ok(client)
}

/// The options that these variables name.
fn options_from(
    variable: impl Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Options, Error> {
    let mut options = Options::new();
    if let Some(url) = variable("SMSP_BASE_URL")? {
        // Empty is no address: to ask the provider instead may not be what is meant.
        let set = options.set_base_url(&url);
        set.map_err(|reason| unusable("SMSP_BASE_URL", &reason))?;
    }
    let is_set = |value: &String| !value.is_empty();
    if let Some(file) = variable("SMSP_CA_FILE")?.filter(is_set) {
        let set = options.set_ca_file(file);
        set.map_err(|reason| unusable("SMSP_CA_FILE", &reason))?;
    } else if let Some(name) = variable("SMSP_TRUST")?.filter(is_set) {
        let set = trust_of(&name).and_then(|trust| options.set_trust(trust));
        set.map_err(|reason| unusable("SMSP_TRUST", &reason))?;
    }
    Ok(options)
}

fn trust_of(name: &str) -> Result<Trust, Error> {
    match name {
        "bundled" => Ok(Trust::Bundled),
        "system" => Ok(Trust::System),
        "both" => Ok(Trust::Both),
        _ => Err(Error::invalid_argument(
            "It may be bundled, system or both.",
        )),
    }
}

fn unusable(variable: &str, reason: &Error) -> Error {
    Error::invalid_argument(format!(
        "The environment variable {variable} cannot be used. {reason}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_trust_has_three_names() {
        for (name, trust) in [
            ("bundled", Trust::Bundled),
            ("system", Trust::System),
            ("both", Trust::Both),
        ] {
            assert_eq!(trust_of(name).unwrap(), trust);
        }
        for unknown in ["", "Bundled", "none"] {
            assert!(trust_of(unknown).is_err(), "{unknown:?}");
        }
    }

    #[test]
    fn variables_name_the_server_and_whom_to_trust() {
        let options = |name: &'static str, value: &'static str| {
            options_from(move |asked| Ok((asked == name).then(|| value.to_owned())))
        };
        for (name, refused) in [
            ("SMSP_BASE_URL", ""),
            ("SMSP_CA_FILE", "/nowhere.pem"),
            ("SMSP_TRUST", "nobody"),
        ] {
            let error = options(name, refused).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidArgument);
            assert!(error.message().contains(name), "{error}");
        }
        let set = options("SMSP_BASE_URL", "https://host/v2").unwrap();
        assert_eq!(set.base_url.as_str(), "https://host/v2");
        for empty in ["SMSP_CA_FILE", "SMSP_TRUST"] {
            assert!(options(empty, "").is_ok(), "{empty}");
        }
    }

    #[test]
    fn the_keys_that_were_used_last_keep_their_client() {
        let key = |nth: usize| format!("one-shot-{nth}");
        let client = |nth| client_for(&key(nth)).unwrap();
        let first: Vec<_> = (0..KEPT_CLIENTS).map(client).collect();
        // Used again, the oldest one is the newest.
        assert!(client(0).is_same(&first[0]));
        assert!(!client(KEPT_CLIENTS).is_same(&first[0]));
        assert!(client(0).is_same(&first[0]));
        assert!(client(2).is_same(&first[2]));
        assert!(!client(1).is_same(&first[1]));
    }
}
