use people::{Place, Role, Verb};

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
