use crate::document::chinese;

/// A number as a list format of WordprocessingML writes it; `None` for bullets and for no number.
pub(super) fn numeral(format: &str, number: u32) -> Option<String> {
    let text = match format {
        "bullet" | "none" => return None,
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting"
        | "ideographLegalTraditional" => chinese(number),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital" => {
            number.to_string().chars().map(|digit| replaced(digit, "〇一二三四五六七八九")).collect()
        }
        "chineseLegalSimplified" | "japaneseLegal" => legal(&chinese(number)),
        "decimalFullWidth" | "decimalFullWidth2" => {
            number.to_string().chars().map(|digit| replaced(digit, "０１２３４５６７８９")).collect()
        }
        "decimalZero" => format!("{number:02}"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number, '①'),
        "decimalEnclosedParen" => enclosed(number, '⑴'),
        "decimalEnclosedFullstop" => enclosed(number, '⒈'),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        _ => number.to_string(),
    };
    Some(text)
}

fn replaced(digit: char, digits: &str) -> char {
    digit.to_digit(10).and_then(|value| digits.chars().nth(value as usize)).unwrap_or(digit)
}

fn legal(text: &str) -> String {
    const PLAIN: &str = "零一二三四五六七八九十百千";
    const LEGAL: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟";
    let swap =
        |c| PLAIN.chars().position(|plain| plain == c).and_then(|at| LEGAL.chars().nth(at)).unwrap_or(c);
    text.chars().map(swap).collect()
}

/// Twenty numbers have a character of their own.
fn enclosed(number: u32, first: char) -> String {
    let own = (1..=20).contains(&number).then(|| char::from_u32(first as u32 + number - 1)).flatten();
    own.map_or_else(|| number.to_string(), String::from)
}

/// A … Z, AA, BB …, as word processors count.
fn letters(number: u32, first: u8) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(first + (index % 26) as u8);
    String::from(letter).repeat((index / 26 + 1).min(10) as usize)
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3_999 {
        return number.to_string();
    }
    let mut left = number;
    let mut text = String::new();
    for (value, part) in PARTS {
        while left >= value {
            text.push_str(part);
            left -= value;
        }
    }
    text
}

fn cycle(number: u32, characters: &str) -> String {
    let count = characters.chars().count();
    let index = (number.max(1) as usize - 1) % count;
    characters.chars().nth(index).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_writes_its_numbers() {
        for (format, number, text) in [
            ("decimal", 3, "3"),
            ("decimalZero", 3, "03"),
            ("decimalFullWidth", 12, "１２"),
            ("chineseCounting", 12, "十二"),
            ("chineseCountingThousand", 21, "二十一"),
            ("japaneseCounting", 10, "十"),
            ("ideographDigital", 10, "一〇"),
            ("chineseLegalSimplified", 12, "拾贰"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircle", 21, "21"),
            ("upperLetter", 28, "BB"),
            ("lowerLetter", 1, "a"),
            ("lowerRoman", 9, "ix"),
            ("upperRoman", 44, "XLIV"),
            ("ideographTraditional", 11, "甲"),
            ("ideographZodiac", 2, "丑"),
        ] {
            assert_eq!(numeral(format, number).as_deref(), Some(text), "{format} {number}");
        }
        assert_eq!(numeral("bullet", 1), None);
    }
}
