use clock::Moment;

/// Whose failed sign-ins are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// One account, wherever it is tried from.
    Login,
    /// One address, whichever account it tries. A whole hospital may stand behind one, so it is given more.
    Peer,
}

/// How often and when last a sign-in failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failures {
    pub(crate) count: i64,
    pub(crate) last: Moment,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

impl Subject {
    /// Seconds to wait after so many failures in a row.
    fn pause(self, count: i64) -> i64 {
        match (self, count) {
            (Self::Login, ..=2) | (Self::Peer, ..=19) => 0,
            (Self::Login, 3) => 5,
            (Self::Login, 4) => 20,
            (Self::Login, 5..=9) => 15 * MINUTE,
            (Self::Peer, PEER_PAUSES..=49) => 10,
            (Self::Peer, 50..=99) => 15 * MINUTE,
            _ => HOUR,
        }
    }

    /// Seconds after which failures are forgotten.
    const fn memory(self) -> i64 {
        match self {
            Self::Login => 24 * HOUR,
            Self::Peer => 2 * HOUR,
        }
    }
}

/// What locks an account now: at least so many failures, the last of them after the moment.
pub(crate) fn locks(now: Moment) -> [(i64, Moment); 2] {
    [5, 10].map(|count| (count, now.plus_seconds(-Subject::Login.pause(count))))
}

/// From how many failures on an address has to wait.
pub(crate) const PEER_PAUSES: i64 = 20;

impl Failures {
    /// Until when nobody may try; `None` when one may now.
    pub(crate) fn blocked_until(self, subject: Subject, now: Moment) -> Option<Moment> {
        let until = self.last.plus_seconds(subject.pause(self.count));
        (self.count > 0 && now < until).then_some(until)
    }

    /// Whether so many failures lock an account, and do not only slow the guessing down.
    pub(crate) fn is_lock(self, subject: Subject) -> bool {
        subject == Subject::Login && self.count >= 5
    }

    /// With one more, unless the older ones are forgotten by now.
    pub(crate) fn and_one_more(self, subject: Subject, now: Moment) -> Self {
        let is_forgotten = now >= self.last.plus_seconds(subject.memory());
        Self { count: if is_forgotten { 1 } else { self.count.saturating_add(1) }, last: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_micros(0).plus_seconds(1_000_000 + seconds)
    }

    fn after(count: i64, subject: Subject) -> Failures {
        (0..count)
            .fold(Failures { count: 0, last: at(0) }, |failures, _| failures.and_one_more(subject, at(0)))
    }

    #[test]
    fn waits_grow_with_each_failure() {
        let until = |count| after(count, Subject::Login).blocked_until(Subject::Login, at(1));
        assert_eq!(until(2), None);
        assert_eq!(until(3), Some(at(5)));
        assert_eq!(until(4), Some(at(20)));
        assert_eq!(until(5), Some(at(900)));
        assert_eq!(until(12), Some(at(3600)));
        assert!(
            !after(4, Subject::Login).is_lock(Subject::Login)
                && after(5, Subject::Login).is_lock(Subject::Login)
        );
        assert_eq!(after(5, Subject::Login).blocked_until(Subject::Login, at(900)), None);
    }

    #[test]
    fn an_address_is_given_more_than_an_account() {
        let until = |count| after(count, Subject::Peer).blocked_until(Subject::Peer, at(1));
        assert_eq!(until(19), None);
        assert_eq!(until(20), Some(at(10)));
        assert_eq!(until(50), Some(at(900)));
    }

    #[test]
    fn a_lock_is_found_by_count_and_time() {
        for (count, seconds) in [(4, 1), (5, 899), (5, 900), (9, 899), (10, 900), (10, 3599), (10, 3600)] {
            let (failures, now) = (after(count, Subject::Login), at(seconds));
            let is_found = locks(now).iter().any(|(least, since)| count >= *least && failures.last > *since);
            let is_locked =
                failures.is_lock(Subject::Login) && failures.blocked_until(Subject::Login, now).is_some();
            assert_eq!(is_found, is_locked, "{count} {seconds}");
        }
        assert_eq!(Subject::Peer.pause(PEER_PAUSES - 1), 0);
        assert!(Subject::Peer.pause(PEER_PAUSES) > 0);
    }

    #[test]
    fn old_failures_are_forgotten() {
        let failures = after(4, Subject::Login);
        assert_eq!(failures.and_one_more(Subject::Login, at(24 * HOUR)).count, 1);
        assert_eq!(failures.and_one_more(Subject::Login, at(24 * HOUR - 1)).count, 5);
    }
}
