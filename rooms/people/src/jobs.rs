//! The job that passes the duties of a hand-over on when its day has come.

use db::{Db, DbError};
use jobs::{Handler, JobContext, JobError, NewJob, Running};
use serde_json::{Value, json};
use web::TodoSource;

use crate::Actor;
use crate::handover::{Charge, Handover, List};
use crate::store::handovers::{self, HandoverId};
use crate::store::units;
use crate::verbs::handovers::charges;
use crate::verbs::handovers::open_work::open_work;

/// What the queue and the trail call it.
const KIND: &str = "unit.pass_duties";

/// Passes the duties of one hand-over on; done again, or taken back meanwhile, it leaves everything as it is.
#[derive(Debug)]
pub(crate) struct Passing {
    pub(crate) db: Db,
    /// What waits for somebody in the other rooms.
    pub(crate) todos: Vec<TodoSource<Actor>>,
}

impl Handler for Passing {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let id = payload["handover"].as_str().and_then(|id| HandoverId::parse(id).ok());
            let id = id.ok_or_else(|| JobError::failed("任务内容无法识别，请在单位页面更改联络员和岗位"))?;
            let open = self.open(id).await?;
            let mut tx = self.db.begin().await?;
            let Some(come) = handovers::come(&tx, id).await? else { return Ok(json!({})) };
            let passed = charges::pass(&mut tx, &come).await?;
            if let Some(list) = &open {
                handovers::relist(&mut tx, &come, list).await?;
            }
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
                    "open": open.map_or(handover.list.open.len(), |list| list.open.len()),
                }),
                request: &job,
            };
            ledger::record(&mut tx, entry).await?;
            tx.commit().await?;
            Ok(json!({ "handover": id }))
        })
    }
}

impl Passing {
    /// What is open now: by the roles that whoever leaves had on the last day, as they have ended.
    async fn open(&self, id: HandoverId) -> Result<Option<List>, DbError> {
        let Some(handover) = handovers::get(&self.db, id).await? else { return Ok(None) };
        let Some(unit) = units::get(&self.db, handover.unit).await? else { return Ok(None) };
        let held = (handover.person, handover.on_day.plus_days(-1));
        let who = (handover.successor, handover.successor_name.as_str());
        open_work(&self.db, &self.todos, &unit, held, who).await.map(Some)
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
