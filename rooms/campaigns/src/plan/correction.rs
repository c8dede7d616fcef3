//! Where the plan is corrected when the officer answers 由我更正.

/// A form of the plan in which the officer corrects what a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Correction {
    Head,
    Phase(i64),
    InferredPhase,
    AddPhase,
    AddTask,
    /// The target of a measure, counted from 1.
    Target(usize),
    /// The page of all targets.
    Targets,
}

/// The measure, counted from 1, whose target a question is about.
pub(super) fn measure_of(about: &str) -> Option<usize> {
    about.strip_prefix("measures[")?.strip_suffix("].target")?.parse().ok()
}

impl Correction {
    /// Where 由我更正 leads.
    pub(crate) fn of(about: &str, choice: &str) -> Option<Self> {
        if !matches!(choice, "由我更正" | "由我填写" | "由我划分阶段") {
            return None;
        }
        let ordinal = || about.strip_prefix("phases[")?.strip_suffix("].dates")?.parse().ok();
        match about {
            "document_number" | "title" | "issued_on.inferred" => Some(Self::Head),
            "targets.table" => Some(Self::Targets),
            "tasks.table" | "tasks.unread" | "tasks.others" | "others" => Some(Self::AddTask),
            "phases.inferred" => Some(Self::InferredPhase),
            "phases" => Some(Self::AddPhase),
            _ => measure_of(about).map(Self::Target).or_else(|| ordinal().map(Self::Phase)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_leads_to_its_form() {
        assert_eq!(Correction::of("phases.inferred", "由我更正"), Some(Correction::InferredPhase));
        assert_eq!(Correction::of("document_number", "由我更正"), Some(Correction::Head));
        assert_eq!(Correction::of("phases[2].dates", "由我填写"), Some(Correction::Phase(2)));
        assert_eq!(Correction::of("phases", "由我划分阶段"), Some(Correction::AddPhase));
        assert_eq!(Correction::of("measures[3].target", "由我填写"), Some(Correction::Target(3)));
        assert_eq!(Correction::of("measures[3].target", "不设目标"), None);
        assert_eq!(Correction::of("targets.table", "由我填写"), Some(Correction::Targets));
        assert_eq!(Correction::of("issued_on.inferred", "由我更正"), Some(Correction::Head));
        assert_eq!(Correction::of("others", "由我填写"), Some(Correction::AddTask));
        assert_eq!(Correction::of("others", "没有要求，不读入"), None);
        assert_eq!(Correction::of("tasks.table", "由我填写"), Some(Correction::AddTask));
        assert_eq!(Correction::of("tasks.unread", "由我填写"), Some(Correction::AddTask));
        assert_eq!(Correction::of("tasks.others", "不列为任务"), None);
        assert_eq!(Correction::of("title", "由我填写"), Some(Correction::Head));
        assert_eq!(Correction::of("phases.inferred", "推断正确"), None);
        assert_eq!(Correction::of("issued_on", "由我填写"), None);
    }
}
