use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Flash;

const FLASH: &str = "flash";

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// A `Set-Cookie` that no script can read and no other site can send. `max_age` in seconds; 0 takes it away. The
/// value must be of the characters that base64url has.
pub fn set_cookie(name: &str, value: &str, max_age: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub(crate) fn flash(kind: &str, text: &str, secure: bool) -> HeaderValue {
    const A_MINUTE: i64 = 60;
    let shown: String = text.chars().take(200).collect();
    let value = URL_SAFE_NO_PAD.encode(format!("{kind}\n{shown}"));
    set_cookie(FLASH, &value, A_MINUTE, secure)
}

pub(crate) fn take_flash(headers: &HeaderMap) -> Option<Flash> {
    let bytes = URL_SAFE_NO_PAD.decode(cookie(headers, FLASH)?).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (kind, text) = text.split_once('\n')?;
    let kind = ["success", "warning", "danger"].into_iter().find(|known| *known == kind)?;
    Some(Flash { kind: kind.to_owned(), text: text.to_owned() })
}

pub(crate) fn drop_flash(secure: bool) -> HeaderValue {
    set_cookie(FLASH, "", 0, secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_survives_the_way_and_a_forged_kind_does_not() {
        let set = flash("success", "已保存 <b>；", false);
        let mut headers = HeaderMap::new();
        headers
            .insert(COOKIE, HeaderValue::from_str(set.to_str().unwrap().split(';').next().unwrap()).unwrap());
        assert_eq!(take_flash(&headers).unwrap().text, "已保存 <b>；");
        let forged = URL_SAFE_NO_PAD.encode("x\" onload=\n1");
        headers.insert(COOKIE, HeaderValue::from_str(&format!("flash={forged}")).unwrap());
        assert_eq!(take_flash(&headers), None);
    }
}
