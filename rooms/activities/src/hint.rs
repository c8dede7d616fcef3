//! What there is to say of a photo: advice to whoever writes or reviews, never an accusation and never a refusal (decision 63).

use clock::CivilDate;
use db::{DbError, Reads};
use people::Actor;
use serde::Serialize;
use utoipa::ToSchema;

use crate::activity::Activity;
use crate::photo::StoredPhoto;
use crate::store::twins::{self, Twin};

/// So many days between picture and activity are nothing to speak of: what runs over a week is logged under its first day,
/// and a camera's clock may stand in another zone.
const NEAR_DAYS: i32 = 7;

/// The hints about one photo, as its own unit may read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// That the picture was used before.
    pub(crate) reuse: Option<String>,
    /// That it was taken far from the activity's days.
    pub(crate) day: Option<String>,
}

impl Hints {
    /// For a photo of an activity on these days, if they are known.
    pub(crate) async fn of(
        reads: &impl Reads,
        photo: &StoredPhoto,
        days: Option<(CivilDate, CivilDate)>,
    ) -> Result<Self, DbError> {
        Ok(Self::told(photo, &twins::of(reads, photo.id).await?, days))
    }

    fn told(photo: &StoredPhoto, twins: &[Twin], days: Option<(CivilDate, CivilDate)>) -> Self {
        let taken_on = photo.taken_at.as_deref().and_then(taken_on);
        Self {
            reuse: reuse(photo, twins),
            day: days.zip(taken_on).and_then(|(days, taken_on)| far(taken_on, days)),
        }
    }

    /// Both in one line; `None` when there is nothing to say.
    pub(crate) fn in_a_line(&self) -> Option<String> {
        let said: Vec<&str> = self.reuse.iter().chain(&self.day).map(String::as_str).collect();
        (!said.is_empty()).then(|| said.join("；"))
    }
}

/// Of its own activities the unit reads which; of another unit's only that the picture is there. The same file goes
/// before a similar one, and of several the latest.
fn reuse(photo: &StoredPhoto, twins: &[Twin]) -> Option<String> {
    let (own, foreign): (Vec<&Twin>, Vec<&Twin>) = twins.iter().partition(|twin| twin.unit == photo.unit);
    let first = |twins: &[&Twin]| -> Option<(Twin, &'static str)> {
        let same = twins.iter().find(|twin| twin.sha256 == photo.sha256);
        let found = same.or_else(|| twins.first())?;
        Some(((*found).clone(), word(&photo.sha256, &found.sha256)))
    };
    let own =
        first(&own).map(|(twin, word)| format!("与 {}“{}”{word}", twin.starts_on.chinese_short(), twin.name));
    own.or_else(|| first(&foreign).map(|(_, word)| format!("其他单位已有{word}图片")))
}

fn word(one: &str, other: &str) -> &'static str {
    if one == other { "相同" } else { "相似" }
}

/// The first ten characters of what the camera said.
fn taken_on(taken_at: &str) -> Option<CivilDate> {
    CivilDate::parse(taken_at.get(..10)?).ok()
}

fn far(taken_on: CivilDate, (start, end): (CivilDate, CivilDate)) -> Option<String> {
    let (side, day) = if taken_on < start { (start, "早于") } else { (end, "晚于") };
    let apart = taken_on.days_until(side).abs();
    let is_between = (start..=end).contains(&taken_on);
    (!is_between && apart > NEAR_DAYS)
        .then(|| format!("拍摄于 {taken_on}，{day}活动日期 {side} 共 {apart} 天"))
}

/// A photo beside another activity's that is the same or looks so, for a reviewer who may see both.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PairView {
    /// The id of the photo of this activity.
    pub photo: String,
    /// The id of the other one.
    pub twin: String,
    /// The id of the other activity.
    pub activity: String,
    pub name: String,
    pub unit_name: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// Whether they are one file; otherwise they only look alike.
    pub is_same: bool,
}

impl PairView {
    pub(crate) fn word(&self) -> &'static str {
        if self.is_same { "相同" } else { "相似" }
    }
}

/// What the reader may know of each photo of an activity, in their order, and the pairs that a bureau may compare.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) hints: Vec<Hints>,
    pub(crate) pairs: Vec<PairView>,
}

impl Comparison {
    /// The unit reads its hints; whoever stands above it sees the pictures side by side, those of places that it reaches.
    pub(crate) async fn of(
        reads: &impl Reads,
        actor: &Actor,
        activity: &Activity,
        photos: &[StoredPhoto],
    ) -> Result<Self, DbError> {
        let mut comparison = Self::default();
        let days = Some((activity.starts_on, activity.ends_on));
        let mut all =
            if photos.is_empty() { Vec::new() } else { twins::of_activity(reads, activity.id).await? };
        for photo in photos {
            let twins: Vec<Twin> = all.extract_if(.., |twin| twin.of == photo.id).collect();
            if actor.at.id == activity.unit {
                comparison.hints.push(Hints::told(photo, &twins, days));
            } else if actor.reaches(&activity.path) {
                comparison.hints.push(Hints { reuse: None, ..Hints::told(photo, &twins, days) });
            }
            if actor.is_bureau() {
                let seen = twins.into_iter().filter(|twin| actor.reaches(&twin.path));
                comparison.pairs.extend(seen.map(|twin| pair(photo, twin)));
            }
        }
        Ok(comparison)
    }
}

fn pair(photo: &StoredPhoto, twin: Twin) -> PairView {
    PairView {
        photo: photo.id.to_string(),
        twin: twin.photo.to_string(),
        activity: twin.activity.to_string(),
        name: twin.name,
        unit_name: twin.unit_name,
        starts_on: twin.starts_on.to_string(),
        is_same: twin.sha256 == photo.sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    #[test]
    fn a_week_is_near_and_eight_days_are_not() {
        let days = (day("2026-03-10"), day("2026-03-12"));
        for near in ["2026-03-03", "2026-03-11", "2026-03-19"] {
            assert_eq!(far(day(near), days), None, "{near}");
        }
        let told = |taken: &str| far(day(taken), days).unwrap();
        assert_eq!(told("2026-03-02"), "拍摄于 2026-03-02，早于活动日期 2026-03-10 共 8 天");
        assert_eq!(told("2026-03-20"), "拍摄于 2026-03-20，晚于活动日期 2026-03-12 共 8 天");
    }

    #[test]
    fn what_the_camera_said_is_read_or_silence() {
        assert_eq!(taken_on("2026-03-02 09:30"), Some(day("2026-03-02")));
        for foolish in ["", "2026", "很久很久以前", "2026-02-30 09:30"] {
            assert_eq!(taken_on(foolish), None, "{foolish}");
        }
    }
}
