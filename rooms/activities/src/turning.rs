/// One page of a list that nobody has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turning {
    /// From 1.
    pub(crate) page: u64,
    /// Rows a page.
    size: u64,
    /// Rows on this one.
    shown: u64,
    has_more: bool,
    /// Rows in all, where that is known.
    pub(crate) total: Option<u64>,
}

impl Turning {
    /// How far pages are turned: every page passes over all rows before it.
    pub(crate) const FARTHEST: u64 = 10_000;

    /// The page asked for (`?page=3`), as yet without rows.
    pub(crate) fn asked(page: &str, size: u64) -> Self {
        let page = page.parse().unwrap_or(1).clamp(1, Self::FARTHEST / size);
        Self { page, size, shown: 0, has_more: false, total: None }
    }

    /// How many rows to pass over and how many to take: one more than are shown.
    pub(crate) fn window(&self) -> (i64, i64) {
        let whole = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        (whole(self.before()), whole(self.size + 1))
    }

    /// Takes the rows of the window; what is one too many tells that there are more.
    pub(crate) fn take<T>(&mut self, mut rows: Vec<T>) -> Vec<T> {
        self.has_more = rows.len() as u64 > self.size;
        rows.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        self.shown = rows.len() as u64;
        if !self.has_more && (self.shown > 0 || self.page == 1) {
            self.total = Some(self.before() + self.shown);
        }
        rows
    }

    /// The first row shown, from 1; 0 when there is none.
    pub(crate) fn first(&self) -> u64 {
        if self.shown == 0 { 0 } else { self.before() + 1 }
    }

    /// The last row shown.
    pub(crate) fn last(&self) -> u64 {
        self.before() + self.shown
    }

    /// The page before this one.
    pub(crate) fn previous(&self) -> Option<u64> {
        Some(self.page - 1).filter(|page| *page > 0)
    }

    /// The page after this one.
    pub(crate) fn next(&self) -> Option<u64> {
        Some(self.page + 1).filter(|_| self.has_more && !self.is_at_the_end_of_turning())
    }

    /// Whether there is more than pages are turned to.
    pub(crate) fn is_cut(&self) -> bool {
        self.has_more && self.is_at_the_end_of_turning()
    }

    /// What is said there.
    pub(crate) fn cut() -> String {
        format!("只能翻到前 {} 项，请按单位、日期等缩小范围后再看后面的。", Self::FARTHEST)
    }

    fn is_at_the_end_of_turning(&self) -> bool {
        self.page >= Self::FARTHEST / self.size
    }

    fn before(&self) -> u64 {
        (self.page - 1) * self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_too_many_tells_that_there_is_more() {
        let mut turning = Turning::asked("2", 3);
        assert_eq!(turning.window(), (3, 4));
        assert_eq!(turning.take(vec![4, 5, 6, 7]), [4, 5, 6]);
        assert_eq!((turning.first(), turning.last(), turning.total), (4, 6, None));
        assert_eq!((turning.previous(), turning.next()), (Some(1), Some(3)));
        assert_eq!(turning.take(vec![4]), [4]);
        assert_eq!((turning.last(), turning.next(), turning.total), (4, None, Some(4)));
    }

    #[test]
    fn nobody_turns_farther_than_ten_thousand_rows() {
        for text in ["201", "99999999999999999999", "18446744073709551615"] {
            let page = Turning::asked(text, 50).page;
            assert!(page == 200 || page == 1, "{text}: {page}");
        }
        let mut turning = Turning::asked("200", 50);
        turning.take(vec![(); 51]);
        assert!(turning.is_cut() && turning.next().is_none());
        assert_eq!(Turning::asked("' OR 1=1", 50).page, 1);
        assert_eq!(Turning::asked("-1", 50).page, 1);
    }

    #[test]
    fn a_page_behind_the_last_row_says_nothing_of_all() {
        let mut turning = Turning::asked("7", 50);
        assert!(turning.take(Vec::<u8>::new()).is_empty());
        assert_eq!((turning.first(), turning.total), (0, None));
        let mut empty = Turning::asked("", 50);
        empty.take(Vec::<u8>::new());
        assert_eq!((empty.first(), empty.total), (0, Some(0)));
    }
}
