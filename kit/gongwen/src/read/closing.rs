use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::annex::is_label;
use super::dated_line::dated_line;
use super::dates::whole_date;
use super::imprint::is_imprint;
use super::lines::{END_MARKS, Line, compact, is_blank};
use super::organisation::{is_complete, is_name};
use super::pattern::pattern;

/// Signature and date (署名, 成文日期).
#[derive(Clone, Debug)]
pub(super) struct Closing {
    /// Lines of the signature and the date.
    pub(super) lines: Range<usize>,
    pub(super) signer: Option<String>,
    /// The date, if it is one of the calendar.
    pub(super) date: Option<CivilDate>,
    /// Month and day of a date that is printed without its year.
    pub(super) day_of_year: Option<(u32, u32)>,
    /// The line that the date stands on.
    pub(super) date_line: usize,
    /// Who printed the paper, and when: known where nothing is signed.
    pub(super) is_printing: bool,
}

static GAP: LazyLock<Regex> = LazyLock::new(|| pattern("[ \\u{3000}\\t\\u{a0}]{2,}"));
static DATE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[（(]?(?:[12][0-9]{3}|[一二][〇零○OoＯ0一二三四五六七八九]{3})年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日.{0,24}$|[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}[0-9:：]{0,8}$",
    )
});
static SEAL: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:[（(](?:盖章处?|公章|印章|章|签章|代章)[）)]|代章|盖章)$"));
/// （某某局代章）
static IN_PLACE: LazyLock<Regex> = LazyLock::new(|| pattern("^[（(][^（）()]+代章[）)]$"));
/// 医政科, 办公室: a part of a body.
static DEPARTMENT: LazyLock<Regex> = LazyLock::new(|| pattern("^[^省市县区州旗镇乡]{0,6}(?:科|股|室|处)$"));
/// A name that ends with that of a department.
static OF_A_BODY: LazyLock<Regex> = LazyLock::new(|| pattern("(?:科|股|室|处)$"));
/// What a name is called, and a bracket around it: 发文单位：某某局, （某某局代章）.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:发文|印发|签发|落款|制发)(?:单位|机关|机构)?|署名|落款)[:：](.+)$|^[（(]([^（）()]+)[）)]$",
    )
});

static CLOCK: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9] ?[:：] ?[0-9]{2}"));

/// A signature fills no more lines than this.
const MOST_SIGNERS: usize = 6;

/// Every signature with its date, in order.
pub(super) fn closings(text: &str, lines: &[Line], from: usize) -> Vec<Closing> {
    let mut found: Vec<Closing> = Vec::new();
    for at in from..lines.len() {
        let floor = found.last().map_or(from, |closing| closing.lines.end);
        if let Some(closing) = closing_at(text, lines, at, floor, false) {
            found.push(closing);
        }
    }
    if found.iter().all(|closing| closing.signer.is_none())
        && let Some(closing) = undated(text, lines, from).or_else(|| printed(text, lines, from))
    {
        found.retain(|one| one.lines.end <= closing.lines.start);
        found.push(closing);
    }
    found
}

/// Where nothing else is signed, who printed the paper and when (某某局 2026年5月16日印发).
fn printed(text: &str, lines: &[Line], from: usize) -> Option<Closing> {
    (from..lines.len())
        .find_map(|at| closing_at(text, lines, at, from, true).filter(|closing| closing.signer.is_some()))
}

/// A signature that stands without a date, or below it: the last line before the annexes, where nothing else is signed.
fn undated(text: &str, lines: &[Line], from: usize) -> Option<Closing> {
    let is_end = |at: &usize| {
        let line = &text[lines[*at].bytes.clone()];
        is_label(line) || is_imprint(text, lines, *at)
    };
    let end = (from..lines.len()).find(is_end).unwrap_or(lines.len());
    let at = end.checked_sub(1).filter(|at| *at > from)?;
    let names = names_on(&text[lines[at].bytes.clone()]);
    let above = &text[lines[at - 1].bytes.clone()];
    let date = whole_date(above);
    let is_apart = date.is_some() || above.ends_with(['。', '！', '；', '）']);
    (is_apart && !names.is_empty()).then(|| Closing {
        lines: at - usize::from(date.is_some())..at + 1,
        signer: Some(names.join("、")),
        date,
        day_of_year: None,
        date_line: at - usize::from(date.is_some()),
        is_printing: false,
    })
}

/// A name and a date on one line, above the title.
pub(super) fn above_title(text: &str, lines: &[Line], at: usize) -> Option<Closing> {
    closing_at(text, lines, at, at, false)
}

fn closing_at(text: &str, lines: &[Line], at: usize, floor: usize, of_printing: bool) -> Option<Closing> {
    let line = &text[lines[at].bytes.clone()];
    if line.len() > 300 {
        return None;
    }
    let dated = |line: &str| dated_line(line).filter(|found| found.is_printing == of_printing);
    if let Some(found) = dated(line) {
        let (first, signer) = signer_above(text, lines, at, floor);
        // With its hour and no name it is the stamp of a page.
        let date = found.date.filter(|_| signer.is_some() || !CLOCK.is_match(line));
        return (signer.is_some() || date.is_some()).then_some(Closing {
            lines: first..at + 1,
            signer,
            date,
            day_of_year: found.day_of_year,
            date_line: at,
            is_printing: of_printing,
        });
    }
    // Name and date on one line, most often apart from each other.
    let whole = compact(line);
    let apart = GAP.find_iter(line).last().map(|gap| (compact(&line[..gap.start()]), &line[gap.end()..]));
    let close = || DATE_BEHIND.find(&whole).map(|date| (whole[..date.start()].to_owned(), date.as_str()));
    let named = |(name, date): (String, &str)| {
        let name = names_on(&name).pop()?;
        dated(date).map(|found| (name, found))
    };
    let (name, found) = apart.and_then(named).or_else(|| close().and_then(named))?;
    Some(Closing {
        lines: at..at + 1,
        signer: Some(name),
        date: found.date,
        day_of_year: found.day_of_year,
        date_line: at,
        is_printing: of_printing,
    })
}

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[（(]?(?:联系人|联系电话|联系方式|咨询电话|电话|传真|邮箱|电子邮箱)[:：]|[（(](?:盖章处?|公章|印章|签章|代章)[）)]$)",
    )
});
/// Whom to call, or whose seal it is, stands on no more lines than this.
const MOST_CONTACTS: usize = 3;

fn is_contact(line: &str) -> bool {
    line.len() <= LONGEST_CONTACT && CONTACT.is_match(&compact(line))
}

/// 联系电话：0000 某某局: the name at the end of the same line.
fn name_behind_contact(line: &str) -> Option<String> {
    let last = line.split(is_blank).rfind(|word| !word.is_empty())?;
    (last.chars().count() >= 4 && !last.contains([':', '：']) && is_name(last)).then(|| last.to_owned())
}

/// Longest line that says whom to call, in bytes.
const LONGEST_CONTACT: usize = 300;

/// The signing bodies in the lines above a date; several are joined by 、.
fn signer_above(text: &str, lines: &[Line], date_line: usize, floor: usize) -> (usize, Option<String>) {
    let mut first = date_line;
    let mut parts: Vec<String> = Vec::new();
    // Whom to call may stand between the name and the date.
    let contacts = (floor..date_line).rev().take(MOST_CONTACTS);
    let contacts = contacts.take_while(|at| is_contact(&text[lines[*at].bytes.clone()])).count();
    let below_name = date_line - contacts;
    if contacts > 0 {
        if let Some(name) = name_behind_contact(&text[lines[below_name].bytes.clone()]) {
            return (below_name, Some(name));
        }
        let is_signed =
            below_name > floor && !names_on(&text[lines[below_name - 1].bytes.clone()]).is_empty();
        first = if is_signed { below_name } else { first };
    }
    while first > floor && parts.len() < MOST_SIGNERS {
        let above = &text[lines[first - 1].bytes.clone()];
        let names = names_on(above);
        let begins = || begins_apart(text, lines, first - 1, floor);
        let is_first_part =
            !parts.is_empty() && names.is_empty() && is_wrapped_name(&compact(above), &parts) && begins();
        if is_first_part {
            let rest = parts.remove(0);
            parts.insert(0, compact(above) + &rest);
            first -= 1;
            break;
        }
        if names.is_empty() {
            break;
        }
        // （某某局代章） below a name says whose seal it is.
        let is_signed_above =
            || first - 1 > floor && !names_on(&text[lines[first - 2].bytes.clone()]).is_empty();
        if !(IN_PLACE.is_match(&compact(above)) && is_signed_above()) {
            parts.splice(0..0, names);
        }
        first -= 1;
        // A web page parts the signing bodies by empty lines.
        let goes_on = first > floor && !names_on(&text[lines[first - 1].bytes.clone()]).is_empty();
        if lines[first].after_blank && !goes_on {
            break;
        }
    }
    (first, (!parts.is_empty()).then(|| joined(&parts)))
}

/// The names joined by 、; a department below its body belongs to it.
fn joined(names: &[String]) -> String {
    let is_department = |name: &str| DEPARTMENT.is_match(name);
    let mut whole = String::new();
    for (at, name) in names.iter().enumerate() {
        let is_own = at > 0 && is_department(name) && !OF_A_BODY.is_match(&names[at - 1]);
        whole.push_str(if at == 0 || is_own { "" } else { "、" });
        whole.push_str(name);
    }
    whole
}

/// The bodies that a line names, if it does nothing else.
pub(super) fn names_on(line: &str) -> Vec<String> {
    let whole = compact(line);
    let bare = LABELLED.captures(&whole).and_then(|found| found.get(1).or(found.get(2)));
    let whole = SEAL.replace(bare.map_or(whole.as_str(), |bare| bare.as_str()), "").into_owned();
    let apart: Vec<String> = line.split(is_blank).filter(|part| !part.is_empty()).map(compact).collect();
    let is_whole = |name: &String| is_name(name) && (name.chars().count() >= 4 || DEPARTMENT.is_match(name));
    if apart.len() > 1 && apart[0].chars().count() >= 4 && apart.iter().all(is_whole) {
        return apart;
    }
    // 某某局、某某局 on one line.
    let listed: Vec<String> = whole.split('、').map(str::to_owned).collect();
    if is_name(&whole) {
        vec![whole]
    } else if listed.len() > 1 && listed.iter().all(is_whole) {
        listed
    } else {
        Vec::new()
    }
}

/// Whether a line begins anew, not in the middle of a sentence.
fn begins_apart(text: &str, lines: &[Line], at: usize, floor: usize) -> bool {
    let ends = |above: &Line| text[above.bytes.clone()].ends_with(END_MARKS);
    lines[at].after_blank || at <= floor || ends(&lines[at - 1])
}

/// The first half of a name that did not fit on one line.
fn is_wrapped_name(above: &str, below: &[String]) -> bool {
    let scalars = above.chars().count();
    let starts_inside = below.first().is_some_and(|name| name.chars().count() <= 12);
    (8..=40).contains(&scalars)
        && starts_inside
        && !is_complete(above)
        && !above.contains(['。', '；', '：', ':', '，', ',', '！', '？', '、', '）', ')', '.'])
        && above.starts_with(|c: char| !c.is_ascii())
        && above.contains(['省', '市', '县', '区', '州', '旗'])
}
