use ureq::Agent;

use super::scene::PASSWORD;

/// The browser of the first unit's officer.
pub(crate) struct Browser {
    agent: Agent,
    address: String,
    cookies: String,
}

impl Browser {
    /// Signs in through the page.
    pub(crate) fn sign_in(address: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent: Agent = config.build().into();
        let page = agent.get(format!("{address}/sign-in")).call().unwrap();
        let token = cookie(&page, "csrf");
        let fields = [("csrf", token.as_str()), ("login", "unit1"), ("password", PASSWORD)];
        let signed = agent
            .post(format!("{address}/sign-in"))
            .header("cookie", format!("csrf={token}"))
            .send_form(fields)
            .unwrap();
        let cookies = format!("csrf={token}; session={}", cookie(&signed, "session"));
        Self { agent, address: address.to_owned(), cookies }
    }

    /// The status with which a form is answered.
    pub(crate) fn sent(&self, path: &str, fields: &[(&str, &str)]) -> u16 {
        let csrf = self.cookies.strip_prefix("csrf=").and_then(|rest| rest.split(';').next());
        let fields = fields.iter().copied().chain(csrf.map(|csrf| ("csrf", csrf)));
        let request = self.agent.post(format!("{}{path}", self.address)).header("cookie", &self.cookies);
        request.send_form(fields).unwrap().status().as_u16()
    }

    /// The status with which a page is answered.
    pub(crate) fn status(&self, path: &str) -> u16 {
        let request = self.agent.get(format!("{}{path}", self.address)).header("cookie", &self.cookies);
        request.call().unwrap().status().as_u16()
    }
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &ureq::http::Response<ureq::Body>, name: &str) -> String {
    let start = format!("{name}=");
    let set = answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut values = set.filter_map(|cookie| cookie.strip_prefix(start.as_str())?.split(';').next());
    values.next().unwrap_or_else(|| panic!("no cookie {name}")).to_owned()
}
