//! 沿用: what stands (a banner) goes on to a later day, and into further campaigns. It stays one activity, so that over the whole of a
//! campaign it counts once; in each phase that it now reaches it counts there (decision 87).

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use campaigns::CampaignId;
use clock::CivilDate;
use db::Tx;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::show::{self, Refused};
use super::{correct, log};
use crate::activity::{Activity, Days, Further};
use crate::openings::{self, Opening, openings};
use crate::policy::Prolong;
use crate::store::{activities, parts};
use crate::{Activities, ActivityId, ActivityView, counted, early};

/// To which day, and for what besides.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(crate) struct ProlongInput {
    /// `YYYY-MM-DD`: the new last day, not before the one until now; blank: it stays.
    pub(crate) ends_on: Raw,
    /// Ids of campaigns that it counts for from now on, besides those until now.
    pub(crate) campaigns: Vec<Raw>,
}

impl ProlongInput {
    fn judge(
        &self,
        activity: &Activity,
        (openings, counted): (&[Opening], &[CampaignId]),
        today: CivilDate,
    ) -> Result<Further, Fault> {
        let mut invalid = Invalid::default();
        let typed = self.ends_on.given().map(CivilDate::parse).transpose();
        let last = invalid.take("ends_on", typed).flatten().unwrap_or(activity.ends_on);
        if last < activity.ends_on {
            let sentence = format!("沿用只能延长：请填写 {} 或以后；缩短请点“修改”。", activity.ends_on);
            invalid.add("ends_on", sentence);
        }
        let limit = latest(openings, today);
        if last > limit && last > activity.ends_on {
            let sentence = format!("请核对日期：最晚填到 {limit}；已随报告报送的活动，沿用后不能再缩短。");
            invalid.add("ends_on", sentence);
        }
        let days = invalid.take("ends_on", Days::new(activity.starts_on, last, true, today));
        let mut further = BTreeSet::new();
        for text in self.campaigns.iter().filter_map(Raw::given) {
            let opening = CampaignId::parse(text).ok().and_then(|id| openings::find(openings, id));
            match opening.map(|opening| opening.campaign.id) {
                Some(id) => _ = further.insert(id),
                None => {
                    invalid.add("campaigns", "所选专项行动不存在、已经办结，或本单位没有参加，请重新选择。")
                }
            }
        }
        further.retain(|id| !counted.contains(id));
        if !invalid.any() && last == activity.ends_on && further.is_empty() {
            invalid.add("ends_on", "请填写延长到哪一天，或选择还要计入的专项行动。");
        }
        match days {
            Some(days) if !invalid.any() => {
                let added = further.iter().filter_map(|id| openings::find(openings, *id));
                let early_reason = early::of_standing(added, days.starts_on);
                Ok(Further { days, campaigns: further.into_iter().collect(), early_reason })
            }
            _ => Err(invalid.into()),
        }
    }
}

/// How far something may go on: to the last end of a campaign's phases, or for a year. Behind a report there is no way back from a slip of
/// the finger.
fn latest(openings: &[Opening], today: CivilDate) -> CivilDate {
    const A_YEAR: i32 = 366;
    let ends = openings.iter().flat_map(|opening| &opening.phases).filter_map(|phase| phase.ends_on);
    ends.max().unwrap_or(today).max(today.plus_days(A_YEAR))
}

/// Lets it stand on. Campaigns that are over by now count nothing more.
async fn action(tx: &mut Tx, actor: &Actor, id: ActivityId, input: &ProlongInput) -> Result<(), Fault> {
    let activity = activities::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Prolong>::ask(actor, &activity)?;
    let open = openings(&*tx, actor).await?;
    let counted: Vec<CampaignId> =
        parts::campaigns(&*tx, id).await?.into_iter().map(|row| row.campaign).collect();
    let further = input.judge(&activity, (&open, &counted), tx.now().date())?;
    let merger = people::facts::unit(&*tx, activity.unit).await?.and_then(|unit| unit.merger());
    if let Some(sentence) = merger.and_then(|merger| merger.refusal(further.days.ends_on)) {
        return Err(Fault::field("ends_on", sentence));
    }
    let is_open = |id: &CampaignId| openings::find(&open, *id).is_some();
    let counting: Vec<CampaignId> =
        counted.into_iter().filter(is_open).chain(further.campaigns.iter().copied()).collect();
    activities::prolong(tx, &permit, id, &further).await?;
    parts::pack(tx, id).await?;
    counted::prolong(tx, id, further.days.ends_on, &counting).await?;
    let name = |id: &CampaignId| openings::find(&open, *id).map(|opening| opening.campaign.name.clone());
    let mut values = Vec::new();
    if further.days.ends_on != activity.ends_on {
        values.push(format!("结束日期：{} → {}", activity.ends_on, further.days.ends_on));
    }
    values.extend(further.campaigns.iter().filter_map(name).map(|name| format!("另计入：{name}")));
    if activity.early_reason.is_empty() && !further.early_reason.is_empty() {
        values.push(format!("早于通知的原因：{}", further.early_reason));
    }
    permit.record(tx, json!({ "name": activity.name, "values": values })).await?;
    Ok(())
}

/// Takes the form on the activity's page in.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    form: Form<ProlongInput>,
) -> Result<Response, Fault> {
    let activity = correct::find(&room, &id).await?;
    match prolong(&room, &actor, activity.id, &form.input).await {
        Ok(()) => {
            let place = format!("/activities/{}", activity.id);
            Ok(page.done("已沿用：在新覆盖的阶段各计一次，已报送的数字不变。", &place))
        }
        Err(fault) => {
            let refused = |fault: &Fault| Refused::prolong(form.input, fault);
            show::again(&room, &actor, page, &activity, (fault, refused)).await
        }
    }
}

/// Lets it stand on for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ProlongInput>,
) -> Result<Reply<ActivityView>, Fault> {
    let id = ActivityId::parse(&id).map_err(|_| Fault::not_found())?;
    prolong(&room, &actor, id, &input).await?;
    Ok(Reply(log::view(&room.db, &actor, id).await?))
}

async fn prolong(
    room: &Activities,
    actor: &Actor,
    id: ActivityId,
    input: &ProlongInput,
) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, input).await?;
    Ok(tx.commit().await?)
}

/// What the form on the page offers.
#[derive(Debug, Default)]
pub(crate) struct Offered {
    /// What was typed, or the last day of the phase that comes next; blank where nobody knows.
    pub(crate) ends_on: String,
    pub(crate) campaigns: Vec<OfferedCampaign>,
}

/// A campaign that it may count for besides.
#[derive(Debug)]
pub(crate) struct OfferedCampaign {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_ticked: bool,
}

/// Where it could go on to.
pub(crate) async fn offered(
    room: &Activities,
    actor: &Actor,
    activity: &Activity,
    typed: Option<&ProlongInput>,
) -> Result<Offered, Fault> {
    let open = openings(&room.db, actor).await?;
    let counted: Vec<CampaignId> =
        parts::campaigns(&room.db, activity.id).await?.into_iter().map(|row| row.campaign).collect();
    let own = open.iter().filter(|opening| counted.contains(&opening.campaign.id));
    let ends = own.flat_map(|opening| &opening.phases).filter_map(|phase| phase.ends_on);
    let next = ends.filter(|end| *end > activity.ends_on).min();
    let is_ticked = |id: &str| typed.is_some_and(|typed| typed.campaigns.iter().any(|one| one.text() == id));
    let others = open.iter().filter(|opening| !counted.contains(&opening.campaign.id));
    let choice = |opening: &Opening| {
        let id = opening.campaign.id.to_string();
        OfferedCampaign { is_ticked: is_ticked(&id), name: opening.campaign.name.clone(), id }
    };
    let suggested = || next.map(|day| day.to_string()).unwrap_or_default();
    Ok(Offered {
        ends_on: typed.map_or_else(suggested, |typed| typed.ends_on.text().to_owned()),
        campaigns: others.map(choice).collect(),
    })
}
