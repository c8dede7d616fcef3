use anyhow::{Context, Result};
use ids::Mint;
use sheets::{Cell, Column, Entry, Heading, Limits, Sheet, Workbook, read_table};
use web::Visitor;
use web::axum::Router;

use super::district::{self, DemoUnit};
use super::hand::Hand;
use super::serving;

/// Everybody of the demonstration, with the passwords that they chose.
pub(crate) struct Cast {
    pub(crate) officer: Hand,
    pub(crate) reviewer: Hand,
    pub(crate) units: Vec<Player>,
    /// Role, login, password, place; one line a role.
    pub(crate) sign_ins: Vec<[String; 4]>,
}

/// A unit and whoever works for it.
pub(crate) struct Player {
    pub(crate) id: String,
    pub(crate) hand: Hand,
}

/// The body that launches: with a notice of the user's own it is that notice's issuer, and the units carry no district's
/// name.
pub(crate) struct Body {
    pub(crate) name: String,
    pub(crate) district: &'static str,
}

impl Body {
    /// The body of the sample notice, or of `issuer`.
    pub(crate) fn of(issuer: Option<&str>) -> Self {
        match issuer {
            Some(issuer) => Self { name: issuer.to_owned(), district: "" },
            None => Self { name: "云岭市青禾区卫生健康局".to_owned(), district: "青禾区" },
        }
    }
}

const BODY_SHORT: &str = "区卫健局";

/// Sets the site up by its one-time link, opens every account by its own, and brings the units in by a sheet: the same
/// doors as in a real district.
pub(crate) async fn hire(
    router: &Router,
    mint: &Mint,
    setup_path: &str,
    count: usize,
    body: &Body,
) -> Result<Cast> {
    let mut opening = Opening { router, mint, sign_ins: Vec::new() };
    let (mut system, links) = opening.set_up(setup_path, &body.name).await?;
    let place = BODY_SHORT;
    let mut security = opening.welcome(&links[0], "安全管理员", "security", place).await?;
    opening.welcome(&links[1], "审计管理员", "audit", place).await?;
    let mut officer = opening.welcome(&links[2], "局经办", "officer", place).await?;
    let reviewer = opening.welcome(&links[3], "局审核", "reviewer", place).await?;
    let units = district::units(mint, body.district, count);
    let first_unit = units.first().map(|unit| (unit.name.clone(), unit.short_name.clone()));
    let (first_name, first_place) = first_unit.unwrap_or_default();
    bring_in(&mut officer, &units).await?;
    let invitations = invitations(&mut officer).await?;
    let ids = ids(&mut officer).await?;
    let served = serving::served(units.len());
    let mut players: Vec<Player> = Vec::with_capacity(units.len());
    for (i, unit) in units.into_iter().enumerate() {
        let id = ids.iter().find(|(name, _)| *name == unit.name).map(|(_, id)| id.clone());
        let id = id.with_context(|| format!("没有导入“{}”", unit.name))?;
        if let Some(server) = players.get(serving::SERVER).filter(|_| served == Some(i)) {
            let hand = serving::serve(&mut officer, router, server, &id).await?;
            players.push(Player { id, hand });
            continue;
        }
        let path = invitations.iter().find(|(name, _)| *name == unit.name).map(|(_, path)| path.as_str());
        let path = path.with_context(|| format!("没有“{}”的登录链接", unit.name))?;
        let login = format!("unit{:03}", i + 1);
        let hand =
            opening.welcome(path, if i == 0 { "单位经办" } else { "" }, &login, &unit.short_name).await?;
        players.push(Player { id, hand });
    }
    if let Some(first) = players.first() {
        let place = first_place.as_str();
        let leader = [("name", "陈院长"), ("role", "unit_leader")];
        let page = officer.fetch(&format!("/units/{}/invite", first.id), &leader).await?.text();
        let path = page.split("/welcome/").nth(1).map(link).context("没有单位领导的登录链接")?;
        opening.welcome(&path, "单位领导", "leader001", place).await?;
        let mut office = (&mut system, &mut security);
        let unit = (first.id.as_str(), first_name.as_str());
        opening.appoint(&mut office, ("职工", "member"), "member001", (unit, place)).await?;
        opening.appoint(&mut office, ("检查组", "inspector"), "inspector", (unit, BODY_SHORT)).await?;
    }
    Ok(Cast { officer, reviewer, units: players, sign_ins: opening.sign_ins })
}

struct Opening<'a> {
    router: &'a Router,
    mint: &'a Mint,
    sign_ins: Vec<[String; 4]>,
}

impl Opening<'_> {
    /// The first administrator, and the links of the four that come next.
    async fn set_up(&mut self, path: &str, body: &str) -> Result<(Hand, Vec<String>)> {
        let password = self.password();
        let name = district::person(self.mint);
        let mut hand = Hand::new(Visitor::new(self.router.clone()), "system", &password);
        let fields = [
            ("body_name", body),
            ("body_short_name", BODY_SHORT),
            ("name", name.as_str()),
            ("login", "system"),
            ("password", password.as_str()),
            ("again", password.as_str()),
        ];
        let page = hand.fetch(path, &fields).await?.text();
        self.note("系统管理员", "system", &password, BODY_SHORT);
        let links: Vec<String> = page.split("/welcome/").skip(1).map(link).collect();
        anyhow::ensure!(links.len() == 4, "初始化后应有 4 个登录链接，实际 {} 个", links.len());
        hand.sign_in().await?;
        Ok((hand, links))
    }

    /// A person whom no unit invites: the system administrator makes the account, the security administrator gives the role.
    async fn appoint(
        &mut self,
        (system, security): &mut (&mut Hand, &mut Hand),
        (word, role): (&str, &str),
        login: &str,
        ((unit, unit_name), place): ((&str, &str), &str),
    ) -> Result<()> {
        let name = format!("{}（{word}）", district::person(self.mint));
        let page = system.fetch("/accounts", &[("name", &name), ("unit", unit)]).await?.text();
        let path = page.split("/welcome/").nth(1).map(link).context("没有新账号的登录链接")?;
        let list = security.open("/accounts?role=none").await?.text();
        let row = list.split("/accounts/").skip(1).find(|row| row.contains(&name));
        let account = row.and_then(|row| row.split('"').next()).context("名单里没有新账号")?;
        // A role would end the link of the one who made the account.
        let (mut hand, password) = self.opened(&path, login).await?;
        let page = security.open(&format!("/accounts/{account}?role={role}")).await?.text();
        let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let asked = format!("/units/choices?for={role}");
        let named = offered(security, &format!("{asked}&unit={}", web::encoded(unit_name))).await?;
        // A role that belongs to no unit is held at the bureau.
        let node = if named.is_some() { named } else { offered(security, &asked).await? };
        let node = node.with_context(|| format!("“{word}”没有可以任职的单位"))?;
        let fields = [("version", version.unwrap_or_default()), ("role", role), ("unit", &*node)];
        security.post(&format!("/accounts/{account}/grants"), &fields).await?;
        hand.sign_in().await?;
        self.note(word, login, &password, place);
        Ok(())
    }

    /// Opens an account by its link and signs in; a blank `role` keeps it off the printed list.
    async fn welcome(&mut self, path: &str, role: &str, login: &str, place: &str) -> Result<Hand> {
        let (mut hand, password) = self.opened(path, login).await?;
        hand.sign_in().await?;
        if !role.is_empty() {
            self.note(role, login, &password, place);
        }
        Ok(hand)
    }

    /// Opens an account by its link, with a password.
    async fn opened(&self, path: &str, login: &str) -> Result<(Hand, String)> {
        let password = self.password();
        let name = district::person(self.mint);
        let mut hand = Hand::new(Visitor::new(self.router.clone()), login, &password);
        let fields = [
            ("name", name.as_str()),
            ("login", login),
            ("password", password.as_str()),
            ("again", password.as_str()),
        ];
        hand.post(path, &fields).await?;
        Ok((hand, password))
    }

    fn note(&mut self, role: &str, login: &str, password: &str, place: &str) {
        self.sign_ins.push([role, login, password, place].map(str::to_owned));
    }

    /// 16 characters that nobody can foretell, whatever the seed.
    fn password(&self) -> String {
        self.mint.secret().reveal().chars().take(16).collect()
    }
}

/// The first name that a field for a node offers.
async fn offered(hand: &mut Hand, path: &str) -> Result<Option<String>> {
    let options = hand.open(path).await?.text();
    Ok(options.split("<option value=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned))
}

/// The path of a one-time link that a page shows after `/welcome/`.
fn link(rest: &str) -> String {
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("/welcome/{token}")
}

async fn bring_in(officer: &mut Hand, units: &[DemoUnit]) -> Result<()> {
    let sheet = roster(units)?;
    let answer = officer.upload("/units/import", &[], &[("file", "单位名册.xlsx", &sheet)]).await?;
    let preview = answer.location().to_owned();
    let id = preview.rsplit('/').next().unwrap_or_default().to_owned();
    officer.open(&preview).await?;
    officer.post("/units/import/confirm", &[("id", &id)]).await.map(drop)
}

/// Name and id of every unit.
async fn ids(officer: &mut Hand) -> Result<Vec<(String, String)>> {
    let mut program = officer.with_token("名册").await?;
    let mut ids = Vec::new();
    for page in 1.. {
        let list = program.json(&format!("/api/v1/units?page={page}")).await?;
        for unit in list["units"].as_array().into_iter().flatten() {
            if let (Some(name), Some(id)) = (unit["name"].as_str(), unit["id"].as_str()) {
                ids.push((name.to_owned(), id.to_owned()));
            }
        }
        if list["pages"].as_u64().is_none_or(|pages| page >= pages) {
            break;
        }
    }
    Ok(ids)
}

pub(crate) fn roster(units: &[DemoUnit]) -> Result<Vec<u8>> {
    let titles = [
        "单位名称",
        "简称",
        "统一社会信用代码",
        "类别",
        "街道（乡镇）",
        "在职人数",
        "联络员",
        "联络员职务",
        "联络员电话",
    ];
    let mut sheet = Sheet::new("单位", titles.map(|title| Heading::new(title, 20.0)));
    for unit in units {
        let headcount = i64::try_from(unit.headcount)?;
        let text = |text: &str| Entry::from(text);
        sheet.push([
            text(&unit.name),
            text(&unit.short_name),
            text(&unit.credit_code),
            text(unit.class),
            text(unit.township),
            Entry::from(headcount),
            text(&unit.liaison),
            text(unit.liaison_post),
            text(&unit.phone),
        ]);
    }
    let mut workbook = Workbook::new();
    workbook.push(sheet);
    Ok(workbook.to_bytes()?)
}

async fn invitations(officer: &mut Hand) -> Result<Vec<(String, String)>> {
    const NAME: Column = Column::required("单位名称", &[]);
    const LINK: Column = Column::required("一次性登录链接", &[]);
    let file = officer.fetch("/units/invitations", &[]).await?;
    let table = read_table(&file.body, &[NAME, LINK], &Limits::default())
        .map_err(|error| anyhow::anyhow!("登录链接表无法读取：{error}"))?;
    let rows = table.collect(|row| {
        let (name, url) = (row.read(&NAME, Cell::text), row.read(&LINK, Cell::text));
        let url: String = url?;
        Some((name?, url.split("/welcome/").nth(1).map(link)?))
    });
    rows.map_err(|errors| anyhow::anyhow!("登录链接表有 {} 处错误", errors.len()))
}
