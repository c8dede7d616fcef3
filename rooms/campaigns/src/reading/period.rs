//! The time of a campaign that has no phases: 活动时间：6月1日至30日, under a heading or behind its words.

use std::sync::LazyLock;

use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Decoded, Outline, Part, Passage, Section};
use regex::Regex;

use super::content;
use super::model::Period;
use super::pattern::pattern;
use super::report_verb::{demands_report, sets_regime};
use super::year_ahead::{is_long_past, years_later};

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[^，。；：]{0,8})?(?:时间|时限|期限|周期)(?:安排|和地点|与地点|、地点|及范围|和范围)?(?:[：:为]|$)",
    )
});
/// 宣传时间：2026年11月1日至….
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:活动|宣传|行动|实施|工作|整治|集中|专项|开展|起止|总体)*(?:时间|时限|期限)(?:安排)?[：:为]?(?:[拟定][于在])?[（(]?$",
    )
});
/// 报送时间, 培训时间: the time of something in it.
static OF_A_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "报送|上报|培训|会议|报名|截止|评选|考核|检查|演练|发布|投稿|征集|竞赛|比赛|答题|启动|联系|办公|提交",
    )
});

/// 四要加强巡查。: the time in one item is that of the item.
static ONE_OF_A_LIST: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十][是要]"));
/// 6月1日至3日举行培训: the time of one event.
static AT_AN_EVENT: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^，。；]{0,6}(?:举行|举办|召开|报名|报到|报送|上报|报告|提交|投稿|答题)"));

/// 在全区开展…, 组织实施…
static HELD: LazyLock<Regex> = LazyLock::new(|| pattern("开展|组织|实施|进行|举办|部署"));
/// 1月至3月，全区共发生…: a time that is told of, not set.
static HAPPENED: LazyLock<Regex> = LazyLock::new(|| pattern("发生|已|同比|环比|以来|共接|受理|总结了|取得"));
/// 本次活动自…, 专项整治拟于….
static THE_WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:本次|此次|该|全区|专项|集中|宣传|排查|整治|检查)*(?:活动|行动|整治|检查|排查|工作)(?:拟|定|计划|原则上|将|从|自|于|在|为)*$",
    )
});

/// 将于4月10日至12日组织督导检查: what the bureau does itself.
static OVERSEEN: LazyLock<Regex> =
    LazyLock::new(|| pattern("督导|督查|督办|巡查|抽查|调研|验收|培训班|座谈会|启动仪式"));

/// Finds the first printed time of the whole.
pub(super) fn period(outline: &Outline, decoded: &Decoded) -> Option<Period> {
    let reader = Reader { outline, decoded };
    outline.working_parts().find_map(|part| {
        let opening = part.opening.iter().find_map(|passage| reader.labelled(passage));
        let running = || if part.sections.is_empty() { reader.only_span(&part.opening) } else { None };
        opening
            .or_else(running)
            .or_else(|| part.sections.iter().find_map(|section| reader.in_section(section)))
            .or_else(|| reader.told(part))
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
        if section.level > 1 {
            return None;
        }
        let labelled = || section.body.iter().find_map(|passage| self.labelled(passage));
        self.begins(&section.heading).or_else(labelled)
    }

    /// 自发文之日起至2026年年底前，分三步走: the time that a text begins with.
    fn begins(&self, passage: &Passage) -> Option<Period> {
        let dates = self.outline.dates(passage);
        let first = dates.first().filter(|first| first.range.start == 0)?;
        let printed = &passage.text()[first.range.clone()];
        (printed.starts_with(['自', '从', '即']) && first.when.end().is_some())
            .then(|| self.period(passage, first))
            .flatten()
    }

    /// The one time with a beginning and an end in the paragraphs of a notice without headings, if it is that of no part.
    fn only_span(&self, paragraphs: &[Passage]) -> Option<Period> {
        let spans = paragraphs.iter().flat_map(|passage| {
            let dates = joined(passage.text(), self.outline.dates(passage)).into_iter();
            dates.filter(|one| is_whole_span(one, passage.text())).map(move |one| (passage, one))
        });
        let found: Vec<_> = spans.take(2).collect();
        let [(passage, span)] = found.as_slice() else { return None };
        let text = passage.text();
        let (before, behind) = around(text, span);
        (!is_of_a_part(text, before, behind)).then(|| self.period(passage, span)).flatten()
    }

    /// The one time that a sentence gives the whole campaign, before the headings or below the first ones: 拟于2026年7月至9月在全区开展….
    fn told(&self, part: &Part) -> Option<Period> {
        let name = content::name(self.outline);
        let opening = part.opening.iter().map(|passage| (passage, true));
        let below = part.sections.iter().flat_map(|section| {
            section.body.iter().chain([&section.heading]).map(|passage| (passage, false))
        });
        let spans = opening.chain(below).flat_map(|(passage, is_opening)| {
            let dates = joined(passage.text(), self.outline.dates(passage)).into_iter();
            let is_told = |one: &DateMention| {
                is_whole_span(one, passage.text()) && self.tells(passage, one, is_opening, name.as_deref())
            };
            dates.filter(is_told).map(|one| (passage, one)).collect::<Vec<_>>()
        });
        let found: Vec<_> = spans.take(2).collect();
        let [(passage, span)] = found.as_slice() else { return None };
        self.period(passage, span)
    }

    /// Whether a sentence says that the campaign is held in that time: in the opening it speaks of nothing else.
    fn tells(&self, passage: &Passage, span: &DateMention, is_opening: bool, name: Option<&str>) -> bool {
        let text = passage.text();
        let is_ahead = || {
            let end = span.when.end();
            end.zip(self.outline.issued_on).is_none_or(|(end, issued_on)| end >= issued_on)
        };
        let (before, behind) = around(text, span);
        let names_it = THE_WHOLE.is_match(before);
        let is_held = (names_it || HELD.is_match(behind)) && !HAPPENED.is_match(behind);
        let is_of_whole = is_opening
            || names_it
            || name.is_some_and(|name| names_end_of(behind, name) || names_end_of(before, name));
        is_ahead() && is_held && is_of_whole && !is_of_a_part(text, before, behind)
    }

    /// A span behind 活动时间：.
    fn labelled(&self, passage: &Passage) -> Option<Period> {
        let dates = joined(passage.text(), self.outline.dates(passage));
        let first = dates.first()?;
        let before = &passage.text()[..first.range.start];
        let is_told = LABEL.is_match(before) && dates.len() == 1 && is_whole_time(passage.text(), first);
        is_told.then(|| self.period(passage, first)).flatten()
    }

    /// A span that the text under 活动时间 begins with.
    fn leading(&self, passage: &Passage) -> Option<Period> {
        let dates = self.outline.dates(passage);
        let first = dates.first().filter(|_| dates.len() == 1)?;
        let before = &passage.text()[..first.range.start];
        let is_told = matches!(before, "" | "定于" | "拟于" | "定在") && is_whole_time(passage.text(), first);
        is_told.then(|| self.period(passage, first)).flatten()
    }

    fn period(&self, passage: &Passage, mention: &DateMention) -> Option<Period> {
        let (start, end) = match mention.when {
            When::Span { start, end } => (start, end),
            // 定于4月10日9时: one day.
            When::Day(day) => (Some(day), Some(day)),
            When::Year(_) | When::Unclear => return None,
        };
        let is_passed = |day| is_long_past(day, self.outline.issued_on);
        let is_next = mention.inferred.start && mention.inferred.end && end.or(start).is_some_and(is_passed);
        let moved = |day: Option<_>| day.map(|day| years_later(day, i16::from(is_next)));
        Some(Period {
            starts_on: moved(start),
            ends_on: moved(end),
            inferred: mention.inferred.start || mention.inferred.end,
            source: passage.excerpt(self.decoded, mention.range.clone()),
        })
    }
}

/// Whether a time is all that is said of it. A day that something is done on, 10月12日启动, is no whole time.
fn is_whole_time(text: &str, mention: &DateMention) -> bool {
    static HOUR_ONLY: LazyLock<Regex> = LazyLock::new(|| {
        pattern("^(?:上午|下午|晚上?|早上?|[0-9０-９]{1,2}|[时点分半:：至到—～~-])*(?:[。；]|$)")
    });
    !matches!(mention.when, When::Day(_)) || HOUR_ONLY.is_match(&text[mention.range.end..])
}

/// 从6月1日持续至8月31日: a beginning and the end that goes on from it are one time.
fn joined(text: &str, dates: Vec<DateMention>) -> Vec<DateMention> {
    static GOES_ON: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:[，,]?(?:开始|启动)?[，,]?(?:一直|将)?)?$"));
    let mut found: Vec<DateMention> = Vec::new();
    for next in dates {
        let (start, end) = (found.last().and_then(|last| last.when.start()), next.when.end());
        let is_second = next.when.start().is_none();
        let open = found.last_mut().filter(|last| {
            let gap = text.get(last.range.end..next.range.start);
            is_second && last.when.end().is_none() && gap.is_some_and(|gap| GOES_ON.is_match(gap))
        });
        match open.zip(start).zip(end) {
            Some(((open, start), end)) if start <= end => {
                open.when = When::Span { start: Some(start), end: Some(end) };
                open.inferred.end = next.inferred.end;
                open.range.end = next.range.end;
            }
            _ => found.push(next),
        }
    }
    found
}

/// What stands before a time in its clause and behind it in its sentence, as far as it may tell whose time it is.
fn around<'t>(text: &'t str, span: &DateMention) -> (&'t str, &'t str) {
    let from = text.ceil_char_boundary(span.range.start.saturating_sub(NEAR));
    let to = text.floor_char_boundary(span.range.end.saturating_add(NEAR));
    let before = text.get(from..span.range.start).unwrap_or_default();
    let behind = text.get(span.range.end..to).unwrap_or_default();
    let clause = before.rsplit(['。', '；', '，']).next().unwrap_or_default();
    (clause, behind.split(['。', '；']).next().unwrap_or_default())
}

/// So many bytes around a time are looked at.
const NEAR: usize = 300;

/// Whether a time, between `before` in its clause and `behind` in its sentence, is that of one item, of an event or of reports.
fn is_of_a_part(text: &str, before: &str, behind: &str) -> bool {
    let next = behind.split('，').find(|clause| !clause.is_empty()).unwrap_or_default();
    ONE_OF_A_LIST.is_match(text)
        || OF_A_PART.is_match(before)
        || AT_AN_EVENT.is_match(behind.split('，').next().unwrap_or_default())
        || OVERSEEN.is_match(next)
        || demands_report(next)
        || sets_regime(next)
}

/// Whether words name what the campaign's name ends with: 消防宣传 of 2026年全区消防宣传活动.
fn names_end_of(words: &str, name: &str) -> bool {
    static PAPER: LazyLock<Regex> =
        LazyLock::new(|| pattern("(?:活动|行动|工作|实施|专项)*(?:方案|计划|活动|行动|工作)$"));
    let core = PAPER.replace(name, "");
    let from = core.char_indices().rev().nth(NAMED - 1).map(|(at, _)| at);
    from.is_some_and(|from| words.contains(&core[from..]))
}

/// So many characters of a name tell it from other work.
const NAMED: usize = 4;

/// Whether a time has a beginning and an end of its own, and is no name of a month or a quarter.
fn is_whole_span(mention: &DateMention, text: &str) -> bool {
    let printed = text.get(mention.range.clone()).unwrap_or_default();
    matches!(mention.when, When::Span { start: Some(_), end: Some(_) })
        && !mention.yearly
        && printed.contains(['至', '到', '—', '-', '–', '－', '~', '～'])
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    fn period(section: &str) -> Option<(String, String)> {
        let text = format!(
            "关于开展消防宣传的通知\n\n各单位：\n　　请抓好落实。\n　　{section}\n　　二、要求\n　　请各单位抓好培训。\n\n某某局\n2026年9月3日\n"
        );
        let period = read(&Decoded::from_text(&text).unwrap()).unwrap().period?;
        Some((period.starts_on?.to_string(), period.ends_on?.to_string()))
    }

    #[test]
    fn the_time_of_the_whole_is_found_where_it_is_printed() {
        let days = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(period("一、宣传时间：2026年11月1日至2027年3月31日。"), days("2026-11-01", "2027-03-31"));
        assert_eq!(period("一、活动时间\n　　10月1日至30日"), days("2026-10-01", "2026-10-30"));
        assert_eq!(period("一、自发文之日起至2026年年底前，开展宣传。"), days("2026-09-03", "2026-12-31"));
        let day = days("2026-10-12", "2026-10-12");
        for one in
            ["一、活动时间：定于10月12日上午9时。", "一、活动时间\n　　定于2026年10月12日上午9:00至11:30。"]
        {
            assert_eq!(period(one), day, "{one}");
        }
        for begun in [
            "一、活动时间\n　　2026年10月12日召开动员会，随后开展为期三个月的检查。",
            "一、活动时间\n　　定于2026年10月12日启动，持续开展。",
            "一、活动时间：2026年10月12日为集中宣传日，各单位全年开展检查。",
        ] {
            assert_eq!(period(begun), None, "{begun}");
        }
        assert_eq!(period("一、报送时间：2026年11月1日至11月5日。"), None);
        assert_eq!(period("一、11月1日至7日，举办启动仪式。"), None);
    }

    #[test]
    fn a_sentence_may_tell_the_time_of_the_whole() {
        let of = |body: &str| {
            let text = format!(
                "关于开展消防宣传活动的通知\n\n各单位：\n　　{body}\n　　二、要求\n　　加强领导。\n\n某某局\n2026年3月16日\n"
            );
            let period = read(&Decoded::from_text(&text).unwrap()).unwrap().period;
            period.and_then(|period| Some((period.starts_on?.to_string(), period.ends_on?.to_string())))
        };
        let days = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        for (body, expected) in [
            (
                "我局拟于2026年7月至9月在全区开展活动，现通知如下：\n　　一、内容",
                days("2026-07-01", "2026-09-30"),
            ),
            ("本次活动从4月1日持续至5月31日。\n　　一、内容", days("2026-04-01", "2026-05-31")),
            (
                "决定从2026年11月1日起至2027年3月31日，在全区开展宣传。\n　　一、内容",
                days("2026-11-01", "2027-03-31"),
            ),
            ("决定自3月25日至4月10日开展宣传。\n　　一、内容", days("2026-03-25", "2026-04-10")),
            ("3月25日—4月10日开展消防宣传。具体如下：\n　　一、内容", days("2026-03-25", "2026-04-10")),
            ("请抓好落实。\n　　一、安排\n　　消防宣传拟于7月至9月开展。", days("2026-07-01", "2026-09-30")),
            (
                "请抓好落实。\n　　一、安排\n　　本次活动自3月25日起至4月10日。",
                days("2026-03-25", "2026-04-10"),
            ),
            ("请抓好落实。\n　　一、安排\n　　4月10日至20日，各单位组织开展演练。", None),
            ("2026年1月至3月，全区组织检查12次，发生火灾2起。\n　　一、内容", None),
            ("我局将于4月10日至12日组织开展督导。\n　　一、内容", None),
            ("请抓好落实。\n　　一、安排\n　　4月1日至6月30日，每周五报送消防宣传进展。", None),
        ] {
            assert_eq!(of(body), expected, "{body}");
        }
    }

    #[test]
    fn a_notice_without_headings_has_the_one_span_that_it_prints() {
        let of = |body: &str| {
            let text = format!("关于做好防汛工作的通知\n\n各单位：\n　　{body}\n\n某某局\n2026年5月3日\n");
            let period = read(&Decoded::from_text(&text).unwrap()).unwrap().period;
            period.and_then(|period| Some((period.starts_on?.to_string(), period.ends_on?.to_string())))
        };
        let whole = Some(("2026-05-15".to_owned(), "2026-06-30".to_owned()));
        assert_eq!(of("请各单位自5月15日起至6月30日，开展隐患排查不少于2次。"), whole);
        assert_eq!(of("5月15日至6月30日，请各单位开展排查，并于7月5日前报送总结。"), whole);
        for body in [
            "请各单位于6月30日前开展排查。",
            "请各单位自5月15日起至6月30日开展排查，7月1日至31日开展整改。",
            "请各单位组织职工于5月15日至16日参加培训报名。",
            "5月15日至16日举办业务培训。",
        ] {
            assert_eq!(of(body), None, "{body}");
        }
    }
}
