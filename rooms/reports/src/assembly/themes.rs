use std::sync::LazyLock;

use serde::Deserialize;

/// A theme under which measures are told, in the order of a report.
#[derive(Debug, Deserialize)]
pub(crate) struct Theme {
    pub(crate) key: String,
    /// `强化学习培训`.
    pub(crate) title: String,
    pub(crate) measures: Vec<Telling>,
}

/// How one measure is told.
#[derive(Debug, Deserialize)]
pub(crate) struct Telling {
    pub(crate) code: String,
    /// `举办讲座{}`, the number and its unit in place of the braces; without braces for what is only done or not.
    pub(crate) phrase: String,
    /// Whether it goes on from the clause before it.
    #[serde(default)]
    pub(crate) joins: bool,
}

#[derive(Deserialize)]
struct Reference {
    themes: Vec<Theme>,
}

/// Every theme.
pub(crate) fn themes() -> &'static [Theme] {
    static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
        // A test reads the file that is compiled in, so it cannot be bad here.
        let read = serde_json::from_str::<Reference>(include_str!("../../reference/themes.json"));
        read.map(|reference| reference.themes).unwrap_or_default()
    });
    &THEMES
}

/// The theme that tells a measure; none: it is told under "其他".
pub(crate) fn theme_of(measure: &str) -> Option<&'static Theme> {
    themes().iter().find(|theme| theme.measures.iter().any(|telling| telling.code == measure))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::themes;

    #[test]
    fn every_measure_of_the_catalogue_is_told_once() {
        let told: Vec<&str> =
            themes().iter().flat_map(|theme| &theme.measures).map(|telling| telling.code.as_str()).collect();
        let once: BTreeSet<&str> = told.iter().copied().collect();
        let catalogue: BTreeSet<&str> =
            campaigns::measures().iter().map(|measure| measure.code.as_str()).collect();
        assert!(catalogue.len() > 30);
        assert_eq!(once.len(), told.len());
        assert_eq!(once, catalogue);
    }

    #[test]
    fn a_count_has_a_place_for_its_number() {
        for telling in themes().iter().flat_map(|theme| &theme.measures) {
            let kind = campaigns::measure(&telling.code).unwrap().kind;
            let counts = kind == campaigns::MeasureKind::Count;
            assert_eq!(telling.phrase.contains("{}"), counts, "{}", telling.code);
        }
    }
}
