//! 指标目录: what can be counted, for all campaigns.

use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit, Verb};
use regex::Regex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::askama::Template;
use web::{Fault, Page, Query, Raw, Reply};

use super::add_measure;
use super::typed::{Refused, Typed};
use crate::entry::Entry;
use crate::measure::{Aggregate, Measure, MeasureKind, Measures, Version};
use crate::policy::{AddMeasure, ListMeasures, SHARED};
use crate::reading::{Catalogue, DimensionValue};
use crate::recognised::Recognised;
use crate::{Campaigns, Dimension, facts};

/// Which measures to show.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = MeasureFilter)]
pub(crate) struct Asked {
    /// Part of the name or of a word by which it is recognised.
    q: Raw,
    /// `retired`: those that are no longer offered; empty: those that are.
    state: Raw,
}

/// A measure of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Measure)]
pub(crate) struct MeasureView {
    code: String,
    name: String,
    /// What it is counted in.
    unit: String,
    /// `count` or `task`.
    kind: MeasureKindView,
    /// `sum`, `max` or `distinct`.
    aggregate: AggregateView,
    dimensions: Vec<String>,
    /// Words of the bureau's by which a notice is seen to ask for it.
    words: Vec<String>,
    /// Regular expressions that do the same, most of them shipped.
    rules: Vec<String>,
    is_active: bool,
    /// Goes into the next change.
    version: i64,
}

/// A kind as the API spells it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MeasureKind)]
enum MeasureKindView {
    Count,
    Task,
}

/// An aggregate as the API spells it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Aggregate)]
enum AggregateView {
    Sum,
    Max,
    Distinct,
}

/// The measures asked for, in the order of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Measures)]
pub(crate) struct Lines {
    rows: Vec<MeasureView>,
    /// What the codes of the measures' `dimensions` mean.
    dimensions: Vec<DimensionView>,
}

/// A way to split measures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dimension)]
struct DimensionView {
    code: &'static str,
    label: &'static str,
    /// What may be said of a number; of `subject`, what the campaign's own notice lists.
    values: Vec<ValueView>,
}

/// A value of a dimension.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DimensionValue)]
struct ValueView {
    code: &'static str,
    label: &'static str,
}

impl From<&Dimension> for DimensionView {
    fn from(dimension: &Dimension) -> Self {
        let value = |one: &'static DimensionValue| ValueView { code: &one.code, label: &one.label };
        Self {
            code: dimension.code(),
            label: dimension.label(),
            values: dimension.values().iter().map(value).collect(),
        }
    }
}

impl From<&Version> for MeasureView {
    fn from(version: &Version) -> Self {
        let measure = &version.measure;
        let Recognised { words, rules } = Recognised::of(measure);
        Self {
            code: measure.code.clone(),
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            kind: match measure.kind {
                MeasureKind::Count => MeasureKindView::Count,
                MeasureKind::Task => MeasureKindView::Task,
            },
            aggregate: match measure.aggregate {
                Aggregate::Sum => AggregateView::Sum,
                Aggregate::Max => AggregateView::Max,
                Aggregate::Distinct => AggregateView::Distinct,
            },
            dimensions: measure.dimensions.clone(),
            words,
            rules,
            is_active: version.is_active,
            version: version.number,
        }
    }
}

/// How figures of a measure are put together, on the screen.
pub(super) fn how(measure: &Measure) -> &'static str {
    match (measure.kind, measure.aggregate) {
        (MeasureKind::Task, _) => "定性（完成或未完成）",
        (MeasureKind::Count, Aggregate::Sum) => "累加",
        (MeasureKind::Count, Aggregate::Max) => "取最大值",
        (MeasureKind::Count, Aggregate::Distinct) => "不重复计数",
    }
}

/// The labels of a measure's dimensions.
pub(super) fn split(measure: &Measure) -> String {
    measure.split_by().into_iter().map(Dimension::label).collect::<Vec<_>>().join("、")
}

/// The measures of one kind.
struct Shelf {
    label: &'static str,
    rows: Vec<Version>,
}

/// The measures by kind, as the shipped catalogue sorts them; what it does not name is the bureau's own.
fn shelves(rows: &[Version]) -> Vec<Shelf> {
    let groups = Catalogue::built_in().groups();
    let of = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<Version> {
        rows.iter().filter(|row| is_wanted(&row.measure.code)).cloned().collect()
    };
    let shipped =
        groups.iter().map(|group| Shelf { label: &group.label, rows: of(&|code| group.holds(code)) });
    let own = of(&|code| !groups.iter().any(|group| group.holds(code)));
    let all = std::iter::once(Shelf { label: "本局自定", rows: own }).chain(shipped);
    all.filter(|shelf| !shelf.rows.is_empty()).collect()
}

#[derive(Template)]
#[template(path = "campaigns/measures.html")]
pub(crate) struct MeasuresPage {
    page: Page,
    shelves: Vec<Shelf>,
    active: usize,
    retired: usize,
    q: String,
    state: String,
    may_edit: bool,
    whom_to_ask: Option<&'static str>,
    typed: Option<Typed>,
    key: String,
}

impl Refused for MeasuresPage {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl MeasuresPage {
    fn how(&self, version: &Version) -> &'static str {
        how(&version.measure)
    }

    fn split(&self, version: &Version) -> String {
        split(&version.measure)
    }

    /// Whether the sections stand open: nobody opens each of them to see what was found.
    fn is_narrowed(&self) -> bool {
        !self.q.is_empty() || self.state == "retired"
    }

    fn dimensions(&self) -> &'static [Dimension] {
        Dimension::ALL
    }

    fn is_chosen(&self, key: &str) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.lists("dimensions", key))
    }
}

/// The catalogue as a whole, to be looked at.
pub(super) fn shelf(actor: &Actor) -> Entry {
    Entry { code: String::new(), version: 0, place: actor.at.path.clone() }
}

/// What an officer of a lower bureau is told, who reads what all share and does not write it.
pub(super) fn whom_to_ask(actor: &Actor) -> Option<&'static str> {
    (actor.is_any(AddMeasure::CALLERS) && !actor.at.path.is_root()).then_some(SHARED)
}

fn shown(version: &Version, asked: &Asked) -> bool {
    let is_wanted = version.is_active != (asked.state.text() == "retired");
    let wanted = asked.q.text().to_lowercase();
    let recognised = Recognised::of(&version.measure).words;
    let named = std::iter::once(&version.measure.name).chain(&recognised);
    let is_named = named.into_iter().any(|text| text.to_lowercase().contains(&wanted));
    // A word that a rule would find finds its measure, too.
    is_wanted && (is_named || (!wanted.is_empty() && is_recognised(&version.measure, asked.q.text())))
}

fn is_recognised(measure: &Measure, text: &str) -> bool {
    measure.patterns.iter().filter_map(|rule| Regex::new(rule).ok()).any(|rule| rule.is_match(text))
}

/// What to know of words by which other measures are recognised, too; none when a measure has its words for itself.
pub(super) fn shared_words(catalogue: &Measures, own: &Measure) -> Option<String> {
    let others = || catalogue.offered().filter(|other| other.code != own.code);
    let words = Recognised::of(own).words;
    let shared: Vec<String> = words
        .iter()
        .filter_map(|word| {
            let names: Vec<&str> = others()
                .filter(|other| Recognised::of(other).words.contains(word) || is_recognised(other, word))
                .map(|other| other.name.as_str())
                .collect();
            (!names.is_empty()).then(|| format!("“{word}”也会认作{}", names.join("、")))
        })
        .collect();
    let sentence = format!("已保存。{}：通知里出现时两项都会列入，请核对识别用语。", shared.join("；"));
    (!shared.is_empty()).then_some(sentence)
}

/// Onward to a measure that was kept, with what there is to know of its words.
pub(super) async fn kept(room: &Campaigns, page: Page, code: &str, done: &str) -> Result<Response, Fault> {
    let catalogue = facts::measures(&room.db).await?;
    let shared = catalogue.get(code).and_then(|own| shared_words(&catalogue, own));
    let to = format!("/measures/{code}");
    Ok(shared.map_or_else(|| page.done(done, &to), |sentence| page.warned(&sentence, &to)))
}

/// GET /measures
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    Permit::<ListMeasures>::ask(&actor, &shelf(&actor))?;
    let shown = page_of(&room, &actor, page.clone(), &asked, None).await?;
    page.show(&shown)
}

async fn page_of(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    asked: &Asked,
    typed: Option<Typed>,
) -> Result<MeasuresPage, Fault> {
    let measures = facts::measures(&room.db).await?;
    let rows: Vec<Version> = measures.all().filter(|version| shown(version, asked)).cloned().collect();
    Ok(MeasuresPage {
        page: page.titled("指标目录"),
        active: measures.all().filter(|version| version.is_active).count(),
        retired: measures.all().filter(|version| !version.is_active).count(),
        shelves: shelves(&rows),
        q: asked.q.text().to_owned(),
        state: asked.state.text().to_owned(),
        may_edit: Permit::<AddMeasure>::would(actor, &shelf(actor)),
        whom_to_ask: whom_to_ask(actor),
        typed,
        key: room.db.mint().id::<()>().to_string(),
    })
}

/// The list with the form for a new measure as it was typed.
pub(super) async fn refused(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    input: &add_measure::Input,
    fault: Fault,
) -> Result<Response, Fault> {
    let typed = Typed::new("add".to_owned(), input, fault.clone());
    let shown = page_of(room, actor, page.clone(), &Asked::default(), Some(typed)).await?;
    page.show_refused(&fault, &shown)
}

/// GET /api/v1/measures
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Reply<Lines>, Fault> {
    Permit::<ListMeasures>::ask(&actor, &shelf(&actor))?;
    let measures = facts::measures(&room.db).await?;
    let rows = measures.all().filter(|version| shown(version, &asked));
    let dimensions = Dimension::ALL.iter().map(DimensionView::from).collect();
    Ok(Reply(Lines { rows: rows.map(MeasureView::from).collect(), dimensions }))
}
