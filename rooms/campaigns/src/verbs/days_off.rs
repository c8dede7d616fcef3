//! 放假安排: on which days nobody works, a year at a time.

use axum::extract::State;
use axum::response::Response;
use clock::CivilDate;
use db::Reads;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::askama::Template;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields;
use super::measures;
use super::typed::{Refused, Typed};
use crate::Campaigns;
use crate::calendar_year::CalendarYear;
use crate::policy::{EditDaysOff, ListDaysOff};
use crate::reading::DaysOff;
use crate::store::days_off::{self, Entered};
use crate::workday::{shipped, shipped_source};

const FORM: &str = "days-off";
/// The most characters of a year's notice.
const MOST: usize = 5_000;

/// A year's days off.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditDaysOff)]
pub(crate) struct Input {
    /// `2027`.
    year: Raw,
    /// The text of the yearly notice, or lines such as `10月1日至7日放假`, `10月10日上班`.
    text: Raw,
    /// Where it is from: the number of the notice.
    source: Raw,
    /// The version that was looked at; empty or 0 for a year that nobody entered yet.
    version: Raw,
    /// `true`: it is kept; else only what was read is told.
    confirmed: Raw,
}

/// A year as it counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DaysOff)]
pub(crate) struct YearView {
    year: i16,
    /// 0: as it comes with the program.
    version: i64,
    off: Vec<SpanView>,
    /// `YYYY-MM-DD`: Saturdays and Sundays on which people work.
    work: Vec<String>,
    source: String,
    /// The lines from which the year would be read again.
    #[serde(skip)]
    text: String,
    /// When and by whom it was entered; null for what comes with the program.
    changed: Option<String>,
}

/// A holiday.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Holiday)]
struct SpanView {
    name: String,
    /// `YYYY-MM-DD`.
    from: String,
    /// `YYYY-MM-DD`.
    to: String,
    #[serde(skip)]
    words: String,
}

/// What was read, or kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DaysOffRead)]
pub(crate) struct Read {
    /// Whether it counts now.
    is_kept: bool,
    #[serde(flatten)]
    year: YearView,
}

/// Every year that is known, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DaysOffYears)]
pub(crate) struct Years {
    years: Vec<YearView>,
}

impl YearView {
    fn new(year: i16, version: i64, days: &DaysOff, source: &str) -> Self {
        let span = |span: &crate::reading::Span| SpanView {
            name: span.name.clone(),
            from: span.from.to_string(),
            to: span.to.to_string(),
            words: span.words(),
        };
        Self {
            year,
            version,
            off: days.spans.iter().map(span).collect(),
            work: days.work.iter().map(CivilDate::to_string).collect(),
            source: source.to_owned(),
            text: days.lines(),
            changed: None,
        }
    }

    fn of(entered: &Entered) -> Self {
        let changed = Some(format!("{} {}", entered.changed_at, entered.changed_by));
        Self { changed, ..Self::new(entered.year, entered.version, &entered.days, &entered.source) }
    }
}

#[derive(Template)]
#[template(path = "campaigns/days_off.html")]
pub(crate) struct DaysOffPage {
    page: Page,
    years: Vec<YearView>,
    /// The next year that nobody knows.
    next: i16,
    may_edit: bool,
    whom_to_ask: Option<&'static str>,
    typed: Option<Typed>,
    /// What was read of what was typed, before it is kept.
    read: Option<YearView>,
}

impl Refused for DaysOffPage {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl DaysOffPage {
    /// The name of the form in which a year is corrected.
    fn form(year: &YearView) -> String {
        format!("{FORM}-{}", year.year)
    }

    /// What was read of what was typed into a form.
    fn read_in(&self, form: &str) -> Option<&YearView> {
        self.read.as_ref().filter(|_| self.typed_in(form).is_some())
    }
}

async fn years(reads: &impl Reads) -> Result<Vec<YearView>, Fault> {
    let entered = days_off::entered(reads).await?;
    let of_program =
        shipped().iter().filter(|(year, _)| entered.iter().all(|entered| entered.year != **year));
    let mut years: Vec<YearView> =
        of_program.map(|(year, days)| YearView::new(*year, 0, days, shipped_source())).collect();
    years.extend(entered.iter().map(YearView::of));
    years.sort_by_key(|year| std::cmp::Reverse(year.year));
    Ok(years)
}

fn calendar(actor: &Actor, year: i16, version: i64) -> CalendarYear {
    CalendarYear { year, version, place: actor.at.path.clone() }
}

async fn page_of(room: &Campaigns, actor: &Actor, page: Page) -> Result<DaysOffPage, Fault> {
    Permit::<ListDaysOff>::ask(actor, &calendar(actor, 0, 0))?;
    let years = years(&room.db).await?;
    let this_year = room.db.clock().today().year();
    Ok(DaysOffPage {
        page: page.titled("放假安排"),
        next: (this_year..).find(|year| years.iter().all(|known| known.year != *year)).unwrap_or(this_year),
        years,
        may_edit: Permit::<EditDaysOff>::would(actor, &calendar(actor, 0, 0)),
        whom_to_ask: measures::whom_to_ask(actor),
        typed: None,
        read: None,
    })
}

impl Input {
    fn parse(&self) -> Result<(i16, DaysOff, String), Fault> {
        let mut invalid = Invalid::default();
        let year = web::half_width(self.year.text()).parse::<i16>().ok();
        let year = year.filter(|year| (2000..=2148).contains(year)).ok_or("请填写四位数的年份，例如 2027。");
        let year = invalid.take("year", year);
        let source = fields::text(
            &mut invalid,
            "source",
            &self.source,
            fields::NAME,
            Some("请填写来源，例如放假通知的文号。"),
        );
        let text = fields::text(
            &mut invalid,
            "text",
            &self.text,
            MOST,
            Some("请粘贴放假通知的正文，或每行写一句。"),
        );
        let days = year.and_then(|year| invalid.take("text", DaysOff::read(&text, year)));
        invalid.into_result()?;
        let (Some(year), Some(days)) = (year, days) else {
            return Err(Fault::internal("judged right but not read"));
        };
        Ok((year, days, source))
    }
}

async fn run(room: &Campaigns, actor: &Actor, input: &Input) -> Result<Read, Fault> {
    Permit::<EditDaysOff>::ask(actor, &calendar(actor, 0, 0))?;
    let (year, days, source) = input.parse()?;
    let version = if input.version.is_blank() { 0 } else { fields::version(&input.version)? };
    let mut tx = room.db.begin().await?;
    let before = days_off::entered(&tx).await?.into_iter().find(|entered| entered.year == year);
    if before.as_ref().map_or(0, |before| before.version) != version {
        return Err(db::DbError::Stale.into());
    }
    let year_view = YearView::new(year, version, &days, &source);
    if !input.confirmed.is_ticked() {
        return Ok(Read { is_kept: false, year: year_view });
    }
    let permit = Permit::<EditDaysOff>::ask(actor, &calendar(actor, year, version))?;
    days_off::keep(&mut tx, &permit, year, &days, &source).await?;
    let before = before.map(|before| before.days).or_else(|| shipped().get(&year).cloned());
    let detail =
        json!({ "before": before.map(|days| days.lines()), "after": days.lines(), "source": source });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(Read { is_kept: true, year: YearView { version: version + 1, ..year_view } })
}

/// GET /days-off
pub(crate) async fn html(State(room): State<Campaigns>, actor: Actor, page: Page) -> Result<Response, Fault> {
    let shown = page_of(&room, &actor, page.clone()).await?;
    page.show(&shown)
}

/// GET /api/v1/days-off
pub(crate) async fn json(State(room): State<Campaigns>, actor: Actor) -> Result<Reply<Years>, Fault> {
    Permit::<ListDaysOff>::ask(&actor, &calendar(&actor, 0, 0))?;
    Ok(Reply(Years { years: years(&room.db).await? }))
}

/// POST /days-off: what was read is shown before it is kept.
pub(crate) async fn submit(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let form =
        if input.version.is_blank() { FORM.to_owned() } else { format!("{FORM}-{}", input.year.text()) };
    match run(&room, &actor, &input).await {
        Ok(read) if read.is_kept => {
            Ok(page.done(&format!("{} 年的放假安排已保存。", read.year.year), "/days-off"))
        }
        Ok(read) => {
            let mut shown = page_of(&room, &actor, page.clone()).await?;
            shown.typed = Some(Typed::looked_at(form, &input));
            shown.read = Some(read.year);
            page.show(&shown)
        }
        Err(fault) if fault.is_mendable() => {
            let mut shown = page_of(&room, &actor, page.clone()).await?;
            shown.typed = Some(Typed::new(form, &input, fault.clone()));
            page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// PUT /api/v1/days-off
pub(crate) async fn call(
    State(room): State<Campaigns>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Read>, Fault> {
    Ok(Reply(run(&room, &actor, &input).await?))
}
