/// The value of the first field of a page with this name and a value; blank where there is none.
pub fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let rest = page.split(at.as_str()).nth(1).unwrap_or("");
    rest.split('"').next().unwrap_or("").to_owned()
}
