//! By what a notice is seen to ask for a measure: plain words of the bureau's, and rules that are written as patterns.

use crate::measure::{Measure, measure};

/// What a regular expression reads as more than the sign itself.
const SIGNS: &str = r"\.+*?()|[]{}^$";
/// What may stand after a backslash to mean itself.
const ESCAPED: &str = r"\.+*?()|[]{}^$#&-~";

/// The patterns of a measure, apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recognised {
    /// What the bureau added, as it reads in a notice.
    pub(crate) words: Vec<String>,
    /// Regular expressions: shipped ones, and those that were kept before only words were taken.
    pub(crate) rules: Vec<String>,
}

impl Recognised {
    pub(crate) fn of(measure: &Measure) -> Self {
        let mut apart = Self::default();
        for pattern in &measure.patterns {
            match words(pattern).filter(|_| !shipped(&measure.code).contains(pattern)) {
                Some(words) => apart.words.extend(words),
                None => apart.rules.push(pattern.clone()),
            }
        }
        apart
    }

    /// The rules that a measure may be recognised by: its own, else those that it is shipped with.
    pub(crate) fn offered_rules(&self, code: &str) -> Vec<String> {
        if self.rules.is_empty() { shipped(code).to_vec() } else { self.rules.clone() }
    }
}

/// The patterns that a measure is shipped with.
pub(crate) fn shipped(code: &str) -> &'static [String] {
    measure(code).map(|measure| measure.patterns.as_slice()).unwrap_or_default()
}

/// The words that a pattern stands for, when it stands for no more than words.
fn words(pattern: &str) -> Option<Vec<String>> {
    plain(pattern).map(|word| vec![word]).or_else(|| pattern.split('|').map(plain).collect())
}

fn plain(pattern: &str) -> Option<String> {
    let mut word = String::new();
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => word.push(signs.next().filter(|next| ESCAPED.contains(*next))?),
            _ if SIGNS.contains(sign) => return None,
            _ => word.push(sign),
        }
    }
    Some(word).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_as_a_pattern_and_read_as_a_word() {
        for word in ["电子显示屏", "LED（大屏）", "a.b(c)|[d]", "甲-19 #1", r"反斜\杠"] {
            assert_eq!(plain(&regex::escape(word)).as_deref(), Some(word));
        }
        for pattern in ["(?i:LED)", "下乡(?:诊疗|服务)", "甲[^。]{0,9}", r"\d+", r"甲\b", "|", "甲|"]
        {
            assert_eq!(words(pattern), None, "{pattern}");
        }
        assert_eq!(words("义诊|下乡").unwrap(), ["义诊", "下乡"], "kept before, without a rule in it");
    }

    #[test]
    fn shipped_patterns_stand_apart_even_when_they_are_words() {
        let drill = measure("drill").unwrap();
        let more = [drill.patterns.clone(), vec!["拉练".to_owned(), "甲+".to_owned()]].concat();
        let apart = Recognised::of(&Measure { patterns: more, ..drill.clone() });
        assert_eq!(apart.words, ["拉练"]);
        assert_eq!(apart.rules, [drill.patterns.clone(), vec!["甲+".to_owned()]].concat());
        let own = Recognised::of(&Measure { patterns: vec!["拉练".to_owned()], ..drill.clone() });
        assert_eq!((own.rules.is_empty(), own.offered_rules("drill")), (true, drill.patterns.clone()));
    }
}
