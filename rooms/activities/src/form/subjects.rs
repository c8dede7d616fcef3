use campaigns::facts;
use clock::CivilDate;
use db::{Db, DbError};
use people::Actor;

use super::Choice;
use crate::ActivityInput;
use crate::openings::Opening;
use crate::store::parts;

/// What was typed, then what the running campaigns are about, then what the unit spoke of before.
pub(super) async fn offered(
    db: &Db,
    actor: &Actor,
    typed: &ActivityInput,
    openings: &[Opening],
    day: CivilDate,
) -> Result<Vec<Choice>, DbError> {
    /// A subject of an activity is a word, not a sentence.
    const LONGEST: usize = 60;
    let mut subjects: Vec<Choice> = typed
        .subjects
        .iter()
        .filter(|raw| !raw.is_blank())
        .map(|raw| Choice { value: raw.text().to_owned(), is_ticked: true })
        .collect();
    let mut offered = Vec::new();
    for opening in openings.iter().filter(|opening| opening.phase_on(day).is_some()) {
        offered.extend(facts::subjects(db, opening.campaign.id).await?);
    }
    offered.retain(|subject| subject.chars().count() <= LONGEST && !subject.contains('、'));
    offered.extend(parts::subjects_used(db, actor.at.id).await?);
    for used in offered {
        if subjects.iter().all(|choice| choice.value != used) {
            subjects.push(Choice { value: used, is_ticked: false });
        }
    }
    Ok(subjects)
}
