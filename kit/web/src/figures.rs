use std::borrow::Borrow;

/// A whole number as people read it: `12,860`.
pub fn grouped(number: impl Borrow<i64>) -> String {
    let number = *number.borrow();
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of bytes as a person reads it: `12 字节`, `3.4 KB`, `1.2 GB`.
pub fn bytes_in_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} 字节");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::{bytes_in_words, grouped};

    #[test]
    fn every_three_digits_are_set_apart() {
        for (number, shown) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-12_860, "-12,860"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }

    #[test]
    fn bytes_are_told_in_the_unit_that_fits() {
        for (bytes, told) in [
            (0, "0 字节"),
            (1023, "1023 字节"),
            (1024, "1.0 KB"),
            (1_572_864, "1.5 MB"),
            (1_073_741_824, "1.0 GB"),
            (5000 << 40, "5000.0 TB"),
        ] {
            assert_eq!(bytes_in_words(bytes), told);
        }
    }
}
