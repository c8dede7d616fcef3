//! How every photo of the house looks, in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use clock::Moment;
use db::{Db, DbError};
use photos::{Fingerprint, Index};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::PhotoId;
use crate::store::twins::{self, Look};

/// Looks read at once.
const PAGE: usize = 1000;
/// How long after its row says so a look may be committed: that long, rows are read again.
const LAG_SECONDS: i64 = 30;

/// All looks, one shelf a process; clones share it. It is read from the rows once and then catches up with what was noted
/// since, by whatever process.
#[derive(Clone, Default)]
pub(crate) struct Gallery {
    shelf: Arc<RwLock<Index<PhotoId>>>,
    mark: Arc<Mutex<Mark>>,
}

/// How far the rows were read.
#[derive(Debug, Default)]
struct Mark {
    latest: Option<Moment>,
    /// Those near the end, so that none is taken twice.
    recent: HashMap<PhotoId, Moment>,
}

impl Mark {
    fn start(&self) -> Moment {
        self.latest.map_or(Moment::from_micros(i64::MIN), |latest| latest.plus_seconds(-LAG_SECONDS))
    }

    fn takes(&mut self, look: &Look) -> bool {
        self.latest = self.latest.max(Some(look.looked_at));
        self.recent.insert(look.id, look.looked_at).is_none()
    }

    fn forget_old(&mut self) {
        let start = self.start();
        self.recent.retain(|_, at| *at >= start);
    }
}

impl Gallery {
    /// Takes in what was noted since the last time, at most about `most`; says whether that was everything.
    pub(crate) async fn catch_up(&self, db: &Db, most: usize) -> Result<bool, DbError> {
        let mut mark = self.mark.lock().await;
        let (mut at, mut id, mut taken) = (mark.start(), String::new(), 0);
        loop {
            let page = twins::looks(db, (at, &id), PAGE).await?;
            let is_last = page.len() < PAGE;
            if let Some(last) = page.last() {
                (at, id) = (last.looked_at, last.id.to_string());
            }
            let new: Vec<Look> = page.into_iter().filter(|look| mark.takes(look)).collect();
            taken += new.len();
            self.shelve(new).await;
            mark.forget_old();
            if is_last || taken >= most {
                return Ok(is_last);
            }
        }
    }

    /// Off the async threads: each look is unpacked to make its key.
    async fn shelve(&self, looks: Vec<Look>) {
        let shelf = Arc::clone(&self.shelf);
        let work = spawn_blocking(move || {
            let prints = looks.into_iter().filter_map(|look| Some((look.id, look.look.parse().ok()?)));
            let prints: Vec<(PhotoId, Fingerprint)> = prints.collect();
            shelf.write().unwrap_or_else(PoisonError::into_inner).extend(prints);
        });
        // What stops the unpacking is not found again; advice may be missing, an upload may not.
        drop(work.await);
    }

    /// The photos that look like this one, among those taken in; perhaps itself.
    pub(crate) async fn find(&self, print: Fingerprint) -> Vec<PhotoId> {
        let shelf = Arc::clone(&self.shelf);
        let work = spawn_blocking(move || {
            let shelf = shelf.read().unwrap_or_else(PoisonError::into_inner);
            shelf.find(&print).into_iter().copied().collect()
        });
        work.await.unwrap_or_default()
    }
}

impl fmt::Debug for Gallery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.shelf.read().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Gallery").field("held", &held).finish()
    }
}
