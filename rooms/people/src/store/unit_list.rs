use db::{DbError, Params, Reads, params};

use crate::store::unit_sets::UnitSetId;
use crate::{NodeKind, NodePath, UnitId};

/// Which units to show; `None` lets all pass.
#[derive(Clone, Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) below: &'a NodePath,
    pub(crate) class: Option<&'a str>,
    pub(crate) township: Option<&'a str>,
    /// Only the units of one set.
    pub(crate) set: Option<UnitSetId>,
    /// Part of the name, the code or the liaison.
    pub(crate) text: Option<&'a str>,
    /// Those that went into another unit, instead of those that are there.
    pub(crate) merged: bool,
    /// Those that closed, instead of those that are there.
    pub(crate) closed: bool,
}

db::coded! {
    /// By what a list of units is sorted.
    pub(crate) enum Sort {
        Name = "name" / "单位",
        Class = "class" / "类别",
        Township = "township" / "街道（乡镇）",
        Headcount = "headcount" / "在职人数",
    }
}

db::record! {
    /// A row of the list.
    #[derive(Clone, Debug)]
    pub(crate) struct Listed {
        pub(crate) id: UnitId,
        pub(crate) name: String,
        pub(crate) short_name: String,
        pub(crate) credit_code: Option<String>,
        pub(crate) class: String,
        pub(crate) township: String,
        pub(crate) headcount: Option<i64>,
        pub(crate) beds: Option<i64>,
        pub(crate) liaison_name: String,
        pub(crate) liaison_post: String,
        pub(crate) liaison_phone: String,
        pub(crate) is_liaison_confirmed: bool,
        /// Persons with a role there who can sign in.
        pub(crate) accounts: i64,
        pub(crate) version: i64,
    }
}

impl Filter<'_> {
    fn params(&self) -> Params {
        params![
            self.below.like_below(),
            NodeKind::Unit,
            self.class,
            self.township,
            self.text.map(db::containing),
            self.set,
            self.merged,
            self.closed,
        ]
    }
}

/// How many units pass.
pub(crate) async fn count(reads: &impl Reads, filter: &Filter<'_>) -> Result<u64, DbError> {
    reads
        .count(
            "SELECT COUNT(*) AS value FROM unit WHERE path LIKE $1 AND kind = $2 \
             AND ($3 IS NULL OR class = $3) AND ($4 IS NULL OR township = $4) \
             AND ($5 IS NULL OR LOWER(name) LIKE LOWER($5) ESCAPE '\\' OR LOWER(short_name) LIKE LOWER($5) ESCAPE '\\' \
              OR LOWER(COALESCE(credit_code, '')) LIKE LOWER($5) ESCAPE '\\' \
              OR LOWER(liaison_name) LIKE LOWER($5) ESCAPE '\\' OR liaison_phone LIKE $5 ESCAPE '\\') \
             AND ($6 IS NULL OR id IN (SELECT unit FROM unit_set_member WHERE unit_set = $6)) \
             AND $7 = (id IN (SELECT unit FROM unit_merge)) AND $8 = (id IN (SELECT unit FROM unit_closing))",
            filter.params(),
        )
        .await
}

/// The units that pass, sorted, then by name.
pub(crate) async fn page(
    reads: &impl Reads,
    filter: &Filter<'_>,
    sort: Sort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Listed>, DbError> {
    let mut values = filter.params();
    values.extend(params![sort, limit, offset]);
    reads
        .all(
            "SELECT id, name, short_name, credit_code, class, township, headcount, beds, liaison_name, \
             liaison_post, liaison_phone, \
             liaison_confirmed_at IS NOT NULL AS is_liaison_confirmed, version, \
             (SELECT COUNT(*) FROM role_grant JOIN person ON person.id = role_grant.person \
              WHERE role_grant.unit = unit.id AND person.login IS NOT NULL AND person.is_active) AS accounts \
             FROM unit WHERE path LIKE $1 AND kind = $2 \
             AND ($3 IS NULL OR class = $3) AND ($4 IS NULL OR township = $4) \
             AND ($5 IS NULL OR LOWER(name) LIKE LOWER($5) ESCAPE '\\' OR LOWER(short_name) LIKE LOWER($5) ESCAPE '\\' \
              OR LOWER(COALESCE(credit_code, '')) LIKE LOWER($5) ESCAPE '\\' \
              OR LOWER(liaison_name) LIKE LOWER($5) ESCAPE '\\' OR liaison_phone LIKE $5 ESCAPE '\\') \
             AND ($6 IS NULL OR id IN (SELECT unit FROM unit_set_member WHERE unit_set = $6)) \
             AND $7 = (id IN (SELECT unit FROM unit_merge)) AND $8 = (id IN (SELECT unit FROM unit_closing)) \
             ORDER BY CASE $9 WHEN 'class' THEN class WHEN 'township' THEN township ELSE '' END, \
             CASE $9 WHEN 'headcount' THEN -COALESCE(headcount, 0) ELSE 0 END, name LIMIT $10 OFFSET $11",
            values,
        )
        .await
}

/// Every class below a node, for the filter.
pub(crate) async fn classes(reads: &impl Reads, below: &NodePath) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT DISTINCT class AS value FROM unit WHERE path LIKE $1 AND kind = $2 ORDER BY class",
            params![below.like_below(), NodeKind::Unit],
        )
        .await
}

/// Every township below a node, for the filter.
pub(crate) async fn townships(reads: &impl Reads, below: &NodePath) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT DISTINCT township AS value FROM unit WHERE path LIKE $1 AND kind = $2 AND township <> '' \
             ORDER BY township",
            params![below.like_below(), NodeKind::Unit],
        )
        .await
}
