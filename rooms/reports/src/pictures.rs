//! Which pictures a report shows, and in which order.

use activities::PhotoId;
use activities::facts::{ActivityFact, PhotoFact};

use crate::assembly::PictureLine;

/// How many pictures are proposed, and how many a report takes.
const PROPOSED: usize = 6;
pub(crate) const MOST: usize = 30;
/// Characters of a caption.
pub(crate) const CAPTION: usize = 60;

/// A picture that the unit chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) photo: PhotoId,
    pub(crate) caption: String,
}

/// What one button does to the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Add(PhotoId),
    Remove(PhotoId),
    Up(PhotoId),
    Down(PhotoId),
    /// Only the captions.
    Keep,
}

impl Act {
    /// Reads `up:{photo}`; a blank one keeps.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text == "keep" {
            return Some(Self::Keep);
        }
        let (word, photo) = text.split_once(':')?;
        let photo = PhotoId::parse(photo).ok()?;
        match word {
            "add" => Some(Self::Add(photo)),
            "remove" => Some(Self::Remove(photo)),
            "up" => Some(Self::Up(photo)),
            "down" => Some(Self::Down(photo)),
            _ => None,
        }
    }

    /// Does it.
    pub(crate) fn on(self, chosen: &mut Vec<Chosen>, caption: impl Fn(PhotoId) -> String) {
        let place = |photo: PhotoId, chosen: &[Chosen]| chosen.iter().position(|one| one.photo == photo);
        match self {
            Self::Add(photo) if place(photo, chosen).is_none() => {
                chosen.push(Chosen { photo, caption: caption(photo) });
            }
            Self::Remove(photo) => chosen.retain(|one| one.photo != photo),
            Self::Up(photo) => {
                if let Some(at) = place(photo, chosen).filter(|at| *at > 0) {
                    chosen.swap(at, at - 1);
                }
            }
            Self::Down(photo) => {
                if let Some(at) = place(photo, chosen).filter(|at| at + 1 < chosen.len()) {
                    chosen.swap(at, at + 1);
                }
            }
            Self::Add(_) | Self::Keep => {}
        }
    }
}

/// Lays the pictures out: the unit's choice, or a proposal of one from each activity in turn; then what is left.
pub(crate) fn lay(
    activities: &[ActivityFact],
    chosen: Option<&[Chosen]>,
) -> (Vec<PictureLine>, Vec<PhotoFact>) {
    let all: Vec<(&ActivityFact, &PhotoFact)> = activities
        .iter()
        .flat_map(|activity| activity.photos.iter().map(move |photo| (activity, photo)))
        .collect();
    let lines: Vec<PictureLine> = match chosen {
        Some(chosen) => chosen
            .iter()
            .filter_map(|one| {
                let (_, photo) = all.iter().find(|(_, photo)| photo.id == one.photo)?;
                Some(PictureLine { photo: (*photo).clone(), caption: one.caption.clone() })
            })
            .collect(),
        None => proposal(activities),
    };
    let is_spare = |photo: &PhotoFact| lines.iter().all(|line| line.photo.id != photo.id);
    let spare =
        all.into_iter().filter(|(_, photo)| is_spare(photo)).map(|(_, photo)| photo.clone()).collect();
    (lines, spare)
}

fn proposal(activities: &[ActivityFact]) -> Vec<PictureLine> {
    let deepest = activities.iter().map(|activity| activity.photos.len()).max().unwrap_or(0);
    let rounds = (0..deepest).flat_map(|round| activities.iter().map(move |activity| (round, activity)));
    let line = |(round, activity): (usize, &ActivityFact)| {
        let photo = activity.photos.get(round)?;
        Some(PictureLine { photo: photo.clone(), caption: caption(activity) })
    };
    rounds.filter_map(line).take(PROPOSED).collect()
}

/// `10月21日 安全生产专题讲座`.
pub(crate) fn caption(activity: &ActivityFact) -> String {
    let whole = format!("{} {}", activity.starts_on.chinese_short(), activity.name);
    whole.chars().take(CAPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(number: u8) -> PhotoId {
        PhotoId::parse(&format!("{number:032x}")).unwrap()
    }

    fn order(acts: &[Act]) -> Vec<PhotoId> {
        let chosen = |number| Chosen { photo: photo(number), caption: String::new() };
        let mut list = vec![chosen(1), chosen(2), chosen(3)];
        for act in acts {
            act.on(&mut list, |_| String::new());
        }
        list.into_iter().map(|one| one.photo).collect()
    }

    #[test]
    fn buttons_move_add_and_remove() {
        assert_eq!(order(&[Act::Up(photo(3)), Act::Down(photo(1))]), [photo(3), photo(1), photo(2)]);
        assert_eq!(
            order(&[Act::Remove(photo(2)), Act::Add(photo(4)), Act::Add(photo(4))]),
            [photo(1), photo(3), photo(4)]
        );
        assert_eq!(
            order(&[Act::Up(photo(1)), Act::Down(photo(3)), Act::Keep]),
            [photo(1), photo(2), photo(3)]
        );
    }

    #[test]
    fn an_act_is_a_word_and_a_photo() {
        assert_eq!(Act::parse(&format!("up:{}", photo(1))), Some(Act::Up(photo(1))));
        assert_eq!(Act::parse(""), Some(Act::Keep));
        for bad in ["up", "up:1", "burn:00000000000000000000000000000001", "up:'--"] {
            assert_eq!(Act::parse(bad), None, "{bad}");
        }
    }
}
