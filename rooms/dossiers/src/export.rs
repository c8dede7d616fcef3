//! A unit's file that is taken along.

use std::collections::BTreeSet;

use activities::PhotoId;
use campaigns::{CampaignId, Reckoning};
use clock::Moment;
use people::UnitId;
use serde_json::Value;

use crate::choice::Choice;

ids::id_of!(
    /// A ZIP of a unit's file.
    pub(crate) ExportId, ExportKind
);

/// How long a ZIP can be fetched.
pub(crate) const LIFE_DAYS: i32 = 30;

db::record! {
    /// A ZIP, asked for or made.
    #[derive(Clone, Debug)]
    pub(crate) struct Export {
        pub(crate) id: ExportId,
        pub(crate) unit: UnitId,
        /// None: all years.
        pub(crate) year: Option<i64>,
        /// None: all campaigns.
        pub(crate) campaign: Option<CampaignId>,
        pub(crate) reckoning: Reckoning,
        pub(crate) asked_at: Moment,
        pub(crate) asked_by: String,
        /// The instant that its contents are of.
        pub(crate) as_of: Option<Moment>,
        pub(crate) done_at: Option<Moment>,
        /// None before it is made, and after it expired.
        pub(crate) file: Option<String>,
        pub(crate) bytes: Option<i64>,
        /// How many pictures lie in its folders.
        pub(crate) pictures: Option<i64>,
        /// How many do not, for they show patients.
        pub(crate) withheld: Option<i64>,
        /// The photos in it, those within reports too.
        pub(crate) photos: Option<Value>,
    }
}

impl Export {
    /// What was chosen.
    pub(crate) fn choice(&self) -> Choice {
        Choice {
            year: self.year.and_then(|year| i16::try_from(year).ok()),
            campaign: self.campaign,
            reckoning: self.reckoning,
        }
    }

    /// Whether it was made and has been cleared away since.
    pub(crate) fn is_expired(&self) -> bool {
        self.done_at.is_some() && self.file.is_none()
    }

    /// `2026 年`, or `全部年份`.
    pub(crate) fn year_in_words(&self) -> String {
        self.year.map_or_else(|| "全部年份".to_owned(), |year| format!("{year} 年"))
    }

    /// `12.3 MB`; blank before it is made.
    pub(crate) fn size(&self) -> String {
        let bytes = self.bytes.and_then(|bytes| u64::try_from(bytes).ok());
        bytes.map_or_else(String::new, web::bytes_in_words)
    }

    /// The photos that went into it.
    pub(crate) fn photos(&self) -> BTreeSet<PhotoId> {
        self.photos.clone().and_then(|ids| serde_json::from_value(ids).ok()).unwrap_or_default()
    }
}
