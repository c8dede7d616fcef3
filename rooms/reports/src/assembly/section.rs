use activities::facts::{ActivityFact, PhotoFact};
use clock::Moment;

use super::{Figure, Paragraph};

db::coded! {
    /// The parts of a report in their order; pictures follow.
    pub(crate) enum SectionKey {
        Overview = "overview" / "总体情况",
        Practice = "practice" / "主要做法",
        Data = "data" / "数据",
        Experience = "experience" / "经验做法",
        Problems = "problems" / "存在问题和下步打算",
    }
}

impl SectionKey {
    /// Whether the unit may write into it; figures come from activities alone.
    pub(crate) fn is_text(self) -> bool {
        self != Self::Data
    }

    /// What stands there while nothing does.
    pub(crate) fn lack(self) -> &'static str {
        match self {
            Self::Overview | Self::Practice => "本阶段还没有登记活动，无法汇集。请先登记活动，或直接填写。",
            Self::Data => "本阶段还没有数据。登记活动后，数量会自动汇入这里。",
            Self::Experience => "经验做法由本单位填写：好的做法、可复制的方法、取得的成效。",
            Self::Problems => "存在问题和下步打算由本单位填写。",
        }
    }
}

/// A section as it stands: assembled text with the unit's own laid over it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) key: SectionKey,
    pub(crate) paragraphs: Vec<Paragraph>,
    /// What would stand there without the unit's own words.
    pub(crate) assembled: Vec<Paragraph>,
    /// Whether the unit wrote or struck out anything.
    pub(crate) is_rewritten: bool,
    /// 0 before the first change.
    pub(crate) version: i64,
    pub(crate) changed: Option<(String, Moment)>,
}

impl Section {
    /// The whole text, a line a paragraph.
    pub(crate) fn plain(&self) -> String {
        self.paragraphs.iter().map(Paragraph::plain).collect::<Vec<_>>().join("\n")
    }
}

/// A picture of the report.
#[derive(Clone, Debug)]
pub(crate) struct PictureLine {
    pub(crate) photo: PhotoFact,
    pub(crate) caption: String,
}

/// A report as it stands with the unit.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) sections: Vec<Section>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) pictures: Vec<PictureLine>,
    /// Pictures of the phase that were not chosen.
    pub(crate) spare: Vec<PhotoFact>,
    pub(crate) activities: Vec<ActivityFact>,
    /// Whether the unit chose the pictures itself.
    pub(crate) has_own_pictures: bool,
}

impl Draft {
    /// A section of the draft.
    pub(crate) fn section(&self, key: SectionKey) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// What is missing in a section.
    pub(crate) fn lack(&self, key: SectionKey) -> Option<&'static str> {
        let is_empty = match key {
            SectionKey::Data => self.figures.iter().all(|figure| figure.done == 0),
            _ => self.section(key).is_none_or(|section| section.paragraphs.is_empty()),
        };
        is_empty.then(|| key.lack())
    }

    /// Why a list, which tells of no activities, cannot be sent as it is.
    pub(crate) fn obstacles_of_list(&self) -> Vec<&'static str> {
        let is_written = self.sections.iter().any(|section| section.is_rewritten);
        if is_written {
            Vec::new()
        } else {
            vec!["名单还没有填写：请用系统内确认的联络员代替，或在“总体情况”中填写。"]
        }
    }

    /// Why it cannot be sent as it is; empty when it can.
    pub(crate) fn obstacles(&self, with_pictures: bool) -> Vec<&'static str> {
        let mut obstacles = Vec::new();
        if self.lack(SectionKey::Practice).is_some() {
            obstacles
                .push("“主要做法”还是空的：请登记本阶段的活动或直接填写；确实没有开展的，请报“零报告”。");
        }
        if with_pictures && self.pictures.is_empty() {
            obstacles.push(
                "报送要求附图片，还没有选择图片：请在右侧选择本阶段活动的照片，没有照片的请先在活动中上传。",
            );
        }
        obstacles
    }
}
