use people::{NodePath, Target};

/// A year of the calendar of days off; version 0: nobody entered it yet.
#[derive(Clone, Debug)]
pub(crate) struct CalendarYear {
    pub(crate) year: i16,
    pub(crate) version: i64,
    /// The calendar is everybody's: where whoever acts works.
    pub(crate) place: NodePath,
}

impl Target for CalendarYear {
    const KIND: &'static str = "days_off";

    fn id(&self) -> String {
        self.year.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.place
    }
}
