/// An optional value on a page.
pub(crate) trait Words {
    /// The text of the value; nothing for none.
    fn words(&self) -> String;
}

impl<T: ToString> Words for Option<T> {
    fn words(&self) -> String {
        self.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}
