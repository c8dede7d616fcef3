//! Steps that are none: a line that only says by when something is handed in belongs to the reports.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::DateMention;
use gongwen::read::{Outline, Section};
use regex::Regex;

use super::STEP_WORD;
use crate::reading::imperative::begins_with_act;
use crate::reading::pattern::pattern;
use crate::reading::report_verb::{demands_report, hands_over, hands_to_a_body};
use crate::reading::sentence::sentences;

/// What is handed in, at the end of a heading: 活动方案, 整改台账.
static MATTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:方案|计划|总结|小结|报告|台账|报表|统计表|汇总表|登记表|自查表|名单|清单|材料|回执|简报|信息|数据|照片)$",
    )
});
/// The handing over itself, behind the time: 于5月28日前交安全办.
static HANDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[前内，,]?(?:一并|统一|同时|分别|及时|按时|书面|以书面形式|以电子版形式|由[^，。；]{2,16}|经[^，。；]{2,20}后)*(?:将|把)?[^，。；]{0,40}?(?:报送|上报|填报|报备|反馈|提交|汇总|发送|[报交送发传寄][^告名道动展放布生现达挥起])",
    )
});

/// What only says when, begins with it: 请于5月28日前交局安全办. A step tells before what is done.
static WHEN_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|各[^，。；0-9]{1,8}|须|应|要)*[于在]?(?:[0-9]{4}年)?[0-9０-９一二三四五六七八九十]{1,3}月",
    )
});

/// Whether a step only says what is to be handed in by when: 活动方案于5月28日前交安全办, and 活动方案。5月28日前交安全办.
pub(super) fn is_reported(outline: &Outline, section: &Section) -> bool {
    let title = section.title();
    if STEP_WORD.is_match(title) {
        return false;
    }
    is_handed_by_a_day(title, &outline.dates(&section.heading)) || is_matter_with_its_day(section)
}

/// Whether words tell by when something is to be handed over: the verb stands behind the time, with somebody who gets it.
pub(super) fn is_handed_by_a_day(words: &str, dates: &[DateMention]) -> bool {
    let Some(time) = dates.iter().map(|date| date.range.clone()).find(|time| !is_in_brackets(words, time))
    else {
        return false;
    };
    hands(words) && HANDED.is_match(&words[time.end.min(words.len())..])
}

fn is_in_brackets(words: &str, time: &Range<usize>) -> bool {
    words[..time.start].matches(['（', '(']).count() > words[..time.start].matches(['）', ')']).count()
}

fn hands(words: &str) -> bool {
    demands_report(words) || hands_over(words) || hands_to_a_body(words)
}

/// The thing is the heading, and what stands below says nothing but when it is sent.
fn is_matter_with_its_day(section: &Section) -> bool {
    let said = || {
        section.body.iter().flat_map(|passage| {
            let text = passage.text();
            sentences(text).into_iter().map(move |range| &text[range])
        })
    };
    // 制定实施方案 is work, whatever comes of it; 活动方案 and 总结 are papers.
    MATTER
        .find(section.title())
        .is_some_and(|matter| matter.start() == 0 || !begins_with_act(section.title()))
        && section.children.is_empty()
        && said().next().is_some()
        && said().all(|words| WHEN_FIRST.is_match(words) && hands(words))
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, Reading, read};

    fn reading(steps: &str) -> Reading {
        let text = format!(
            "关于开展用电检查的通知\n\n各单位：\n　　一、工作内容\n　　各单位要开展检查。\n　　二、时间安排\n{steps}\n某某局\n2026年5月6日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap()
    }

    #[test]
    fn what_is_handed_in_by_a_day_is_no_phase() {
        for steps in [
            "　　1.活动方案于5月28日前交安全办。\n　　2.总结于6月28日前交局安全办公室。\n",
            "　　1.检查台账于6月30日前送局办公室汇总。\n　　2.整改情况7月10日前由分管领导签字后送局办公室。\n",
            "　　（一）自查报告6月5日前汇总到区卫健局。\n　　（二）整改台账7月5日前发安办邮箱。\n",
            "　　（一）活动方案。5月28日前交局安全办。\n　　（二）活动总结。6月28日前交局安全办。\n",
        ] {
            let reading = reading(steps);
            assert!(reading.phases.is_empty(), "{steps} {:?}", reading.phases);
            assert_eq!(reading.report_rules.len(), 2, "{steps} {:?}", reading.report_rules);
        }
    }

    #[test]
    fn steps_stay_beside_what_is_handed_in() {
        for steps in [
            "　　（一）动员部署（5月15日前）。召开动员会。\n　　（二）集中检查（5月16日至6月30日）。开展检查。\n　　（三）检查总结于7月10日前报送区卫健局。\n",
            "　　（一）动员部署于5月15日前完成。\n　　（二）集中检查自5月16日至6月30日。\n　　（三）检查总结于7月10日前报送区卫健局。\n",
        ] {
            let reading = reading(steps);
            let names: Vec<&str> = reading.phases.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, ["动员部署", "集中检查"], "{steps}");
            assert_eq!(reading.report_rules.len(), 1, "{steps}");
        }
        let making = reading(
            "　　（一）制定实施方案。各单位要制定实施方案，并于5月28日前报送区卫健局。\n　　（二）开展检查。各单位要开展检查。\n　　（三）总结经验做法。各单位要于6月28日前将总结报告报送区卫健局。\n",
        );
        assert_eq!(
            making.phases.len(),
            3,
            "a heading that says what to do is a step, whatever is handed in after it"
        );
        let deeds = reading(
            "　　（一）制定实施方案。各单位要抓紧制定实施方案，明确时间节点，并于5月15日前报送区卫健局备案。\n　　（二）开展检查。各单位要于6月30日前完成检查，形成总结报告并报送区卫健局。\n",
        );
        assert_eq!(deeds.phases.len(), 2, "what is done comes before its report");
        let last = reading(
            "　　（一）集中检查（5月16日至6月30日）。开展检查。\n　　（二）总结上报（7月1日至10日）。请于7月10日前报送总结。\n",
        );
        assert_eq!(last.phases.len(), 2, "a step that is named so has its span in brackets");
    }
}
