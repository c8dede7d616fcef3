//! What a campaign counts.

ids::id_of!(
    /// A measure of the catalogue that a campaign asks for, in one phase or over the whole.
    pub IndicatorId, Indicator
);
