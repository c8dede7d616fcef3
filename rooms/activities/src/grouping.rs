//! Which of many pictures belong to one activity: those that were taken without a long pause on one day (decision 65).

use clock::CivilDate;

use crate::PhotoId;

/// So long a pause, in minutes, lies between two activities of one day.
const PAUSE: i32 = 3 * 60;

/// Where a group ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// At a long pause and at midnight.
    Pause,
    /// At midnight only.
    Day,
}

/// A picture, with what its camera said, or else the name of its file.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    pub(crate) id: PhotoId,
    /// `2026-10-21 09:30`.
    pub(crate) taken_at: Option<String>,
}

/// Pictures of one activity, in the order in which they were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// `None` when no picture says.
    pub(crate) day: Option<CivilDate>,
    pub(crate) photos: Vec<PhotoId>,
}

/// Groups pictures, earliest first. One without a time goes with the one that was chosen before it, as pictures lie in a
/// chat; those before the first with a time go with that one; when none has a time, all are one group.
pub(crate) fn grouped(shots: &[Shot], by: By) -> Vec<Group> {
    let times: Vec<Option<Time>> = shots.iter().map(|shot| Time::read(shot.taken_at.as_deref()?)).collect();
    let mut dated: Vec<(Time, usize)> =
        times.iter().enumerate().filter_map(|(at, time)| Some(((*time)?, at))).collect();
    dated.sort_unstable();
    let mut place = vec![None; shots.len()];
    let mut groups: Vec<Group> = Vec::new();
    let mut last: Option<Time> = None;
    for (time, at) in dated {
        if last.is_none_or(|last| last.ends_before(time, by)) {
            groups.push(Group { day: Some(time.day), photos: Vec::new() });
        }
        last = Some(time);
        place[at] = Some(groups.len() - 1);
    }
    if groups.is_empty() && !shots.is_empty() {
        groups.push(Group { day: None, photos: Vec::new() });
    }
    let mut current = place.iter().flatten().next().copied().unwrap_or(0);
    for (shot, place) in shots.iter().zip(place) {
        current = place.unwrap_or(current);
        groups[current].photos.push(shot.id);
    }
    groups
}

/// When a picture was taken, by the camera's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Time {
    day: CivilDate,
    minute: i32,
}

impl Time {
    fn read(text: &str) -> Option<Self> {
        let day = CivilDate::parse(text.get(..10)?).ok()?;
        let number = |range| text.get(range).and_then(|digits: &str| digits.parse::<i32>().ok());
        Some(Self { day, minute: number(11..13)? * 60 + number(14..16)? })
    }

    /// Whether what begins at `next` is another group.
    fn ends_before(self, next: Self, by: By) -> bool {
        self.day != next.day || (by == By::Pause && next.minute - self.minute >= PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shots(times: &[&str]) -> Vec<Shot> {
        let shot = |(at, time): (usize, &&str)| Shot {
            id: PhotoId::parse(&format!("{at:032}")).unwrap(),
            taken_at: Some((*time).to_owned()).filter(|time| !time.is_empty()),
        };
        times.iter().enumerate().map(shot).collect()
    }

    /// Day of the month of each group (0: none) and the places of its pictures.
    fn told(times: &[&str], by: By) -> Vec<(i8, Vec<usize>)> {
        let place = |id: &PhotoId| id.to_string().parse().unwrap();
        let group = |group: Group| {
            (group.day.map_or(0, CivilDate::day), group.photos.iter().map(place).collect::<Vec<usize>>())
        };
        grouped(&shots(times), by).into_iter().map(group).collect()
    }

    #[test]
    fn a_new_day_and_a_long_pause_begin_a_group() {
        let times = [
            "2026-03-05 15:00",
            "2026-03-04 09:00",
            "2026-03-05 09:00",
            "2026-03-05 11:59",
            "2026-03-05 17:59",
        ];
        assert_eq!(told(&times, By::Pause), [(4, vec![1]), (5, vec![2, 3]), (5, vec![0, 4])]);
        assert_eq!(told(&times, By::Day), [(4, vec![1]), (5, vec![0, 2, 3, 4])]);
        assert_eq!(told(&["2026-03-05 23:59", "2026-03-06 00:01"], By::Pause).len(), 2, "midnight");
    }

    #[test]
    fn what_has_no_time_goes_with_the_one_before() {
        let times = ["", "2026-03-05 09:00", "", "2026-03-04 09:00", "很久以前", ""];
        assert_eq!(told(&times, By::Pause), [(4, vec![3, 4, 5]), (5, vec![0, 1, 2])]);
        assert_eq!(told(&["", "", ""], By::Day), [(0, vec![0, 1, 2])]);
        assert_eq!(told(&[], By::Pause), []);
    }
}
