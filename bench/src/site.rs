//! A demonstration's site, served by the program under measurement, and a browser's way in.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use ureq::http::{Response, header};
use ureq::{Agent, Body};

/// The data folder of a demonstration of `units` units with one photo each; played once, then kept.
pub(crate) fn played(program: &Path, data: &Path, units: u16) -> Result<PathBuf> {
    let folder = data.join(format!("site-{units}"));
    if folder.join("sign-ins.txt").is_file() {
        return Ok(folder);
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    println!("   playing {units} units once …");
    let status = Command::new(program)
        .args(["demo", "--photos-per-unit", "1", "--units", &units.to_string(), "--data"])
        .arg(&folder)
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "the demonstration of {units} units stopped");
    Ok(folder)
}

/// A folder with all that lies in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &there)?,
            false => fs::copy(entry.path(), there).map(drop)?,
        }
    }
    Ok(())
}

/// A demonstration of its own, played anew, for what changes it.
pub(crate) fn played_anew(program: &Path, data: &Path, units: u16) -> Result<PathBuf> {
    let own = data.join("changed");
    if own.exists() {
        std::fs::remove_dir_all(&own)?;
    }
    played(program, &own, units)
}

/// `anbiao serve` on a free port; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start(program: &Path, folder: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .env("ANBIAO_LOG", "off")
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("no output")?;
        let address = BufReader::new(stdout).lines().next().context("the program said nothing")??;
        Ok(Self { child, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the requests will have shown.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// One signed-in browser.
#[derive(Debug)]
pub(crate) struct Browser {
    agent: Agent,
    address: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Signs in with a line of the folder's `sign-ins.txt`.
    pub(crate) fn sign_in(server: &Server, folder: &Path, login: &str) -> Result<Self> {
        let agent = Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let mut browser = Self { agent, address: server.address.clone(), cookies: BTreeMap::new() };
        let lines = std::fs::read_to_string(folder.join("sign-ins.txt"))?;
        let line = lines.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let password =
            line.into_iter().find(|line| line.get(1) == Some(&login)).and_then(|l| l.get(2).copied());
        browser.get("/sign-in")?;
        let form =
            format!("csrf={}&login={login}&password={}", browser.token(), password.context("no such login")?);
        let answer = browser.send("/sign-in", "application/x-www-form-urlencoded", form.as_bytes())?;
        ensure!(answer.status() == 303, "{login} could not sign in: {}", answer.status());
        Ok(browser)
    }

    /// The value of the `Cookie` header.
    pub(crate) fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// A page, which must come.
    pub(crate) fn get(&mut self, path: &str) -> Result<String> {
        let url = format!("{}{path}", self.address);
        let mut answer = self.agent.get(url).header("cookie", self.cookie()).call()?;
        self.keep_cookies(&answer);
        ensure!(answer.status() == 200, "{path}: {}", answer.status());
        Ok(answer.body_mut().with_config().limit(64 << 20).read_to_string()?)
    }

    /// Sends one file by a form that leads on, and gives where to.
    pub(crate) fn upload(&mut self, path: &str, file_name: &str, bytes: &[u8]) -> Result<String> {
        const BOUNDARY: &str = "----anbiao-bench-4b1d";
        let token = self.token();
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let mut answer = self.send(path, &format!("multipart/form-data; boundary={BOUNDARY}"), &body)?;
        if answer.status() != 303 {
            bail!("{path}: {} {}", answer.status(), answer.body_mut().read_to_string()?);
        }
        let location = answer.headers().get(header::LOCATION).context("it leads nowhere")?;
        Ok(location.to_str()?.to_owned())
    }

    /// Sends a form that leads on.
    pub(crate) fn post(&mut self, path: &str, fields: &str) -> Result<()> {
        let form = format!("csrf={}&{fields}", self.token());
        let answer = self.send(path, "application/x-www-form-urlencoded", form.as_bytes())?;
        ensure!(answer.status() == 303, "{path}: {}", answer.status());
        Ok(())
    }

    /// A token with which a program reads for a day.
    pub(crate) fn access_token(&mut self) -> Result<String> {
        self.get("/account")?;
        let form = format!("csrf={}&name=bench&scope=read&days=1", self.token());
        let mut answer =
            self.send("/account/tokens", "application/x-www-form-urlencoded", form.as_bytes())?;
        ensure!(answer.status() == 200, "no token: {}", answer.status());
        let page = answer.body_mut().read_to_string()?;
        let token = page.split("id=\"token\">").nth(1).and_then(|rest| rest.split('<').next());
        Ok(token.context("a page without the token")?.to_owned())
    }

    fn send(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<Response<Body>> {
        let request = self.agent.post(format!("{}{path}", self.address));
        let answer = request.header("cookie", self.cookie()).header("content-type", kind).send(body)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    /// What a form repeats to show that the page was ours.
    fn token(&self) -> String {
        self.cookies.get("csrf").cloned().unwrap_or_default()
    }

    fn keep_cookies(&mut self, answer: &Response<Body>) {
        let lines = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        for (name, value) in lines.filter_map(|line| line.split(';').next()?.split_once('=')) {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
