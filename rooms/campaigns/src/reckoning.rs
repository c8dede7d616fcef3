//! 口径: how firm a figure must be to count.

db::coded! {
    /// Which rows a figure counts. Each wider reckoning contains the firmer one.
    pub enum Reckoning {
        /// Every live row.
        Logged = "logged" / "已登记",
        /// Rows in a submitted report.
        Reported = "reported" / "已报送",
        /// Rows in an approved report, less what the reviewer deducted (核减).
        Approved = "approved" / "已审核",
    }
}

impl From<people::DefaultReckoning> for Reckoning {
    fn from(chosen: people::DefaultReckoning) -> Self {
        match chosen {
            people::DefaultReckoning::Logged => Self::Logged,
            people::DefaultReckoning::Reported => Self::Reported,
            people::DefaultReckoning::Approved => Self::Approved,
        }
    }
}
