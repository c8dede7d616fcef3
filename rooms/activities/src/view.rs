//! An activity as pages and programs see it.

use campaigns::{MeasureKind, Measures, Split, facts};
use db::{DbError, Reads};
use people::Actor;
use serde::Serialize;
use utoipa::ToSchema;

use crate::activity::{Activity, days_in_words};
use crate::hint::{Comparison, Hints, PairView};
use crate::paper::StoredPaper;
use crate::patients::Patients;
use crate::photo::StoredPhoto;
use crate::store::activities::Whole;
use crate::store::deductions::{self, Taken};
use crate::store::parts::{self, CampaignRow, Parts, QuantityRow};
use crate::store::{cohosts, papers, photos};
use crate::{CohostView, DeductionView};

/// An activity with everything that belongs to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActivityView {
    pub id: String,
    pub unit: String,
    pub unit_name: String,
    pub name: String,
    /// `YYYY-MM-DD`.
    pub starts_on: String,
    /// `YYYY-MM-DD`.
    pub ends_on: String,
    pub place: String,
    /// `leader`, `expert`, `frontline` or null.
    pub speaker: Option<String>,
    pub subjects: Vec<String>,
    pub description: String,
    /// The address of a media report; blank where there is none.
    pub link: String,
    /// What the report is called; may be blank.
    pub link_title: String,
    pub is_standing: bool,
    pub is_major: bool,
    /// Why it counts although it began before a campaign's notice; blank where it did not.
    pub early_reason: String,
    /// `logged` or `void`.
    pub state: String,
    pub void_reason: Option<String>,
    pub quantities: Vec<QuantityView>,
    pub campaigns: Vec<CampaignView>,
    pub photos: Vec<PhotoView>,
    pub papers: Vec<PaperView>,
    /// The units that did it together with this one; it counts at this one alone.
    pub cohosts: Vec<CohostView>,
    /// For a bureau: photos of other activities that are the same or look so.
    pub pairs: Vec<PairView>,
    pub logged_by: String,
    /// RFC 3339.
    pub logged_at: String,
    pub version: i64,
}

/// How many of what.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuantityView {
    /// Code in the catalogue of measures.
    pub measure: String,
    pub name: String,
    pub amount: i64,
    /// `场`, `人次`.
    pub unit: String,
    /// What was said of this number itself, by the code of the dimension.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub split: Split,
    /// The same with the activity's speaker, and its subject where it has only one: this is what indicators go by.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub counts_as: Split,
    /// What a reviewer took off: what is approved is less by it.
    pub deduction: Option<DeductionView>,
    /// Done or not done: its amount is always 1.
    #[serde(skip)]
    pub is_task: bool,
}

impl QuantityView {
    /// `专题辅导讲座（专家学者）`.
    pub fn full_name(&self) -> String {
        let kind = self.counts_as.words();
        if kind.is_empty() { self.name.clone() } else { format!("{}（{kind}）", self.name) }
    }

    /// The numbers of an activity, with what was taken off them.
    pub(crate) fn all(rows: &[QuantityRow], measures: &Measures, taken: &[Taken]) -> Vec<Self> {
        rows.iter().map(|row| Self::of(row, measures).less(taken)).collect()
    }

    /// With what was taken off it.
    fn less(mut self, taken: &[Taken]) -> Self {
        self.deduction = taken.iter().find(|taken| taken.measure == self.measure).map(DeductionView::from);
        self
    }

    /// What of it counts as approved.
    pub(crate) fn approved(&self) -> i64 {
        self.amount - self.deduction.as_ref().map_or(0, |deduction| deduction.amount)
    }

    /// `参训人次核减 20 人次`; none where nothing was taken off.
    pub fn taken_off(&self) -> Option<String> {
        let off = self.deduction.as_ref()?;
        Some(format!("{}核减 {} {}", self.name, off.amount, self.unit))
    }

    /// `3 场`; what is only done or not: `已完成`.
    pub fn in_words(&self) -> String {
        if self.is_task { "已完成".to_owned() } else { format!("{} {}", self.amount, self.unit) }
    }
}

/// A campaign that an activity counts for, and the phase in which it does.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CampaignView {
    pub id: String,
    pub name: String,
    pub phase: Option<String>,
}

/// A photo and where its copies are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhotoView {
    pub id: String,
    pub file_name: String,
    /// Address of the copy of at most 320 pixels.
    pub small: String,
    /// Address of the copy of at most 1600 pixels.
    pub large: String,
    /// Where the file as it was uploaded is asked for, by a POST with a reason.
    pub original: String,
    /// By the camera's clock: `2026-10-21 09:30`.
    pub taken_at: Option<String>,
    /// Advice that the picture was used before: in which of the unit's activities, or that another unit has it.
    pub reuse: Option<String>,
    /// `none`; `pending`: it shows patients and stays within its unit until the unit confirms it; `cleared`: confirmed.
    pub patients: String,
    /// Advice that it was taken far from the days of its activity.
    pub day: Option<String>,
}

/// A paper and where it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperView {
    pub id: String,
    pub file_name: String,
    /// The ending of its name: `pdf`, `docx`, `mp4`.
    pub kind: String,
    pub bytes: i64,
    /// Address of the file.
    pub href: String,
}

impl PaperView {
    /// Whether it is looked at in the page.
    pub(crate) fn is_film(&self) -> bool {
        ::papers::PaperKind::with_extension(&self.kind).is_some_and(::papers::PaperKind::is_film)
    }

    /// `1.2 MB`.
    pub(crate) fn size(&self) -> String {
        web::bytes_in_words(u64::try_from(self.bytes).unwrap_or(0))
    }
}

impl From<&StoredPaper> for PaperView {
    fn from(paper: &StoredPaper) -> Self {
        Self {
            id: paper.id.to_string(),
            file_name: paper.file_name.clone(),
            kind: paper.kind.clone(),
            bytes: paper.bytes,
            href: format!("/papers/{}", paper.id),
        }
    }
}

impl PhotoView {
    /// `含患者画面·待确认`; blank where nobody is a patient.
    pub(crate) fn patients_word(&self) -> &'static str {
        Patients::parse(&self.patients).map_or("", Patients::label)
    }

    pub(crate) fn is_withheld(&self) -> bool {
        Patients::parse(&self.patients).is_some_and(Patients::is_withheld)
    }

    pub(crate) fn of(photo: &StoredPhoto, hints: Hints) -> Self {
        Self {
            id: photo.id.to_string(),
            file_name: photo.file_name.clone(),
            small: format!("/photos/{}/small", photo.id),
            large: format!("/photos/{}/large", photo.id),
            original: format!("/api/v1/photos/{}/original", photo.id),
            taken_at: photo.taken_at.clone(),
            patients: photo.patients.code().to_owned(),
            reuse: hints.reuse,
            day: hints.day,
        }
    }
}

impl QuantityView {
    /// A measure that nobody knows keeps its code for a name.
    pub(crate) fn of(row: &QuantityRow, measures: &Measures) -> Self {
        let measure = measures.get(&row.measure);
        Self {
            measure: row.measure.clone(),
            name: measure.map_or_else(|| row.measure.clone(), |measure| measure.name.clone()),
            amount: row.amount.get(),
            unit: measure.map_or_else(String::new, |measure| measure.unit.clone()),
            split: row.split.clone(),
            counts_as: row.counts_as.clone(),
            deduction: None,
            is_task: measure.is_some_and(|measure| measure.kind == MeasureKind::Task),
        }
    }
}

impl ActivityView {
    /// Reads what belongs to an activity.
    pub(crate) async fn load(reads: &impl Reads, activity: &Activity) -> Result<Self, DbError> {
        let parts = parts::of(reads, activity.id).await?;
        let photos = photos::of_activity(reads, activity.id).await?;
        Self::of(reads, activity, (&parts, &photos)).await
    }

    async fn of(
        reads: &impl Reads,
        activity: &Activity,
        (parts, photos): (&Parts, &[StoredPhoto]),
    ) -> Result<Self, DbError> {
        let measures = facts::measures(reads).await?;
        let papers =
            if parts.papers > 0 { papers::of_activity(reads, activity.id).await? } else { Vec::new() };
        let cohosts =
            if parts.cohosts > 0 { cohosts::of_activity(reads, activity.id).await? } else { Vec::new() };
        let taken = if parts.deductions > 0 {
            deductions::of_activity(reads, activity.id).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            id: activity.id.to_string(),
            unit: activity.unit.to_string(),
            unit_name: activity.unit_name.clone(),
            name: activity.name.clone(),
            starts_on: activity.starts_on.to_string(),
            ends_on: activity.ends_on.to_string(),
            place: activity.place.clone(),
            speaker: activity.speaker.map(|speaker| speaker.code().to_owned()),
            subjects: parts.subjects.0.iter().map(|one| one.subject.clone()).collect(),
            description: activity.description.clone(),
            link: activity.link.clone(),
            link_title: activity.link_title.clone(),
            is_standing: activity.is_standing,
            is_major: activity.is_major,
            early_reason: activity.early_reason.clone(),
            state: activity.state.code().to_owned(),
            void_reason: activity.void_reason.clone(),
            quantities: QuantityView::all(&parts.quantities.0, &measures, &taken),
            campaigns: campaigns_of(reads, activity, &parts.campaigns.0).await?,
            photos: photos.iter().map(|photo| PhotoView::of(photo, Hints::default())).collect(),
            papers: papers.iter().map(PaperView::from).collect(),
            cohosts: cohosts.iter().map(CohostView::from).collect(),
            pairs: Vec::new(),
            logged_by: activity.logged_by_name.clone(),
            logged_at: activity.logged_at.rfc3339(),
            version: activity.version,
        })
    }

    /// As [`Self::load`], with what this reader may know of the photos.
    pub(crate) async fn load_for(
        reads: &impl Reads,
        actor: &Actor,
        activity: &Activity,
    ) -> Result<Self, DbError> {
        Self::read_by(reads, actor, (activity, &parts::of(reads, activity.id).await?)).await
    }

    /// The same of one that was read with its parts.
    pub(crate) async fn load_whole(
        reads: &impl Reads,
        actor: &Actor,
        whole: &Whole,
    ) -> Result<Self, DbError> {
        Self::read_by(reads, actor, (&whole.activity, &whole.parts)).await
    }

    async fn read_by(
        reads: &impl Reads,
        actor: &Actor,
        (activity, parts): (&Activity, &Parts),
    ) -> Result<Self, DbError> {
        let photos = photos::of_activity(reads, activity.id).await?;
        let mut view = Self::of(reads, activity, (parts, &photos)).await?;
        let comparison = Comparison::of(reads, actor, activity, &photos).await?;
        if !comparison.hints.is_empty() {
            let hinted = photos.iter().zip(comparison.hints);
            view.photos = hinted.map(|(photo, hints)| PhotoView::of(photo, hints)).collect();
        }
        view.pairs = comparison.pairs;
        // Sign-in sheets and minutes name the host's people; what was taken off is between it and its bureau.
        if !actor.reaches(&activity.path) {
            view.papers.clear();
            view.quantities.iter_mut().for_each(|row| row.deduction = None);
        }
        Ok(view)
    }

    /// `2026-10-21` or `2026-10-21 至 2026-10-23`.
    pub(crate) fn days(&self) -> String {
        days_in_words(&self.starts_on, &self.ends_on)
    }

    /// `领导`; blank when nobody spoke.
    pub(crate) fn speaker_in_words(&self) -> &'static str {
        let speaker = self.speaker.as_deref().and_then(crate::Speaker::parse);
        speaker.map_or("", crate::Speaker::label)
    }

    /// Whether it no longer counts.
    pub(crate) fn is_void(&self) -> bool {
        self.state == crate::activity::ActivityState::Void.code()
    }
}

async fn campaigns_of(
    reads: &impl Reads,
    activity: &Activity,
    rows: &[CampaignRow],
) -> Result<Vec<CampaignView>, DbError> {
    let mut views = Vec::new();
    for row in rows {
        let phases = facts::phases(reads, row.campaign).await?;
        let last = if activity.is_standing { activity.ends_on } else { activity.starts_on };
        let names: Vec<String> = phases
            .into_iter()
            .filter(|phase| phase.overlaps(activity.starts_on, last))
            .map(|phase| phase.name)
            .collect();
        let phase = Some(names.join("、")).filter(|names| !names.is_empty());
        views.push(CampaignView { id: row.campaign.to_string(), name: row.name.clone(), phase });
    }
    Ok(views)
}
