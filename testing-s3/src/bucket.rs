use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::server::{NoStore, Server};
use crate::wire::Wire;

/// An empty bucket that nobody else knows.
#[derive(Debug)]
pub struct TestBucket {
    name: String,
    store: SocketAddr,
    // A store of its own ends with its bucket.
    _own: Option<Server>,
}

impl TestBucket {
    /// A bucket in this process's store.
    ///
    /// # Panics
    /// When there is no store, with a sentence that says what to do.
    #[expect(clippy::new_without_default, reason = "it starts a server")]
    pub fn new() -> Self {
        let made = Server::of_this_process().and_then(Self::made_in);
        made.unwrap_or_else(|cause| panic!("{cause}"))
    }

    /// A bucket in a store of its own, in which no key is valid.
    ///
    /// # Panics
    /// As [`TestBucket::new`].
    pub fn that_knows_nobody() -> Self {
        let made = Server::that_knows_nobody().and_then(|server| {
            let made = Self::made_in(&server)?;
            Ok(Self { _own: Some(server), ..made })
        });
        made.unwrap_or_else(|cause| panic!("{cause}"))
    }

    fn made_in(server: &Server) -> Result<Self, NoStore> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("story-{}", MADE.fetch_add(1, Ordering::Relaxed));
        server.create(&name)?;
        Ok(Self { name, store: server.address, _own: None })
    }

    /// `s3://NAME`.
    pub fn address(&self) -> String {
        format!("s3://{}", self.name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the environment of a program says that uses it.
    pub fn settings(&self) -> Vec<(String, String)> {
        settings(self.store)
    }

    /// The same by way of a wire that can be cut.
    pub fn settings_by(&self, wire: &Wire) -> Vec<(String, String)> {
        settings(wire.address())
    }

    /// A new wire to its store.
    ///
    /// # Panics
    /// When the machine has no port left.
    pub fn wire(&self) -> Wire {
        Wire::to(self.store).unwrap_or_else(|cause| panic!("no wire: {cause}"))
    }
}

fn settings(store: SocketAddr) -> Vec<(String, String)> {
    let pairs = [
        ("AWS_ENDPOINT_URL", format!("http://{store}")),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing-secret".to_owned()),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}
