use anyhow::{Result, bail};
use serde_json::Value;
use web::axum::http::StatusCode;
use web::{Answer, Sent, Visitor};

/// One of the demonstration's people at the keyboard: every act must succeed, or the demonstration stops and says what
/// the page said.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    visitor: Visitor,
    login: String,
    password: String,
    /// The unit that the person acts for, where it is not the own one.
    serving: Option<String>,
}

impl Hand {
    pub(crate) fn new(visitor: Visitor, login: &str, password: &str) -> Self {
        Self { visitor, login: login.to_owned(), password: password.to_owned(), serving: None }
    }

    /// The same person, on another machine, acting for a unit that has nobody.
    pub(crate) async fn acting_for(&self, visitor: Visitor, unit: &str) -> Result<Self> {
        let mut hand = Self { visitor, serving: Some(unit.to_owned()), ..self.clone() };
        hand.sign_in().await?;
        Ok(hand)
    }

    /// Signs in again, as people do after weeks.
    pub(crate) async fn sign_in(&mut self) -> Result<()> {
        let (login, password) = (self.login.clone(), self.password.clone());
        self.post("/sign-in", &[("login", &login), ("password", &password)]).await?;
        if let Some(unit) = self.serving.clone() {
            self.post("/session/place", &[("id", &unit)]).await?;
        }
        Ok(())
    }

    pub(crate) async fn open(&mut self, path: &str) -> Result<Answer> {
        let answer = self.visitor.get(path).await;
        accepted(path, answer)
    }

    /// Sends a form that leads on, and gives where to.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answer = accepted(path, self.visitor.post(path, fields).await)?;
        Ok(answer.location().to_owned())
    }

    /// Sends a form that answers with a page or a file.
    pub(crate) async fn fetch(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        accepted(path, self.visitor.post(path, fields).await)
    }

    /// Sends a form with files, and gives where it leads.
    pub(crate) async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Sent<'_>],
    ) -> Result<Answer> {
        accepted(path, self.visitor.upload(path, fields, files).await)
    }

    /// Makes a token for a year on the account's page, for a program that acts as this person.
    pub(crate) async fn with_token(&mut self, name: &str) -> Result<Program> {
        let fields = [("name", name), ("scope", "read"), ("days", "365")];
        let page = self.fetch("/account/tokens", &fields).await?.text();
        let token = page.split("id=\"token\">").nth(1).and_then(|rest| rest.split('<').next());
        let Some(token) = token else { bail!("演示中断：页面上没有访问令牌") };
        Ok(Program(self.visitor.clone().with_token(token)))
    }

    /// The JSON of a page that answers so.
    pub(crate) async fn upload_json(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Sent<'_>],
    ) -> Result<Value> {
        Ok(self.upload(path, fields, files).await?.json())
    }
}

/// A program with a personal access token.
#[derive(Clone, Debug)]
pub(crate) struct Program(Visitor);

impl Program {
    /// Asks the API.
    pub(crate) async fn json(&mut self, path: &str) -> Result<Value> {
        let answer = self.0.get(path).await;
        Ok(accepted(path, answer)?.json())
    }
}

fn accepted(path: &str, answer: Answer) -> Result<Answer> {
    let is_done = matches!(answer.status, StatusCode::OK | StatusCode::CREATED | StatusCode::SEE_OTHER);
    if is_done && !answer.location().starts_with("/sign-in?to=") {
        return Ok(answer);
    }
    let text = answer.text();
    let said: String = words(&text).chars().take(600).collect();
    bail!("演示中断：{path} 返回 {}：{said}", answer.status)
}

/// A page without its markup, for the sentence in it.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => words.push(c),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
