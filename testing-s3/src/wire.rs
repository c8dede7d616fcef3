use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

/// A connection to a store that breaks when it is told to: a port of this machine whose bytes go to another.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    left: Arc<AtomicI64>,
}

impl Wire {
    /// A wire that holds.
    pub(crate) fn to(store: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let budget = Arc::clone(&left);
        // Lives as long as the test process; a listener has no other end.
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                join(caller, store, &budget);
            }
        });
        Ok(Self { address, left })
    }

    /// Where a client connects.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks every connection once `bytes` more have gone up, and each new one at once, until [`Wire::mend`].
    pub fn cut_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// Holds again.
    pub fn mend(&self) {
        self.left.store(i64::MAX, Ordering::SeqCst);
    }
}

/// Carries both directions of one connection on threads of their own.
fn join(caller: TcpStream, store: SocketAddr, left: &Arc<AtomicI64>) {
    if left.load(Ordering::SeqCst) <= 0 {
        return;
    }
    let Ok(callee) = TcpStream::connect(store) else { return };
    let (Ok(answers), Ok(hearing)) = (callee.try_clone(), caller.try_clone()) else { return };
    let left = Arc::clone(left);
    thread::spawn(move || carry(caller, callee, |bytes| left.fetch_sub(bytes, Ordering::SeqCst) > bytes));
    thread::spawn(move || carry(answers, hearing, |_| true));
}

fn carry(mut from: TcpStream, mut to: TcpStream, may_pass: impl Fn(i64) -> bool) {
    let mut piece = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let counted = i64::try_from(length).unwrap_or(i64::MAX);
        if !may_pass(counted) || to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    // Whichever end is closed already needs no closing.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
