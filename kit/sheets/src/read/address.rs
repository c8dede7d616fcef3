use std::fmt;

use calamine::Dimensions;

/// A cell's place, counted from zero; shown as in the program, `D3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub row: u32,
    pub column: u32,
}

/// A block of cells from one corner to the other; shown as `B3:B5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region {
    pub first: Address,
    pub last: Address,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Columns count in letters without a zero: Z is followed by AA.
        let mut letters = Vec::new();
        let mut rest = u64::from(self.column) + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(f, "{letters}{}", u64::from(self.row) + 1)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

impl Region {
    pub(crate) fn crosses_row(&self, row: u32) -> bool {
        (self.first.row..=self.last.row).contains(&row)
    }
}

impl From<Dimensions> for Region {
    fn from(block: Dimensions) -> Self {
        let corner = |(row, column)| Address { row, column };
        Self { first: corner(block.start), last: corner(block.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_as_in_the_program() {
        let shown = |row, column| Address { row, column }.to_string();
        assert_eq!(shown(2, 3), "D3");
        assert_eq!(shown(0, 25), "Z1");
        assert_eq!(shown(0, 26), "AA1");
        assert_eq!(shown(0, 701), "ZZ1");
        assert_eq!(shown(1_048_575, 16_383), "XFD1048576");
    }
}
