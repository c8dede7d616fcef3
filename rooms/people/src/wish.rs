/// What somebody wants with a field that may be empty: a blank cell of a sheet leaves it as it is, the word 清空 empties it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish<T> {
    Keep,
    Clear,
    Set(T),
}

/// The word that empties a field.
pub(crate) const CLEAR: &str = "清空";

impl<T> Wish<T> {
    /// The wish behind a text; the error is the sentence of `judge`.
    pub(crate) fn parse(
        text: Option<&str>,
        judge: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Self, String> {
        match text {
            None => Ok(Self::Keep),
            Some(CLEAR) => Ok(Self::Clear),
            Some(text) => judge(text).map(Self::Set),
        }
    }

    /// What would stand there, nothing kept from before.
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// Keeps what there is, if that was the wish.
    pub(crate) fn fill(&mut self, from: Option<T>) {
        if let (Self::Keep, Some(value)) = (&*self, from) {
            *self = Self::Set(value);
        }
    }

    /// The text that gives the same wish again.
    pub(crate) fn as_text(&self, text: impl FnOnce(&T) -> String) -> String {
        match self {
            Self::Keep => String::new(),
            Self::Clear => CLEAR.to_owned(),
            Self::Set(value) => text(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_keeps_the_word_clears_and_the_rest_is_judged() {
        let parse =
            |text| Wish::parse(text, |text: &str| text.parse::<i64>().map_err(|error| error.to_string()));
        let mut kept = parse(None).unwrap();
        kept.fill(Some(3));
        assert_eq!(kept, Wish::Set(3));
        let mut cleared = parse(Some("清空")).unwrap();
        cleared.fill(Some(3));
        assert_eq!((cleared.value(), cleared.as_text(i64::to_string)), (None, CLEAR.to_owned()));
        assert_eq!(parse(Some("5")), Ok(Wish::Set(5)));
        assert!(parse(Some("五")).is_err());
    }
}
