//! A report that comes again: its dates are shown first, then added at once.

use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply};

use super::once::OnlyOnce;
use super::{fields, plan};
use crate::plan::{BadSeries, Cycle, Series, Turn};
use crate::policy::AddDue;
use crate::store::edit::{self, DueEdit};
use crate::store::heads;
use crate::store::plan::{DueRow, Plan, load};
use crate::workday::OffHolidays;
use crate::{Campaigns, DueKind, PhaseId};

/// A report that every unit shall send again and again.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddSeries)]
pub(crate) struct Input {
    /// What follows on the name of the period: `2026年3月` + `工作信息`.
    title: Raw,
    /// `day`, `workday`, `week`, `half_month`, `month`, `two_months`, `quarter`, `half_year` or `year`.
    every: Raw,
    /// `YYYY-MM-DD`.
    from: Raw,
    /// `YYYY-MM-DD`.
    to: Raw,
    /// Day of the month, 1 to 31; empty: the last day of the period.
    day: Raw,
    /// `true`: a day of the month after the period.
    next_month: Raw,
    /// `true`: the first day of the month on which people work.
    first_workday: Raw,
    /// `HH:MM`; empty: the whole day.
    due_time: Raw,
    with_pictures: Raw,
    /// Where a day moves on which nobody works: `next` (顺延) or `before` (提前). Empty: it stays.
    off_holidays: Raw,
    /// Id of a phase; empty: the one that the period ends in.
    phase: Raw,
    /// `true`: only says which dates there would be.
    preview: Raw,
}

/// One date of a series.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SeriesDate)]
pub(crate) struct Dated {
    pub(super) title: String,
    /// `YYYY-MM-DD`.
    pub(super) due_on: String,
    /// The day before it was moved off holidays.
    pub(super) moved_from: Option<String>,
    /// Id of the report that was added; null in a preview.
    id: Option<String>,
}

/// The dates of a series in their order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub(crate) struct Dates {
    dates: Vec<Dated>,
}

/// A series that may be added.
struct Ready {
    turns: Vec<Turn>,
    title: String,
    due_time: Option<String>,
    phase: Option<PhaseId>,
    with_pictures: bool,
    off_holidays: Option<OffHolidays>,
}

impl Input {
    fn parse(&self, plan: &Plan) -> Result<Ready, Fault> {
        let mut invalid = Invalid::default();
        let missing = Some("请填写报送内容，如“工作信息”。");
        let title = fields::text(&mut invalid, "title", &self.title, fields::NAME / 2, missing);
        let due_time = fields::hour(&mut invalid, "due_time", &self.due_time);
        let phase = fields::phase(&mut invalid, "phase", &self.phase, &plan.phases);
        let series = self.series(&mut invalid);
        let off_holidays = series.and_then(|series| series.off_holidays);
        let turns = series.and_then(|series| invalid.take("to", series.turns(&plan.workdays)));
        invalid.into_result()?;
        let turns = turns.ok_or_else(|| Fault::field("to", BadSeries::Empty.to_string()))?;
        let with_pictures = self.with_pictures.is_ticked();
        Ok(Ready { turns, title, due_time, phase, with_pictures, off_holidays })
    }

    fn series(&self, invalid: &mut Invalid) -> Option<Series> {
        let cycle = Cycle::parse(self.every.text());
        if cycle.is_none() {
            let labels: Vec<&str> = Cycle::ALL.iter().map(|one| one.label()).collect();
            invalid.add("every", format!("请选择周期：{}。", labels.join("、")));
        }
        for (field, raw) in [("from", &self.from), ("to", &self.to)] {
            if raw.is_blank() {
                invalid.add(field, "请填写日期，例如 2026-03-06。");
            }
        }
        let from = fields::date(invalid, "from", &self.from);
        let to = fields::date(invalid, "to", &self.to);
        let day = self.day.given().map(|given| web::half_width(given).parse::<i8>());
        let day = match day {
            Some(Ok(day)) if (1..=31).contains(&day) => Some(day),
            None => None,
            Some(_) => {
                invalid.add("day", "日应为 1 到 31 的整数；在周期最后一天报送的请留空。");
                None
            }
        };
        let is_next_month = self.next_month.is_ticked();
        let is_first_workday = self.first_workday.is_ticked();
        let off_holidays = fields::off_holidays(invalid, &self.off_holidays);
        let (cycle, from, to) = (cycle?, from?, to?);
        Some(Series { cycle, from, to, day, is_next_month, is_first_workday, off_holidays })
    }
}

impl Ready {
    /// A series that is there already is refused: sent once more, each of its reports would be asked for twice.
    fn refuse_again(&self, plan: &Plan) -> Result<(), Fault> {
        let is_there = |dated: &Dated| {
            let is_same = |due: &DueRow| {
                let day = due.due_on.map(|day| day.to_string());
                !due.dropped && due.title == dated.title && day.as_deref() == Some(dated.due_on.as_str())
            };
            plan.dues.iter().any(is_same)
        };
        let Some((_, known)) = self.dated().find(|(_, dated)| is_there(dated)) else { return Ok(()) };
        let Dated { title, due_on, .. } = known;
        Err(Fault::field(
            "title",
            format!(
                "“{title}”（{due_on}）已在报送要求里，没有重复添加。请改报送内容的名称，或把开始日期改到它之后。"
            ),
        ))
    }

    fn dated(&self) -> impl Iterator<Item = (&Turn, Dated)> {
        self.turns.iter().map(|turn| {
            let title = format!("{}{}", turn.period, self.title);
            let moved_from = turn.moved_from.filter(|day| *day != turn.due_on).map(|day| day.to_string());
            (turn, Dated { title, due_on: turn.due_on.to_string(), moved_from, id: None })
        })
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<Vec<Dated>, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddDue>::ask(actor, &head)?;
    let plan = load(tx, head.id).await?;
    let ready = input.parse(&plan)?;
    ready.refuse_again(&plan)?;
    if input.preview.is_ticked() {
        return Ok(ready.dated().map(|(_, dated)| dated).collect());
    }
    let mut added = Vec::new();
    for (turn, dated) in ready.dated() {
        let own = plan.chained.iter().find(|phase| phase.overlaps(turn.ends_on, turn.ends_on));
        let phase = ready.phase.or(own.map(|phase| phase.id));
        let edit = DueEdit {
            title: dated.title.clone(),
            due_on: Some(turn.due_on),
            due_time: ready.due_time.clone(),
            with_pictures: ready.with_pictures,
            moved_from: turn.moved_from,
            off_holidays: turn.moved_from.and(ready.off_holidays),
        };
        let id = edit::add_due(tx, &permit, phase, &edit, DueKind::Periodic).await?;
        added.push(Dated { id: Some(id.to_string()), ..dated });
    }
    permit.record(tx, json!({ "series": input.every.text(), "dues": added })).await?;
    Ok(added)
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<Vec<Dated>, Fault> {
    let only = OnlyOnce::new(actor, "due.add_series", id, key.filter(|_| !input.preview.is_ticked()));
    let work = async |tx: &mut Tx| {
        let dates = action(tx, actor, id, input).await?;
        serde_json::to_string(&dates).map_err(Fault::internal)
    };
    let dates = only.run(&room.db, input, work).await?;
    serde_json::from_str(&dates).map_err(Fault::internal)
}

/// POST /campaigns/{id}/series
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &id, &input, key.as_ref()).await {
        Ok(dates) if input.preview.is_ticked() => {
            plan::preview(&room, &actor, page, &id, ("add-series", &input), dates).await
        }
        outcome => {
            let done = outcome.map(|dates| format!("已添加 {} 个报送日期", dates.len()));
            let done = done.as_deref().map_err(Clone::clone);
            plan::answer(&room, &actor, page, &id, "add-series".to_owned(), &input, done).await
        }
    }
}

/// POST /api/v1/campaigns/{id}/series
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Dates>, Fault> {
    Ok(Reply(Dates { dates: run(&room, &actor, &id, &input, key.as_ref()).await? }))
}
