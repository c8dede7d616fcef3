//! The job that passes the duties of a hand-over on when its day has come.

use db::Db;
use jobs::{Handler, JobContext, JobError, NewJob, Running};
use serde_json::{Value, json};

use crate::handover::{Charge, Handover};
use crate::store::handovers::{self, HandoverId};
use crate::verbs::handovers::charges;

/// What the queue and the trail call it.
const KIND: &str = "unit.pass_duties";

/// Passes the duties of one hand-over on; done again, or taken back meanwhile, it leaves everything as it is.
#[derive(Debug)]
pub(crate) struct Passing {
    pub(crate) db: Db,
}

impl Handler for Passing {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let id = payload["handover"].as_str().and_then(|id| HandoverId::parse(id).ok());
            let id = id.ok_or_else(|| JobError::failed("任务内容无法识别，请在单位页面更改联络员和岗位"))?;
            let mut tx = self.db.begin().await?;
            let Some(come) = handovers::come(&tx, id).await? else { return Ok(json!({})) };
            let passed = charges::pass(&mut tx, &come).await?;
            let handover = come.handover();
            let (maker, unit, job) =
                (&handover.made_by, handover.unit.to_string(), context.job().to_string());
            let entry = ledger::Entry {
                actor: None,
                actor_name: maker,
                role: "后台任务",
                verb: KIND,
                target_kind: "unit",
                target: &unit,
                place: Some(come.place().as_str()),
                outcome: ledger::Outcome::Done,
                detail: json!({
                    "before": handover.person_name, "after": handover.successor_name, "duties": Charge::words(&passed),
                }),
                request: &job,
            };
            ledger::record(&mut tx, entry).await?;
            tx.commit().await?;
            Ok(json!({ "handover": id }))
        })
    }
}

/// The job of a hand-over: waits for the first moment of its day.
pub(crate) async fn plan(
    tx: &mut db::Tx,
    handover: &Handover,
    (place, asked_by): (&str, &str),
) -> Result<(), db::DbError> {
    let job = NewJob {
        kind: KIND,
        key: &handover.id.to_string(),
        payload: json!({ "handover": handover.id }),
        place: Some(place),
        created_by: Some(asked_by),
    };
    jobs::enqueue_at(tx, job, handover.on_day.start()).await.map(drop)
}

/// Takes the job of a hand-over back.
pub(crate) async fn forget(tx: &mut db::Tx, id: HandoverId) -> Result<(), db::DbError> {
    let filter =
        jobs::Filter { kind: Some(KIND.to_owned()), key: Some(id.to_string()), ..jobs::Filter::default() };
    for job in jobs::page(&*tx, &filter, None, 1).await? {
        jobs::cancel(tx, job.id).await?;
    }
    Ok(())
}
