//! Reports as pages and programs see them.

use campaigns::{Filter, Reckoning};
use serde::Serialize;
use utoipa::ToSchema;

use crate::assembly::{Draft, Figure, Paragraph, Piece, SectionKey};
use crate::frozen::short;
use crate::standing::{Punctuality, Standing};
use crate::store::reports::Step;
use crate::store::submissions::Sent;

/// A paragraph on a page.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) bits: Vec<Bit>,
    pub(crate) is_own: bool,
    pub(crate) is_changed: bool,
}

/// A part of a sentence; a number has the address of its rows.
#[derive(Clone, Debug)]
pub(crate) struct Bit {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// Paragraphs for a page; those that stand in `changed` are marked.
pub(crate) fn lines(
    paragraphs: &[Paragraph],
    standing: &Standing,
    reckoning: Reckoning,
    changed: &[String],
) -> Vec<Line> {
    let line = |paragraph: &Paragraph| Line {
        bits: paragraph.pieces.iter().map(|piece| bit(piece, standing, reckoning)).collect(),
        is_own: paragraph.is_own(),
        is_changed: changed.contains(&paragraph.plain()),
    };
    paragraphs.iter().map(line).collect()
}

fn bit(piece: &Piece, standing: &Standing, reckoning: Reckoning) -> Bit {
    let all = Filter::default();
    match piece {
        Piece::Text { text } => Bit { text: text.clone(), href: None },
        Piece::Figure { measure, value, unit } => Bit {
            text: format!("{value} {unit}"),
            href: Some(rows_behind(standing, measure.as_deref().map(|code| (code, &all)), reckoning)),
        },
    }
}

/// The address of the rows behind a number.
pub(crate) fn rows_behind(
    standing: &Standing,
    number: Option<(&str, &Filter)>,
    reckoning: Reckoning,
) -> String {
    let mut href = format!("/figures?campaign={}&unit={}", standing.campaign, standing.unit);
    if let Some(phase) = standing.phase {
        href.push_str(&format!("&phase={phase}"));
    }
    if let Some((measure, filter)) = number {
        href.push_str(&format!("&{}", campaigns::facts::behind(measure, filter)));
    }
    href + "&reckoning=" + reckoning.code()
}

/// One line of the list of reports.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StandingView {
    pub(crate) due: String,
    pub(crate) unit: String,
    pub(crate) unit_name: String,
    pub(crate) campaign: String,
    pub(crate) campaign_name: String,
    pub(crate) title: String,
    /// `YYYY-MM-DD`; null: at any time.
    pub(crate) due_on: Option<String>,
    /// Code of the state.
    pub(crate) state: String,
    pub(crate) state_label: String,
    /// `on_time`, `late`, `back_filled`; null before it is sent.
    pub(crate) punctuality: Option<String>,
    /// RFC 3339.
    pub(crate) first_submitted_at: Option<String>,
    /// RFC 3339.
    pub(crate) approved_at: Option<String>,
}

impl StandingView {
    pub(crate) fn of(standing: &Standing, today: clock::CivilDate) -> Self {
        let state = standing.due_state(today);
        Self {
            due: standing.due.to_string(),
            unit: standing.unit.to_string(),
            unit_name: standing.unit_name.clone(),
            campaign: standing.campaign.to_string(),
            campaign_name: standing.campaign_name.clone(),
            title: standing.title.clone(),
            due_on: standing.due_on.map(|date| date.to_string()),
            state: state.code().to_owned(),
            state_label: state.label().to_owned(),
            punctuality: standing.punctuality().map(|came| Punctuality::code(came).to_owned()),
            first_submitted_at: standing.first_submitted_at.map(clock::Moment::rfc3339),
            approved_at: standing.approved_at.map(clock::Moment::rfc3339),
        }
    }
}

/// A report with everything in it: as it stands with the unit, or as it was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    pub(crate) standing: StandingView,
    /// The version that pictures are changed over.
    pub(crate) version: i64,
    pub(crate) sections: Vec<SectionView>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) pictures: Vec<PictureView>,
    /// Why it cannot be sent as it is; sentences.
    pub(crate) obstacles: Vec<String>,
    /// What of its time is still to come while it lies with the unit, in words: that would not be in it.
    pub(crate) early: Option<String>,
    /// SHA-256 of the last version that was sent.
    pub(crate) code: Option<String>,
    pub(crate) history: Vec<StepView>,
}

/// A text section.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SectionView {
    pub(crate) key: String,
    pub(crate) title: String,
    /// The version that it is changed over; 0 before the first change.
    pub(crate) version: i64,
    pub(crate) is_rewritten: bool,
    /// A line a paragraph.
    pub(crate) text: String,
    pub(crate) paragraphs: Vec<Paragraph>,
    /// What is missing.
    pub(crate) lack: Option<String>,
}

/// A picture of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PictureView {
    pub(crate) photo: String,
    pub(crate) caption: String,
    /// Address of the large copy.
    pub(crate) large: String,
}

/// A step of a report's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    pub(crate) kind: String,
    /// RFC 3339.
    pub(crate) at: String,
    pub(crate) by: String,
    pub(crate) note: String,
    pub(crate) sections: String,
}

fn steps(history: &[Step]) -> Vec<StepView> {
    let step = |step: &Step| StepView {
        kind: step.kind.code().to_owned(),
        at: step.at.rfc3339(),
        by: step.by_name.clone(),
        note: step.note.clone(),
        sections: step.sections.clone(),
    };
    history.iter().map(step).collect()
}

impl ReportView {
    /// As it stands with the unit.
    pub(crate) fn of_draft(
        standing: &Standing,
        draft: &Draft,
        history: &[Step],
        today: clock::CivilDate,
    ) -> Self {
        let section = |section: &crate::assembly::Section| SectionView {
            key: section.key.code().to_owned(),
            title: section.key.label().to_owned(),
            version: section.version,
            is_rewritten: section.is_rewritten,
            text: section.plain(),
            paragraphs: section.paragraphs.clone(),
            lack: draft.lack(section.key).map(str::to_owned),
        };
        let picture = |line: &crate::assembly::PictureLine| PictureView {
            photo: line.photo.id.to_string(),
            caption: line.caption.clone(),
            large: format!("/photos/{}/large", line.photo.id),
        };
        Self {
            standing: StandingView::of(standing, today),
            version: standing.version.unwrap_or(0),
            sections: draft.sections.iter().map(section).collect(),
            figures: draft.figures.clone(),
            pictures: draft.pictures.iter().map(picture).collect(),
            obstacles: draft.obstacles(standing.with_pictures).into_iter().map(str::to_owned).collect(),
            early: None,
            code: None,
            history: steps(history),
        }
    }

    /// As it was sent.
    pub(crate) fn of_sent(
        standing: &Standing,
        sent: &Sent,
        history: &[Step],
        today: clock::CivilDate,
    ) -> Self {
        let section = |key: &SectionKey| SectionView {
            key: key.code().to_owned(),
            title: key.label().to_owned(),
            version: 0,
            is_rewritten: sent.frozen.paragraphs(*key).iter().any(Paragraph::is_own),
            text: sent.frozen.plain(*key),
            paragraphs: sent.frozen.paragraphs(*key).to_vec(),
            lack: None,
        };
        let picture = |picture: &crate::frozen::FrozenPicture| PictureView {
            photo: picture.photo.to_string(),
            caption: picture.caption.clone(),
            large: format!("/photos/{}/large", picture.photo),
        };
        Self {
            standing: StandingView::of(standing, today),
            version: standing.version.unwrap_or(0),
            sections: SectionKey::ALL.iter().map(section).collect(),
            figures: sent.frozen.figures.clone(),
            pictures: sent.frozen.pictures.iter().map(picture).collect(),
            obstacles: Vec::new(),
            early: None,
            code: Some(sent.code.clone()),
            history: steps(history),
        }
    }
}

/// What came of sending a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Counts the versions that were sent, from 1.
    pub(crate) number: i64,
    /// SHA-256 of the frozen report, 64 hex digits.
    pub(crate) code: String,
    /// `on_time`, `late`, `back_filled`; null where any time is right.
    pub(crate) punctuality: Option<String>,
}

impl Receipt {
    /// `已提交第 2 次报送，校验码 9f2c-41ab-77d0。`
    pub(crate) fn sentence(&self) -> String {
        let late = match self.punctuality.as_deref() {
            Some("late") => "（已过截止时间，记为迟报）",
            Some("back_filled") => "（补录）",
            _ => "",
        };
        format!("已提交第 {} 次报送{late}，等待审核。校验码 {}。", self.number, short(&self.code))
    }
}
