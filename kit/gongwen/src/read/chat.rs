//! What a group chat prints around a message that was copied out of it: who sent it and when, and what others answered.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::dates::year_number;
use super::lines::{Line, compact, is_blank};
use super::metadata::{is_key, is_of_page};
use super::pattern::pattern;
use super::title::{is_kind_of_document, title_at};

/// A message that was copied out of a chat.
#[derive(Clone, Debug, Default)]
pub(super) struct Chat {
    /// The day on which it was sent, as far as it is printed.
    pub(super) sent: Option<Sent>,
    /// What else was said, without what only says that it arrived.
    pub(super) others: Vec<Line>,
}

/// The day in the stamp of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) year: Option<i16>,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// How a program prints sender and time. One chat is printed in one form throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// 小陈 2026/5/6 10:12:33, 小陈(10086) 10:12
    NameTime,
    /// 2026-05-06 10:12:33 小陈, [2026/5/6 10:12] 小陈：
    TimeName,
    /// The time on a line of its own, most often below the name.
    TimeAlone,
    /// 区局安委办-陈：, a member's card in the group without a time.
    Card,
}

/// The lines above one message.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    form: Form,
    /// Its first line, and the one behind it.
    first: usize,
    end: usize,
    has_day: bool,
    sent: Option<Sent>,
}

/// A day as chats print it.
const DAY: &str = "(?:(?:(?P<year>[12][0-9]{3}) ?[-/.年] ?)?(?P<month>[0-9]{1,2}) ?[-/.月] ?(?P<monthday>[0-9]{1,2})(?: ?日)?(?: (?:星期|周)[一二三四五六日天])?|今天|昨天|前天|(?:星期|周)[一二三四五六日天])";
const CLOCK: &str =
    "(?:凌晨|早上|上午|中午|下午|傍晚|晚上)? ?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?: ?[AaPp][Mm])?";
const NAME: &str = "(?P<name>[^。；，！？：:、【】《》]{1,30}?)";

static FORMS: LazyLock<[(Form, Regex); 5]> = LazyLock::new(|| {
    let day = format!("(?P<day>{DAY})");
    [
        (Form::TimeAlone, pattern(&format!("^(?:{day} )?{CLOCK}$"))),
        (Form::TimeName, pattern(&format!("^[\\[［(（](?:{day} )?{CLOCK}[\\]］)）] ?{NAME}[:：]?$"))),
        (Form::TimeName, pattern(&format!("^{day} {CLOCK} {NAME}[:：]?$"))),
        (Form::NameTime, pattern(&format!("^{NAME}[ )）](?:{day} ?)?{CLOCK}[:：]?$"))),
        (
            Form::Card,
            pattern(
                "^(?P<name>[^。；，！？：:、【】《》]{1,20}[-—_－][^。；，！？：:、【】《》]{1,12})[:：]$",
            ),
        ),
    ]
});
/// A rule between messages, or one with the day of those below it.
static RULE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^[-—=_─*]{{2,}} ?(?:(?P<day>{DAY}) ?[-—=_─*]{{2,}}|[-—=_─*]+)$")));
/// What says no more than that the message arrived.
static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:.{0,40}聊天记录[:：]?|(?:@[^ ]{1,20}? ?)?(?:已?收到|好的?|明白|了解|知道了?|已阅|已读|已悉|(?:谢谢|感谢)[^，。,.]{0,5}|辛苦了?|嗯+|[Oo][Kk]|1|\\[[^\\[\\]]{1,4}\\]|马上(?:办|落实)?|按要求(?:落实|执行)|领导|主任|局长|科长|老师|您|了|的|[，,。.！!~～、 ])+)$",
    )
});

/// Longest line that may be a stamp, in bytes.
const LONGEST: usize = 160;
/// A receipt is not longer, in bytes.
const LONGEST_RECEIPT: usize = 90;

/// The lines of one message, and what stands above it.
#[derive(Clone, Debug)]
struct Message {
    sent: Option<Sent>,
    lines: Range<usize>,
}

impl Chat {
    /// Takes the longest message of a chat out of its lines; `None` and the lines untouched where the text is no chat.
    pub(super) fn take(text: &str, lines: &mut Vec<Line>) -> Option<Self> {
        let stamps = stamps(text, lines);
        let first = stamps.first()?;
        let messages = messages(&stamps, lines.len());
        let length =
            |one: &Message| lines[one.lines.clone()].iter().map(|line| line.bytes.len()).sum::<usize>();
        let (at, own) = messages.iter().enumerate().max_by_key(|(at, one)| (length(one), usize::MAX - at))?;
        let above = &lines[..first.first];
        // A title that another message ends with: a page prints its name and time below it. One that stands above every
        // sender: a time of day on a line of its own, in the text of a notice.
        let is_parted = |(other, one): (usize, &Message)| {
            other != at && lines[one.lines.clone()].last().is_some_and(|line| is_titled(text, line))
        };
        let is_notice = at > 0 && above.iter().any(|line| is_titled(text, line));
        if is_notice || messages.iter().enumerate().any(is_parted) {
            return None;
        }
        let is_row = |line: &Line| is_of_page(&text[line.bytes.clone()]);
        let is_led = above.len() <= MOST_ABOVE && !above.iter().any(is_row);
        let answers = |one: &Message| lines[one.lines.clone()].iter().any(|line| is_receipt(text, line));
        // Under a title a name and a time are those of a page, unless somebody answers.
        if !(is_led || messages[at + 1..].iter().any(answers)) {
            return None;
        }
        let is_said = |line: &&Line| !is_receipt(text, line) && rule(text, line).is_none();
        let others = messages.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.flat_map(|(_, other)| lines[other.lines.clone()].iter().filter(is_said));
        let chat = Self { sent: own.sent, others: others.cloned().collect() };
        let last = lines[own.lines.clone()].iter().rposition(|line| rule(text, line).is_none());
        let end = last.map_or(own.lines.end, |last| own.lines.start + last + 1);
        lines.truncate(end);
        lines.drain(..own.lines.start);
        Some(chat)
    }
}

/// A chat prints no more lines above its first message: whose it is, and the day.
const MOST_ABOVE: usize = 3;

/// Whether a line ends as a title does.
fn is_titled(text: &str, line: &Line) -> bool {
    line.bytes.len() <= LONGEST_TITLE && is_kind_of_document(&compact(&text[line.bytes.clone()]))
}

/// Longest line that is looked at for a title, in bytes.
const LONGEST_TITLE: usize = 300;

/// Every message, the one without a stamp at the top included.
fn messages(stamps: &[Stamp], count: usize) -> Vec<Message> {
    let ends = stamps.iter().skip(1).map(|next| next.first).chain([count]);
    let stamped = stamps.iter().zip(ends).map(|(one, end)| Message { sent: one.sent, lines: one.end..end });
    let above = stamps.first().map(|first| Message { sent: None, lines: 0..first.first });
    above.into_iter().filter(|above| !above.lines.is_empty()).chain(stamped).collect()
}

/// Every stamp that is printed as the first one is.
fn stamps(text: &str, lines: &[Line]) -> Vec<Stamp> {
    let mut found: Vec<Stamp> = Vec::new();
    let mut day = None;
    for at in 0..lines.len() {
        day = rule(text, &lines[at]).flatten().or(day);
        let Some(mut stamp) = stamp_at(text, lines, at) else { continue };
        let is_like = match found.first() {
            Some(first) => first.form == stamp.form && (stamp.has_day || !first.has_day),
            // A name with a colon could be anything but above a title.
            None if stamp.form == Form::Card => at == 0 && title_at(text, lines, 1).is_some(),
            None => stamp.has_day || at <= MOST_ABOVE,
        };
        if !is_like {
            continue;
        }
        stamp.first = stamp.first.max(found.last().map_or(0, |last| last.end));
        stamp.sent = stamp.sent.or(day);
        found.push(stamp);
    }
    found
}

fn stamp_at(text: &str, lines: &[Line], at: usize) -> Option<Stamp> {
    let line = single_blanks(text, &lines[at])?;
    let (form, parts) = FORMS.iter().find_map(|(form, own)| Some((*form, own.captures(&line)?)))?;
    if parts.name("name").is_some_and(|name| !may_speak(name.as_str())) {
        return None;
    }
    let has_name = form == Form::TimeAlone && at > 0 && is_name_alone(text, &lines[at - 1]);
    Some(Stamp {
        form,
        first: at - usize::from(has_name),
        end: at + 1,
        has_day: parts.name("day").is_some(),
        sent: sent(&parts),
    })
}

/// The day in what [`DAY`] found, if it is one of the calendar's form.
fn sent(parts: &Captures<'_>) -> Option<Sent> {
    let number = |name: &str| parts.name(name)?.as_str().parse::<u32>().ok();
    let (month, day) = (number("month")?, number("monthday")?);
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    let year = parts.name("year").and_then(|digits| year_number(digits.as_str()));
    is_day.then_some(Sent { year, month, day })
}

/// Whether a line is a rule, and the day that it bears.
fn rule(text: &str, line: &Line) -> Option<Option<Sent>> {
    let line = single_blanks(text, line)?;
    RULE.captures(&line).map(|parts| sent(&parts))
}

/// A line with its runs of blanks and pictures as one blank.
fn single_blanks(text: &str, line: &Line) -> Option<String> {
    let own = text.get(line.bytes.clone()).filter(|own| own.len() <= LONGEST)?;
    let words: Vec<&str> = own.split(is_blank).filter(|word| !word.is_empty()).collect();
    Some(words.join(" "))
}

/// What a page prints in front of a time.
static OF_A_PAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern("关于|发[表布]|更新|来源|时间|日期|浏览|首页|原创"));

/// The name above a time that stands alone.
fn is_name_alone(text: &str, line: &Line) -> bool {
    let is_name = |name: String| name.chars().count() <= LONGEST_NAME && may_speak(&name);
    single_blanks(text, line).is_some_and(is_name)
}

fn may_speak(name: &str) -> bool {
    let is_text = name.contains(['。', '；', '，', '！', '：', ':', '、', '》']) || OF_A_PAGE.is_match(name);
    !is_text && !is_kind_of_document(name) && !name.split(' ').any(is_key)
}

/// Longest name above a time, in characters.
const LONGEST_NAME: usize = 16;

fn is_receipt(text: &str, line: &Line) -> bool {
    line.bytes.len() <= LONGEST_RECEIPT
        && single_blanks(text, line).is_some_and(|line| line.is_empty() || RECEIPT.is_match(&line))
}
