//! The certificates that the operating system trusts. Those of a store that cannot be
//! read are left out, as everywhere on such a system: others chose them.

use crate::error::Error;

use super::trusted::Trusted;

/// Adds them.
///
/// # Errors
/// The environment names a store that cannot be read.
#[cfg(any(windows, target_vendor = "apple"))]
pub(super) fn add_to(trusted: &mut Trusted) -> Result<(), Error> {
    for certificate in rustls_native_certs::load_native_certs().certs {
        trusted.add_der(&certificate);
    }
    Ok(())
}

#[cfg(not(any(windows, target_vendor = "apple")))]
pub(super) use files::add_to;

#[cfg(not(any(windows, target_vendor = "apple")))]
mod files {
    use std::env::split_paths;
    use std::io;
    use std::path::Path;

    use smsp_platform::{names_in_folder, read_file};

    use super::super::pem::{Block, Blocks};
    use super::super::{LARGEST_FILE, why_unreadable};
    use super::{Error, Trusted};
    use crate::environment::variable;

    /// Where Linux distributions and BSDs keep all certificates in one file.
    const FILES: [&str; 6] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
        "/usr/local/share/certs/ca-root-nss.crt",
    ];

    /// Where they, or Android, keep a file for each.
    const FOLDERS: [&str; 4] = [
        "/etc/ssl/certs",
        "/etc/pki/tls/certs",
        "/usr/local/share/certs",
        "/system/etc/security/cacerts",
    ];

    /// The most that is read of a store in all, in bytes.
    const LARGEST_STORE: usize = 64 << 20;

    /// Adds the system's certificates.
    ///
    /// # Errors
    /// The environment names a store that cannot be read.
    pub(in crate::trust) fn add_to(trusted: &mut Trusted) -> Result<(), Error> {
        let named = |name| Ok::<_, Error>(variable(name)?.filter(|value| !value.is_empty()));
        let (file, folders) = (named("SSL_CERT_FILE")?, named("SSL_CERT_DIR")?);
        let mut store = Store::with_room_for(LARGEST_STORE);
        if let Some(file) = &file {
            let read = store
                .read_file(Path::new(file))
                .and_then(|()| store.has_any());
            read.map_err(|reason| unreadable("SSL_CERT_FILE", file, &reason))?;
        }
        if let Some(folders) = &folders {
            // One that is missing is usual; OpenSSL passes over it as well.
            for folder in split_paths(folders) {
                let _ = store.read_folder(&folder, |_| true);
            }
        }
        if file.is_none() && folders.is_none() {
            // The first that is there; some systems have several names for it.
            let _ = FILES
                .iter()
                .find(|file| store.read_file(Path::new(file)).is_ok());
            for folder in FOLDERS {
                let _ = store.read_folder(Path::new(folder), is_hash);
            }
        }
        store.add_to(trusted);
        Ok(())
    }

    fn unreadable(variable: &str, path: &str, reason: &io::Error) -> Error {
        Error::invalid_argument(format!(
            "The file {path}, which the environment variable {variable} names, cannot be read: {}.",
            why_unreadable(reason)
        ))
    }

    /// Whether a file has the kind of name by which OpenSSL finds an authority in a
    /// folder: eight hexadecimal digits and a number.
    fn is_hash(name: &str) -> bool {
        let parts = name.split_once('.');
        parts.is_some_and(|(hash, number)| {
            hash.len() == 8
                && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
                && !number.is_empty()
                && number.bytes().all(|digit| digit.is_ascii_digit())
        })
    }

    /// The certificates of files, each once.
    struct Store {
        blocks: Vec<Block>,
        /// How many bytes may still be read.
        room: usize,
    }

    impl Store {
        fn with_room_for(bytes: usize) -> Self {
            Self {
                blocks: Vec::new(),
                room: bytes,
            }
        }

        fn read_file(&mut self, path: &Path) -> io::Result<()> {
            let text = read_file(path, LARGEST_FILE.min(self.room))?;
            self.room -= text.len();
            self.blocks
                .extend(Blocks::new(&text).filter_map(Result::ok));
            Ok(())
        }

        fn has_any(&self) -> io::Result<()> {
            match self.blocks.is_empty() {
                true => Err(io::Error::other("it holds no certificate")),
                false => Ok(()),
            }
        }

        fn read_folder(
            &mut self,
            folder: &Path,
            is_meant: impl Fn(&str) -> bool,
        ) -> io::Result<()> {
            for name in names_in_folder(folder)? {
                if is_meant(&name) {
                    // A link without its file, or what is no file: there are others.
                    let _ = self.read_file(&folder.join(name));
                }
            }
            Ok(())
        }

        fn add_to(mut self, trusted: &mut Trusted) {
            self.blocks.sort_unstable_by(|a, b| a.der.cmp(&b.der));
            self.blocks.dedup_by(|a, b| a.der == b.der);
            for block in &self.blocks {
                // One that is odd must not keep the others from being trusted.
                let _ = trusted.add_block(block);
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::fs;

        use super::*;

        fn store_of(files: &[(&str, &str)]) -> Store {
            let folder = tempfile::TempDir::new().unwrap();
            for (name, content) in files {
                fs::write(folder.path().join(name), content).unwrap();
            }
            let mut store = Store::with_room_for(LARGEST_STORE);
            store
                .read_folder(folder.path(), |name| name != "left out")
                .unwrap();
            store
        }

        fn certificate() -> String {
            let made = rcgen::generate_simple_self_signed(["host.example".to_owned()]);
            made.unwrap().cert.pem()
        }

        fn count(store: Store) -> usize {
            let mut trusted = Trusted::none();
            store.add_to(&mut trusted);
            trusted.count()
        }

        #[test]
        fn what_is_odd_in_a_store_keeps_no_other_certificate_out() {
            let [a, b, c] = [certificate(), certificate(), certificate()];
            let cut = &a[..a.len() / 2];
            let no_certificate = "-----BEGIN CERTIFICATE-----\nQUFB\n-----END CERTIFICATE-----\n";
            let store = store_of(&[
                ("bundle", &format!("{a}{cut}\n{no_certificate}{b}")),
                ("again", &a),
                ("empty", ""),
                ("garbage", "no certificate"),
                ("left out", &c),
            ]);
            assert_eq!(count(store), 2);
        }

        #[test]
        fn a_store_has_a_largest_size() {
            let file = tempfile::NamedTempFile::new().unwrap();
            let pem = certificate();
            fs::write(file.path(), &pem).unwrap();
            let mut store = Store::with_room_for(2 * pem.len() + 1);
            store.read_file(file.path()).unwrap();
            store.read_file(file.path()).unwrap();
            let refused = store.read_file(file.path()).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
            assert_eq!(count(store), 1);
        }

        /// The store of the machine that runs the test, if it has one in a file.
        #[test]
        fn this_machine_s_store_is_read() {
            let is_named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(std::env::var_os);
            let file = FILES.iter().find(|file| Path::new(file).exists());
            if is_named != [None, None] {
                return;
            }
            let Some(text) = file.and_then(|file| fs::read_to_string(file).ok()) else {
                return;
            };
            let mut trusted = Trusted::none();
            add_to(&mut trusted).unwrap();
            let expected = text.matches("-----BEGIN CERTIFICATE-----").count();
            assert!(
                trusted.count() >= expected,
                "{} of {expected}",
                trusted.count()
            );
        }

        #[test]
        fn the_names_of_hashed_authorities_are_known() {
            for name in ["002c0b4f.0", "fe8a2cd8.12", "FE8A2CD8.0"] {
                assert!(is_hash(name), "{name}");
            }
            for name in [
                "",
                "002c0b4f",
                "002c0b4f.",
                "002c0b4f.r0",
                "02c0b4f.0",
                "x02c0b4f.0",
                "a.pem",
            ] {
                assert!(!is_hash(name), "{name}");
            }
        }
    }
}
