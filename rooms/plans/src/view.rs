//! A plan as pages and programs see it.

use campaigns::facts::{self, IndicatorFact, TallyRow};
use campaigns::{Filter, Measures, Reckoning};
use clock::{CivilDate, Moment};
use db::{Db, DbError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::asked::asked;
use crate::content::{Content, Item};
use crate::plan::{PlanState, Standing, StepKind};
use crate::progress::{progress, shares};
use crate::settled::{Settled, moved};
use crate::span::Span;
use crate::store::done::{self, Mark};
use crate::store::paper::Paper;
use crate::store::{self, Accepted, Step};
use crate::sums::{Uneven, uneven};
use crate::version::{Reader, Version, acceptance, shown_paper};

/// A plan with everything around it.
pub(crate) struct Seen {
    pub(crate) standing: Standing,
    /// Absent before there is anything to see.
    pub(crate) content: Option<Content>,
    /// The unit's own file beside it.
    pub(crate) paper: Option<Paper>,
    /// What the bureau asks for, counted things only.
    pub(crate) asked: Vec<IndicatorFact>,
    /// The acceptance, where what is shown was accepted.
    pub(crate) accepted: Option<Accepted>,
    /// What the bureau asks for otherwise since the unit last agreed; empty where nothing is in force.
    pub(crate) moved: Vec<String>,
    /// What the unit logged for the campaign.
    pub(crate) rows: Vec<TallyRow>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) measures: Measures,
    pub(crate) history: Vec<Step>,
    /// The time of the campaign.
    pub(crate) span: Span,
    pub(crate) today: CivilDate,
}

impl Seen {
    /// As `reader` may see it: what a unit is still writing is its own, the bureau sees what was last filed.
    pub(crate) async fn load(
        db: &Db,
        reader: impl Into<Reader>,
        standing: Standing,
        version: Version,
    ) -> Result<Self, DbError> {
        let reader = reader.into();
        let paper = shown_paper(db, reader, &standing, version).await?;
        let (content, history, marks) = match standing.plan {
            Some(plan) => {
                let content = if reader == Reader::Bureau {
                    store::filed(db, plan).await?.map(|(_, content)| content)
                } else {
                    Some(store::content(db, plan).await?)
                };
                (content, store::history(db, plan).await?, done::of(db, plan).await?)
            }
            None => (None, Vec::new(), Vec::new()),
        };
        let content = content.filter(|content| content.is_begun(paper.is_some()));
        let asked = asked(db, &standing).await?;
        let moved = moved_since(db, &standing, &asked).await?;
        let accepted = match acceptance(&standing, reader, version) {
            Some(step) => Some(store::accepted(db, step).await?),
            None => None,
        };
        let content = accepted.as_ref().map(|accepted| accepted.content.clone()).or(content);
        let (campaign, unit) = (standing.campaign, Some(standing.unit));
        let rows = facts::tally_rows(db, campaign, None, unit, None, Reckoning::Logged).await?;
        let measures = facts::measures(db).await?;
        let span = Span::of(&facts::phases(db, campaign).await?);
        let today = db.clock().today();
        Ok(Self {
            standing,
            content,
            paper,
            asked,
            accepted,
            moved,
            rows,
            marks,
            measures,
            history,
            span,
            today,
        })
    }

    /// The reviewer's last word, while the plan lies with the unit.
    pub(crate) fn returned(&self) -> Option<&Step> {
        self.history.first().filter(|_| self.standing.state() == PlanState::Returned)
    }

    /// The day on which what is shown was filed.
    pub(crate) fn filed_on(&self) -> Option<CivilDate> {
        if self.accepted.is_none() {
            return self.standing.submitted_at.map(Moment::date);
        }
        let since = self.history.iter().skip_while(|step| Some(step.id) != self.standing.in_force);
        since.into_iter().find(|step| step.kind == StepKind::Submitted).map(|step| step.at.date())
    }

    /// Why the unit is let off, while it is.
    pub(crate) fn exempted(&self) -> Option<&Step> {
        self.history.first().filter(|_| self.standing.state() == PlanState::Exempt)
    }

    pub(crate) fn view(&self) -> PlanView {
        let standing = &self.standing;
        let content = self.content.clone().unwrap_or_default();
        let moment = |at: Option<Moment>| at.map(Moment::rfc3339);
        PlanView {
            campaign: standing.campaign.to_string(),
            campaign_name: standing.campaign_name.clone(),
            unit: standing.unit.to_string(),
            unit_name: standing.unit_name.clone(),
            state: standing.state().code().to_owned(),
            due_on: standing.due_on.map(|date| date.to_string()),
            is_late: standing.is_late(self.today),
            first_submitted_at: moment(standing.first_submitted_at),
            submitted_at: moment(standing.submitted_at),
            approved_at: moment(standing.approved_at),
            version: standing.version.unwrap_or(0),
            file_name: self.paper.as_ref().map(|paper| paper.name.clone()),
            obstacles: content.obstacles(self.paper.is_some(), &self.asked),
            targets: match &self.accepted {
                Some(accepted) => accepted.targets.iter().map(TargetView::from).collect(),
                None => self.asked.iter().map(|fact| target(&content, fact)).collect(),
            },
            moved: self.moved.clone(),
            items: self.items(&content),
            outside: self.span.outside(&content),
            short: self.short(&content),
            leader: content.leader,
            deputy: content.deputy,
            officer: content.officer,
            safeguards: content.safeguards,
            history: self.history.iter().map(StepView::from).collect(),
        }
    }

    fn short(&self, content: &Content) -> Vec<String> {
        let open = self.accepted.is_none().then(|| uneven(content, &self.asked));
        open.iter().flatten().filter_map(Uneven::hint).collect()
    }

    fn items(&self, content: &Content) -> Vec<ItemView> {
        let items = content.by_date();
        let shares = shares(&items, &self.rows, &self.measures);
        items.into_iter().zip(shares).map(|(item, share)| self.item(item, share)).collect()
    }

    fn item(&self, item: &Item, share: i64) -> ItemView {
        let mark = self.marks.iter().find(|mark| mark.is_of(item));
        let progress = progress(item, share, &self.measures, mark.is_some(), self.today);
        let measure = item.measure.as_deref().and_then(|code| self.measures.get(code));
        ItemView {
            name: item.name.clone(),
            measure: item.measure.clone(),
            filter: item.filter.clone(),
            unit: measure.map(|measure| measure.unit.clone()),
            amount: item.amount,
            starts_on: item.starts_on.to_string(),
            ends_on: item.ends_on.to_string(),
            department: item.department.clone(),
            person: item.person.clone(),
            done: progress.done,
            state: progress.state.code().to_owned(),
            done_note: mark.map(Mark::in_words),
            mark: progress.state.mark(),
            word: progress.state.label(),
        }
    }
}

/// What the bureau asks for otherwise since the unit agreed to it; nothing where no plan is in force.
pub(crate) async fn moved_since(
    db: &impl db::Reads,
    standing: &Standing,
    asked: &[IndicatorFact],
) -> Result<Vec<String>, DbError> {
    let Some(plan) = standing.plan.filter(|_| standing.in_force.is_some()) else { return Ok(Vec::new()) };
    let seen = store::seen_targets(db, plan).await?;
    Ok(seen.map(|seen| moved(&seen, asked)).unwrap_or_default())
}

fn target(content: &Content, fact: &IndicatorFact) -> TargetView {
    let own = content.own(fact.id);
    TargetView {
        indicator: fact.id.to_string(),
        measure: fact.measure.clone(),
        name: fact.name.clone(),
        unit: fact.unit.clone(),
        asked: fact.target,
        own: own.map(|own| own.target),
        reason: own.map(|own| own.reason.clone()).unwrap_or_default(),
        agreed: None,
    }
}

impl From<&Settled> for TargetView {
    fn from(settled: &Settled) -> Self {
        Self {
            indicator: settled.indicator.to_string(),
            measure: settled.measure.clone(),
            name: settled.name.clone(),
            unit: settled.unit.clone(),
            asked: settled.asked,
            own: settled.proposed,
            reason: settled.reason.clone(),
            agreed: settled.agreed,
        }
    }
}

/// A unit's plan for a campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitPlan)]
pub(crate) struct PlanView {
    pub(crate) campaign: String,
    pub(crate) campaign_name: String,
    pub(crate) unit: String,
    pub(crate) unit_name: String,
    /// `draft`, `submitted`, `approved`, `revising`, `returned` or `exempt`.
    pub(crate) state: String,
    /// When it is to be filed; absent where the campaign asks for no filing.
    pub(crate) due_on: Option<String>,
    pub(crate) is_late: bool,
    /// RFC 3339, as the other instants.
    pub(crate) first_submitted_at: Option<String>,
    pub(crate) submitted_at: Option<String>,
    pub(crate) approved_at: Option<String>,
    pub(crate) version: i64,
    /// The unit's own file beside it.
    pub(crate) file_name: Option<String>,
    /// What keeps it from being filed.
    pub(crate) obstacles: Vec<String>,
    pub(crate) leader: String,
    pub(crate) deputy: String,
    pub(crate) officer: String,
    pub(crate) safeguards: String,
    /// Once accepted as they were then, whatever the bureau asks for since.
    pub(crate) targets: Vec<TargetView>,
    /// What the bureau asks for otherwise since, a line each: `专题讲座 2 场 → 3 场`.
    pub(crate) moved: Vec<String>,
    pub(crate) items: Vec<ItemView>,
    /// The activities with days before or after the campaign, with those days: a hint, no obstacle.
    pub(crate) outside: Vec<String>,
    /// What the activities fall short of, a line each: `“宣传手册”安排 9 册，目标 15 册`; a hint, no obstacle. Empty once accepted.
    pub(crate) short: Vec<String>,
    pub(crate) history: Vec<StepView>,
}

/// An indicator of the campaign, with the unit's own number where that differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitPlanTarget)]
pub(crate) struct TargetView {
    pub(crate) indicator: String,
    pub(crate) measure: String,
    pub(crate) name: String,
    /// `场`, `人次`.
    pub(crate) unit: String,
    /// The bureau's number.
    pub(crate) asked: Option<i64>,
    /// What the unit proposes in its place.
    pub(crate) own: Option<i64>,
    pub(crate) reason: String,
    /// What was accepted; absent before.
    pub(crate) agreed: Option<i64>,
}

impl PlanView {
    /// The targets that the unit set itself.
    pub(crate) fn own_targets(&self) -> Vec<&TargetView> {
        self.targets.iter().filter(|target| target.own.is_some()).collect()
    }

    /// The targets that are as the bureau set them.
    pub(crate) fn same_targets(&self) -> Vec<&TargetView> {
        self.targets.iter().filter(|target| target.own.is_none()).collect()
    }
}

impl TargetView {
    pub(crate) fn asked_in_words(&self) -> String {
        self.in_words(self.asked)
    }

    pub(crate) fn own_in_words(&self) -> String {
        self.in_words(self.own)
    }

    pub(crate) fn agreed_in_words(&self) -> String {
        self.in_words(self.agreed)
    }

    fn in_words(&self, number: Option<i64>) -> String {
        number.map_or_else(|| "未定".to_owned(), |number| format!("{number} {}", self.unit))
    }
}

/// A dated activity and how far it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitPlanItem)]
pub(crate) struct ItemView {
    pub(crate) name: String,
    pub(crate) measure: Option<String>,
    /// What of the measure counts, by dimension; empty: everything.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    pub(crate) filter: Filter,
    pub(crate) unit: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
    pub(crate) department: String,
    pub(crate) person: String,
    /// Its share of what was logged within its days (口径：已登记).
    pub(crate) done: i64,
    /// `done`, `ahead`, `unlogged`, `ongoing`, `short` or `overdue`.
    pub(crate) state: String,
    /// When and by whom an activity without an indicator was marked as done, and the note.
    pub(crate) done_note: Option<String>,
    #[serde(skip)]
    pub(crate) mark: &'static str,
    #[serde(skip)]
    pub(crate) word: &'static str,
}

/// What was done with the plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitPlanStep)]
pub(crate) struct StepView {
    /// `submitted`, `approved`, `revised`, `kept`, `returned`, `exempted` or `recalled`.
    pub(crate) kind: String,
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) note: String,
    /// Of a return: by when the bureau wants the plan again, `YYYY-MM-DD`.
    pub(crate) again_on: Option<String>,
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        Self {
            kind: step.kind.code().to_owned(),
            at: step.at.rfc3339(),
            by: step.by_name.clone(),
            note: step.note.clone(),
            again_on: step.again_on.map(|day| day.to_string()),
        }
    }
}

/// A plan in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitPlanLine)]
pub(crate) struct LineView {
    campaign: String,
    campaign_name: String,
    unit: String,
    unit_name: String,
    class: String,
    township: String,
    state: String,
    due_on: Option<String>,
    is_late: bool,
    first_submitted_at: Option<String>,
    /// How many targets differ from the bureau's; absent before the first filing.
    differs: Option<i64>,
}

impl LineView {
    pub(crate) fn new(standing: &Standing, today: CivilDate) -> Self {
        Self {
            campaign: standing.campaign.to_string(),
            campaign_name: standing.campaign_name.clone(),
            unit: standing.unit.to_string(),
            unit_name: standing.unit_name.clone(),
            class: standing.class.clone(),
            township: standing.township.clone(),
            state: standing.state().code().to_owned(),
            due_on: standing.due_on.map(|date| date.to_string()),
            is_late: standing.is_late(today),
            first_submitted_at: standing.first_submitted_at.map(Moment::rfc3339),
            differs: standing.differs,
        }
    }
}
