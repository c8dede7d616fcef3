use std::fmt;

/// The name with which a person signs in: 3 to 32 of `a–z 0–9 . _ -`, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login(String);

/// The text is no login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("登录名为 3–32 位字母、数字或 . _ -，例如手机号或姓名拼音")]
pub(crate) struct BadLogin;

impl Login {
    /// Reads a login; capitals are folded, blanks around it dropped.
    pub(crate) fn parse(text: &str) -> Result<Self, BadLogin> {
        let folded = text.trim().to_ascii_lowercase();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
        let fits = (3..=32).contains(&folded.len()) && folded.bytes().all(plain);
        fits.then_some(Self(folded)).ok_or(BadLogin)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a person or of a body: one line, not empty, of bounded length.
pub(crate) fn name(text: &str, longest: usize, what: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("请填写{what}"));
    }
    if text.contains(['\n', '\t']) || text.chars().count() > longest {
        return Err(format!("{what}应在一行以内，最多 {longest} 个字"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_capitals_and_refuses_the_rest() {
        assert_eq!(Login::parse(" Zheng.L ").unwrap().as_str(), "zheng.l");
        for text in ["", "ab", "郑联络", "a b c", "a'--", &"a".repeat(33)] {
            assert_eq!(Login::parse(text), Err(BadLogin), "{text}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(name(" 郑  联络 ", 20, "姓名").unwrap(), "郑  联络");
        assert!(name("", 20, "姓名").unwrap_err().contains("请填写姓名"));
        assert!(name("甲\n乙", 20, "姓名").is_err());
        assert!(name(&"甲".repeat(21), 20, "姓名").unwrap_err().contains("20"));
    }
}
