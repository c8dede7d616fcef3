/// The value of a number in ASCII, full-width or Chinese numerals (二〇二六, 二十一, 十); the letters O and l that a
/// scanner or a hurried hand puts for 0 and 1 count as those. `None` for anything else.
pub fn value(text: &str) -> Option<u32> {
    let digits: Vec<Numeral> = text.chars().map(numeral).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    if digits.contains(&Numeral::Ten) { with_tens(&digits) } else { positional(&digits) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numeral {
    Digit(u32),
    Ten,
}

fn numeral(c: char) -> Option<Numeral> {
    let digit = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '〇' | '零' | '○' | 'O' | 'o' | 'Ｏ' | 'ｏ' | '◯' => 0,
        '一' | '元' | 'l' | 'I' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => return Some(Numeral::Ten),
        _ => return None,
    };
    Some(Numeral::Digit(digit))
}

fn positional(digits: &[Numeral]) -> Option<u32> {
    digits.iter().try_fold(0, |total: u32, numeral| match numeral {
        Numeral::Digit(digit) => Some(total * 10 + digit),
        Numeral::Ten => None,
    })
}

fn with_tens(digits: &[Numeral]) -> Option<u32> {
    use Numeral::{Digit, Ten};
    match digits {
        [Ten] => Some(10),
        [Ten, Digit(unit)] => Some(10 + unit),
        [Digit(tens), Ten] => Some(tens * 10),
        [Digit(tens), Ten, Digit(unit)] => Some(tens * 10 + unit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn reads_every_script() {
        for (text, number) in [
            ("2026", 2026),
            ("２０２６", 2026),
            ("二〇二六", 2026),
            ("二O一O", 2010),
            ("二00九", 2009),
            ("2O21", 2021),
            ("l0", 10),
            ("十", 10),
            ("十二", 12),
            ("二十一", 21),
            ("三十", 30),
            ("元", 1),
        ] {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["", "十十", "二十十", "年", "123456789"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
