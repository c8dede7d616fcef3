use jobs::{Job, State};
use people::{Actor, Denied, NodePath, Place, Role, Target, Verb};

use crate::verbs::limit;

/// Read the audit trail.
#[derive(Debug)]
pub(crate) struct ReadLedger;

impl Verb for ReadLedger {
    const NAME: &'static str = "ledger.read";
    const CALLERS: &'static [Role] = &[Role::AuditAdministrator];
    const WRITES: bool = false;
    type On = Place;
}

/// Take the audit trail out as a file, which is itself an act to be recorded.
#[derive(Debug)]
pub(crate) struct ExportLedger;

impl Verb for ExportLedger {
    const NAME: &'static str = "ledger.export";
    const CALLERS: &'static [Role] = &[Role::AuditAdministrator];
    type On = Place;
}

/// Watch the work in the background.
#[derive(Debug)]
pub(crate) struct WatchJobs;

impl Verb for WatchJobs {
    const NAME: &'static str = "job.watch";
    const CALLERS: &'static [Role] = &[Role::SystemAdministrator];
    const WRITES: bool = false;
    type On = Place;
}

/// A job as somebody at a node meets it.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub(crate) job: Job,
    pub(crate) from: NodePath,
}

impl Target for Watched {
    const KIND: &'static str = "job";

    fn id(&self) -> String {
        self.job.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.from
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        let is_within =
            |limit: String| self.job.place.as_ref().is_some_and(|place| place.starts_with(&limit));
        limit(actor).is_none_or(is_within)
    }
}

people::verbs! {
    /// Stop a job that waits or runs.
    CancelJob = "job.cancel" on Watched, &[Role::SystemAdministrator], writes true, is_live;
    /// Let a job that failed or was stopped be done again.
    RetryJob = "job.retry" on Watched, &[Role::SystemAdministrator], writes true, is_lost;
}

fn is_live(on: &Watched) -> Result<(), Denied> {
    match on.job.state {
        State::Queued | State::Running => Ok(()),
        _ => Err(Denied::State("这项任务已经结束，不需要停止。")),
    }
}

fn is_lost(on: &Watched) -> Result<(), Denied> {
    match on.job.state {
        State::Failed | State::Cancelled => Ok(()),
        State::Done => Err(Denied::State("这项任务已经完成，不需要重做。")),
        State::Queued | State::Running => Err(Denied::State("这项任务还没有结束，请等它结束后再重做。")),
    }
}
