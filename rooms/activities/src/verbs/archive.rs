//! The pictures of the activities that pass the filter as one ZIP beside their ledger: copies for everybody who sees them, the files
//! as they were uploaded only with a reason.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde_json::json;
use tokio_util::io::ReaderStream;
use web::{Fault, Form, Page, Query, safe_name};

use super::export;
use super::list;
use super::original::OriginalsInput;
use crate::archive::{self, Entry};
use crate::policy::{DownloadOriginals, List, Logbook};
use crate::sieve::ListInput;
use crate::store::lists::{self, Kept};
use crate::{Activities, ActivityId};

/// The most pictures in one file.
const MOST: usize = 3000;

/// The copies of 1600 pixels.
pub(crate) async fn copies(
    State(room): State<Activities>,
    actor: Actor,
    Query(input): Query<ListInput>,
) -> Result<Response, Fault> {
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let (kept, withheld) = kept(&room, &actor, &input).await?;
    let entries = entries(kept, |kept| (kept.large.clone(), "jpg".to_owned()));
    streamed(&room, &actor, &input, (entries, withheld)).await
}

/// The originals; who took how many of what, and why, stands in the ledger before the first byte goes out.
pub(crate) async fn originals(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(input): Query<ListInput>,
    form: Form<OriginalsInput>,
) -> Result<Response, Fault> {
    let permit = Permit::<DownloadOriginals>::ask(&actor, &Logbook::of(&actor))?;
    let reason = match form.input.judge() {
        Ok(reason) => reason,
        Err(fault) => return list::refused(&room, &actor, page, input, (form.input.reason, fault)).await,
    };
    let (kept, withheld) = kept(&room, &actor, &input).await?;
    let mut tx = room.db.begin().await?;
    let told = json!({ "reason": reason.as_str(), "photos": kept.len(), "filter": input.in_words() });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    let entries = entries(kept, |kept| (kept.original.clone(), kept.kind.clone()));
    streamed(&room, &actor, &input, (entries, withheld)).await
}

/// The pictures that may leave, and how many may not, for they show patients and their unit has not confirmed them: nobody takes those
/// along, the unit itself neither (decision 79).
async fn kept(room: &Activities, actor: &Actor, input: &ListInput) -> Result<(Vec<Kept>, usize), Fault> {
    let filter = input.sifted(&room.db, actor).await?.filter;
    let kept = lists::kept(&room.db, &filter, MOST as i64 + 1).await?;
    if kept.len() > MOST {
        let sentence = format!(
            "符合条件的照片超过一次导出的上限 {MOST} 张，请先按单位、阶段或日期缩小范围，再分几次导出。"
        );
        return Err(Fault::refused("too_many_photos", sentence));
    }
    let (withheld, free): (Vec<Kept>, Vec<Kept>) =
        kept.into_iter().partition(|kept| kept.patients.is_withheld());
    Ok((free, withheld.len()))
}

/// Each picture in the folder of its unit and activity.
fn entries(kept: Vec<Kept>, file: impl Fn(&Kept) -> (String, String)) -> Vec<Entry> {
    let mut numbers: HashMap<ActivityId, usize> = HashMap::new();
    let entry = |kept: Kept| {
        let number = numbers.entry(kept.activity).or_default();
        *number += 1;
        let (blob, suffix) = file(&kept);
        let (unit, name) = (safe_name(&kept.unit_name), safe_name(&kept.name));
        // Two activities of one name on one day are told apart by the end of the id, which is chance: two files of one name would
        // end the archive early.
        let id = kept.activity.to_string();
        let tail = &id[id.len().saturating_sub(12)..];
        Entry { name: format!("{unit}/{} {name} {tail}/{number:02}.{suffix}", kept.starts_on), blob }
    };
    kept.into_iter().map(entry).collect()
}

async fn streamed(
    room: &Activities,
    actor: &Actor,
    input: &ListInput,
    (entries, withheld): (Vec<Entry>, usize),
) -> Result<Response, Fault> {
    let mut first = vec![("活动台账.xlsx", export::ledger(room, actor, input).await?)];
    if withheld > 0 {
        let text = format!("另有 {withheld} 张照片含患者画面，待所在单位确认可用，没有导出。");
        first.push(("没有导出的照片.txt", text.into_bytes()));
    }
    let reader = archive::stream(room.blobs.clone(), first, entries);
    let mut response = web::download("活动照片.zip", "application/zip", Vec::new());
    *response.body_mut() = Body::from_stream(ReaderStream::new(reader));
    response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
    Ok(response)
}
