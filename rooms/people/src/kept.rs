use axum::RequestExt;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Multipart, Request};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use web::{Fault, Raw};

/// A form whose session had ended when it was sent. Nothing of it is stored here: it travels through the sign-in in the
/// pages themselves and is sent again by its sender's own press.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where it was sent to, a path of this site.
    pub(crate) path: String,
    /// Whether it was a form with files.
    pub(crate) is_multipart: bool,
    /// What was typed, in its order.
    pub(crate) fields: Vec<(String, String)>,
    /// The seat that the page was made for, as its token says.
    #[serde(default)]
    pub(crate) seat: Option<String>,
    /// Files do not travel through a page; so many have to be chosen again.
    pub(crate) files: usize,
}

/// The longest body that is kept: more than anybody types, and little enough to be sent twice.
const LIMIT: usize = 512 * 1024;
/// The field that the next page has anew; what it says of the seat stays.
const TOKEN: &str = "csrf";

/// What a form sent, beside the request that went on with it: read only where its answer turns out to need it.
#[derive(Debug)]
pub(crate) struct Held {
    path: String,
    kind: HeaderValue,
    body: Bytes,
}

impl Held {
    /// Holds the body of a request; `None` when it is too large or no form of ours.
    pub(crate) async fn of(request: Request) -> Result<(Request, Option<Self>), Fault> {
        let length = request.body().size_hint().upper().and_then(|length| usize::try_from(length).ok());
        let kind = request.headers().get(CONTENT_TYPE).cloned();
        let Some(kind) = kind.filter(|_| length.is_some_and(|length| (1..=LIMIT).contains(&length))) else {
            return Ok((request, None));
        };
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let (parts, body) = request.into_parts();
        let body =
            to_bytes(body, LIMIT).await.map_err(|_| Fault::unreadable("提交的内容没有传完整，请重试。"))?;
        let request = Request::from_parts(parts, Body::from(body.clone()));
        Ok((request, Some(Self { path, kind, body })))
    }

    /// The form that it was.
    pub(crate) async fn read(self) -> Option<Kept> {
        let Self { path, kind, body } = self;
        match kind.to_str().ok()?.split(';').next().unwrap_or("").trim() {
            "application/x-www-form-urlencoded" => Some(Kept::urlencoded(path, &body)),
            "multipart/form-data" => {
                let mut copy = Request::new(Body::from(body));
                copy.headers_mut().insert(CONTENT_TYPE, kind.clone());
                Kept::multipart(path, copy).await
            }
            _ => None,
        }
    }
}

impl Kept {
    fn urlencoded(path: String, bytes: &Bytes) -> Self {
        let mut kept = Self { path, ..Self::default() };
        form_urlencoded::parse(bytes).into_owned().for_each(|(name, value)| kept.take(name, value));
        kept
    }

    fn take(&mut self, name: String, value: String) {
        if name == TOKEN {
            self.seat = web::seat_of(&value).map(str::to_owned);
        } else {
            self.fields.push((name, value));
        }
    }

    async fn multipart(path: String, request: Request) -> Option<Self> {
        let mut parts: Multipart = request.extract().await.ok()?;
        let mut kept = Self { path, is_multipart: true, ..Self::default() };
        while let Some(part) = parts.next_field().await.ok()? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name() {
                Some("") => {}
                Some(_) => kept.files += 1,
                None => kept.take(name, part.text().await.ok()?),
            }
        }
        Some(kept)
    }

    /// Whether it is about the session itself: which place to go to, or that somebody leaves, is nothing typed.
    pub(crate) fn is_of_session(&self) -> bool {
        self.path.starts_with("/session/")
    }

    /// As one hidden field.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From that field; what does not lead to this site is none.
    pub(crate) fn from_text(text: &Raw) -> Option<Self> {
        let kept: Self = serde_json::from_str(text.given()?).ok()?;
        is_own_path(&kept.path).then_some(kept)
    }

    /// What somebody wrote, in its order, by which they know the form again: nothing that a page puts into its forms by
    /// itself, no choice among its codes, no number, no password.
    pub(crate) fn typed(&self) -> Vec<Typed<'_>> {
        let typed = self.fields.iter().filter(|(name, value)| !is_put_in(name) && is_written(value));
        typed.map(|(_, text)| Typed { text }).collect()
    }

    /// The longest of these; `None` when nothing was typed.
    pub(crate) fn longest(&self) -> Option<Typed<'_>> {
        self.typed().into_iter().max_by_key(Typed::length)
    }
}

/// What was typed into one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    pub(crate) text: &'a str,
}

impl Typed<'_> {
    /// In characters; a browser sends the end of a line as two of them.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().filter(|c| *c != '\r').count()
    }

    /// Its first characters, by which its author knows it again.
    pub(crate) fn beginning(&self) -> String {
        const SHOWN: usize = 20;
        let shown: String = self.text.chars().filter(|c| *c != '\r').take(SHOWN).collect();
        if self.length() > SHOWN { format!("{shown}…") } else { shown }
    }
}

/// Whether a value is words of a person. What a form sends says nothing of the field that it stood in, but codes, ids, days
/// and numbers are one word of ASCII, and what is chosen by several codes at once travels as JSON.
fn is_written(value: &str) -> bool {
    let value = value.trim();
    let is_one_code = value.is_ascii() && !value.contains(char::is_whitespace) && !value.contains("://");
    !value.is_empty() && !is_one_code && !value.contains("{\"")
}

/// Whether a field of this name is one that pages fill in by themselves: versions, keys, ids, and the texts that a change is
/// merged with (`base[0][text]`); or a secret, which no page shows.
fn is_put_in(name: &str) -> bool {
    const NAMES: &[&str] =
        &["version", "plan_version", "idempotency_key", "id", "password", "own_password", "again", "current"];
    let leaf = name.trim_end_matches("[]").rsplit('[').next().unwrap_or(name).trim_end_matches(']');
    NAMES.contains(&leaf) || name.starts_with("base[")
}

/// Whether an address leads to a page of this site.
pub(crate) fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_survives_the_way_through_the_pages() {
        let bytes = Bytes::from_static(
            "csrf=x.00a1.00b2&text=%E7%AC%AC%E4%B8%80%E8%A1%8C%0D%0A%22%3Cb%3E&photos%5B%5D=a&photos%5B%5D=b"
                .as_bytes(),
        );
        let kept = Kept::urlencoded("/reports/1".to_owned(), &bytes);
        assert_eq!(kept.fields[0], ("text".to_owned(), "第一行\r\n\"<b>".to_owned()));
        assert_eq!(kept.fields.len(), 3, "the token of the old page stays behind");
        assert_eq!(kept.seat.as_deref(), Some("00a1.00b2"), "but whose page it was is known");
        assert_eq!(Kept::from_text(&kept.to_text().into()), Some(kept));
    }

    #[test]
    fn what_a_page_puts_into_a_form_was_not_typed() {
        let id = "01a08bc5000070008000000000005079";
        let put_in = [
            ("version", "12"),
            ("idempotency_key", "一把很长很长很长的钥匙"),
            ("targets[0][version]", "3"),
            ("targets[0][indicator]", id),
            ("photos[]", id),
            ("base[0][text]", "原来的文字，比写下的更长更长更长"),
            ("note", " \r\n"),
            ("sections[0][kind]", "continuous_improvement"),
            ("quantities[0][measure]", "lecture{\"audience\":\"公众公众公众公众公众公众公众公众公众\"}"),
            ("starts_on", "2026-03-05"),
            ("amount", "1200"),
            ("password", "门诊三楼的绿植很好看，真的很好看"),
        ];
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut kept = Kept { fields: put_in.map(own).to_vec(), ..Kept::default() };
        assert_eq!((kept.typed(), kept.longest()), (Vec::new(), None));
        let text = format!("为落实\r\n{}", "安全".repeat(10));
        kept.fields.extend([own(("sections[0][text]", &text)), own(("name", "诊所"))]);
        let longest = kept.longest().unwrap();
        assert_eq!((kept.typed().len(), longest.length()), (2, 24));
        assert_eq!(longest.beginning(), format!("为落实\n{}…", "安全".repeat(8)));
        assert_eq!(kept.typed()[1].beginning(), "诊所");
    }

    #[test]
    fn only_forms_of_this_site_are_taken_up_again() {
        for path in ["https://example.com/", "//example.com", "/\\example.com", "", "javascript:alert(1)"] {
            let kept = Kept { path: path.to_owned(), ..Kept::default() };
            assert_eq!(Kept::from_text(&kept.to_text().into()), None, "{path}");
        }
        assert_eq!(Kept::from_text(&"{not json".into()), None);
    }
}
