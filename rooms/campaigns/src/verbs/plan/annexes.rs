//! What the plan's page says of subjects, slogans and attachments, and beside the tasks.

use super::PlanPage;
use crate::plan::Told;
use crate::store::plan::SloganRow;
use crate::task::{SloganKind, TaskId};
use crate::verbs::beside;

impl PlanPage<'_> {
    /// Subjects, attachments, then slogans, with how many of them stand; what has no row is left out.
    pub(super) fn annexes(&self) -> Vec<(SloganKind, usize, Vec<&SloganRow>)> {
        let of = |kind: SloganKind| {
            let rows: Vec<_> = self.plan.slogans.iter().filter(|row| row.kind == kind).collect();
            (kind, rows.iter().filter(|row| !row.dropped).count(), rows)
        };
        [SloganKind::Subject, SloganKind::Attachment, SloganKind::Slogan]
            .map(of)
            .into_iter()
            .filter(|(.., rows)| !rows.is_empty())
            .collect()
    }

    pub(super) fn annex_kinds(&self) -> &'static [SloganKind] {
        SloganKind::ALL
    }

    pub(super) fn is_subject(&self, kind: &SloganKind) -> bool {
        *kind == SloganKind::Subject
    }

    /// What of a task's targets an amendment changed.
    pub(super) fn changed_of(&self, task: &TaskId) -> &[Told] {
        beside::of(&self.beside, task)
    }
}
