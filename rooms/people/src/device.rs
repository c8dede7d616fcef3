/// What a browser calls itself, as a person would: `Chrome · Windows`. An unknown one is shown in its own words.
pub(crate) fn words(user_agent: &str) -> String {
    // Chromium's relatives all say "Chrome" and "Safari", so the more particular names come first.
    const BROWSERS: [(&str, &str); 8] = [
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ 浏览器"),
        ("360", "360 浏览器"),
        ("Firefox", "Firefox"),
        ("HeadlessChrome", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("HarmonyOS", "鸿蒙"),
        ("Android", "安卓"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, word)| *word)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        _ if user_agent.is_empty() => "未知浏览器".to_owned(),
        _ => user_agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn knows_the_usual_browsers() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(words(edge), "Edge · Windows");
        let weixin = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0";
        assert_eq!(words(weixin), "微信 · 安卓");
        assert_eq!(words("curl/8.5"), "curl/8.5");
        assert_eq!(words(""), "未知浏览器");
    }
}
