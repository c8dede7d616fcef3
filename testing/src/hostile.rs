/// Text that would change a statement built from strings, or a pattern whose wildcards were not escaped. A search for one
/// must find the rows that hold it literally, and no others.
pub const INJECTIONS: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE ledger; --",
    "\" OR 1=1 --",
    "1) OR (1=1",
    "%",
    "_",
    "\\",
    "*/ OR 1=1 /*",
    "$1",
    "{{7*7}}",
    "NULL",
    "%00",
];

/// Text that would run in somebody else's browser if a page let it out as anything but text.
pub const SCRIPTS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "&lt;script&gt;",
    "=HYPERLINK(\"http://127.0.0.1\",\"x\")",
];

/// Text as a page writes it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}
