use crate::Raw;

/// One page of a list: which one, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u64,
    /// Rows a page.
    pub size: u64,
    /// Rows in all.
    pub total: u64,
}

impl Paging {
    /// The page asked for (`?page=3`), held within what there is.
    pub fn new(asked: &Raw, size: u64, total: u64) -> Self {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        let page = asked.text().parse().unwrap_or(1).clamp(1, last);
        Self { page, size, total }
    }

    /// How many rows to pass over, as the engines take it.
    pub fn offset(&self) -> i64 {
        i64::try_from((self.page - 1) * self.size).unwrap_or(i64::MAX)
    }

    /// How many rows to take.
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX)
    }

    /// The number of pages, at least 1.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.size).max(1)
    }

    /// The first row shown, from 1; 0 when there is none.
    pub fn first(&self) -> u64 {
        if self.total == 0 { 0 } else { (self.page - 1) * self.size + 1 }
    }

    /// The last row shown.
    pub fn last(&self) -> u64 {
        (self.page * self.size).min(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::Paging;

    #[test]
    fn holds_the_page_within_what_there_is() {
        let page = |asked: &str| Paging::new(&asked.into(), 50, 120);
        assert_eq!((page("3").first(), page("3").last(), page("3").offset()), (101, 120, 100));
        assert_eq!(page("99").page, 3);
        assert_eq!(page("-1").page, 1);
        assert_eq!(page("' OR 1=1").page, 1);
        assert_eq!(Paging::new(&"".into(), 50, 0).first(), 0);
    }
}
