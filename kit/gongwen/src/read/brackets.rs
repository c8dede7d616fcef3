//! The brackets around the year of a document number: 〔2026〕 is the right one, and people print every other.

/// As they stand within a class of a pattern.
pub(super) const OPEN: &str = "〔﹝\\[［（(﹙【〖「『❲{<＜〈《‹«⟨⟦〚〘︹";
pub(super) const CLOSE: &str = "〕﹞\\]］）)﹚】〗」』❳}>＞〉》›»⟩⟧〛〙︺";
/// Those that stand around nothing else: with one of them a number is known without its 号.
pub(super) const OPEN_ANGULAR: &str = "〔﹝\\[［【「〈⟨⟦〚〘︹";
pub(super) const CLOSE_ANGULAR: &str = "〕﹞\\]］】」〉⟩⟧〛〙︺";
