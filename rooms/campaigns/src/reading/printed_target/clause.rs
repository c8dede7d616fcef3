//! How far the words reach in which a measure's quantity may stand.

use std::ops::Range;

use crate::reading::printed_class::begins_with_class;

/// Bytes of a sentence on either side of a measure in which its quantity is looked for.
pub(super) const REACH: usize = 240;

/// Bytes behind a measure in which the quantities of classes are looked for.
const REACH_OF_CLASSES: usize = 720;

/// The clause in which the measure stands, with the two behind it: 举办专题讲座，做好签到，每家不少于2场, and what classes are told behind those. Not
/// more of it than [`REACH`]: a sentence may be as long as the text.
pub(super) fn clause_around(sentence: &str, named: &Range<usize>) -> Range<usize> {
    let low = sentence.ceil_char_boundary(named.start.saturating_sub(REACH));
    let high = sentence.floor_char_boundary(named.end.saturating_add(REACH));
    let is_stop = |(at, c): &(usize, char)| {
        matches!(c, '，' | ',' | '；' | ';' | '。') && !is_in_number(sentence, *at, *c)
    };
    let stops = |range: Range<usize>| {
        sentence[range.clone()].char_indices().map(move |(at, c)| (range.start + at, c)).filter(is_stop)
    };
    let start = stops(low..named.start).next_back().map_or(low, |(at, c)| at + c.len_utf8());
    let far = sentence.floor_char_boundary(named.end.saturating_add(REACH_OF_CLASSES));
    let behind: Vec<usize> = stops(named.end..far).map(|(at, _)| at).collect();
    let is_of_class = |stop: &usize| begins_with_class(&sentence[*stop..far]);
    let classes = behind.iter().skip(2).take_while(|stop| is_of_class(stop)).count();
    let end = behind.get(2 + classes).copied().unwrap_or(far);
    start..if classes == 0 { end.min(high) } else { end }
}

/// 12,000: a comma between figures.
fn is_in_number(sentence: &str, at: usize, c: char) -> bool {
    let before = sentence[..at].chars().next_back();
    let behind: Vec<char> = sentence[at + c.len_utf8()..].chars().take(3).collect();
    matches!(c, '，' | ',')
        && before.is_some_and(|c| c.is_ascii_digit())
        && behind.len() == 3
        && behind.iter().all(char::is_ascii_digit)
}
