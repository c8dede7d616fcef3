use campaigns::reading::{Every, OutlineNode, Reading, ReportKind};
use serde::Deserialize;

/// What a person reads in a notice; the shape of `NAME.gold.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Answers {
    pub(crate) title: Option<String>,
    pub(crate) document_number: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) recipients: Vec<String>,
    pub(crate) issued_on: Option<String>,
    pub(crate) phases: Vec<Phase>,
    pub(crate) report_deadlines: Vec<Deadline>,
    pub(crate) level1: Vec<String>,
    pub(crate) level2: Vec<String>,
    pub(crate) attachments: Vec<String>,
    pub(crate) slogans: Vec<String>,
    /// Fields that can be read in more than one way: not scored.
    #[serde(default)]
    pub(crate) doubtful: Vec<String>,
    /// Codes of measures that the notice names, among others.
    #[serde(default)]
    pub(crate) measures: Vec<String>,
    /// Codes of measures that it does not name.
    #[serde(default)]
    pub(crate) no_measures: Vec<String>,
    /// What each unit is to reach in a measure, among others.
    #[serde(default)]
    pub(crate) targets: Vec<Target>,
    /// Codes of measures that each unit is told no number of.
    #[serde(default)]
    pub(crate) no_targets: Vec<String>,
    /// What the notice tells to do, among others.
    #[serde(default)]
    pub(crate) tasks: Vec<String>,
    /// Words that stand in no task.
    #[serde(default)]
    pub(crate) no_tasks: Vec<String>,
    /// What a question must be about, among others.
    #[serde(default)]
    pub(crate) asks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Target {
    pub(crate) code: String,
    pub(crate) count: u32,
    #[serde(default)]
    pub(crate) every: Option<Every>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Phase {
    pub(crate) ordinal: u32,
    pub(crate) name: String,
    pub(crate) starts_on: Option<String>,
    pub(crate) ends_on: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Deadline {
    pub(crate) kind: ReportKind,
    pub(crate) due_on: Vec<String>,
    pub(crate) with_pictures: bool,
    /// `HH:MM`; compared where the answers give it.
    #[serde(default)]
    pub(crate) due_time: Option<String>,
    /// Compared where the answers give it.
    #[serde(default)]
    pub(crate) every: Option<Every>,
}

impl From<Reading> for Answers {
    fn from(reading: Reading) -> Self {
        let mut level1 = Vec::new();
        let mut level2 = Vec::new();
        reading.outline.iter().for_each(|node| headings(node, &mut level1, &mut level2));
        let phases = reading.phases.into_iter().map(|phase| Phase {
            ordinal: phase.ordinal,
            name: phase.name,
            starts_on: phase.starts_on.map(|day| day.to_string()),
            ends_on: phase.ends_on.map(|day| day.to_string()),
        });
        let deadlines = reading.report_rules.into_iter().map(|rule| Deadline {
            kind: rule.kind,
            due_on: rule.due_on.iter().map(ToString::to_string).collect(),
            with_pictures: rule.with_pictures,
            due_time: rule.due_time,
            every: rule.every,
        });
        let targets = reading.measures.iter().filter_map(|measure| {
            let target = measure.target?;
            Some(Target { code: measure.code.clone(), count: target.count, every: target.every })
        });
        Self {
            targets: targets.collect(),
            no_targets: Vec::new(),
            title: reading.title,
            document_number: reading.document_number,
            issuer: reading.issuer,
            recipients: reading.recipients,
            issued_on: reading.issued_on.map(|day| day.to_string()),
            phases: phases.collect(),
            report_deadlines: deadlines.collect(),
            level1,
            level2,
            attachments: reading.attachments.into_iter().map(|attachment| attachment.title).collect(),
            slogans: reading.slogans,
            doubtful: Vec::new(),
            measures: reading.measures.into_iter().map(|measure| measure.code).collect(),
            no_measures: Vec::new(),
            tasks: reading.tasks.into_iter().map(|task| task.text).collect(),
            no_tasks: Vec::new(),
            asks: reading.questions.into_iter().map(|question| question.about).collect(),
        }
    }
}

fn headings(node: &OutlineNode, level1: &mut Vec<String>, level2: &mut Vec<String>) {
    match node.level {
        1 => level1.push(node.heading.clone()),
        2 => level2.push(node.heading.clone()),
        _ => {}
    }
    node.children.iter().for_each(|child| headings(child, level1, level2));
}
