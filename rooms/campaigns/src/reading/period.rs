//! The time of a campaign that has no phases: 活动时间：6月1日至30日, under a heading or behind its words.

use std::sync::LazyLock;

use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Decoded, Outline, Passage, Section};
use regex::Regex;

use super::model::Period;
use super::pattern::pattern;

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[^，。；：]{0,8})?(?:时间|时限|期限|周期)(?:安排|和地点|与地点|、地点|及范围|和范围)?(?:[：:为]|$)",
    )
});
/// 宣传时间：2026年11月1日至….
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:活动|宣传|行动|实施|工作|整治|集中|专项|开展|起止|总体)*(?:时间|时限|期限)(?:安排)?[：:为]?[（(]?$",
    )
});
/// 报送时间, 培训时间: the time of something in it.
static OF_A_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "报送|上报|培训|会议|报名|截止|评选|考核|检查|演练|发布|投稿|征集|竞赛|比赛|答题|启动|联系|办公|提交",
    )
});

/// Finds the first printed time of the whole.
pub(super) fn period(outline: &Outline, decoded: &Decoded) -> Option<Period> {
    let reader = Reader { outline, decoded };
    outline.working_parts().find_map(|part| {
        let opening = part.opening.iter().find_map(|passage| reader.labelled(passage));
        opening.or_else(|| part.sections.iter().find_map(|section| reader.in_section(section)))
    })
}

struct Reader<'a, 'd> {
    outline: &'a Outline,
    decoded: &'d Decoded,
}

impl Reader<'_, '_> {
    fn in_section(&self, section: &Section) -> Option<Period> {
        let title = section.title();
        if HEADING.is_match(title) && !OF_A_PART.is_match(title) {
            let below = section.body.first().filter(|_| section.children.is_empty());
            let leading = below.and_then(|text| self.leading(text));
            return self.labelled(&section.heading).or(leading);
        }
        // Deeper headings speak of one activity.
        section.body.iter().find_map(|passage| self.labelled(passage)).filter(|_| section.level == 1)
    }

    /// A span behind 活动时间：.
    fn labelled(&self, passage: &Passage) -> Option<Period> {
        let dates = self.outline.dates(passage);
        let first = dates.first()?;
        let before = &passage.text()[..first.range.start];
        (LABEL.is_match(before) && dates.len() == 1).then(|| self.period(passage, first)).flatten()
    }

    /// A span that the text under 活动时间 begins with.
    fn leading(&self, passage: &Passage) -> Option<Period> {
        let dates = self.outline.dates(passage);
        let first = dates.first().filter(|first| first.range.start == 0 && dates.len() == 1)?;
        self.period(passage, first)
    }

    fn period(&self, passage: &Passage, mention: &DateMention) -> Option<Period> {
        let When::Span { start, end } = mention.when else { return None };
        Some(Period {
            starts_on: start,
            ends_on: end,
            inferred: mention.inferred.start || mention.inferred.end,
            source: passage.excerpt(self.decoded, mention.range.clone()),
        })
    }
}
