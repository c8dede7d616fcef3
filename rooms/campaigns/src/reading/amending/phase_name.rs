use std::sync::LazyLock;

use gongwen::read::dates::number;
use regex::Regex;

use crate::reading::pattern::pattern;

static NTH: LazyLock<Regex> =
    LazyLock::new(|| pattern("第([一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})个?(?:阶段|步|步骤)"));
/// 第二、三阶段, 各阶段: more than one.
static SEVERAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "第[一二三四五六七八九十0-9]{1,2}[、和至到](?:第)?[一二三四五六七八九十0-9]{1,2}个?阶段|各个?阶段|每个?阶段|后续阶段|其[他余]阶段|前[两二三]个阶段",
    )
});

/// Which phases words name, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    None,
    One(usize),
    /// Several, or one that the plan has not.
    Other,
}

impl Named {
    pub(super) fn one(self) -> Option<usize> {
        match self {
            Self::One(at) => Some(at),
            Self::None | Self::Other => None,
        }
    }
}

/// A name of fewer characters counts only with 阶段 behind it or in quotes: 总结 is a report as well.
const LONG_NAME: usize = 4;

/// The phase that words name by its number, else by its name.
pub(super) fn phase_in(words: &str, phases: &[String]) -> Named {
    if SEVERAL.is_match(words) {
        return Named::Other;
    }
    let mut numbers = NTH.captures_iter(words).filter_map(|found| number(&found[1]));
    if let Some(first) = numbers.next() {
        let at = usize::try_from(first).ok().and_then(|first| first.checked_sub(1));
        return match at.filter(|at| *at < phases.len()) {
            Some(at) if numbers.all(|other| other == first) => Named::One(at),
            _ => Named::Other,
        };
    }
    let is_named = |name: &str| {
        let quoted = ["阶段", "”", "》"].iter().any(|behind| words.contains(&format!("{name}{behind}")));
        quoted || (name.chars().count() >= LONG_NAME && words.contains(name))
    };
    let bare = |name: &'_ String| name.trim_end_matches("阶段").to_owned();
    let named: Vec<(usize, String)> = phases
        .iter()
        .map(bare)
        .enumerate()
        .filter(|(_, name)| name.chars().count() >= 2 && is_named(name))
        .collect();
    // 宣传 within 宣传发动: the longer name.
    let within = |name: &str| named.iter().any(|(_, other)| other.len() > name.len() && other.contains(name));
    let mut outer = named.iter().filter(|(_, name)| !within(name));
    match (outer.next(), outer.next()) {
        (None, _) => Named::None,
        (Some((at, _)), None) => Named::One(*at),
        (Some(_), Some(_)) => Named::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_is_named_by_number_or_name() {
        let phases = ["宣传发动", "宣传", "集中整治", "总结"].map(str::to_owned);
        for (words, expected) in [
            ("将第二阶段延长", Named::One(1)),
            ("第3阶段", Named::One(2)),
            ("集中整治时间延长", Named::One(2)),
            ("“宣传发动”阶段延长", Named::One(0)),
            ("总结阶段延长", Named::One(3)),
            ("报送总结", Named::None),
            ("第二、三阶段顺延", Named::Other),
            ("第一阶段和第三阶段", Named::Other),
            ("第九阶段", Named::Other),
            ("各阶段顺延", Named::Other),
        ] {
            assert_eq!(phase_in(words, &phases), expected, "{words}");
        }
    }
}
