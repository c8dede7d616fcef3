//! The sentence of the notice in which the words stand that a row was read from.

/// A sentence cut into what stands before the words, the words, and what stands behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted {
    pub(crate) before: String,
    pub(crate) words: String,
    pub(crate) after: String,
}

const ENDS: [char; 6] = ['。', '！', '？', '；', ';', '\n'];
/// A sentence that goes on for ever is cut this far from the words.
const MOST: usize = 200;

/// The sentence around a stretch of the text, whose offsets count Unicode scalars; none for a stretch outside of the text.
pub(crate) fn quoted(text: &str, (start, end): (usize, usize)) -> Option<Quoted> {
    let signs: Vec<char> = text.chars().collect();
    let words = signs.get(start..end).filter(|words| !words.is_empty())?;
    let from = signs[..start].iter().rposition(|c| ENDS.contains(c)).map_or(0, |at| at + 1);
    let is_closed = words.last().is_some_and(|c| ENDS.contains(c));
    let ahead = signs[end..].iter().position(|c| ENDS.contains(c));
    let to = match ahead {
        _ if is_closed => end,
        Some(at) => end + at + usize::from(signs[end + at] != '\n'),
        None => signs.len(),
    };
    let before: String = signs[from.max(start.saturating_sub(MOST))..start].iter().collect();
    Some(Quoted {
        before: before.trim_start().to_owned(),
        words: words.iter().collect::<String>().trim().to_owned(),
        after: signs[end..to.min(end + MOST)].iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &str) -> String {
        let start = text.find(words).map(|at| text[..at].chars().count()).unwrap();
        let quoted = quoted(text, (start, start + words.chars().count())).unwrap();
        format!("{}[{}]{}", quoted.before, quoted.words, quoted.after)
    }

    #[test]
    fn words_are_shown_in_their_sentence() {
        let text = "一、要求\n　　各单位要印制宣传手册，开展竞赛。总结经验；上报";
        assert_eq!(shown(text, "宣传手册"), "各单位要印制[宣传手册]，开展竞赛。");
        assert_eq!(shown(text, "总结经验"), "[总结经验]；");
        assert_eq!(shown(text, "上报"), "[上报]");
        assert_eq!(shown(text, "开展竞赛。"), "各单位要印制宣传手册，[开展竞赛。]");
        assert_eq!(shown(text, "要求"), "一、[要求]");
    }

    #[test]
    fn a_stretch_outside_of_the_text_has_no_sentence() {
        for stretch in [(0, 0), (3, 2), (0, 99), (90, 99)] {
            assert_eq!(quoted("某某通知", stretch), None, "{stretch:?}");
        }
        let long = "安".repeat(1000);
        assert_eq!(quoted(&long, (500, 501)).map(|quoted| quoted.before.chars().count()), Some(MOST));
    }
}
