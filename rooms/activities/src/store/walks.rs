//! The ways along which a list is walked in its order, so that the first page of a million reads some fifty (decision 71).
//! Every statement is made here of the same pieces: what must pass, where the walk begins, what is fetched.
//!
//! Parameters: $1 path below which (no pattern: one that is bound uses no index), $2 campaign, $3 measure, $4 unit, $5 state (null: any; `patients`: logged, with a photo that waits for its unit's word), $6 and $7 first and last day, $8 what the walk is
//! along, $9 and $10 first and last row of the index of words, $11 as $8 for what is standing, $12 limit, $13 offset.

/// Along what a list is walked: the place of its statement in every array of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Everything.
    All,
    /// The activities of one unit.
    Unit,
    /// Unit after unit: where few may be seen, or in the order of their names.
    Units,
    Campaign,
    Measure,
    /// What the index of words finds.
    Words,
}

/// What must be true of `activity a` of `facts_unit u`.
macro_rules! passing {
    () => {
        " SUBSTR(u.path, 1, LENGTH($1)) = $1 AND (CAST($2 AS TEXT) IS NULL \
              OR EXISTS (SELECT 1 FROM activity_campaign ac WHERE ac.activity = a.id AND ac.campaign = $2)) \
         AND (CAST($3 AS TEXT) IS NULL \
              OR EXISTS (SELECT 1 FROM activity_quantity aq WHERE aq.activity = a.id AND aq.measure = $3)) \
         AND (CAST($4 AS TEXT) IS NULL OR a.unit = $4) AND (CAST($5 AS TEXT) IS NULL OR a.state = $5 \
              OR ($5 = 'patients' AND a.state = 'logged' \
                  AND EXISTS (SELECT 1 FROM photo w WHERE w.activity = a.id AND w.patients = 'pending')))"
    };
}

/// What began in the days, and what was standing then.
macro_rules! in_days {
    ($first:literal, $last:literal) => {
        concat!(
            " AND a.starts_on <= ",
            $last,
            " AND CASE WHEN a.is_standing THEN a.ends_on ELSE a.starts_on END >= ",
            $first
        )
    };
}

/// Tables and conditions of what passes and lies in the days.
macro_rules! passing_days {
    ([$tables:literal, $joined:literal]) => {
        concat!($tables, " WHERE ", $joined, passing!(), in_days!("$6", "$7"))
    };
}

/// The rows of the index of words stand in the order of days and ids. Their walk has no tie to name: SQLite's index gives its rows in
/// order only where it is asked for one column, and would else gather and sort all that it finds.
/// One statement for each [`Walk`]: `make!([tables, how they are joined], [day, tie] of the walk and [day, tie] of the activity,
/// [what lies in the days], [tables, joined, what lies before the days] for what is standing; …)`.
macro_rules! each_walk {
    ($make:ident $(, $rest:literal)*) => {
        [
            $make!(["activity a CROSS JOIN facts_unit u", "u.id = a.unit AND"], ["a.starts_on", "a.id"], ["a.starts_on", "a.id"],
                "a.starts_on BETWEEN $6 AND $7",
                ["activity a CROSS JOIN facts_unit u", "u.id = a.unit AND", "a.starts_on < $6 AND a.starts_on <= $7"] $(, $rest)*),
            $make!(["activity a CROSS JOIN facts_unit u", "a.unit = $8 AND u.id = a.unit AND"], ["a.starts_on", "a.id"],
                ["a.starts_on", "a.id"], "a.starts_on BETWEEN $6 AND $7",
                ["activity a CROSS JOIN facts_unit u", "a.unit = $8 AND u.id = a.unit AND", "a.starts_on < $6 AND a.starts_on <= $7"] $(, $rest)*),
            $make!(["facts_unit u CROSS JOIN activity a", "a.unit = u.id AND"], ["a.starts_on", "a.id"], ["a.starts_on", "a.id"],
                "a.starts_on BETWEEN $6 AND $7",
                ["facts_unit u CROSS JOIN activity a", "a.unit = u.id AND", "a.starts_on < $6 AND a.starts_on <= $7"] $(, $rest)*),
            $make!(["activity_campaign k CROSS JOIN activity a CROSS JOIN facts_unit u", "k.campaign = $8 AND a.id = k.activity AND u.id = a.unit AND"],
                ["k.starts_on", "k.activity"], ["a.starts_on", "a.id"], "k.starts_on BETWEEN $6 AND $7",
                ["activity a CROSS JOIN activity_campaign k CROSS JOIN facts_unit u",
                 "k.campaign = $8 AND k.activity = a.id AND u.id = a.unit AND", "a.starts_on < $6 AND a.starts_on <= $7"] $(, $rest)*),
            $make!(["activity_quantity k CROSS JOIN activity a CROSS JOIN facts_unit u", "k.measure = $8 AND a.id = k.activity AND u.id = a.unit AND"],
                ["k.starts_on", "k.activity"], ["a.starts_on", "a.id"], "k.starts_on BETWEEN $6 AND $7",
                ["activity a CROSS JOIN activity_quantity k CROSS JOIN facts_unit u",
                 "k.measure = $8 AND k.activity = a.id AND u.id = a.unit AND", "a.starts_on < $6 AND a.starts_on <= $7"] $(, $rest)*),
            $make!(["activity_words($8) k CROSS JOIN activity a CROSS JOIN facts_unit u", "a.word_row = k.rowid AND u.id = a.unit AND"],
                ["k.rowid", "CAST(0 AS BIGINT)"], ["a.word_row", "CAST(0 AS BIGINT)"], "k.rowid BETWEEN $9 AND $10",
                ["activity_words($11) k CROSS JOIN activity a CROSS JOIN facts_unit u", "a.word_row = k.rowid AND u.id = a.unit AND",
                 "k.rowid < $9 AND k.rowid <= $10"] $(, $rest)*),
        ]
    };
}

/// The ids of a window, in no order.
macro_rules! ids {
    ($from:tt) => {
        concat!("SELECT a.id FROM ", passing_days!($from), " LIMIT $12 OFFSET $13")
    };
}

/// The ids of a window in the order of the days. What was standing before the days is walked by itself: it is little, and the days
/// stay one stretch of an index.
macro_rules! ids_by_day {
    ([$tables:literal, $joined:literal], [$day:literal, $tie:literal], $within:literal,
     [$beside:literal, $beside_joined:literal, $before:literal], [$day_there:literal, $tie_there:literal], $way:literal) => {
        concat!(
            "SELECT id FROM (SELECT id, day, tie FROM (SELECT a.id, ",
            $day,
            " AS day, ",
            $tie,
            " AS tie FROM ",
            $tables,
            " WHERE ",
            $joined,
            passing!(),
            " AND ",
            $within,
            " ORDER BY ",
            $day,
            $way,
            ", ",
            $tie,
            $way,
            " LIMIT $12 + $13) began \
             UNION ALL SELECT id, day, tie FROM (SELECT a.id, ",
            $day_there,
            " AS day, ",
            $tie_there,
            " AS tie FROM ",
            $beside,
            " WHERE ",
            $beside_joined,
            passing!(),
            " AND a.is_standing AND a.ends_on >= $6 AND ",
            $before,
            " ORDER BY ",
            $day_there,
            $way,
            ", ",
            $tie_there,
            $way,
            " LIMIT $12 + $13) stood) found ORDER BY day",
            $way,
            ", tie",
            $way,
            " LIMIT $12 OFFSET $13"
        )
    };
}

/// The lines of a page as one row, of what these tables and conditions find; `day` and `tie` are of the walk. Numbers, campaigns and photos stand
/// packed beside the activity (decision 86): looking them up for each of fifty lines, and handing each line over by itself, cost more than all else.
macro_rules! lines {
    ($order:literal, $day:literal, $tie:literal, $($found:expr),+) => {
        concat!(
            "SELECT ",
            db::packed!("id" = "l.id", "unit" = "l.unit", "unit_name" = "l.unit_name", "name" = "l.name", "starts_on" = "l.starts_on",
                "ends_on" = "l.ends_on", "place" = "l.place", "speaker" = "l.speaker", "is_standing" = "l.is_standing",
                "is_major" = "l.is_major", "state" = "l.state", "logged_by_name" = "l.logged_by_name", "photos" = "l.photos",
                "quantities" = "l.quantities", "campaigns" = "l.campaigns"; $order),
            " FROM (SELECT a.id, a.unit, u.name AS unit_name, a.name, a.starts_on, a.ends_on, a.place, a.speaker, a.is_standing, \
             a.is_major, a.state, a.logged_by_name, a.photos, a.quantities, a.campaigns, ", $day, " AS day, ", $tie, " AS tie FROM ",
            $($found),+,
            ") l"
        )
    };
}

/// The lines of a window in the order of the days; nothing of what stood before the first of them.
macro_rules! lines_by_day {
    ([$tables:literal, $joined:literal], [$day:literal, $tie:literal], $of_activity:tt, $within:literal, $stood:tt, $way:literal, $order:literal) => {
        lines!(
            $order,
            $day,
            $tie,
            $tables,
            " WHERE ",
            $joined,
            passing!(),
            " AND ",
            $within,
            " ORDER BY ",
            $day,
            $way,
            ", ",
            $tie,
            $way,
            " LIMIT $12 OFFSET $13"
        )
    };
}

/// The same with what stood before the first day.
macro_rules! lines_since {
    ($from:tt, $of_walk:tt, [$day:literal, $tie:literal], $within:literal, $stood:tt, $way:literal, $order:literal) => {
        lines!(
            $order,
            $day,
            $tie,
            "(",
            ids_by_day!($from, $of_walk, $within, $stood, [$day, $tie], $way),
            ") shown CROSS JOIN activity a CROSS JOIN facts_unit u WHERE a.id = shown.id AND u.id = a.unit"
        )
    };
}

/// The lines of a window, sorted by what no walk by day follows.
macro_rules! lines_by {
    ($from:tt, [$day:literal, $tie:literal], $of_activity:tt, $within:literal, $stood:tt, $keys:literal, $order:literal) => {
        lines!($order, $day, $tie, passing_days!($from), " ORDER BY ", $keys, " LIMIT $12 OFFSET $13")
    };
}

/// How many there are, up to the limit.
macro_rules! some {
    ($from:tt, $of_walk:tt, $of_activity:tt, $within:literal, $stood:tt) => {
        concat!("SELECT COUNT(*) AS value FROM (", ids!($from), ") counted")
    };
}

/// What is written of the activities that pass beside their lines; $12 and $13 as of a list.
macro_rules! written {
    ($from:tt, $of_walk:tt, $of_activity:tt, $within:literal, $stood:tt) => {
        concat!(
            "SELECT a.id, a.description, a.link, a.link_title, \
             (SELECT STRING_AGG(s.subject, '、') FROM activity_subject s WHERE s.activity = a.id) AS subjects, \
             (SELECT STRING_AGG(c.short_name || CASE h.state WHEN 'named' THEN '（待确认）' ELSE '' END, '、') FROM activity_cohost h JOIN facts_unit c ON c.id = h.unit \
              WHERE h.activity = a.id AND h.state <> 'declined') AS cohosts FROM ",
            passing_days!($from),
            " LIMIT $12 OFFSET $13"
        )
    };
}

/// The pictures of the activities that pass, and what is told of them.
macro_rules! pictures {
    ([$tables:literal, $joined:literal], [$day:literal, $tie:literal], $of_activity:tt, $within:literal, $stood:tt, $fetched:literal) => {
        concat!(
            "SELECT ",
            $fetched,
            ", a.id AS activity, a.name, u.short_name AS unit_name, a.starts_on FROM ",
            $tables,
            " CROSS JOIN photo p WHERE p.activity = a.id AND ",
            $joined,
            passing!(),
            in_days!("$6", "$7"),
            " ORDER BY ",
            $day,
            " DESC, ",
            $tie,
            " DESC, p.ordinal LIMIT $12 OFFSET $13"
        )
    };
}

/// The first few of each day on which something began. Here $6, $7, $9 and $10 are those of the month, $12 and $13 the days of the filter,
/// $14 how many of a day.
macro_rules! begun {
    ([$tables:literal, $joined:literal], $of_walk:tt, $of_activity:tt, $within:literal, $stood:tt) => {
        concat!(
            "SELECT activity, name, unit_name, starts_on, ends_on, of_day FROM \
             (SELECT a.id AS activity, a.name, u.short_name AS unit_name, a.starts_on, a.ends_on, \
              COUNT(*) OVER (PARTITION BY a.starts_on) AS of_day, \
              ROW_NUMBER() OVER (PARTITION BY a.starts_on ORDER BY a.id) AS place FROM ",
            $tables,
            " WHERE ",
            $joined,
            passing!(),
            " AND ",
            $within,
            in_days!("$12", "$13"),
            ") begun WHERE place <= $14 ORDER BY starts_on, place"
        )
    };
}

pub(crate) type EachWalk = [&'static str; 6];

pub(crate) const LATEST_FIRST: EachWalk = each_walk!(lines_by_day, " DESC", "l.day DESC, l.tie DESC");
pub(crate) const EARLIEST_FIRST: EachWalk = each_walk!(lines_by_day, " ASC", "l.day, l.tie");
pub(crate) const LATEST_FIRST_SINCE: EachWalk = each_walk!(lines_since, " DESC", "l.day DESC, l.tie DESC");
pub(crate) const EARLIEST_FIRST_SINCE: EachWalk = each_walk!(lines_since, " ASC", "l.day, l.tie");
pub(crate) const BY_NAME: EachWalk = each_walk!(lines_by, "a.name, a.id", "l.name, l.id");
pub(crate) const BY_NAME_BACKWARDS: EachWalk =
    each_walk!(lines_by, "a.name DESC, a.id DESC", "l.name DESC, l.id DESC");
pub(crate) const BY_UNIT: EachWalk =
    each_walk!(lines_by, "u.name, a.starts_on DESC, a.id DESC", "l.unit_name, l.starts_on DESC, l.id DESC");
pub(crate) const BY_UNIT_BACKWARDS: EachWalk = each_walk!(
    lines_by,
    "u.name DESC, a.starts_on DESC, a.id DESC",
    "l.unit_name DESC, l.starts_on DESC, l.id DESC"
);
pub(crate) const SOME: EachWalk = each_walk!(some);
pub(crate) const WRITTEN: EachWalk = each_walk!(written);
pub(crate) const PICTURES: EachWalk = each_walk!(pictures, "p.id AS photo, p.unit, p.patients");
pub(crate) const FILES: EachWalk =
    each_walk!(pictures, "p.id AS photo, p.large, p.original, p.kind, p.patients");
pub(crate) const BEGUN: EachWalk = each_walk!(begun);
