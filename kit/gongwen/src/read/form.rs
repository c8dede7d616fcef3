//! What a form or a page prints in the head of a paper beside its rows: 主送：, 抄送：, and the sender in front of the title.

use std::sync::LazyLock;

use regex::Regex;

use super::head::Head;
use super::lines::{Line, compact};
use super::metadata::is_of_page;
use super::pattern::pattern;
use super::salutation::salutation_at;
use super::title::title_at;

/// 主送：各学校 in a form, which is said once more above the text.
static SENT_TO: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:主送|抄送)[:：]"));
/// 某某处：关于开展检查工作
static SENDER: LazyLock<Regex> =
    LazyLock::new(|| pattern("^([^，。；：:]{2,30})[:：](关于[^。；：:]{6,80})$"));
/// 主题：关于开展检查的通知
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:主题|标题|事由)[:：]关于"));

/// A form fills no more lines than this.
const MOST_ROWS: usize = 10;

impl Head {
    /// Takes a line of a form; whether it is one.
    pub(super) fn take_form(&mut self, text: &str, lines: &[Line], at: usize, line: &str) -> bool {
        if self.metadata.is_there && SENT_TO.is_match(line) {
            return salutes_again(text, lines, at + 1);
        }
        let is_first = self.title.is_none() && self.metadata.title.is_none();
        let is_above_row = || lines.get(at + 1).is_some_and(|next| is_of_page(&text[next.bytes.clone()]));
        let found = SENDER.captures(line).filter(|_| is_first && is_above_row());
        let Some((name, title)) = found.as_ref().and_then(|found| Some((found.get(1)?, found.get(2)?)))
        else {
            return false;
        };
        self.masthead.add(name.as_str().to_owned(), at, 1, false);
        self.metadata.title = Some(title.as_str().to_owned());
        true
    }
}

/// Whether addressees stand above the text too.
fn salutes_again(text: &str, lines: &[Line], from: usize) -> bool {
    let rows = from..lines.len().min(from + MOST_ROWS);
    rows.into_iter().any(|at| {
        let is_row = SENT_TO.is_match(&compact(&text[lines[at].bytes.clone()]));
        !is_row && salutation_at(text, lines, at).is_some_and(|found| found.is_plain && found.fills(lines))
    })
}

/// Whether the title itself stands below a word of the page: in full, or in the row of a form.
pub(super) fn title_is_told(text: &str, lines: &[Line], from: usize) -> bool {
    let rows = from..lines.len().min(from + MOST_ROWS);
    rows.into_iter().any(|at| {
        let is_subject = || SUBJECT.is_match(&compact(&text[lines[at].bytes.clone()]));
        title_at(text, lines, at).is_some_and(|(_, title)| title.contains("关于")) || is_subject()
    })
}

#[cfg(test)]
mod tests {
    use crate::read::{Decoded, Outline, Passage, outline};

    fn read(text: &str) -> Outline {
        outline(&Decoded::from_text(text).unwrap()).unwrap()
    }

    fn told(outline: &Outline) -> (&str, Vec<&str>) {
        let title = outline.title.as_ref().map_or("", Passage::text);
        (title, outline.recipients.iter().map(Passage::text).collect())
    }

    #[test]
    fn a_form_says_number_addressees_and_title_in_its_rows() {
        let found = read(
            "通 知\n发文部门：后勤处\n发文编号：[2026]7号\n主 送：各食堂\n抄 送：王副院长\n日 期：2026年3月2日\n主 题：关于开展冷库检查的通知\n各食堂：\n　　请开展自查。\n后勤处\n2026年3月2日\n",
        );
        assert_eq!(told(&found), ("关于开展冷库检查的通知", vec!["各食堂"]));
        assert_eq!(found.document_number.as_deref(), Some("[2026]7号"));
    }

    #[test]
    fn the_word_of_a_page_is_no_title_where_one_follows() {
        let title = "关于做好冷库检查的有关意见";
        let found = read(&format!(
            "公示公告\n{title}\n[日期：2026-03-02] 来源：\n作者：\n{title}\n各科室：\n　　请开展自查。\n后勤处\n2026年3月2日\n"
        ));
        assert_eq!(told(&found), (title, vec!["各科室"]));
        let alone = read("通知\n各科室：\n　　请开展自查。\n后勤处\n2026年3月2日\n");
        assert_eq!(told(&alone), ("通知", vec!["各科室"]));
    }

    #[test]
    fn a_sender_in_front_of_the_title_is_no_addressee() {
        let found = read(
            "后勤处（膳食科）：关于开展2026年冷库集中检查工作\n发布时间：2026-03-02   浏览次数：12\n\n各食堂（餐厅）：\n　　请开展自查。\n",
        );
        assert_eq!(told(&found), ("关于开展2026年冷库集中检查工作", vec!["各食堂（餐厅）"]));
        assert_eq!(found.issuer.as_deref(), Some("后勤处（膳食科）"));
    }
}
