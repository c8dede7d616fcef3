use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ledger::{Filter, Outcome};
use people::{Actor, Permit, Target};
use serde::Deserialize;
use web::{Fault, Invalid, Page, Query, Raw, Reply};

use super::prolong::{self, Offered, ProlongInput};
use super::{deduct, log};
use crate::activity::{Activity, Held};
use crate::deduction::DeductInput;
use crate::photo::StoredPhoto;
use crate::policy::{
    AnswerCohost, ClearPatients, Deduct, DownloadOriginal, Edit, Prolong, Restore, Show, Void,
};
use crate::store::{activities, cohosts, parts, photos};
use crate::{Activities, ActivityId, ActivityView, CohostView};

/// `activities/show.html`.
#[derive(Debug, Template)]
#[template(path = "activities/show.html")]
pub(crate) struct ShowPage {
    pub(crate) page: Page,
    pub(crate) activity: ActivityView,
    pub(crate) history: Vec<Step>,
    pub(crate) may: May,
    /// The id of the reader's place.
    pub(crate) at: String,
    /// Whether the reader is at a co-host.
    pub(crate) is_guest: bool,
    /// Why it cannot be changed, where the actor otherwise could.
    pub(crate) locked: Option<&'static str>,
    pub(crate) key: String,
    pub(crate) refused: Refused,
    /// Why nothing can be taken off its numbers, where the reader otherwise could.
    pub(crate) settled: Option<&'static str>,
    /// The review that the reader came from; blank: none.
    pub(crate) back: String,
    /// Where it could go on to, where it stands and the reader may let it.
    pub(crate) prolong: Option<Offered>,
}

/// From where an activity is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Came {
    /// The address of the review of a report.
    from: Raw,
}

impl Came {
    /// The way back; blank where it leads to no review of this site.
    pub(crate) fn back(&self) -> &str {
        let is_review = |from: &&str| {
            let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '/';
            from.starts_with("/reports/") && from.ends_with("/review") && from.chars().all(plain)
        };
        Some(self.from.text()).filter(is_review).unwrap_or_default()
    }

    /// The activity again, with the same way back.
    pub(crate) fn again(&self, id: ActivityId) -> String {
        match self.back() {
            "" => format!("/activities/{id}"),
            back => format!("/activities/{id}?from={back}"),
        }
    }
}

/// A reason that was not accepted; nothing on a page that is only looked at.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// What was typed to void the activity or to decline it.
    pub(crate) reason: Raw,
    pub(crate) errors: Invalid,
    original: Option<RefusedOriginal>,
    /// What was typed to let it stand on.
    prolong: Option<ProlongInput>,
    /// What was typed to take something off.
    pub(crate) deduct: Option<DeductInput>,
}

/// The same for the original of one photo.
#[derive(Debug)]
pub(crate) struct RefusedOriginal {
    photo: String,
    pub(crate) reason: Raw,
    pub(crate) sentence: String,
}

impl Refused {
    pub(crate) fn whole(reason: Raw, fault: &Fault) -> Self {
        Self { reason, errors: fault.invalid(), ..Self::default() }
    }

    pub(crate) fn original(photo: &StoredPhoto, reason: Raw, fault: &Fault) -> Self {
        let sentence = fault.sentence().to_owned();
        let original = Some(RefusedOriginal { photo: photo.id.to_string(), reason, sentence });
        Self { original, ..Self::default() }
    }

    /// To let it stand on.
    pub(crate) fn prolong(typed: ProlongInput, fault: &Fault) -> Self {
        Self { errors: fault.invalid(), prolong: Some(typed), ..Self::default() }
    }

    /// To take something off a number.
    pub(crate) fn deduct(typed: DeductInput, fault: &Fault) -> Self {
        Self { errors: fault.invalid(), deduct: Some(typed), ..Self::default() }
    }

    /// What was said of a field of that.
    pub(crate) fn deduct_fault(&self, measure: &str, field: &str) -> Option<&str> {
        self.deducting(measure).and_then(|_| self.errors.of(field))
    }

    /// Whether this reason was chosen for that.
    pub(crate) fn has_phrase(&self, measure: &str, phrase: &str) -> bool {
        self.deducting(measure).is_some_and(|typed| typed.phrases.iter().any(|one| one.text() == phrase))
    }

    /// What was said of taking something off that is about no field of its form.
    pub(crate) fn of_all_numbers(&self) -> Option<&str> {
        self.deduct.as_ref().and_then(|_| self.errors.of("").or_else(|| self.errors.of("measure")))
    }

    /// Whether it was a reason for the activity as a whole.
    pub(crate) fn is_reason(&self) -> bool {
        self.errors.any() && self.prolong.is_none() && self.deduct.is_none()
    }

    /// What was typed to take something off this number.
    pub(crate) fn deducting(&self, measure: &str) -> Option<&DeductInput> {
        self.deduct.as_ref().filter(|typed| typed.measure.text() == measure)
    }

    pub(crate) fn is_prolong(&self) -> bool {
        self.prolong.is_some()
    }

    /// What was said of this photo.
    pub(crate) fn of_photo(&self, photo: &str) -> Option<&RefusedOriginal> {
        self.original.as_ref().filter(|original| original.photo == photo)
    }
}

impl ShowPage {
    /// What the reader's unit was asked and said.
    pub(crate) fn own_part(&self) -> Option<&CohostView> {
        self.activity.cohosts.iter().find(|cohost| cohost.unit == self.at)
    }
}

/// What the actor may do here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct May {
    pub(crate) edit: bool,
    pub(crate) void: bool,
    pub(crate) restore: bool,
    pub(crate) copy: bool,
    /// Answer for the own unit, which the host named.
    pub(crate) answer: bool,
    pub(crate) download: bool,
    /// Say that a photo shows patients.
    pub(crate) mark: bool,
    /// Confirm one that does.
    pub(crate) clear: bool,
    /// Take something off its numbers.
    pub(crate) deduct: bool,
}

/// A line of the activity's history.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) who: String,
    /// What a correction changed, from what to what.
    pub(crate) values: Vec<String>,
}

/// Shows an activity.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, Fault> {
    let activity = find(&room, &actor, &id).await?;
    let mut shown = build(&room, &actor, page, &activity, Refused::default()).await?;
    came.back().clone_into(&mut shown.back);
    shown.page.show(&shown)
}

/// Shows an activity to a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

/// An activity by the text of its id, as the actor may see it: a co-host's people look on.
pub(crate) async fn find(room: &Activities, actor: &Actor, id: &str) -> Result<Activity, Fault> {
    let id = ActivityId::parse(id).map_err(|_| Fault::not_found())?;
    activities::find_for(&room.db, id, actor.at.id).await?.ok_or_else(Fault::not_found)
}

/// The page again, with what was refused on it; a fault that no field mends goes its way.
pub(super) async fn again(
    room: &Activities,
    actor: &Actor,
    page: Page,
    activity: &Activity,
    (fault, refused): (Fault, impl FnOnce(&Fault) -> Refused),
) -> Result<Response, Fault> {
    if fault.fields().is_empty() {
        return Err(fault);
    }
    let shown = build(room, actor, page, activity, refused(&fault)).await?;
    shown.page.show_refused(&fault, &shown)
}

/// The page of an activity; with what was refused on it.
pub(crate) async fn build(
    room: &Activities,
    actor: &Actor,
    page: Page,
    activity: &Activity,
    refused: Refused,
) -> Result<ShowPage, Fault> {
    Permit::<Show>::ask(actor, activity)?;
    let view = ActivityView::load_for(&room.db, actor, activity).await?;
    let stored = photos::of_activity(&room.db, activity.id).await?;
    let is_own_officer = actor.at.id == activity.unit && actor.is_any(<Edit as people::Verb>::CALLERS);
    let is_guest = !actor.reaches(&activity.path);
    let named = cohosts::of_activity(&room.db, activity.id).await?;
    let asked = named.iter().find(|cohost| cohost.unit == actor.at.id);
    let reviews = Permit::<Deduct>::would(actor, activity) && !view.campaigns.is_empty();
    let moves = !reviews || parts::counts_for_open(&room.db, activity.id).await?;
    let may = May {
        edit: Permit::<Edit>::ask(actor, activity).is_ok(),
        void: Permit::<Void>::ask(actor, activity).is_ok(),
        restore: Permit::<Restore>::ask(actor, activity).is_ok(),
        copy: is_own_officer,
        answer: asked.is_some_and(|cohost| Permit::<AnswerCohost>::would(actor, cohost)),
        mark: is_own_officer,
        clear: actor.at.id == activity.unit && actor.is_any(<ClearPatients as people::Verb>::CALLERS),
        deduct: reviews && moves,
        download: stored.iter().any(|photo| Permit::<DownloadOriginal>::would(actor, photo)),
    };
    let locked = match activity.held {
        _ if !is_own_officer => None,
        Held::Nowhere => None,
        Held::Reported => Some("已随报告报送，正在审核。如需修改或作废，请先联系主管部门退回该报告。"),
        Held::Closed => Some("计入的专项行动已经办结。如需修改或作废，请先联系主管部门重新打开该专项行动。"),
        Held::Approved => Some("已计入审核通过的报告。如需修改或作废，请先联系主管部门退回该报告。"),
    };
    let prolong = match Permit::<Prolong>::would(actor, activity) {
        true => Some(prolong::offered(room, actor, activity, refused.prolong.as_ref()).await?),
        false => None,
    };
    Ok(ShowPage {
        settled: (!moves).then_some(deduct::SETTLED),
        back: String::new(),
        prolong,
        page: page.titled(activity.name.clone()),
        // What the host did when, and who of its people, is the host's affair.
        history: if is_guest { Vec::new() } else { history(room, activity).await? },
        is_guest,
        at: actor.at.id.to_string(),
        activity: view,
        may,
        locked,
        key: room.db.mint().id::<()>().to_string(),
        refused,
    })
}

async fn history(room: &Activities, activity: &Activity) -> Result<Vec<Step>, Fault> {
    const SHOWN: u32 = 30;
    let filter = Filter {
        target_kind: Some(Activity::KIND.to_owned()),
        target: Some(activity.id.to_string()),
        outcome: Some(Outcome::Done),
        ..Filter::default()
    };
    let rows = ledger::page(&room.db, &filter, None, SHOWN).await?;
    Ok(rows.iter().map(step).collect())
}

fn step(row: &ledger::Row) -> Step {
    let word = match row.verb.as_str() {
        "activity.log" => "登记",
        "activity.edit" => "修改",
        "activity.void" => "作废",
        "activity.restore" => "恢复",
        "activity.prolong" => "沿用",
        "activity.deduct" => "核减",
        "activity.cohost" => "协办单位答复",
        other => other,
    };
    let texts = |key: &str| -> Vec<String> {
        let texts = row.detail[key].as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let changed = texts("changed");
    let what = match row.detail["reason"].as_str() {
        Some(reason) => format!("{word}：{reason}"),
        None if !changed.is_empty() => format!("{word}：{}", changed.join("、")),
        None => word.to_owned(),
    };
    Step { at: row.at.to_string(), what, who: row.actor_name.clone(), values: texts("values") }
}
