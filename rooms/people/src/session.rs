use clock::Moment;
use db::Nested;

use crate::store::seats::Held;
use crate::{Actor, PersonId, Place, Role, UnitId, Via};

ids::id_of!(
    /// One browser, signed in.
    pub(crate) SessionId, SessionMark
);

/// The cookie that holds the session's secret.
pub(crate) const COOKIE: &str = "session";
const HOUR: i64 = 60 * 60;
/// Seconds without a request after which a session is over.
pub(crate) const IDLE: i64 = 8 * HOUR;
/// Seconds after which a session is over however busy it is.
pub(crate) const LIFETIME: i64 = 7 * 24 * HOUR;
/// Seconds that "last seen" may lag behind, so that reading a page is hardly ever a write.
const LAG: i64 = 60;

db::record! {
    /// What a cookie stands for.
    #[derive(Clone, Debug)]
    pub(crate) struct Session {
        pub(crate) id: SessionId,
        pub(crate) person: PersonId,
        pub(crate) person_name: String,
        /// Whether the person's sign-ins ask for a code of the phone.
        pub(crate) has_second_step: bool,
        pub(crate) place: UnitId,
        pub(crate) made_at: Moment,
        pub(crate) last_seen: Moment,
        /// What the person holds today.
        pub(crate) seats: Nested<Held>,
    }
}

impl Session {
    /// Whether it still stands.
    pub(crate) fn is_alive(&self, now: Moment) -> bool {
        now < self.last_seen.plus_seconds(IDLE) && now < self.made_at.plus_seconds(LIFETIME)
    }

    /// Whether "last seen" is so old that it must be written again.
    pub(crate) fn is_to_be_touched(&self, now: Moment) -> bool {
        now >= self.last_seen.plus_seconds(LAG)
    }
}

/// A role that a person holds at a place.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) role: Role,
    pub(crate) at: Place,
    /// The short name of the unit for whose officer the seat is there, because it reports for this one (代报).
    pub(crate) serving_from: Option<String>,
    /// The short name of the department of the unit at which the role is held: its officer works for the unit.
    pub(crate) department: Option<String>,
}

/// Who acts, given where the person wants to act; a place without a seat gives way to the first one that has.
pub(crate) fn seated(
    person: PersonId,
    name: &str,
    seats: &[Seat],
    wanted: UnitId,
    via: Via,
    request: &str,
) -> Option<Actor> {
    let seat = seats.iter().find(|seat| seat.at.id == wanted).or_else(|| seats.first())?;
    let is_alike = |other: &&Seat| other.at.id == seat.at.id && other.serving_from == seat.serving_from;
    let here = || seats.iter().filter(is_alike);
    // Whoever has a role of the unit too acts for the whole of it.
    let is_of_department = here().all(|other| other.department == seat.department);
    Some(Actor {
        person,
        name: name.to_owned(),
        at: seat.at.clone(),
        roles: here().map(|seat| seat.role).collect(),
        serving_from: seat.serving_from.clone(),
        department: seat.department.clone().filter(|_| is_of_department),
        via,
        request: request.to_owned(),
    })
}

/// The first seat at each place, in their order.
pub(crate) fn places(seats: &[Seat]) -> Vec<&Seat> {
    let mut places: Vec<&Seat> = Vec::new();
    for seat in seats {
        if places.iter().all(|place| place.at.id != seat.at.id) {
            places.push(seat);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NodeKind, NodePath};

    fn session(last_seen: i64) -> Session {
        let id = "00000000000000000000000000000001";
        Session {
            id: SessionId::parse(id).unwrap(),
            person: PersonId::parse(id).unwrap(),
            person_name: String::new(),
            has_second_step: false,
            place: UnitId::parse(id).unwrap(),
            made_at: Moment::from_micros(0),
            last_seen: Moment::from_micros(0).plus_seconds(last_seen),
            seats: Nested(Vec::new()),
        }
    }

    fn seat(role: Role, id: &str) -> Seat {
        let id = UnitId::parse(id).unwrap();
        let (name, short_name) = (String::new(), String::new());
        let at = Place { id, path: NodePath::root(id), kind: NodeKind::Unit, name, short_name };
        Seat { role, at, serving_from: None, department: None }
    }

    #[test]
    fn a_session_ends_when_idle_and_at_the_end_of_its_life() {
        let at = |seconds| Moment::from_micros(0).plus_seconds(seconds);
        assert!(session(0).is_alive(at(IDLE - 1)));
        assert!(!session(0).is_alive(at(IDLE)));
        assert!(session(LIFETIME - 10).is_alive(at(LIFETIME - 1)));
        assert!(!session(LIFETIME - 10).is_alive(at(LIFETIME)));
        assert!(!session(0).is_to_be_touched(at(59)) && session(0).is_to_be_touched(at(60)));
    }

    #[test]
    fn roles_count_only_where_they_are_held() {
        let (a, b) = ("00000000000000000000000000000001", "00000000000000000000000000000002");
        let seats = [seat(Role::UnitOfficer, a), seat(Role::UnitLeader, a), seat(Role::Member, b)];
        let person = PersonId::parse(a).unwrap();
        let at = |wanted: &str| {
            seated(person, "甲", &seats, UnitId::parse(wanted).unwrap(), Via::Session, "").unwrap()
        };
        assert_eq!(at(a).roles, [Role::UnitOfficer, Role::UnitLeader]);
        assert_eq!(at(b).roles, [Role::Member]);
        assert_eq!(at("00000000000000000000000000000009").at.id.to_string(), a);
        assert_eq!(places(&seats).len(), 2);
        let served = Seat { serving_from: Some("甲院".into()), ..seat(Role::UnitOfficer, b) };
        let both = [seat(Role::Member, b), served.clone()];
        let own = seated(person, "甲", &both, UnitId::parse(b).unwrap(), Via::Session, "").unwrap();
        assert_eq!((own.roles, own.serving_from), (vec![Role::Member], None), "an own role comes first");
        let alone = seated(person, "甲", &[served], UnitId::parse(b).unwrap(), Via::Session, "").unwrap();
        assert_eq!(alone.role_words(), "单位经办（甲院代报）");
        let below = Seat { department: Some("药房".into()), ..seat(Role::UnitOfficer, b) };
        let there = seated(person, "甲", &[below], UnitId::parse(b).unwrap(), Via::Session, "").unwrap();
        assert_eq!(there.role_words(), "单位经办（药房）");
        let below = Seat { department: Some("药房".into()), ..seat(Role::UnitOfficer, b) };
        let mixed = [seat(Role::Member, b), below];
        let whole = seated(person, "甲", &mixed, UnitId::parse(b).unwrap(), Via::Session, "").unwrap();
        assert_eq!((whole.roles, whole.department), (vec![Role::Member, Role::UnitOfficer], None));
        assert!(seated(person, "甲", &[], UnitId::parse(a).unwrap(), Via::Session, "").is_none());
    }
}
