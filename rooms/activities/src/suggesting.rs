//! Which campaigns an activity is likely to count for: those that run on its day and ask for what it is, or are about what it is
//! about. Somebody ticks the others with one tap; where nothing tells them apart, all that run are suggested.

use std::collections::HashSet;

use campaigns::{CampaignId, Measures, facts};
use clock::CivilDate;
use db::{DbError, Reads};
use web::Raw;

use crate::ActivityInput;
use crate::openings::Opening;

/// What is known of an activity while its form is filled in.
#[derive(Clone, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) name: &'a str,
    /// What it was about.
    pub(crate) subjects: Vec<&'a str>,
    /// Codes of the measures of which it has a number.
    pub(crate) measures: Vec<&'a str>,
    pub(crate) day: CivilDate,
}

impl<'a> Told<'a> {
    pub(crate) fn of(input: &'a ActivityInput, day: CivilDate) -> Self {
        let counted = input.quantities.iter().filter(|row| !row.amount.is_blank());
        Self {
            name: input.name.text(),
            subjects: input.subjects.iter().filter_map(Raw::given).collect(),
            measures: counted.map(|row| row.measure.text()).collect(),
            day,
        }
    }
}

/// What a campaign is recognised by.
#[derive(Debug)]
struct Sign {
    measures: HashSet<String>,
    subjects: Vec<String>,
}

/// What the campaigns that are open to a place are recognised by: one sign for each, in their order.
#[derive(Debug, Default)]
pub(crate) struct Signs(Vec<Sign>);

/// The campaigns, and the catalogue in which their measures stand.
type Open<'a> = (&'a [Opening], &'a Measures);

impl Signs {
    pub(crate) async fn of(reads: &impl Reads, openings: &[Opening]) -> Result<Self, DbError> {
        let mut signs = Vec::new();
        for opening in openings {
            let id = opening.campaign.id;
            let asked = facts::indicators(reads, id).await?;
            signs.push(Sign {
                measures: asked.into_iter().map(|one| one.measure).collect(),
                subjects: facts::subjects(reads, id).await?,
            });
        }
        Ok(Self(signs))
    }

    /// The campaigns that the activity is suggested for, in the order of the openings that these are the signs of.
    pub(crate) fn suggested(&self, (openings, measures): Open<'_>, told: &Told<'_>) -> Vec<CampaignId> {
        let catalogue = measures.catalogue();
        let named = catalogue.iter().flat_map(|catalogue| catalogue.named_in(told.name));
        let is: HashSet<&str> =
            named.map(|(measure, _)| measure.code.as_str()).chain(told.measures.iter().copied()).collect();
        let known = openings.iter().zip(&self.0);
        let running: Vec<_> = known.filter(|(opening, _)| opening.phase_on(told.day).is_some()).collect();
        let is_of = |(opening, sign): &&(&Opening, &Sign)| {
            sign.measures.iter().any(|code| is.contains(code.as_str()))
                || is_about((&opening.campaign.name, &sign.subjects), told)
        };
        let recognised: Vec<CampaignId> =
            running.iter().filter(is_of).map(|(opening, _)| opening.campaign.id).collect();
        match recognised.is_empty() {
            true => running.iter().map(|(opening, _)| opening.campaign.id).collect(),
            false => recognised,
        }
    }

    /// The same for what is typed so far, as a form ticks them.
    pub(crate) fn ticked(&self, open: Open<'_>, input: &ActivityInput, today: CivilDate) -> Vec<Raw> {
        let day = input.days_said().map_or(today, |(first, _)| first);
        self.suggested(open, &Told::of(input, day)).iter().map(|id| id.to_string().into()).collect()
    }
}

/// Whether the activity names a subject of the campaign, or has a stretch of its name.
fn is_about((name, subjects): (&str, &[String]), told: &Told<'_>) -> bool {
    let texts = || told.subjects.iter().copied().chain([told.name]).filter(|text| !text.is_empty());
    let names = |subject: &String| texts().any(|text| text.contains(subject.as_str()));
    subjects.iter().any(names) || texts().any(|text| share_words(name, text))
}

/// Whether two names have four characters in a row in common: 用电安全 in 用电安全宣传月 and 用电安全讲座.
fn share_words(name: &str, text: &str) -> bool {
    const LONG: usize = 4;
    let signs: Vec<char> = name.chars().collect();
    signs.windows(LONG).any(|stretch| text.contains(&stretch.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_words_of_four_characters() {
        assert!(share_words("用电安全宣传月", "住院部用电安全讲座"));
        assert!(!share_words("用电安全宣传月", "消防安全讲座"), "安全 alone says nothing");
        assert!(!share_words("宣传月", "宣传月"), "nor does what every campaign may be called");
    }
}
