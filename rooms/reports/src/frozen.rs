//! A report as it was sent: frozen, with the code by which a paper copy is checked.

use std::collections::HashMap;

use activities::PhotoId;
use blobs::BlobId;
use clock::Moment;
use serde::{Deserialize, Serialize};

use crate::assembly::{Figure, Paragraph, SectionKey};

ids::id_of!(
    /// One version that a unit sent.
    pub(crate) SubmissionId, SubmissionKind
);

/// Everything that a report says, once and for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) campaign: String,
    /// `第一阶段“造强宣传声势”`; none: the whole campaign.
    pub(crate) phase: Option<String>,
    pub(crate) due: String,
    pub(crate) unit: String,
    /// The bureau that it goes to.
    #[serde(default)]
    pub(crate) recipient: Option<String>,
    /// Counts the versions, from 1.
    pub(crate) number: i64,
    pub(crate) submitted_at: Moment,
    pub(crate) submitted_by: String,
    /// Why there is nothing to report; none: there is.
    pub(crate) zero_reason: Option<String>,
    pub(crate) sections: Vec<FrozenSection>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) pictures: Vec<FrozenPicture>,
}

/// A text section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrozenSection {
    pub(crate) key: String,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// A picture: its bytes stay in the store even when the photo is taken out of its activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrozenPicture {
    pub(crate) photo: PhotoId,
    pub(crate) caption: String,
    pub(crate) large: BlobId,
    /// Pixels.
    pub(crate) width: u32,
    /// Pixels.
    pub(crate) height: u32,
}

/// The code of a text: the SHA-256 of its bytes, 64 hex digits.
pub(crate) fn code(content: &str) -> String {
    BlobId::of(content.as_bytes()).hex()
}

/// The beginning of a code, enough to compare by eye: `9f2c-41ab-77d0`.
pub(crate) fn short(code: &str) -> String {
    let digits: Vec<char> = code.chars().take(12).collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

impl Frozen {
    /// The same without pictures that may not leave their unit by now.
    pub(crate) fn without(mut self, withheld: &HashMap<PhotoId, Moment>) -> Self {
        self.pictures.retain(|picture| !withheld.contains_key(&picture.photo));
        self
    }

    /// The text of a section; empty when the unit left it so.
    pub(crate) fn paragraphs(&self, key: SectionKey) -> &[Paragraph] {
        let found = self.sections.iter().find(|section| section.key == key.code());
        found.map_or(&[], |section| section.paragraphs.as_slice())
    }

    /// A section as plain text, a line a paragraph.
    pub(crate) fn plain(&self, key: SectionKey) -> String {
        self.paragraphs(key).iter().map(Paragraph::plain).collect::<Vec<_>>().join("\n")
    }
}

/// What a section says now that it did not say the last time, and the other way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) title: &'static str,
    pub(crate) added: Vec<String>,
    pub(crate) removed: Vec<String>,
}

/// The differences between two versions, section by section; sections that say the same are left out.
pub(crate) fn changes(before: &Frozen, after: &Frozen) -> Vec<Change> {
    let pictures = |frozen: &Frozen| frozen.pictures.iter().map(|picture| picture.caption.clone()).collect();
    let mut pairs: Vec<(&'static str, Vec<String>, Vec<String>)> =
        SectionKey::ALL.iter().map(|key| (key.label(), lines(before, *key), lines(after, *key))).collect();
    pairs.push(("图片", pictures(before), pictures(after)));
    pairs.push((
        "零报告",
        before.zero_reason.iter().cloned().collect(),
        after.zero_reason.iter().cloned().collect(),
    ));
    let changed = pairs.into_iter().map(|(title, before, after)| Change {
        title,
        added: after.iter().filter(|line| !before.contains(line)).cloned().collect(),
        removed: before.iter().filter(|line| !after.contains(line)).cloned().collect(),
    });
    changed.filter(|change| !change.added.is_empty() || !change.removed.is_empty()).collect()
}

fn lines(frozen: &Frozen, key: SectionKey) -> Vec<String> {
    match key {
        SectionKey::Data => {
            let done = frozen.figures.iter().filter(|figure| figure.done > 0);
            done.map(|figure| format!("{} {}", figure.name, figure.done_in_words())).collect()
        }
        _ => frozen.paragraphs(key).iter().map(Paragraph::plain).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen(practice: &[&str], done: i64) -> Frozen {
        Frozen {
            recipient: None,
            campaign: "方案".to_owned(),
            phase: None,
            due: "第一阶段".to_owned(),
            unit: "医院".to_owned(),
            number: 1,
            submitted_at: Moment::from_micros(0),
            submitted_by: "郑".to_owned(),
            zero_reason: None,
            sections: vec![FrozenSection {
                key: SectionKey::Practice.code().to_owned(),
                paragraphs: practice.iter().map(|text| Paragraph::own(text)).collect(),
            }],
            figures: vec![Figure {
                measure: "lecture".to_owned(),
                filter: campaigns::Filter::default(),
                name: "讲座".to_owned(),
                unit: "场".to_owned(),
                done,
                target: None,
                is_task: false,
            }],
            pictures: Vec::new(),
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let changes = changes(&frozen(&["甲", "乙"], 3), &frozen(&["甲", "丙"], 4));
        let read: Vec<_> = changes.iter().map(|c| (c.title, c.added.clone(), c.removed.clone())).collect();
        assert_eq!(
            read,
            [
                ("主要做法", vec!["丙".to_owned()], vec!["乙".to_owned()]),
                ("数据", vec!["讲座 4 场".to_owned()], vec!["讲座 3 场".to_owned()]),
            ]
        );
    }

    #[test]
    fn a_frozen_report_is_read_back_as_it_was_and_its_code_is_a_plain_sha256() {
        let content = serde_json::to_string(&frozen(&["甲"], 3)).unwrap();
        assert_eq!(serde_json::from_str::<Frozen>(&content).unwrap(), frozen(&["甲"], 3));
        assert_eq!(short(&code("abc")), "ba78-16bf-8f01");
    }
}
