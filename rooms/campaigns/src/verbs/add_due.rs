use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::DueKind;
use crate::policy::AddDue;
use crate::store::edit::DueEdit;
use crate::store::{self, edit, heads};
use crate::workday::Workdays;

/// A report that every unit shall send.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddDue)]
pub(crate) struct Input {
    title: Raw,
    /// `YYYY-MM-DD`; empty: at any time.
    due_on: Raw,
    /// `HH:MM`; empty: the whole day.
    due_time: Raw,
    with_pictures: Raw,
    /// Where a day moves on which nobody works: `next` (顺延) or `before` (提前). Empty: it stays.
    off_holidays: Raw,
    /// `once`, `periodic`, `phase_end`, `any_time` or `unit_plan`. Empty: once for a new one, else as it is. Without a day it
    /// is any time.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    kind: Raw,
    /// Id of a phase. Empty: none in particular for a new one, else as it is. `whole`: none in particular.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    pub(crate) phase: Raw,
}

impl Input {
    pub(crate) fn parse(&self, workdays: &Workdays, invalid: &mut Invalid) -> DueEdit {
        let title = fields::text(invalid, "title", &self.title, fields::NAME, Some("请填写报送内容。"));
        let due_on = fields::date(invalid, "due_on", &self.due_on);
        let due_time = fields::hour(invalid, "due_time", &self.due_time);
        if due_time.is_some() && self.due_on.is_blank() {
            invalid.add("due_on", "填了时间还要填日期；随时报送请都留空。");
        }
        let off_holidays = fields::off_holidays(invalid, &self.off_holidays).filter(|_| due_on.is_some());
        let day = due_on.map(|printed| workdays.moved(printed, off_holidays));
        DueEdit {
            title,
            due_on: day.map(|(due_on, _)| due_on),
            due_time,
            with_pictures: self.with_pictures.is_ticked(),
            moved_from: day.and_then(|(_, printed)| printed),
            off_holidays,
        }
    }

    /// The kind that was chosen; `now` when none was.
    pub(crate) fn kind(&self, invalid: &mut Invalid, now: DueKind) -> DueKind {
        if self.due_on.is_blank() {
            return DueKind::AnyTime;
        }
        match self.kind.given().map(DueKind::parse) {
            None if now == DueKind::AnyTime => DueKind::Once,
            None => now,
            Some(Some(DueKind::AnyTime)) => {
                invalid.add("kind", "随时报送不填截止日期；填了日期请选别的类别。");
                now
            }
            Some(Some(kind)) => kind,
            Some(None) => {
                invalid.add("kind", "请选择报送类别。");
                now
            }
        }
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddDue>::ask(actor, &head)?;
    let phases = store::plan::phases(tx, head.id).await?;
    let mut invalid = Invalid::default();
    let edit = input.parse(&store::days_off::workdays(tx).await?, &mut invalid);
    let kind = input.kind(&mut invalid, DueKind::Once);
    let phase = fields::moved(&mut invalid, &input.phase, &phases, None);
    invalid.into_result()?;
    let added = edit::add_due(tx, &permit, phase, &edit, kind).await?.to_string();
    permit.record(tx, json!({ "due": added, "title": edit.title, "due_on": edit.due_on, "moved_from": edit.moved_from })).await?;
    Ok(added)
}

super::faces::adding!(verb: AddDue, form: "add-due", done: "已添加报送要求");
