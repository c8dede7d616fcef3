use clock::Moment;
use serde::Serialize;
use serde_json::Value;

ids::id_of!(pub JobId, JobKind);

db::coded! {
    /// Where a job stands.
    pub enum State {
        Queued = "queued" / "排队中",
        Running = "running" / "进行中",
        Done = "done" / "已完成",
        Failed = "failed" / "失败",
        Cancelled = "cancelled" / "已取消",
    }
}

/// Work to be done later, as it is told to [`enqueue`](crate::enqueue).
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Which handler does it.
    pub kind: &'a str,
    /// What it is about: while a job of this kind and key waits or runs, there is no second one.
    pub key: &'a str,
    /// What the handler needs to know.
    pub payload: Value,
    /// The node of a tree to which it belongs, as a path from the root that ends with its separator.
    pub place: Option<&'a str>,
    /// The id of whoever asked for it.
    pub created_by: Option<&'a str>,
}

db::record! {
    /// One job.
    #[derive(Clone, Debug, Serialize)]
    pub struct Job {
        pub id: JobId,
        pub kind: String,
        pub key: String,
        pub state: State,
        pub payload: Value,
        pub place: Option<String>,
        pub created_by: Option<String>,
        /// Steps done; of `progress_total`, which is 0 while nobody knows.
        pub progress_done: i64,
        pub progress_total: i64,
        /// What the job is doing, for people.
        pub message: String,
        /// How often it was begun.
        pub attempts: i64,
        /// Not before this time.
        pub run_at: Moment,
        /// After this time the worker that runs it counts as dead.
        pub lease_until: Option<Moment>,
        /// Somebody wants it to stop; it does at its next step.
        pub cancel_asked: bool,
        /// What it gave, once it is done.
        pub result: Option<Value>,
        /// Why it failed, or why its last attempt did: a sentence for people.
        pub error: Option<String>,
        pub created_at: Moment,
        pub started_at: Option<Moment>,
        pub finished_at: Option<Moment>,
    }
}

impl Job {
    /// Per cent of its steps done; `None` while nobody knows how many there are.
    pub fn percent(&self) -> Option<i64> {
        (self.progress_total > 0).then(|| (self.progress_done * 100 / self.progress_total).clamp(0, 100))
    }
}

/// Which jobs to show; a field that is `None` lets all pass.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Exactly this kind.
    pub kind: Option<String>,
    /// Exactly this key.
    pub key: Option<String>,
    /// In this state.
    pub state: Option<State>,
    /// Asked for by this person.
    pub created_by: Option<String>,
    /// The node whose path this is, and all below it.
    pub place_path: Option<String>,
}
