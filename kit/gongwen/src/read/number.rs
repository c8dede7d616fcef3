use std::sync::LazyLock;

use regex::Regex;

use super::brackets::{CLOSE, CLOSE_ANGULAR, OPEN, OPEN_ANGULAR};
use super::dates::{whole_date, year_number};
use super::lines::{Line, compact, is_blank};
use super::pattern::pattern;
use super::title::is_kind_of_document;

/// A document number (发文字号) that fills a line: every bracket form, one bracket missing included, also in Chinese numerals.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^[（(]?({})[）)]?(?:签发人[:：].*)?$", one("?"))));
/// The numbers of several bodies beside each other.
static NEXT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^[、，,；;]?({})", one(""))));
/// What else stands on the number's line: how urgent it is, what the number is called, who may read it.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:等级|紧急程度|缓急)?[:：]?(?:特急|加急|特提|平急|急件)|编号[:：]?|传真[:：]|(?:发文)?文号[:：]?|发文字号[:：]?|[（(](?:此件|公开|主动|依申请|不予公开)[^（）()]{0,20}[）)])",
    )
});
/// One that lost its 号 as well on the way through a web page, but has a bracket left.
static CUT_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(\\p{{Han}}{{2,16}}(?:[{OPEN_ANGULAR}]([12][0-9]{{3}})[{CLOSE_ANGULAR}]?|([12][0-9]{{3}})[{CLOSE_ANGULAR}])[0-9]{{1,5}})$"
    ))
});
/// One whose year is cut short, or stands without brackets before a dash: 〔26〕17号, 2026-17号. It is told as printed, and asked.
static ODD_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(\\p{{Han}}{{2,16}}(?:[{OPEN}]['’]?[0-9]{{2}}年?[{CLOSE}]|([12][0-9]{{3}})[-－—])第?[0-9]{{1,5}}号)$"
    ))
});
static BRACKETED_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "[{OPEN}](?:[12１２][0-9０-９]{{3}}|[一二][〇零○OoＯ0０一二三四五六七八九]{{3}})年?[{CLOSE}]|[12][0-9]{{3}}年第?[0-9]+号"
    ))
});

/// A document number as printed, its blanks dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) text: String,
    pub(super) year: Option<i16>,
    /// A bracket around the year or the 号 is missing.
    pub(super) is_damaged: bool,
}

/// Longest line that may be a number, in bytes.
const LONGEST: usize = 180;

/// A number with its brackets around the year, which may be left out where `optional` is `?`.
fn one(optional: &str) -> String {
    let code = "[\\p{Han}A-Za-z·]{1,24}?(?:[（(][\\p{Han}]{1,6}[）)])?[\\p{Han}A-Za-z·]{0,8}";
    let year = "([12１２][0-9０-９]{3}|[一二][〇零○OoＯ0０一二三四五六七八九]{3})";
    format!(
        "{code}[{OPEN}]{optional}{year}年?[{CLOSE}]{optional}(?:\\p{{Han}}{{0,4}}字)?第?[0-9０-９一二三四五六七八九十百]{{1,5}}(?:[-—之][0-9]{{1,3}}|(?:[、,，和至](?:第)?[0-9０-９]{{1,5}}){{1,8}})?号"
    )
}

/// What stands beside the number on one line of a telegram or a fax.
static TELEGRAM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "等级|特急|特提|加急|平急|急件|缓急|明电|明传|电报|传真|签批|盖章|发电|发往|发出|收文|机发|[页份]数|共[0-9]+页|编号|份号|签发人",
    )
});

/// The one word of a telegram's line that is a number.
fn number_among(line: &str) -> Option<Number> {
    let words: Vec<&str> = line.split(is_blank).filter(|word| !word.is_empty()).collect();
    let bare = |word: &'_ str| BESIDE.find(word).map_or(0, |found| found.end());
    let mut numbers =
        words.iter().filter_map(|word| document_number(&word[bare(word)..]).map(|one| (*word, one)));
    let (own, number) = numbers.next()?;
    let is_telegram = words.iter().any(|word| *word != own && TELEGRAM.is_match(word)) || bare(own) > 0;
    let is_whole = number.text.chars().take_while(|c| !OPEN.contains(*c)).count() >= SHORTEST_CODE;
    (is_telegram && is_whole && numbers.next().is_none()).then_some(number)
}

/// A shorter code is the end of one with blanks in it, in characters: 青卫 办〔2026〕3号.
const SHORTEST_CODE: usize = 3;

/// The number or numbers (joined by 、) of a line as it is printed, whatever else of the head stands beside them.
pub(super) fn number_on(line: &str) -> Option<Number> {
    if line.len() > LONGEST * 2 {
        return None;
    }
    if let Some(number) = number_among(line) {
        return Some(number);
    }
    let is_other = |word: &str| {
        BESIDE.find(word).is_some_and(|found| found.end() == word.len()) || whole_date(word).is_some()
    };
    let words = line.split(is_blank).filter(|word| !word.is_empty() && !is_other(word));
    let joined = words.collect::<String>();
    let mut rest = BESIDE.find(&joined).map_or(joined.as_str(), |found| &joined[found.end()..]);
    if let Some(number) = document_number(rest) {
        return Some(number);
    }
    let mut found: Vec<Number> = Vec::new();
    while let Some(next) = NEXT.captures(rest) {
        found.push(document_number(next.get(1)?.as_str())?);
        rest = &rest[next.get(0)?.end()..];
    }
    let is_over = rest.is_empty() || BESIDE.find(rest).is_some_and(|found| found.end() == rest.len());
    let first = found.first().cloned().filter(|_| is_over)?;
    let text = found.iter().map(|number| number.text.as_str()).collect::<Vec<_>>().join("、");
    Some(Number { text, ..first })
}

/// Longest half of a number that fills two lines, in bytes.
const LONGEST_HALF: usize = 72;

/// The number that begins at a line, and how many lines it fills: it may have been broken.
pub(super) fn number_at(text: &str, lines: &[Line], at: usize) -> Option<(Number, usize)> {
    let own = |at: usize| lines.get(at).map(|line| &text[line.bytes.clone()]);
    let line = own(at)?;
    let whole = number_on(line).map(|number| (number, 1));
    if whole.as_ref().is_some_and(|(number, _)| !number.is_damaged) {
        return whole;
    }
    over_two_lines(line, own(at + 1)).or(whole)
}

/// The number in front of a title on one line: 临卫〔2026〕3号《关于…的通知》.
pub(super) fn number_above(line: &str) -> Option<Number> {
    let end = line.find('号').map(|at| at + '号'.len_utf8()).filter(|_| line.len() <= LONGEST * 3)?;
    let is_titled = is_kind_of_document(line[end..].trim_matches(['《', '》']));
    document_number(&line[..end]).filter(|number| is_titled && !number.is_damaged)
}

/// A number whose last words did not fit on its line.
fn over_two_lines(line: &str, next: Option<&str>) -> Option<(Number, usize)> {
    let next = next.filter(|next| next.len() <= LONGEST_HALF && line.len() <= LONGEST_HALF)?;
    let is_whole = |number: &Number| !number.is_damaged && number.year.is_some();
    let is_half = !is_kind_of_document(&compact(line)) && number_on(next).is_none();
    let number = number_on(&compact(&[line, next].concat())).filter(|number| is_half && is_whole(number))?;
    Some((number, 2))
}

/// The document number that a line (blanks dropped) consists of.
pub(super) fn document_number(line: &str) -> Option<Number> {
    if line.len() > LONGEST {
        return None;
    }
    let found =
        NUMBER.captures(line).or_else(|| CUT_OFF.captures(line)).or_else(|| ODD_YEAR.captures(line))?;
    let text = found.get(1)?.as_str().to_owned();
    let year = found.get(2).or(found.get(3)).and_then(|year| year_number(year.as_str()));
    let is_damaged = !BRACKETED_YEAR.is_match(&text) || !text.ends_with('号');
    Some(Number { text, year, is_damaged })
}

#[cfg(test)]
mod tests {
    use super::{document_number, number_on};

    #[test]
    fn every_bracket_form_is_a_number() {
        for line in [
            "云青卫〔2026〕17号",
            "云青卫[2026]17号",
            "云青卫（2026）17号",
            "云青卫(2026)17号",
            "云青卫【2026】17号",
            "云青卫［2026］17号",
            "云卫办函〔2026〕第17号",
            "云青卫2026〕17号",
            "（云青卫〔2026〕17号）",
            "云青卫〔2026〕17号签发人：某某",
            "通告2026年第2号",
            "云青卫〔２０２６〕１７号",
            "云青卫〔2026〕安字17号",
            "云青卫〔二〇二六〕十七号",
            "云青卫﹝2026﹞17号",
            "云青卫「2026」17号",
            "云青卫『2026』17号",
            "云青卫〈2026〉17号",
            "云青卫《2026》17号",
            "云青卫⟨2026⟩17号",
            "云青卫〖2026〗17号",
            "云青卫﹙2026﹚17号",
            "云青卫︹2026︺17号",
            "云青卫<2026>17号",
            "云青卫〔2026〕12、13号",
            "云青卫〔2026〕12、13、15号",
            "云青卫〔2026〕12至14号",
        ] {
            let number = document_number(line).map(|n| n.year);
            assert_eq!(number, Some(Some(2026)), "{line}");
        }
        for line in ["云青卫健函2026〕217", "云青卫〔202617"] {
            assert!(document_number(line).is_some_and(|n| n.is_damaged && n.year == Some(2026)), "{line}");
        }
        for line in [
            "发电单位 青禾区卫生健康局　签批盖章 林某　青卫明电〔2026〕12号",
            "青禾区卫生健康局明传电报 青卫明电〔2026〕12号",
            "特提 青卫明电〔2026〕12号 青禾机发 118号",
            "等级 特急 明电 青卫明电〔2026〕12号",
            "发往：各单位　等级：加急　编号：青卫明电〔2026〕12号　页数：共3页",
            "传真：青卫明电〔2026〕12号　　共2页",
            "内部明传 青卫明电〔2026〕12号 发出时间：2026年9月1日 9时",
        ] {
            let number = number_on(line).map(|number| number.text);
            assert_eq!(number.as_deref(), Some("青卫明电〔2026〕12号"), "{line}");
        }
        let apart = number_on("青卫 办 〔2026〕 12 号").map(|number| number.text);
        assert_eq!(apart.as_deref(), Some("青卫办〔2026〕12号"));
        for (line, year) in [("云青卫〔26〕17号", None), ("云青卫发2026-17号", Some(2026))] {
            assert!(document_number(line).is_some_and(|n| n.is_damaged && n.year == year), "{line}");
        }
        assert!(document_number("云青卫2026〕17号").is_some_and(|n| n.is_damaged));
        for whole in ["云青卫〔2026〕17号", "云青卫〈2026〉17号", "云青卫【2026】17号"] {
            assert!(!document_number(whole).is_some_and(|n| n.is_damaged), "{whole}");
        }
    }

    #[test]
    fn what_stands_beside_a_number_is_no_part_of_it() {
        for line in [
            "云青卫〔2026〕17号　特急",
            "特急  云青卫〔2026〕17号",
            "等级：特提 云青卫〔2026〕17号",
            "云青卫〔2026〕17号 2026年3月6日",
            "编号：云青卫〔2026〕17号",
            "云青卫 〔2026〕 17 号（此件公开发布）",
        ] {
            assert_eq!(
                number_on(line).map(|number| number.text).as_deref(),
                Some("云青卫〔2026〕17号"),
                "{line}"
            );
        }
        let both = number_on("云青卫〔2026〕17号  云青教〔2026〕9号").map(|number| number.text);
        assert_eq!(both.as_deref(), Some("云青卫〔2026〕17号、云青教〔2026〕9号"));
        assert_eq!(number_on("云青卫〔2026〕17号文件要求各单位"), None);
    }

    #[test]
    fn other_lines_are_no_number() {
        for line in
            ["关于印发某方案的通知", "各单位：", "2026年3月6日", "根据云政〔2026〕3号文件精神，现通知如下"]
        {
            assert!(document_number(line).is_none(), "{line}");
        }
    }
}
