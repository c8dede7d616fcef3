mod rows;

use std::collections::HashMap;

use campaigns::facts::{Owing, plan_due};
use campaigns::{CampaignId, DueId, DueKind};
use clock::CivilDate;
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

use self::rows::{
    Done, Due, Member, Membership, Outcome, dues, members, memberships, outcomes, plans, reports,
};
use crate::ReportState;
use crate::facts::DueStateFact;
use crate::load;
use crate::standing::{Course, Punctuality, Standing};

/// Which standings to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) campaign: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) unit: Option<UnitId>,
    /// A part of the unit's name.
    pub(crate) text: Option<String>,
}

/// Every enrolled unit below a node × every due date of its campaigns: the newest campaign first, by due date, then
/// unit; a unit owes what is due from the day it joined to the day it left. An archived
/// campaign is listed only when it, or a due date of it, is asked for. What is due as a unit's plan is told by the plan itself.
///
/// The product is made here and not by a join: a thousand units × ten dates are ten thousand rows of which few hold a
/// report, and the database would send every name once a row.
pub(crate) async fn list(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Standing>, DbError> {
    let dues = dues(reads, filter).await?;
    let members: Vec<Member> = members(reads, below, filter).await?;
    let mut done: Vec<Done> = reports(reads, below, filter).await?;
    if dues.iter().any(|due| due.kind == DueKind::UnitPlan) {
        done.extend(plans(reads, below, filter).await?.into_iter().map(Done::of_plan));
    }
    let pairs = settled(reads, paired(&dues, &members, &done)).await?;
    Ok(pairs.iter().map(standing).collect())
}

/// What the desk says of every enrolled unit × every due date of a campaign, as of `today`: the pairs of [`list`], read
/// without names.
pub(crate) async fn states(
    reads: &impl Reads,
    campaign: CampaignId,
    today: CivilDate,
) -> Result<Vec<DueStateFact>, DbError> {
    let Some(fact) = campaigns::facts::campaign(reads, campaign).await? else { return Ok(Vec::new()) };
    let filter = Filter { campaign: Some(campaign.to_string()), ..Filter::default() };
    let dues = dues(reads, &filter).await?;
    let members = memberships(reads, &fact.place, &filter).await?;
    let mut done = outcomes(reads, &fact.place, &filter).await?;
    if dues.iter().any(|due| due.kind == DueKind::UnitPlan) {
        done.extend(plans(reads, &fact.place, &filter).await?);
    }
    let pairs = settled(reads, paired(&dues, &members, &done)).await?;
    Ok(pairs.iter().map(|pair| pair.state(today)).collect())
}

/// A due date at a unit that owes it, or did something about it all the same.
struct Pair<'a, M, D> {
    due: &'a Due,
    member: &'a M,
    done: Option<&'a D>,
    /// Of a unit's plan its own day. None where any time will do, and for what was due before the unit joined: it came late for nothing.
    due_on: Option<CivilDate>,
}

/// Every due date with every member that it concerns, by due date, then in the order of the members.
fn paired<'a, M: AsRef<Membership>, D: AsRef<Outcome>>(
    dues: &'a [Due],
    members: &'a [M],
    done: &'a [D],
) -> Vec<Pair<'a, M, D>> {
    let mut of_campaign: HashMap<CampaignId, Vec<&M>> = HashMap::new();
    for member in members {
        of_campaign.entry(member.as_ref().campaign).or_default().push(member);
    }
    let key = |done: &Outcome| (done.due, done.unit);
    let done: HashMap<_, &D> = done.iter().map(|done| (key(done.as_ref()), done)).collect();
    let mut pairs = Vec::new();
    for due in dues {
        for member in of_campaign.get(&due.campaign).into_iter().flatten() {
            let known = member.as_ref();
            let done = done.get(&(due.due, known.unit)).copied();
            let due_on = match due.kind {
                DueKind::UnitPlan => plan_due(due.due_on, known.plan_due_on),
                _ => due.due_on,
            };
            let owing = Owing::of(due_on, known.joined_on, known.left_on);
            if done.is_some() || owing == Owing::Owed {
                let due_on = due_on.filter(|_| owing != Owing::BeforeIt);
                pairs.push(Pair { due, member: *member, done, due_on });
            }
        }
    }
    pairs
}

impl<M: AsRef<Membership>, D: AsRef<Outcome>> Pair<'_, M, D> {
    /// The last day of the unit, where it went into another one and this is due after it with nothing begun: only a period
    /// that began before that day is still owed.
    fn outlasted(&self) -> Option<CivilDate> {
        let is_after = |last: &CivilDate| self.due_on.is_none_or(|due| due > *last);
        self.member.as_ref().merged_on.filter(is_after).filter(|_| self.done.is_none())
    }

    fn state(&self, today: CivilDate) -> DueStateFact {
        let done = self.done.map(AsRef::as_ref);
        let course = Course {
            due_on: self.due_on,
            due_time: self.due.due_time.as_deref(),
            launched_at: self.due.launched_at,
            state: done.map(|done| done.state),
            is_zero: done.and_then(|done| done.is_zero) == Some(true),
            first_submitted_at: done.and_then(|done| done.first_submitted_at),
        };
        let punctuality = course.punctuality();
        DueStateFact {
            due: self.due.due,
            unit: self.member.as_ref().unit,
            state: course.due_state(today),
            first_submitted_at: course.first_submitted_at,
            approved_at: done
                .filter(|done| done.state == ReportState::Approved)
                .and_then(|done| done.approved_at),
            is_on_time: matches!(punctuality, None | Some(Punctuality::OnTime)),
            is_late: punctuality == Some(Punctuality::Late),
            is_zero: course.is_zero,
        }
    }
}

fn standing(pair: &Pair<'_, Member, Done>) -> Standing {
    let Pair { due, member: Member { membership, names }, done, due_on } = pair;
    let outcome = done.map(|done| &done.outcome);
    let sheet = done.map(|done| &done.sheet);
    Standing {
        due: due.due,
        campaign: due.campaign,
        campaign_name: due.campaign_name.clone(),
        campaign_state: due.campaign_state,
        launched_at: due.launched_at,
        phase: due.phase,
        kind: due.kind,
        title: due.title.clone(),
        due_on: *due_on,
        due_time: due.due_time.clone(),
        with_pictures: due.with_pictures,
        unit: membership.unit,
        path: names.path.clone(),
        unit_name: names.name.clone(),
        class: names.class.clone(),
        township: names.township.clone(),
        merged_on: membership.merged_on,
        report: sheet.and_then(|sheet| sheet.report),
        state: outcome.map(|outcome| outcome.state),
        is_zero: outcome.and_then(|outcome| outcome.is_zero),
        has_own_pictures: sheet.and_then(|sheet| sheet.has_own_pictures),
        first_submitted_at: outcome.and_then(|outcome| outcome.first_submitted_at),
        submitted_at: sheet.and_then(|sheet| sheet.submitted_at),
        approved_at: outcome.and_then(|outcome| outcome.approved_at),
        version: sheet.and_then(|sheet| sheet.version),
    }
}

/// How many sent reports wait for the reviewer of a node.
pub(crate) async fn waiting(reads: &impl Reads, below: &NodePath) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM report r JOIN facts_due d ON d.id = r.due \
             JOIN facts_campaign c ON c.id = d.campaign JOIN facts_unit u ON u.id = r.unit \
             WHERE r.state = 'submitted' AND d.kind <> 'unit_plan' AND c.state = 'launched' AND u.path LIKE $1",
            params![below.like_below()],
        )
        .await
}

/// Without what a unit no longer owes that went into another one: plans, reports at any time, and reports whose period
/// begins after its last day.
async fn settled<'a, M: AsRef<Membership> + Sync, D: AsRef<Outcome> + Sync>(
    reads: &impl Reads,
    all: Vec<Pair<'a, M, D>>,
) -> Result<Vec<Pair<'a, M, D>>, DbError> {
    let mut owed = Vec::with_capacity(all.len());
    for pair in all {
        let Some(last) = pair.outlasted() else {
            owed.push(pair);
            continue;
        };
        if pair.due.kind == DueKind::UnitPlan || pair.due_on.is_none() {
            continue;
        }
        let opens_on = load::days_of(reads, pair.due.campaign, pair.due.due).await?.opens_on;
        if opens_on.is_none_or(|opens| opens <= last) {
            owed.push(pair);
        }
    }
    Ok(owed)
}

/// Every enrolled unit × every due date of a campaign, by due date, then unit.
pub(crate) async fn of_campaign(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Standing>, DbError> {
    let Some(fact) = campaigns::facts::campaign(reads, campaign).await? else { return Ok(Vec::new()) };
    let filter = Filter { campaign: Some(campaign.to_string()), ..Filter::default() };
    list(reads, &fact.place, &filter).await
}

/// One unit with one due date; `None` when it does not owe it.
pub(crate) async fn find(reads: &impl Reads, due: DueId, unit: UnitId) -> Result<Option<Standing>, DbError> {
    let Some(fact) = people::facts::unit(reads, unit).await? else { return Ok(None) };
    let filter = Filter { due: Some(due.to_string()), unit: Some(unit), ..Filter::default() };
    Ok(list(reads, &fact.path, &filter).await?.pop())
}
