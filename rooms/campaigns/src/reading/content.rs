//! Name, purpose, subjects and requirements: what the campaign is and what it asks for as a whole.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, PartKind, Passage, Section};
use regex::{Captures, Regex};

use super::amount::amounts;
use super::doers::Doers;
use super::imperative::{commands, is_of_the_page, is_sentence, is_timed, told_in, turns_to_units};
use super::model::Question;
use super::pattern::pattern;
use super::questions::question;
use super::report_verb::{demands_report, hands_over};
use super::reporting::{is_earnest, is_work_of_reporting};
use super::sentence::{clauses, sentences};

static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:印发|转发|下发|发布)(?:关于)?(?:《([^》]{4,120})》|(.{4,120}?))的(?:通知|通告|公告|函)(?:[（(][^（）()]{1,20}[）)])?$",
    )
});
static HOLDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "关于(?:(?:商请|协助|恳请|提请|紧急|切实|认真|扎实|全面|集中|联合|深入|持续|进一步|组织|广泛)*(?:做好|开展|加强|抓好|推进|深化|举办))?(.{4,120}?)(?:的(?:紧急)?(?:通知|通告|公告|意见|函)|通知)(?:[（(][^（）()]{1,20}[）)])?$",
    )
});
/// 主题教育活动通知: a title without 关于.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:开展)?([^关].{3,120}?(?:活动|工作|行动|检查|整治|竞赛|比赛|培训))的?通知$")
});
/// 现将《…方案》印发给你们
static PASSES_ON: LazyLock<Regex> =
    LazyLock::new(|| pattern("现将[^《。；]{0,40}《([^》]{4,80})》[^。；]{0,30}?(?:印发|转发|下发|发给)"));
/// 决定在全县开展…专项行动
static DECIDES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:决定|确定|拟|现就|组织)[^。；《》]{0,50}?(?:开展|举办|实施|组织|进行)([^，,。；、]{3,40}?(?:专项行动|整治行动|专项整治|专项检查|大检查|大整治|宣传周|宣传月|行动|活动|检查|整治|排查|演练|竞赛|调查|创建))(?:[，,。；]|工作|$)",
    )
});
static PURPOSE: LazyLock<Regex> = LazyLock::new(|| pattern("^今?为.{6,}"));
/// …，现将有关事项通知如下
static NOTIFIES: LazyLock<Regex> =
    LazyLock::new(|| pattern("[，,](?:经研究[，,])?现[^，,]{0,24}(?:通知|函告|通告)(?:如下)?[：:]?$"));
/// …，请各单位做好以下工作：一是…
static INTRODUCES_WORK: LazyLock<Regex> =
    LazyLock::new(|| pattern("[，,][^，,：:]{0,24}(?:以下|下列|如下)[^，。；：:]{0,8}[：:].*$"));
static GROUND: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:根据|按照|依据|遵照).{6,}"));
/// 宣传甲、乙、丙等相关内容: what is to be made known. The verb stands at the beginning of what it governs.
static SUBJECTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[，。；：:、]|要|重点|大力|广泛|深入|集中|主要|组织|突出|积极|认真|围绕|好|面)(?:宣传|宣讲|学习|解读|普及|讲解|宣贯)(?:贯彻|好|普及|解读|学习|宣传)?([^。；]{4,400}?)等(?:相关|有关|方面|重点|核心|主要)*的?[^，。；、]{0,8}?(?:内容|知识|主题|法律法规|政策法规|法规|规定|标准)",
    )
});
/// 以下内容：, 的内容包括 in front of the list itself.
static INTRODUCES: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^.{0,20}?(?:以下|下列|如下|主要|重点)?(?:内容|知识|法律法规)?(?:包括|有|为)?[：:]")
});
/// Headings over the list of what is to be made known.
static SUBJECT_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:主要|重点)?(?:宣传|学习|宣教|宣讲|教育|培训|普法)(?:教育|学习|培训)?的?(?:主要|重点)?(?:重点|内容|要点)$",
    )
});
static REQUIREMENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern("要求|保障|组织领导|组织实施|组织保障|工作措施|纪律|督导考核"));
static CONTACT: LazyLock<Regex> =
    LazyLock::new(|| pattern("联系人|联系电话|电子邮箱|(?:邮箱|电话|传真|手机)[：:（(]"));
/// 组长：某某某: who leads, not what is required.
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:组长|副组长|成员|成员单位|主任|副主任|总指挥|副总指挥|指挥长|副指挥长|联络员|召集人)[：:]")
});
static NO_REQUIREMENTS: LazyLock<Regex> = LazyLock::new(|| pattern("总体要求|目标要求"));

/// The campaign's name: the issued plan's title, else what the notice is about.
pub(super) fn name(outline: &Outline) -> Option<String> {
    let plan =
        outline.parts.iter().find(|part| part.kind == PartKind::Plan).and_then(|part| part.title.as_ref());
    if let Some(plan) = plan {
        return Some(plan.text().to_owned());
    }
    let Some(title) = outline.title.as_ref() else { return name_in_text(outline) };
    Some(name_in_title(title.text()))
}

/// The name to offer where no title is printed: of the paper that is passed on, or of what was decided.
fn name_in_text(outline: &Outline) -> Option<String> {
    let openings = || outline.main_parts().flat_map(|part| &part.opening).map(Passage::text);
    let quoted = |text: &str| PASSES_ON.captures(text).map(|found| name_in_title(&found[1]));
    let decided = |text: &str| DECIDES.captures(text).map(|found| found[1].to_owned());
    openings().find_map(quoted).or_else(|| openings().find_map(decided))
}

/// What is asked where no title is printed.
pub(super) fn title_question(outline: &Outline) -> Question {
    match name(outline) {
        Some(name) => {
            let text = format!("没有找到通知标题，专项行动按正文暂名“{name}”，是否合适？");
            question("title", text, &["用这个名称", "由我填写"])
        }
        None => {
            let text = "没有找到通知标题，专项行动暂名“未命名的专项行动”，请填写名称。";
            question("title", text, &["由我填写", "暂不填写"])
        }
    }
}

/// What a title says that it is about.
fn name_in_title(title: &str) -> String {
    let first = |found: Captures<'_>| found.get(1).or(found.get(2)).map(|name| name.as_str().to_owned());
    let of = |title: &str| {
        [&ISSUES, &HOLDS, &PLAIN].into_iter().find_map(|one| one.captures(title)).and_then(first)
    };
    let name = of(title).unwrap_or_else(|| title.to_owned());
    // 转发某某局关于开展检查的通知的通知: the name is that of the inner one.
    let inner = name.contains("关于").then(|| HOLDS.captures(&format!("{name}的通知")).and_then(first));
    let name = inner.flatten().unwrap_or(name);
    let quoted = name.strip_prefix('《').and_then(|rest| rest.strip_suffix('》'));
    // 《甲方案》和《乙方案》: two names.
    quoted.filter(|one| !one.contains(['《', '》'])).map(str::to_owned).unwrap_or(name)
}

/// The first sentence that says what for, else on what ground; the plan's own before the covering notice's.
pub(super) fn purpose(outline: &Outline) -> Option<String> {
    let mut parts: Vec<_> = outline.main_parts().collect();
    parts.sort_by_key(|part| part.kind == PartKind::Main && part.sections.is_empty());
    let openings = || parts.iter().flat_map(|part| &part.opening).map(|passage| passage.text());
    let first = |wanted: &Regex| {
        let said = |text: &'_ str| {
            sentences(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        openings().flat_map(said).find(|sentence| wanted.is_match(sentence))
    };
    let sentence = first(&PURPOSE).or_else(|| first(&GROUND));
    sentence.map(|text| {
        let text = INTRODUCES_WORK.replace(&text, "");
        let text = before_demand(&text);
        NOTIFIES.replace(text, "").trim_end_matches(['：', ':']).to_owned()
    })
}

/// 为…，请各单位开展…: what the units are told is a task, and no purpose.
fn before_demand(text: &str) -> &str {
    let all = clauses(text, 0..text.len());
    let told = all.iter().skip(1).find(|clause| turns_to_units(&text[(*clause).clone()]));
    told.map_or(text, |told| text[..told.start].trim_end_matches(['，', ',']))
}

/// What is to be made known, with where it stands: the items under a heading that says so, else the longest enumeration behind 宣传…
/// that ends in 等相关内容.
pub(super) fn subjects(outline: &Outline, decoded: &Decoded) -> Vec<(String, Excerpt)> {
    let mut found = told_subjects(outline, decoded);
    let mut known = HashSet::new();
    found.retain(|(name, _)| name.chars().count() <= LONGEST_SUBJECT && known.insert(name.clone()));
    found
}

fn told_subjects(outline: &Outline, decoded: &Decoded) -> Vec<(String, Excerpt)> {
    let sections = || outline.working_parts().flat_map(|part| &part.sections);
    if let Some(listed) = sections().find_map(|section| listed_subjects(section, decoded)) {
        return listed;
    }
    let mut best: Vec<(String, Excerpt)> = Vec::new();
    outline.working_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            for list in SUBJECTS.captures_iter(passage.text()).filter_map(|found| found.get(1)) {
                let items = items(passage.text(), list.range());
                if items.len() >= 2 && items.len() > best.len() {
                    best = in_place(passage, decoded, items);
                }
            }
        });
    });
    best
}

/// The items under 宣传内容: numbered ones, else those of its enumeration.
fn listed_subjects(section: &Section, decoded: &Decoded) -> Option<Vec<(String, Excerpt)>> {
    if !SUBJECT_HEADING.is_match(section.title()) {
        return section.children.iter().find_map(|child| listed_subjects(child, decoded));
    }
    let is_name = |words: &str| words.chars().count() <= LONGEST_SUBJECT;
    let children = section.children.iter();
    if children.len() >= 2 && children.clone().all(|child| is_name(child.title())) {
        let named = |child: &Section| {
            let title = child.title();
            (title.to_owned(), child.heading.excerpt(decoded, 0..title.len()))
        };
        return Some(children.map(named).collect());
    }
    let passage = section.body.first()?;
    let text = passage.text().trim_end_matches('。');
    let list = text.rsplit_once('等').map_or(text, |(list, _)| list);
    let items = items(passage.text(), 0..list.len());
    let is_list = items.len() >= 2 && items.iter().all(|item| is_name(&passage.text()[item.clone()]));
    is_list.then(|| in_place(passage, decoded, items))
}

/// A subject is a name; what is longer, in characters, is a sentence.
const LONGEST_SUBJECT: usize = 40;

/// Items of a passage with where they stand in the notice.
fn in_place(passage: &Passage, decoded: &Decoded, items: Vec<Range<usize>>) -> Vec<(String, Excerpt)> {
    let one = |item: Range<usize>| (passage.text()[item.clone()].to_owned(), passage.excerpt(decoded, item));
    items.into_iter().map(one).collect()
}

/// Splits a stretch of a text at 、 and ， outside brackets and titles; what introduces the list is cut off.
fn items(text: &str, list: Range<usize>) -> Vec<Range<usize>> {
    let words = INTRODUCES.find(&text[list.clone()]).map_or(0, |words| words.end());
    let mut start = list.start + words;
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (at, c) in text[start..list.end].char_indices().map(|(at, c)| (list.start + words + at, c)) {
        match c {
            '《' | '（' | '(' | '“' => depth += 1,
            '》' | '）' | ')' | '”' => depth = depth.saturating_sub(1),
            '、' | '，' if depth == 0 => {
                found.push(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(start..list.end);
    found.retain(|item| !item.is_empty());
    found
}

/// A shorter sentence, in characters, requires nothing.
const SHORTEST: usize = 6;

/// 1.发现问题须立即停用。: what stands alone is no heading, nor is what commands, or names how many, before more is said.
fn says_own_demand(item: &Section) -> bool {
    let title = item.title();
    let is_alone = item.body.is_empty() && item.children.is_empty();
    let weighs = || commands(title) || is_timed(title) || !amounts(title).is_empty();
    (is_alone || weighs())
        && !is_earnest(title, 0..title.len())
        && (told_in(title, 0..title.len()).is_some() || is_work_of_reporting(title))
}

/// The sentences under the headings that set requirements, with their places; reports are left out.
pub(super) fn requirements(outline: &Outline, decoded: &Decoded) -> Vec<(String, Excerpt)> {
    let doers = Doers::of(outline);
    let mut found: Vec<(String, Excerpt)> = Vec::new();
    for part in outline.working_parts() {
        let is_set = |section: &&Section| {
            REQUIREMENTS.is_match(section.title()) && !NO_REQUIREMENTS.is_match(section.title())
        };
        for section in part.sections.iter().filter(is_set) {
            let mut collect = |passage: &Passage| {
                let text = passage.text();
                for sentence in sentences(text) {
                    let words = &text[sentence.clone()];
                    let is_required = !is_of_the_page(words)
                        && !demands_report(words)
                        && !CONTACT.is_match(words)
                        && !MEMBER.is_match(words);
                    if words.chars().count() >= SHORTEST && is_required {
                        found.push((words.to_owned(), passage.excerpt(decoded, sentence)));
                    }
                }
            };
            section.body.iter().for_each(&mut collect);
            section.children.iter().for_each(|child| {
                // （一）请各校立即开展自查。 A heading that tells is a requirement itself.
                let title = child.title();
                let is_own = doers.part(title, 0..title.len()).0.is_some();
                let is_told = is_own && (is_sentence(title) || says_own_demand(child)) && !hands_over(title);
                child.each_passage(&mut |passage| {
                    if is_told || !std::ptr::eq(passage, &child.heading) {
                        collect(passage);
                    }
                });
            });
        }
    }
    found
}
