//! Servers with keys and signatures that nothing but OpenSSL makes today.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// What an authority and a server are made of: arguments of openssl.
#[derive(Clone, Copy)]
pub struct Kind<'a> {
    /// Of `openssl req`: the authority's key.
    pub authority: &'a [&'a str],
    /// Of `openssl req`: the server's key.
    pub leaf: &'a [&'a str],
    /// Of `openssl x509`: how the authority signs.
    pub signed: &'a [&'a str],
    /// The extensions of the server's certificate; none make it version 1.
    pub extensions: &'a str,
    /// Of `openssl s_server`.
    pub server: &'a [&'a str],
}

pub const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
pub const P521: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp521r1"];
pub const RSA_1024: &[&str] = &["-newkey", "rsa:1024"];

/// What is good enough for any client.
pub const GOOD: Kind<'static> = Kind {
    authority: P256,
    leaf: P256,
    signed: &["-sha256"],
    extensions: "subjectAltName=IP:127.0.0.1\n",
    server: &[],
};

/// A server that answers any request with a page, until it is dropped.
pub struct OpensslServer {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl OpensslServer {
    pub fn start(kind: &Kind<'_>) -> Self {
        let folder = TempDir::new().unwrap();
        let run = |arguments: &[&str], more: &[&str]| {
            let output = openssl(&folder).args(arguments).args(more).output();
            let output = output.unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{arguments:?} {more:?}: {stderr}");
        };
        let authority = [
            "req",
            "-x509",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            "/CN=authority",
            "-addext",
            "keyUsage=keyCertSign",
        ];
        run(&authority, kind.authority);
        let request = [
            "req", "-new", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf",
        ];
        run(&request, kind.leaf);
        let mut sign = vec![
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "30",
            "-out",
            "leaf.pem",
        ];
        if !kind.extensions.is_empty() {
            fs::write(folder.path().join("extensions"), kind.extensions).unwrap();
            sign.extend(["-extfile", "extensions"]);
        }
        run(&sign, kind.signed);
        let mut child = openssl(&folder)
            .args(["s_server", "-accept", "127.0.0.1:0", "-www"])
            .args(["-cert", "leaf.pem", "-key", "leaf.key"])
            .args(kind.server)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            line.strip_prefix("ACCEPT ")?.parse().ok()
        });
        // What it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = address.expect("openssl says where it listens");
        Self {
            child,
            address,
            folder,
        }
    }

    pub fn base_url(&self) -> String {
        format!("https://{}/v1", self.address)
    }

    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The authority's certificate in the old format, if this OpenSSL still makes it.
    pub fn ca_file_of_version_1(&self) -> Option<PathBuf> {
        let run = |arguments: &str| {
            let output = openssl(&self.folder).args(arguments.split(' ')).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{arguments}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        run("req -new -key ca.key -subj /CN=authority -out old.csr");
        run("x509 -req -in old.csr -signkey ca.key -days 30 -out old.pem");
        let is_old = run("x509 -in old.pem -noout -text").contains("Version: 1 ");
        is_old.then(|| self.folder.path().join("old.pem"))
    }

    pub fn leaf_file(&self) -> PathBuf {
        self.folder.path().join("leaf.pem")
    }
}

fn openssl(folder: &TempDir) -> Command {
    let mut command = Command::new("openssl");
    command.current_dir(folder.path());
    command
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
