//! A port whose connections are served on threads of their own, all of which
//! end when it is dropped.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::lock;

/// An address of this machine on which nobody listens.
pub fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("this machine has a free port")
}

/// What the handle and the threads share.
#[derive(Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
pub(crate) struct State {
    pub connections: usize,
    /// A connection has been served, or is being served.
    pub has_begun: bool,
    pub requests: usize,
    /// Connections of which nothing more will come.
    pub ended: usize,
    /// TLS handshakes that went on with an earlier session.
    pub resumed: usize,
    /// Everything that clients have sent, as it came over the wire.
    pub wire: Vec<u8>,
    /// The same where a TLS handshake was completed, decrypted.
    pub decrypted: Vec<u8>,
    stopping: bool,
    open: Vec<Arc<TcpStream>>,
}

impl Shared {
    /// Reads or changes what is shared, and tells those who wait.
    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&mut State) -> T) -> T {
        let answer = use_it(&mut lock(&self.state));
        self.changed.notify_all();
        answer
    }

    /// Waits until this is so; whether it is.
    pub(crate) fn wait_until(&self, longest: Duration, is_so: impl Fn(&State) -> bool) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(lock(&self.state), longest, |state| !is_so(state));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Lets so much time pass; an error where the server is dropped meanwhile.
    pub(crate) fn pause(&self, pause: Duration) -> io::Result<()> {
        match self.wait_until(pause, |state| state.stopping) {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => Ok(()),
        }
    }

    /// Takes a socket under the care of the handle, which ends it when it is
    /// dropped; an error where it has been.
    pub(crate) fn adopt(&self, stream: TcpStream) -> io::Result<Arc<TcpStream>> {
        let stream = Arc::new(stream);
        self.with(|state| {
            if state.stopping {
                return Err(io::ErrorKind::Interrupted.into());
            }
            state.open.push(stream.clone());
            Ok(stream)
        })
    }

    /// Closes a socket. It is closed only now: every copy of it has to go.
    pub(crate) fn close(&self, stream: Arc<TcpStream>) {
        self.with(|state| {
            state.open.retain(|other| !Arc::ptr_eq(other, &stream));
            state.ended += 1;
        });
        drop(stream);
    }
}

/// The port. Dropping it ends its sockets and waits for its threads.
pub(crate) struct Listening {
    pub address: SocketAddr,
    pub shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl Listening {
    /// Serves every connection with this function.
    pub(crate) fn start(
        serve: impl Fn(Arc<TcpStream>, &Arc<Shared>) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let served = shared.clone();
        let acceptor = std::thread::Builder::new()
            .name("fault-server".into())
            .spawn(move || accept(&listener, &served, &serve))?;
        Ok(Self {
            address,
            shared,
            acceptor: Some(acceptor),
        })
    }
}

fn accept(
    listener: &TcpListener,
    shared: &Arc<Shared>,
    serve: &(impl Fn(Arc<TcpStream>, &Arc<Shared>) + Sync),
) {
    std::thread::scope(|scope| {
        while let Ok((stream, _)) = listener.accept() {
            // An error says that the handle has been dropped.
            let Ok(stream) = shared.adopt(stream) else {
                return;
            };
            shared.with(|state| state.connections += 1);
            scope.spawn(move || serve(stream, shared));
        }
    });
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shared.with(|state| {
            state.stopping = true;
            for stream in state.open.drain(..) {
                // Fails where the client has ended the connection already.
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        // Wakes the acceptor, which then sees that it is to stop.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(acceptor) = self.acceptor.take() {
            // A panic on it has been printed already, and `drop` must not add its own.
            let _ = acceptor.join();
        }
    }
}
