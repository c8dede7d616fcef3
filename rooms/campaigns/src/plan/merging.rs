//! The words of two tasks that become one, and of one that becomes two again.

const ENDS: [char; 3] = ['。', '；', ';'];

/// What the task says that takes the other one in.
pub(crate) fn joined(kept: &str, taken: &str) -> String {
    match kept {
        _ if kept == taken => kept.to_owned(),
        _ if kept.ends_with(ENDS) => format!("{kept}{taken}"),
        _ => format!("{kept}；{taken}"),
    }
}

/// What it said before; none where somebody has changed the words since.
pub(crate) fn parted(joined: &str, taken: &str) -> Option<String> {
    let kept = joined.strip_suffix(taken)?;
    let kept = kept.strip_suffix('；').unwrap_or(kept);
    Some(kept.to_owned()).filter(|kept| !kept.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tasks_are_joined_and_come_apart() {
        for (kept, taken) in [("开展自查", "建立台账"), ("开展自查。", "建立台账。"), ("自查", "台账；整改")]
        {
            let whole = joined(kept, taken);
            assert!(whole.contains(kept) && whole.ends_with(taken), "{whole}");
            assert_eq!(parted(&whole, taken).as_deref(), Some(kept));
        }
        assert_eq!(joined("开展自查", "开展自查"), "开展自查");
        assert_eq!(parted("开展自查", "开展自查"), None);
        assert_eq!(parted("改过的文字", "建立台账"), None);
    }
}
