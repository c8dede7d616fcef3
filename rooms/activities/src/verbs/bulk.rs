//! 批量补录: to log several activities at once from many pictures. Nothing is logged before the last step.

use axum::extract::State;
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply};

use super::log;
use crate::bulk::{BulkPage, PickPage};
use crate::policy::{Log, Logbook};
use crate::{Activities, ActivityInput};

/// The most activities that are logged at once.
const MOST: usize = 60;

/// Several activities; each is judged like one that is logged alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct BulkInput {
    /// One without a name and without photos is passed over.
    pub(crate) groups: Vec<ActivityInput>,
    /// Ids of campaigns that every one of them counts for, besides its own.
    pub(crate) campaigns: Vec<Raw>,
    /// Ids of photos, of whatever group, that show patients.
    pub(crate) patients: Vec<Raw>,
    /// Why days before a campaign's notice are meant, for every activity that has one and says nothing itself.
    pub(crate) early_reason: Raw,
}

impl BulkInput {
    /// What is to be logged, each with its number.
    fn activities(&self) -> impl Iterator<Item = (usize, ActivityInput)> {
        let is_meant = |input: &ActivityInput| !input.name.is_blank() || !input.photos.is_empty();
        self.groups.iter().enumerate().filter(move |(_, input)| is_meant(input)).map(|(number, input)| {
            let mut input = input.clone();
            input.campaigns.extend(self.campaigns.iter().cloned());
            input.patients.extend(self.patients.iter().cloned());
            if input.early_reason.is_blank() {
                input.early_reason = self.early_reason.clone();
            }
            (number, input)
        })
    }
}

/// What was logged.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkView {
    /// The ids of the activities, in the order of the groups.
    pub(crate) activities: Vec<String>,
}

/// Logs all of them or none. Each has a key of its own, so that the same form sent again logs nothing twice.
pub(crate) async fn action(
    tx: &mut Tx,
    actor: &Actor,
    input: &BulkInput,
    key: Option<&IdempotencyKey>,
) -> Result<BulkView, Fault> {
    Permit::<Log>::ask(actor, &Logbook::of(actor))?;
    let (mut logged, mut invalid) = (Vec::new(), Invalid::default());
    let wanted: Vec<(usize, ActivityInput)> = input.activities().collect();
    if wanted.is_empty() {
        return Err(Fault::field("", "没有要登记的活动：请先选择照片并分组。"));
    }
    if wanted.len() > MOST {
        let sentence = format!("一次最多登记 {MOST} 项活动，现在有 {} 项，请分几次补录。", wanted.len());
        return Err(Fault::field("", sentence));
    }
    for (number, one) in wanted {
        let own_key = key.map(|key| key.part(number));
        match log::action(tx, actor, &one, own_key.as_ref()).await {
            Ok(id) => logged.push(id.to_string()),
            Err(fault) if !fault.fields().is_empty() => {
                for error in fault.fields() {
                    invalid.add(placed(number, &error.field), error.sentence.clone());
                }
            }
            Err(fault) => return Err(fault),
        }
    }
    invalid.into_result()?;
    Ok(BulkView { activities: logged })
}

/// `quantities[0][amount]` of the group 2: `groups[2][quantities][0][amount]`.
fn placed(number: usize, field: &str) -> String {
    let (name, rest) = field.find('[').map_or((field, ""), |at| field.split_at(at));
    format!("groups[{number}][{name}]{rest}")
}

/// The first step: to choose the pictures.
pub(crate) async fn form(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let shown = PickPage::of(&room.db, &actor, page, None, Invalid::default()).await?;
    shown.page.show(&shown)
}

/// The last step: logs what the groups have become.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    form: Form<BulkInput>,
) -> Result<Response, Fault> {
    match log_all(&room, &actor, &form.input, form.key.as_ref()).await {
        Ok(view) => {
            let photos: usize = form.input.groups.iter().map(|group| group.photos.len()).sum();
            let text = format!("已登记 {} 项活动、{photos} 张照片。", view.activities.len());
            Ok(page.done(&text, "/activities"))
        }
        Err(fault) if log::may_be_mended(&fault) => {
            let shown = BulkPage::of(&room.db, &actor, page, form.input, fault.invalid()).await?;
            shown.page.show_refused(&fault, &shown)
        }
        Err(fault) => Err(fault),
    }
}

/// Logs several activities for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<BulkInput>,
) -> Result<Reply<BulkView>, Fault> {
    Ok(Reply(log_all(&room, &actor, &input, key.as_ref()).await?))
}

async fn log_all(
    room: &Activities,
    actor: &Actor,
    input: &BulkInput,
    key: Option<&IdempotencyKey>,
) -> Result<BulkView, Fault> {
    let mut tx = room.db.begin().await?;
    let view = action(&mut tx, actor, input, key).await?;
    tx.commit().await?;
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_in_its_group() {
        assert_eq!(placed(2, "name"), "groups[2][name]");
        assert_eq!(placed(0, "quantities[1][amount]"), "groups[0][quantities][1][amount]");
    }

    #[test]
    fn an_emptied_group_is_passed_over_and_what_counts_for_all_counts_for_each() {
        let named =
            ActivityInput { name: "讲座".into(), campaigns: vec!["a".into()], ..ActivityInput::default() };
        let input = BulkInput {
            groups: vec![ActivityInput { starts_on: "2026-03-05".into(), ..ActivityInput::default() }, named],
            campaigns: vec!["b".into()],
            patients: vec!["c".into()],
            early_reason: "横幅早已悬挂".into(),
        };
        let all: Vec<_> = input.activities().collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].1.patients, ["c".into()]);
        assert_eq!(
            (all[0].0, all[0].1.campaigns.len(), all[0].1.early_reason.text()),
            (1, 2, "横幅早已悬挂")
        );
    }
}
