use crate::activity::{BadLine, Line};

/// The address of a page of the web, to be opened by whoever reads of the activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

/// What a page is called.
pub(crate) type PageTitle = Line<200>;

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadAddress {
    #[error("链接应以 http:// 或 https:// 开头，如 https://www.example.com/a.html。")]
    NoWeb,
    #[error("链接太长，超过 {0} 个字，请填写网页的短链接。")]
    TooLong(usize),
}

impl Address {
    const MAX: usize = 1000;

    /// Only the web's: whoever clicks runs nothing.
    pub(crate) fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let is_plain =
            !text.chars().any(|one| one.is_whitespace() || one.is_control() || "\"<>\\".contains(one));
        match rest {
            _ if text.chars().count() > Self::MAX => Err(BadAddress::TooLong(Self::MAX)),
            Some(rest) if is_plain && rest.starts_with(char::is_alphanumeric) => Ok(Self(text.to_owned())),
            _ => Err(BadAddress::NoWeb),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A media report of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) address: Address,
    /// May be blank.
    pub(crate) title: PageTitle,
}

/// Why a link cannot be kept, and under which field that stands.
pub(crate) type BadLink = (&'static str, String);

impl Link {
    /// What was typed; none where nothing was.
    pub(crate) fn parse(address: &str, title: &str) -> Result<Option<Self>, BadLink> {
        let title = PageTitle::maybe(title).map_err(|error: BadLine| ("link_title", error.to_string()))?;
        if address.is_empty() {
            return match title.as_str() {
                "" => Ok(None),
                _ => Err(("link", "填写了标题，还没有填写报道的链接。".to_owned())),
            };
        }
        let address = Address::parse(address).map_err(|error| ("link", error.to_string()))?;
        Ok(Some(Self { address, title }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_web_only() {
        for good in ["https://www.example.com/a?b=1#c", "HTTP://example.com", "https://新闻.example/讲座"]
        {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.b",
            "https://",
            "https:// a.b",
            "https://a.b/\"x",
            "//a.b",
            "file:///etc/passwd",
        ] {
            assert_eq!(Address::parse(bad), Err(BadAddress::NoWeb), "{bad}");
        }
        assert!(matches!(
            Address::parse(&format!("https://a.b/{}", "x".repeat(2000))),
            Err(BadAddress::TooLong(_))
        ));
        assert_eq!(Link::parse("", ""), Ok(None));
        assert_eq!(Link::parse("", "标题").unwrap_err().0, "link");
    }
}
