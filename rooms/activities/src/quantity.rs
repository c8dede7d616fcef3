//! One number of an activity, and of what kind it was.

use campaigns::{Dimension, Measure, Split};

use crate::{Amount, Speaker};

/// How many of one measure.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// Code in the catalogue.
    pub(crate) measure: String,
    pub(crate) amount: Amount,
    /// What was said of this number itself.
    pub(crate) split: Split,
    /// The same with what the activity as a whole says.
    pub(crate) counts_as: Split,
}

/// What a number counts as: what was said of it; else the speaker of the activity, and its subject where it has only one.
pub(crate) fn counts_as(
    split: &Split,
    measure: &Measure,
    speaker: Option<Speaker>,
    subjects: &[String],
) -> Split {
    measure.split_by().into_iter().fold(split.clone(), |split, dimension| {
        match (dimension, speaker, subjects) {
            (Dimension::Speaker, Some(speaker), _) => split.or(dimension, speaker.code()),
            (Dimension::Subject, _, [only]) => split.or(dimension, only),
            _ => split,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(said: Split, measure: &str, subjects: &[&str]) -> String {
        let subjects: Vec<String> = subjects.iter().map(ToString::to_string).collect();
        counts_as(&said, campaigns::measure(measure).unwrap(), Some(Speaker::Expert), &subjects).words()
    }

    #[test]
    fn a_number_is_of_the_speaker_and_the_only_subject_of_its_activity() {
        assert_eq!(words(Split::default(), "lecture", &["应急预案"]), "专家学者、应急预案");
        assert_eq!(
            words(Split::default(), "lecture", &["应急预案", "双重预防"]),
            "专家学者",
            "two subjects are none"
        );
        assert_eq!(words(Split::default(), "trainee_visit", &["应急预案"]), "", "not split by either");
        let own = Split::default().or(Dimension::Speaker, "leader");
        assert_eq!(words(own, "lecture", &[]), "领导干部", "what was said of the number goes first");
    }

    #[test]
    fn every_speaker_is_a_value_of_its_dimension() {
        let known = |one: &&Speaker| Dimension::Speaker.values().iter().any(|value| value.code == one.code());
        assert_eq!(Speaker::ALL.iter().filter(known).count(), Dimension::Speaker.values().len());
    }
}
