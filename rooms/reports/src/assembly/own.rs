use serde::{Deserialize, Serialize};

use super::Paragraph;

/// What the unit made of an assembled section. A paragraph that it left alone is kept by name, so its numbers go on
/// changing with the activities; what it wrote is kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Own {
    paragraphs: Vec<Kept>,
    /// The assembled paragraphs that the writer had seen: one that is not kept was struck out, one that is not
    /// here came later and is added.
    seen: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Assembled(String),
    Written(String),
}

/// An assembled paragraph as the writer saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) origin: String,
    pub(crate) text: String,
}

/// More text than a section takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("这一部分共 {0} 个字，超过 {max} 个字的上限，请精简。", max = Own::MAX)]
pub(crate) struct TooLong(usize);

impl Own {
    /// Characters that one section takes.
    pub(crate) const MAX: usize = 10_000;

    /// Takes what was typed over `seen`. `None`: nothing was changed.
    pub(crate) fn typed(text: &str, seen: &[Base]) -> Result<Option<Self>, TooLong> {
        match text.chars().count() {
            length if length > Self::MAX => return Err(TooLong(length)),
            _ => {}
        }
        let paragraphs: Vec<Kept> = text
            .lines()
            .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}'))
            .filter(|line| !line.is_empty())
            .map(|line| match seen.iter().find(|base| base.text == line) {
                Some(base) => Kept::Assembled(base.origin.clone()),
                None => Kept::Written(line.to_owned()),
            })
            .collect();
        let seen: Vec<String> = seen.iter().map(|base| base.origin.clone()).collect();
        let untouched =
            paragraphs.iter().map(Kept::origin).eq(seen.iter().map(|origin| Some(origin.as_str())));
        Ok((!untouched).then_some(Self { paragraphs, seen }))
    }

    /// The section as it reads over what is assembled now.
    pub(crate) fn over(&self, assembled: &[Paragraph]) -> Vec<Paragraph> {
        let mut laid: Vec<Paragraph> = Vec::new();
        for kept in &self.paragraphs {
            match kept {
                Kept::Written(text) => laid.push(Paragraph::own(text)),
                Kept::Assembled(origin) => {
                    laid.extend(assembled.iter().find(|one| one.origin.as_ref() == Some(origin)).cloned());
                }
            }
        }
        let came_later =
            |one: &&Paragraph| one.origin.as_ref().is_some_and(|origin| !self.seen.contains(origin));
        laid.extend(assembled.iter().filter(came_later).cloned());
        laid
    }
}

impl Kept {
    fn origin(&self) -> Option<&str> {
        match self {
            Self::Assembled(origin) => Some(origin),
            Self::Written(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Piece;
    use super::*;

    fn lectures(count: i64) -> Paragraph {
        Paragraph::assembled("training", vec![Piece::text("举办讲座"), Piece::figure("lecture", count, "场")])
    }

    fn posters() -> Paragraph {
        Paragraph::assembled("publicity", vec![Piece::text("张贴海报。")])
    }

    fn seen(paragraphs: &[Paragraph]) -> Vec<Base> {
        let base = |one: &Paragraph| Base { origin: one.origin.clone().unwrap(), text: one.plain() };
        paragraphs.iter().map(base).collect()
    }

    fn read(paragraphs: &[Paragraph]) -> Vec<String> {
        paragraphs.iter().map(Paragraph::plain).collect()
    }

    #[test]
    fn own_words_survive_while_numbers_beside_them_go_on_changing() {
        let seen = seen(&[lectures(3)]);
        let own = Own::typed("举办讲座3场\n\u{3000}\u{3000}我们编了口诀。", &seen).unwrap().unwrap();
        let laid = own.over(&[lectures(5)]);
        assert_eq!(read(&laid), ["举办讲座5场", "我们编了口诀。"]);
        assert_eq!(laid.iter().map(Paragraph::is_own).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_rewritten_paragraph_stands_in_place_of_the_assembled_one() {
        let own = Own::typed("邀请专家讲了三场。", &seen(&[lectures(3)])).unwrap().unwrap();
        assert_eq!(read(&own.over(&[lectures(5)])), ["邀请专家讲了三场。"]);
    }

    #[test]
    fn what_is_assembled_later_is_added_and_what_was_struck_out_stays_out() {
        let own = Own::typed("口诀。", &seen(&[lectures(3)])).unwrap().unwrap();
        assert_eq!(read(&own.over(&[lectures(3), posters()])), ["口诀。", "张贴海报。"]);
    }

    #[test]
    fn typing_nothing_new_changes_nothing() {
        let assembled = [posters(), lectures(3)];
        assert_eq!(Own::typed("张贴海报。\n\n举办讲座3场\n", &seen(&assembled)), Ok(None));
        assert!(Own::typed("举办讲座3场\n张贴海报。", &seen(&assembled)).unwrap().is_some());
        assert_eq!(Own::typed("", &[]), Ok(None));
    }

    #[test]
    fn a_section_takes_ten_thousand_characters() {
        assert!(Own::typed(&"字".repeat(Own::MAX), &[]).is_ok());
        let refused = Own::typed(&"字".repeat(Own::MAX + 1), &[]).unwrap_err();
        assert!(refused.to_string().contains("共 10001 个字"));
    }
}
