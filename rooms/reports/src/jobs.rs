//! The job that makes a joined draft.

use std::sync::Arc;

use blobs::Blobs;
use db::{Db, Reads};
use jobs::{Handler, JobContext, JobError, Running};
use serde_json::{Value, json};

use crate::consolidate::{RenderError, render};
use crate::consolidation::{Consolidation, ConsolidationId, Snapshot};
use crate::store::consolidations;

/// What the queue calls this job.
pub(crate) const KIND: &str = "reports.consolidate";

/// Makes one version of a joined draft; done again, it finds what is locked already.
#[derive(Debug)]
pub(crate) struct Consolidating {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Handler for Consolidating {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let id = payload["consolidation"].as_str().and_then(|id| ConsolidationId::parse(id).ok());
            let id = id.ok_or_else(|| JobError::failed("任务内容无法识别，请重新发起汇总"))?;
            let found = consolidations::find(&self.db, id).await?;
            let found = found.ok_or_else(|| JobError::failed("这次汇总的记录已不存在，请重新发起"))?;
            if found.done_at.is_none() {
                self.make(context, &found).await?;
            }
            Ok(json!({ "consolidation": id }))
        })
    }
}

impl Consolidating {
    async fn make(&self, context: JobContext, wanted: &Consolidation) -> Result<(), JobError> {
        context.progress(0, 0, "正在读取各单位报送").await?;
        let now = self.db.clock().now();
        let rendered = render(
            &self.db,
            &self.blobs,
            wanted.campaign,
            wanted.phase,
            wanted.reckoning,
            now,
            Arc::new(context.watch("正在写入图片")),
        )
        .await
        .map_err(refusal)?;
        let before = consolidations::before(&self.db, wanted.campaign, wanted.phase, wanted.number).await?;
        let measures = campaigns::facts::measures(&self.db).await?;
        let differences =
            before.map(|before| rendered.figures.since(&before.snapshot(), &measures)).unwrap_or_default();
        let (figures, differences) = (value(&rendered.figures)?, json!(differences));
        if context.cancelled().await? {
            return Err(JobError::Stopped);
        }
        let mut tx = self.db.begin().await?;
        let files = (rendered.docx, rendered.xlsx);
        if consolidations::finish(&mut tx, wanted.id, now, files, figures, differences).await? {
            let entry = ledger::Entry {
                actor: None,
                actor_name: &wanted.asked_by,
                role: "后台任务",
                verb: "consolidation.lock",
                target_kind: "consolidation",
                target: &wanted.id.to_string(),
                place: None,
                outcome: ledger::Outcome::Done,
                detail: json!({ "number": wanted.number, "code": rendered.docx.hex() }),
                request: &context.job().to_string(),
            };
            ledger::record(&mut tx, entry).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn value(figures: &Snapshot) -> Result<Value, JobError> {
    serde_json::to_value(figures).map_err(|cause| JobError::failed("汇总的数据无法保存").because(cause))
}

fn refusal(error: RenderError) -> JobError {
    match error {
        RenderError::Db(cause) => cause.into(),
        RenderError::Stopped => JobError::Stopped,
        RenderError::Workbook(_) => JobError::failed(error.to_string()).because(error),
        other => JobError::transient(other.to_string()).because(other),
    }
}

/// How far the job of a version is; `None` once nobody remembers.
pub(crate) async fn of(reads: &impl Reads, id: ConsolidationId) -> Result<Option<jobs::Job>, db::DbError> {
    jobs::latest(reads, KIND, &id.to_string()).await
}
