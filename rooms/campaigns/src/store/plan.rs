use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};
use serde::Serialize;

use super::days_off;
use super::targets::{self, RulingRow};
use crate::plan::{Span, SpanKind, anchor};
use crate::target::Rate;
use crate::task::{AnnexId, SloganKind, TaskId};
use crate::workday::{OffHolidays, Workdays};
use crate::{
    Basis, CampaignId, CampaignState, DueId, DueKind, Filter, IndicatorId, Measure, Measures, PhaseFact,
    PhaseId, QuestionId, facts,
};

db::record! {
    /// The campaign's own fields.
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct CampaignRow {
        pub(crate) id: CampaignId,
        pub(crate) state: CampaignState,
        pub(crate) name: String,
        pub(crate) title: Option<String>,
        pub(crate) document_number: Option<String>,
        pub(crate) issuer: Option<String>,
        pub(crate) issued_on: Option<CivilDate>,
        pub(crate) superior_basis: String,
        pub(crate) report_to: String,
        pub(crate) upward_due_on: Option<CivilDate>,
        pub(crate) launched_at: Option<Moment>,
        pub(crate) closed_at: Option<Moment>,
        pub(crate) amends: Option<CampaignId>,
        /// The campaign of the year before that this one was made of.
        pub(crate) copied_from: Option<CampaignId>,
        pub(crate) copied_name: Option<String>,
        /// From 1; each amendment makes the next one.
        pub(crate) edition: i64,
        pub(crate) plan_version: i64,
        pub(crate) version: i64,
    }
}

db::record! {
    /// The notice as it was read.
    #[derive(Clone, Debug)]
    pub(crate) struct NoticeRow {
        pub(crate) file_name: String,
        pub(crate) text: String,
        /// Whether it is still the notice of the year before, which the copy began with.
        pub(crate) inherited: bool,
    }
}

db::record! {
    /// A phase as it is edited: with the dates as printed or corrected, not chained.
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct PhaseRow {
        pub(crate) id: PhaseId,
        pub(crate) ordinal: i64,
        pub(crate) name: String,
        pub(crate) starts_on: Option<CivilDate>,
        pub(crate) ends_on: Option<CivilDate>,
        pub(crate) inferred: bool,
        /// The row in force that this is a copy of.
        pub(crate) origin: Option<PhaseId>,
        pub(crate) source_start: Option<i64>,
        pub(crate) source_end: Option<i64>,
        pub(crate) source_text: Option<String>,
        pub(crate) version: i64,
    }
}

impl PhaseRow {
    /// The phase with its dates as they stand, for chaining.
    pub(crate) fn unchained(&self, campaign: CampaignId) -> PhaseFact {
        PhaseFact {
            id: self.id,
            campaign,
            ordinal: self.ordinal,
            name: self.name.clone(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }
}

db::record! {
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct IndicatorRow {
        pub(crate) id: IndicatorId,
        pub(crate) phase: Option<PhaseId>,
        pub(crate) measure: String,
        /// The version that the measure had at the launch.
        pub(crate) measure_version: Option<i64>,
        /// What of the measure counts.
        pub(crate) filter: Filter,
        pub(crate) basis: Basis,
        pub(crate) target: Option<i64>,
        /// Behind the point of a target on a basis.
        pub(crate) hundredths: i64,
        pub(crate) dropped: bool,
        /// The row that this one went into.
        pub(crate) merged_into: Option<IndicatorId>,
        /// The row in force that this is a copy of.
        pub(crate) origin: Option<IndicatorId>,
        pub(crate) source_start: Option<i64>,
        pub(crate) source_end: Option<i64>,
        pub(crate) source_text: Option<String>,
        pub(crate) version: i64,
    }
}

impl IndicatorRow {
    /// The default target.
    pub(crate) fn rate(&self) -> Option<Rate> {
        self.target.map(|target| Rate::new(target, self.hundredths))
    }
}

db::record! {
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct TaskRow {
        pub(crate) id: TaskId,
        pub(crate) phase: Option<PhaseId>,
        pub(crate) text: String,
        pub(crate) dropped: bool,
        /// The row that this one went into.
        pub(crate) merged_into: Option<TaskId>,
        /// The row in force that this is a copy of.
        pub(crate) origin: Option<TaskId>,
        pub(crate) source_start: Option<i64>,
        pub(crate) source_end: Option<i64>,
        pub(crate) source_text: Option<String>,
        pub(crate) version: i64,
    }
}

db::record! {
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct DueRow {
        pub(crate) id: DueId,
        pub(crate) phase: Option<PhaseId>,
        /// The question whose answer asks for it.
        pub(crate) question: Option<QuestionId>,
        pub(crate) kind: DueKind,
        pub(crate) title: String,
        pub(crate) due_on: Option<CivilDate>,
        pub(crate) due_time: Option<String>,
        pub(crate) with_pictures: bool,
        pub(crate) dropped: bool,
        /// The printed day, when it moves off holidays.
        pub(crate) moved_from: Option<CivilDate>,
        pub(crate) off_holidays: Option<OffHolidays>,
        /// When an amendment brought its day; none: it came with the launch.
        pub(crate) sent_at: Option<Moment>,
        /// The row that this one went into.
        pub(crate) merged_into: Option<DueId>,
        /// The row in force that this is a copy of.
        pub(crate) origin: Option<DueId>,
        pub(crate) source_start: Option<i64>,
        pub(crate) source_end: Option<i64>,
        pub(crate) source_text: Option<String>,
        pub(crate) version: i64,
    }
}

db::record! {
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct QuestionRow {
        pub(crate) id: QuestionId,
        pub(crate) about: String,
        pub(crate) text: String,
        /// A JSON list of texts.
        pub(crate) choices: String,
        pub(crate) answer: Option<String>,
        pub(crate) version: i64,
    }
}

db::record! {
    /// A slogan, a paper that goes with the notice, or what is to be made known.
    #[derive(Clone, Debug, Serialize)]
    pub(crate) struct SloganRow {
        pub(crate) id: AnnexId,
        pub(crate) kind: SloganKind,
        pub(crate) text: String,
        pub(crate) dropped: bool,
        /// The row in force that this is a copy of.
        pub(crate) origin: Option<AnnexId>,
        pub(crate) source_start: Option<i64>,
        pub(crate) source_end: Option<i64>,
        pub(crate) source_text: Option<String>,
        pub(crate) version: i64,
    }
}

/// A whole plan.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) campaign: CampaignRow,
    pub(crate) notice: NoticeRow,
    pub(crate) phases: Vec<PhaseRow>,
    /// The same phases with their starts filled in.
    pub(crate) chained: Vec<PhaseFact>,
    pub(crate) indicators: Vec<IndicatorRow>,
    pub(crate) tasks: Vec<TaskRow>,
    pub(crate) dues: Vec<DueRow>,
    pub(crate) questions: Vec<QuestionRow>,
    pub(crate) slogans: Vec<SloganRow>,
    pub(crate) measures: Measures,
    /// What differs from the targets of the indicators.
    pub(crate) rulings: Vec<RulingRow>,
    pub(crate) workdays: Workdays,
}

/// Where a row of the plan was read.
pub(crate) trait Sourced {
    /// The first and the last scalar (exclusive) of its words.
    fn stretch(&self) -> Option<(usize, usize)>;

    /// The name of the stretch in the page; empty when the row was added by hand.
    fn anchor(&self) -> String {
        self.stretch().map(|(start, end)| anchor(start, end)).unwrap_or_default()
    }
}

impl<T: Sourced> Sourced for &T {
    fn stretch(&self) -> Option<(usize, usize)> {
        (*self).stretch()
    }
}

macro_rules! sourced {
    ($($row:ty),*) => {$(
        impl Sourced for $row {
            fn stretch(&self) -> Option<(usize, usize)> {
                Some((usize::try_from(self.source_start?).ok()?, usize::try_from(self.source_end?).ok()?))
            }
        }
    )*};
}
sourced!(PhaseRow, IndicatorRow, TaskRow, DueRow, SloganRow);

fn spans<'a>(rows: &'a [impl Sourced], kind: SpanKind) -> impl Iterator<Item = Span> + 'a {
    rows.iter().filter_map(Sourced::stretch).map(move |(start, end)| Span { start, end, kind })
}

impl Plan {
    /// What an indicator counts, by the name that it has in this campaign.
    pub(crate) fn measure(&self, row: &IndicatorRow) -> Option<&Measure> {
        self.measures.pinned(&row.measure, row.measure_version)
    }

    /// The name of an indicator with its filter: `专题辅导讲座（领导干部）`.
    pub(crate) fn name(&self, row: &IndicatorRow) -> String {
        self.measure(row).map_or_else(String::new, |measure| row.filter.named(&measure.name))
    }

    /// A task with what went into it: every row that it has 文件依据 from.
    pub(crate) fn sources_of(&self, task: &TaskRow) -> Vec<&TaskRow> {
        let own = self.tasks.iter().filter(|row| row.id == task.id);
        own.chain(self.taken_in(task)).filter(|row| !row.anchor().is_empty()).collect()
    }

    /// What went into a task.
    pub(crate) fn taken_in(&self, task: &TaskRow) -> Vec<&TaskRow> {
        self.tasks.iter().filter(|row| row.merged_into == Some(task.id)).collect()
    }

    /// The subjects, slogans and attachments that stand.
    pub(crate) fn annexes(&self) -> Vec<&SloganRow> {
        self.slogans.iter().filter(|row| !row.dropped).collect()
    }

    /// What went into a report that falls due.
    pub(crate) fn dues_taken_in(&self, due: &DueRow) -> Vec<&DueRow> {
        self.dues.iter().filter(|row| row.merged_into == Some(due.id)).collect()
    }

    /// What went into an indicator.
    pub(crate) fn merged_into(&self, indicator: &IndicatorRow) -> Vec<&IndicatorRow> {
        self.indicators.iter().filter(|row| row.merged_into == Some(indicator.id)).collect()
    }

    /// Everything in the notice that a row came from.
    pub(crate) fn spans(&self) -> Vec<Span> {
        spans(&self.phases, SpanKind::Phase)
            .chain(spans(&self.dues, SpanKind::Rule))
            .chain(spans(&self.tasks, SpanKind::Task))
            .chain(spans(&self.indicators, SpanKind::Measure))
            .chain(spans(&self.slogans, SpanKind::Slogan))
            .collect()
    }

    /// The ordinal and name of a row's phase.
    pub(crate) fn phase(&self, id: Option<PhaseId>) -> Option<&PhaseRow> {
        self.phases.iter().find(|phase| Some(phase.id) == id)
    }
}

/// The campaign's own fields.
pub(crate) async fn campaign(reads: &impl Reads, id: CampaignId) -> Result<CampaignRow, DbError> {
    reads
        .one(
            "SELECT id, state, name, title, document_number, issuer, issued_on, superior_basis, report_to, \
             upward_due_on, launched_at, closed_at, amends, copied_from, \
             (SELECT o.name FROM campaign o WHERE o.id = c.copied_from) AS copied_name, edition, plan_version, version \
             FROM campaign c WHERE id = $1",
            params![id],
        )
        .await
}

/// The whole plan, what is dropped too.
pub(crate) async fn load(reads: &impl Reads, id: CampaignId) -> Result<Plan, DbError> {
    Ok(Plan {
        campaign: campaign(reads, id).await?,
        measures: facts::measures(reads).await?,
        rulings: targets::rulings(reads, id).await?,
        workdays: days_off::workdays(reads).await?,
        notice: reads
            .one(
                "SELECT n.file_name, n.text, n.inherited FROM campaign c JOIN notice n ON n.campaign = COALESCE(c.amends, c.id) \
                 WHERE c.id = $1",
                params![id],
            )
            .await?,
        phases: phases(reads, id).await?,
        chained: facts::phases(reads, id).await?,
        indicators: reads
            .all(
                "SELECT i.id, i.phase, i.measure, i.measure_version, i.filter, i.basis, i.target, i.hundredths, i.dropped, i.merged_into, \
                 i.origin, i.source_start, i.source_end, i.source_text, \
                 i.version FROM indicator i LEFT JOIN phase p ON p.id = i.phase \
                 WHERE i.campaign = $1 ORDER BY COALESCE(p.ordinal, 0), i.id",
                params![id],
            )
            .await?,
        tasks: reads
            .all(
                "SELECT t.id, t.phase, t.text, t.dropped, t.merged_into, t.origin, t.source_start, t.source_end, t.source_text, t.version \
                 FROM task t LEFT JOIN phase p ON p.id = t.phase \
                 WHERE t.campaign = $1 ORDER BY COALESCE(p.ordinal, 0), t.id",
                params![id],
            )
            .await?,
        dues: reads
            .all(
                "SELECT id, phase, question, kind, title, due_on, due_time, with_pictures, dropped, moved_from, off_holidays, \
                 sent_at, merged_into, origin, source_start, source_end, \
                 source_text, version FROM due WHERE campaign = $1 ORDER BY COALESCE(due_on, '9999'), id",
                params![id],
            )
            .await?,
        questions: reads
            .all(
                "SELECT id, about, text, choices, answer, version FROM question WHERE campaign = $1 ORDER BY id",
                params![id],
            )
            .await?,
        slogans: reads
            .all(
                "SELECT id, kind, text, dropped, origin, source_start, source_end, source_text, version \
                 FROM slogan WHERE campaign = $1 ORDER BY kind, COALESCE(origin, id)",
                params![id],
            )
            .await?,
    })
}

/// The phases as they are edited.
pub(crate) async fn phases(reads: &impl Reads, id: CampaignId) -> Result<Vec<PhaseRow>, DbError> {
    reads
        .all(
            "SELECT id, ordinal, name, starts_on, ends_on, inferred, origin, source_start, source_end, source_text, version \
             FROM phase WHERE campaign = $1 AND NOT dropped ORDER BY ordinal",
            params![id],
        )
        .await
}

/// One question of a plan.
pub(crate) async fn question(
    reads: &impl Reads,
    campaign: CampaignId,
    id: QuestionId,
) -> Result<Option<QuestionRow>, DbError> {
    reads
        .optional(
            "SELECT id, about, text, choices, answer, version FROM question WHERE campaign = $1 AND id = $2",
            params![campaign, id],
        )
        .await
}
