use campaigns::facts::DueFact;
use web::encoded;

use super::Asked;

/// Builds the links of a filtered view.
pub(super) struct QueryOf<'a>(pub(super) &'a Asked);

impl QueryOf<'_> {
    fn known(&self) -> [(&'static str, &str); 11] {
        let Self(asked) = self;
        [
            ("campaign", &asked.campaign),
            ("reckoning", &asked.reckoning),
            ("due", &asked.due),
            ("state", &asked.state),
            ("class", &asked.class),
            ("township", &asked.township),
            ("set", &asked.set),
            ("q", &asked.q),
            ("measure", &asked.measure),
            ("all", &asked.all),
            ("view", &asked.view),
        ]
        .map(|(name, value)| (name, value.text()))
    }

    /// `?…` with `key` set to `value` (blank takes it away) and the page reset.
    pub(super) fn with(&self, key: &str, value: &str) -> String {
        let kept = self.known().into_iter().filter(|(name, _)| *name != key);
        let all = kept.chain([(key, value)]).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = all.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("?{}", pairs.join("&"))
    }

    /// The view of another report date.
    pub(super) fn due(&self, due: &DueFact) -> String {
        self.with("due", &due.id.to_string())
    }

    /// The values of the query that a form must carry on.
    pub(super) fn carried(&self, keys: &[&str]) -> Vec<(&'static str, &str)> {
        self.known().into_iter().filter(|(name, value)| keys.contains(name) && !value.is_empty()).collect()
    }

    pub(super) fn text(&self) -> &str {
        self.0.q.text()
    }

    pub(super) fn paged(&self) -> String {
        let filtered = self.with("", "");
        if filtered == "?" { "?page=".to_owned() } else { format!("{filtered}&page=") }
    }
}
