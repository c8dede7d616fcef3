//! Steps that a sentence, or line after line, runs through by time and name: 3月10日前为准备期，…；3月11日至4月10日为行动期，…

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::{DateMention, When};
use gongwen::read::{Outline, Passage};
use regex::Regex;

use super::window::Window;
use crate::reading::imperative::commands;
use crate::reading::pattern::pattern;
use crate::reading::report_verb::demands_report;

/// A step as it is told: where it begins, what it is called, and what stands behind its name and time.
#[derive(Clone, Debug)]
pub(super) struct Told<'a> {
    pub(super) passage: &'a Passage,
    pub(super) head: Range<usize>,
    pub(super) name: String,
    pub(super) window: Window,
    /// Whether it begins its paragraph.
    pub(super) is_line: bool,
    form: Form,
}

/// How time and name stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// 动员阶段自3月1日…, 动员期（3月）, 3月为动员期: the name says that it is a step.
    Step,
    /// 动员部署（3月1日至15日）.
    Bracket,
    /// A line 动员部署时间：3月1日至15日, where a sentence says that times follow.
    Labelled,
    /// 3月为动员部署.
    Is,
    /// 3月，动员部署.
    Bare,
    /// The same behind a comma: only the last of several steps.
    Later,
}

/// What parts the steps, and the bullet or number of one.
const BEGIN: &str = "(?:^|[。；：:;，,、”])[●·•◆◇■□▪▸►★☆※○*＊—>-]{0,2}(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[0-9]{1,2}[.．、]|[①-⑳])?(?:[和及与]|以及)?";
const NAME: &str = "[^，。；：:;,、（）()“”0-9]";
/// 汛期, 防火期 and the like are times of the year.
const STEP: &str = "(?:阶段|环节|[^汛火假限效质学任渔孕潜高日周长短定]期)";

/// In front of a time, up to it.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "{BEGIN}(?P<name>{NAME}{{1,11}}{STEP})(?:的?时间)?(?:安排)?(?:为|是|于|在|拟于|定于)?[，,：:（(]?$"
    ))
});
static BRACKET: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{BEGIN}(?P<name>{NAME}{{2,14}})[（(]$")));
static LABELLED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{BEGIN}(?P<name>{NAME}{{2,14}}?)(?:的?时间)?[：:]$")));
/// 时间安排如下, above such lines.
static TIMES_FOLLOW: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:时间|进度|日程|步骤|阶段)(?:安排)?如下[：:。]?$"));
static BEGUN: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("{BEGIN}$")));
/// Behind a time.
static IS_STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("^份?[，,]?(?:为|是|属于?)“?(?P<name>{NAME}{{1,11}}{STEP})”?(?:[，。；：:;,、（(]|$)"))
});
static IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^份?[，,]?(?:为|是)“?(?P<name>{NAME}{{1,11}}[^日周月节年季期“”，。；：:;,、（）()0-9])”?(?:[，。；：:;,]|$)"
    ))
});
static BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^份?[，,：:]?“?(?P<name>{NAME}{{2,14}})”?(?:[，。；：:;,]|$)")));
/// What may stand behind a time in its bracket.
static CLOSED: LazyLock<Regex> = LazyLock::new(|| pattern("^[^（）()，。；]{0,12}[）)]"));
/// What a sentence says that lists its steps.
static LISTS: LazyLock<Regex> = LazyLock::new(|| pattern("阶段|步骤|步走|环节|分[一二三四五六两]步"));
/// 活动分动员（3月）、…三个阶段进行: what stands before the first name opens the list.
static OPENS: LazyLock<Regex> =
    LazyLock::new(|| pattern("^.*分(?:为|成|作)?([^为成作级类批片区组工析布享层时].+)$"));
/// 三个阶段进行, behind the last step of a list.
static CLOSES: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:等|共|这)?[一二三四五六七八两0-9]?个?(?:阶段|步骤|环节|步)"));

/// What a step begins behind.
const MARKS: [char; 9] = ['。', '；', '：', ':', ';', '，', ',', '、', '”'];
/// What ends a sentence that may list steps.
const STOPS: [char; 4] = ['。', '！', '？', '\n'];
/// A sentence that lists its steps is no longer, in bytes on either side of one.
const LONGEST_LIST: usize = 900;
/// No campaign has more steps: what looks so often like one is something else.
const MOST: usize = 60;

/// Bytes in front of a time in which the name of its step is looked for.
const NEAR: usize = 90;

/// The steps that passages tell; `announces`: the heading above says that steps follow.
pub(super) fn series<'a>(outline: &Outline, passages: &'a [Passage], announces: bool) -> Vec<Told<'a>> {
    let all: Vec<Told<'a>> = passages.iter().flat_map(|passage| told_in(outline, passage)).collect();
    let of = |forms: &[Form]| -> Vec<Told<'a>> {
        let mut found: Vec<Told<'a>> = Vec::new();
        for told in all.iter().filter(|told| forms.contains(&told.form)) {
            // Two times that share their words are one step.
            let is_apart = found.last().is_none_or(|last| {
                !std::ptr::eq(last.passage, told.passage) || told.head.start >= last.head.end
            });
            found.extend(is_apart.then(|| told.clone()));
        }
        found
    };
    let steps = of(&[Form::Step]);
    if (2..=MOST).contains(&steps.len()) {
        return steps;
    }
    let listed =
        of(&[Form::Bracket]).into_iter().filter(|told| announces || told.is_line || told.is_listed());
    let follow = announces || passages.iter().any(|passage| TIMES_FOLLOW.is_match(passage.text()));
    let labelled = if follow { of(&[Form::Labelled]) } else { Vec::new() };
    let mut with_is = of(&[Form::Is, Form::Bare, Form::Later]);
    let first = with_is.iter().position(|told| told.form == Form::Is).unwrap_or(with_is.len());
    with_is.drain(..first);
    let is_many = with_is.iter().filter(|told| told.form == Form::Is).count() >= 2;
    let bare = if announces { of(&[Form::Bare]) } else { Vec::new() };
    let series = [listed.collect(), labelled, if is_many { with_is } else { Vec::new() }, bare];
    let is_series = |told: &Vec<Told<'a>>| (2..=MOST).contains(&told.len()) && are_in_order(told);
    series.into_iter().find(is_series).unwrap_or_default()
}

/// Steps follow each other in time; a list of dated tasks does not.
fn are_in_order(told: &[Told<'_>]) -> bool {
    let ends: Vec<_> = told.iter().filter_map(|one| one.window.ends_on.or(one.window.starts_on)).collect();
    ends.windows(2).all(|pair| pair[0] <= pair[1])
}

impl Told<'_> {
    /// Whether its sentence says that it lists steps.
    fn is_listed(&self) -> bool {
        let text = self.passage.text();
        let at = self.head.start;
        let low = text.ceil_char_boundary(at.saturating_sub(LONGEST_LIST));
        let high = text.floor_char_boundary(at.saturating_add(LONGEST_LIST));
        let before = text[low..at].rsplit(STOPS).next().unwrap_or_default();
        let behind = text[at..high].split(STOPS).next().unwrap_or_default();
        LISTS.is_match(before) || LISTS.is_match(behind)
    }
}

fn told_in<'a>(outline: &Outline, passage: &'a Passage) -> Vec<Told<'a>> {
    outline.dates(passage).iter().filter_map(|mention| told_by(passage, mention)).collect()
}

/// The step whose time is named.
fn told_by<'a>(passage: &'a Passage, mention: &DateMention) -> Option<Told<'a>> {
    let text = passage.text();
    let (at, end) = (mention.range.start, mention.range.end);
    let low = text.ceil_char_boundary(at.saturating_sub(NEAR));
    let (before, behind) = (&text[low..at], &text[end..]);
    let is_span = matches!(mention.when, When::Span { .. }) && !mention.yearly;
    let window = Window::over([mention]);
    if !window.is_dated() {
        return None;
    }
    let named = NAMED.captures(before).map(|found| (Form::Step, found));
    let bracket = || BRACKET.captures(before).filter(|_| is_span).map(|found| (Form::Bracket, found));
    let fills = behind.trim_end_matches(['。', '；', ';']).is_empty();
    let labelled = || LABELLED.captures(before).filter(|_| is_span && fills);
    let labelled = || labelled().map(|found| (Form::Labelled, found));
    if let Some((form, found)) = named.or_else(bracket).or_else(labelled) {
        let name = found.name("name")?;
        // What the window cuts off is no beginning.
        let begin = found.get(0)?;
        if low > 0 && begin.start() == 0 && !begin.as_str().starts_with(MARKS) {
            return None;
        }
        let closed = if before.ends_with(['（', '(']) { CLOSED.find(behind)?.len() } else { 0 };
        let is_line = low + found.get(0)?.start() == 0;
        if form == Form::Labelled && !is_line {
            return None;
        }
        let head = low + name.start()..end + closed;
        return Some(Told { passage, head, name: without_opening(name.as_str()), window, is_line, form });
    }
    let begun = BEGUN.find(before)?;
    if low > 0 && begun.start() == 0 && !begun.as_str().starts_with(MARKS) {
        return None;
    }
    let is_line = low + begun.start() == 0;
    let is_sentence = is_line || begun.as_str().starts_with(['。', '；', ';', '：', ':']);
    let step = IS_STEP.captures(behind).map(|found| (Form::Step, found));
    let is = || IS.captures(behind).filter(|_| is_span).map(|found| (Form::Is, found));
    let form = if is_sentence { Form::Bare } else { Form::Later };
    let bare = || BARE.captures(behind).filter(|_| is_span).map(|found| (form, found));
    let (form, found) = step.or_else(is).or_else(bare)?;
    let name = found.name("name")?;
    // What everybody is told, or hands in, is no name of a step.
    let is_work = commands(name.as_str()) || demands_report(name.as_str());
    if matches!(form, Form::Bare | Form::Later) && is_work {
        return None;
    }
    let head = at..end + name.end();
    Some(Told { passage, head, name: name.as_str().to_owned(), window, is_line, form })
}

/// Whether what stands behind the last step of a list only says how many they were.
pub(super) fn closes_list(words: &str) -> bool {
    CLOSES.is_match(words)
}

/// 活动分动员: what opens the list is no part of the first name.
fn without_opening(name: &str) -> String {
    let rest = OPENS.captures(name).and_then(|found| found.get(1)).map(|rest| rest.as_str());
    rest.filter(|rest| rest.chars().count() >= 2).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, Reading, read};

    fn reading(heading: &str, body: &str) -> Reading {
        let text = format!(
            "关于开展用电检查的通知\n\n各单位：\n　　请抓好落实。\n　　一、{heading}\n{body}\n　　二、要求\n　　请各单位加强领导。\n\n某某局\n2026年3月2日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap()
    }

    fn phases(heading: &str, body: &str) -> Vec<String> {
        let day = |day: Option<clock::CivilDate>| {
            day.map(|day| day.to_string()[5..].to_owned()).unwrap_or_default()
        };
        let found = reading(heading, body).phases.into_iter();
        found.map(|one| format!("{} {}/{}", one.name, day(one.starts_on), day(one.ends_on))).collect()
    }

    #[test]
    fn steps_stand_in_one_sentence() {
        for body in [
            "　　检查分两步走：3月20日前为宣传期，各单位要发放折页；3月21日至4月30日为检查期，各单位要全面自查。",
            "　　检查分宣传、检查两个阶段进行，宣传期为3月20日前，检查期自3月21日至4月30日。",
            "　　一是宣传期（3月20日前），要发放折页；二是检查期（3月21日至4月30日），要全面自查。",
            "　　检查分宣传期（3月20日前）、检查期（3月21日至4月30日）两个阶段进行。",
        ] {
            assert_eq!(phases("有关事项", body), ["宣传期 /03-20", "检查期 03-21/04-30"], "{body}");
        }
        let list = "　　“回头看”分科室自查（3月20日前）、医院复查（3月21日至4月30日）两个步骤进行。";
        assert_eq!(phases("有关事项", list), ["科室自查 /03-20", "医院复查 03-21/04-30"]);
        let quarters = "　　第二季度为自查整改，第三季度为交叉检查，10月份总结验收。";
        assert_eq!(
            phases("有关事项", quarters),
            ["自查整改 04-01/06-30", "交叉检查 07-01/09-30", "总结验收 10-01/10-31"]
        );
    }

    #[test]
    fn a_heading_of_steps_lets_their_times_lead() {
        let body = "　　3月底前，印发方案，召开会议；4月至6月，全面排查，建立台账；7月，总结评估。";
        assert_eq!(
            phases("进度安排", body),
            ["印发方案 /03-31", "全面排查 04-01/06-30", "总结评估 07-01/07-31"]
        );
        assert!(phases("有关事项", body).is_empty(), "dated work is no series of steps by itself");
        let lines = "　　3月上旬，宣传发动。张贴海报2张。\n　　3月中旬，集中检查。开展检查1次。";
        assert_eq!(phases("活动步骤", lines), ["宣传发动 03-01/03-10", "集中检查 03-11/03-20"]);
        let told = reading("活动步骤", lines);
        assert!(told.tasks.iter().any(|task| task.phase == Some(2) && task.text == "开展检查1次"));
    }

    #[test]
    fn lines_with_bullets_are_steps() {
        let lines = "　　● 宣传准备（3月3日—3月10日）：印制海报。\n　　● 集中检查（3月11日—3月31日）：开展检查。\n　　遇有问题请联系我局。";
        assert_eq!(phases("有关事项", lines), ["宣传准备 03-03/03-10", "集中检查 03-11/03-31"]);
        assert!(reading("有关事项", lines).tasks.iter().all(|task| !task.text.contains("联系我局")));
    }

    #[test]
    fn labelled_times_are_steps_where_a_sentence_says_that_they_follow() {
        let lines =
            "登记杂物：3月3日至8日\n　　张贴标签时间：3月9日至12日\n　　保卫科清理时间：3月13日至16日。";
        let told = format!("　　时间安排如下：\n　　{lines}");
        let steps = ["登记杂物 03-03/03-08", "张贴标签 03-09/03-12", "保卫科清理 03-13/03-16"];
        assert_eq!(phases("有关事项", &told), steps);
        assert!(phases("有关事项", &format!("　　联系我局。\n　　{lines}")).is_empty());
    }

    #[test]
    fn a_step_may_be_named_behind_its_number_and_time() {
        let lines = "　　第一阶段：3月3日至8日，为自行清理阶段，请各科室清理。\n　　第二阶段：3月9日至12日，为集中清理阶段，安排专人清运。\n　　第三阶段：3月13日至16日，为公示认领阶段，凭证件领回。";
        assert_eq!(
            phases("工作安排", lines),
            ["自行清理阶段 03-03/03-08", "集中清理阶段 03-09/03-12", "公示认领阶段 03-13/03-16"]
        );
    }

    #[test]
    fn what_is_no_series_is_none() {
        for body in [
            "　　6月1日至9月30日为汛期，11月1日至次年3月31日为防火期，各单位要加强值班。",
            "　　4月25日为宣传日，5月31日为无烟日。",
            "　　各单位开展演练（5月20日）、讲座（5月25日）。",
            "　　3月底前报送方案；6月底前报送总结。",
        ] {
            assert!(phases("有关事项", body).is_empty(), "{body}");
        }
    }

    #[test]
    fn the_time_of_a_step_may_begin_the_line_below() {
        let lines = "　　第一阶段　宣传发动\n　　二〇二六年三月三日至十日。召开会议。\n　　第二阶段　集中检查\n　　3月底前。开展检查。";
        assert_eq!(phases("实施阶段", lines), ["宣传发动 03-03/03-10", "集中检查 /03-31"]);
    }

    #[test]
    fn times_that_share_their_words_are_one_step() {
        let text = "动员阶段（序号\t工作任务\t责任单位\t完成时限\n：第一阶段：，印发之日起15日内2026年";
        assert!(
            Decoded::from_text(text).is_ok_and(|decoded| read(&decoded).is_ok() || read(&decoded).is_err())
        );
        let twice = "　　3月3日为动员期3月4日为动员期，3月5日至8日为检查期3月9日至10日。";
        assert!(phases("工作步骤", twice).len() <= 4);
    }

    #[test]
    fn stages_need_no_dates() {
        let numbered = "　　第一阶段:动员部署(3月底前)。召开会议。\n　　第二阶段:集中检查。开展检查。";
        assert_eq!(phases("活动安排", numbered).len(), 2);
        let named = "　　（一）动员部署阶段。\n　　1.召开会议。\n　　2.印发方案。\n　　（二）集中检查阶段。\n　　1.开展检查。";
        assert_eq!(phases("有关事项", named), ["动员部署阶段 /", "集中检查阶段 /"]);
    }

    #[test]
    fn later_times_of_a_step_are_those_of_its_work() {
        let body = "　　第一阶段（3月3日至10日），各单位4月20日前报送方案。\n　　第二阶段（3月11日至31日），开展检查，4月10日前整改到位。";
        assert_eq!(phases("工作步骤", body), ["第一阶段 03-03/03-10", "开展检查 03-11/03-31"]);
    }

    #[test]
    fn stages_of_one_item_are_parted_by_commas() {
        let item = "　　1、第一阶段（3月3日—8日）：科室自查，第二阶段（3月9日—12日）：医院抽查，第三阶段（3月13日—20日：整改提高。\n　　2、检查时间：3月9日至12日。";
        assert_eq!(
            phases("时间安排", item),
            ["科室自查 03-03/03-08", "医院抽查 03-09/03-12", "整改提高 03-13/03-20"]
        );
    }

    #[test]
    fn a_number_is_the_name_where_a_demand_follows() {
        let items = "　　1、第一阶段（3月3日—8日），各科室要广泛宣传，组织职工报名。\n　　2、第二阶段（3月9日—20日），各科室在3月20日前完成自查，并做好记录。";
        assert_eq!(phases("有关事项", items), ["第一阶段 03-03/03-08", "第二阶段 03-09/03-20"]);
    }

    #[test]
    fn a_name_may_stand_behind_its_time() {
        let lines = "　　（一）时间：2026年3月3日—3月8日（各科室自查）\n　　2026年3月9日—3月12日（医院抽查）\n　　（二）方式：自查与抽查结合。";
        assert_eq!(phases("时间安排及方式", lines), ["各科室自查 03-03/03-08", "医院抽查 03-09/03-12"]);
        let days = "　　3月3日—3月8日（星期二）\n　　3月9日—3月12日（星期五）";
        assert!(phases("有关事项", days).is_empty());
    }

    #[test]
    fn one_step_at_several_places_ends_with_the_last() {
        let items = "　　1.科室自查\n　　自查时间：3月8日前\n　　2.医院检查\n　　检查时间：3月9-10日（东院区），3月12日（西院区）";
        assert_eq!(phases("检查步骤", items), ["科室自查 /03-08", "医院检查 03-09/03-12"]);
    }
}
