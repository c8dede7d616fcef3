use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use tokio::time::timeout;

use crate::address::is_public;
use crate::title::title;

const REDIRECTS: usize = 3;
const MOST_BYTES: usize = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// Addresses that may be asked although they are not public: none in production, a test's own server in a test.
#[derive(Clone, Debug, Default)]
pub struct Allowed(Arc<HashSet<SocketAddr>>);

impl Allowed {
    /// Only what a test names.
    pub fn only(addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self(Arc::new(addresses.into_iter().collect()))
    }

    fn takes(&self, address: IpAddr, port: u16) -> bool {
        let is_plain_port = matches!(port, 80 | 443);
        (is_plain_port && is_public(address)) || self.0.contains(&SocketAddr::new(address, port))
    }

    fn takes_port(&self, port: u16) -> bool {
        matches!(port, 80 | 443) || self.0.iter().any(|address| address.port() == port)
    }
}

/// Why no title came; each a sentence with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    #[error("链接应以 http:// 或 https:// 开头，如 https://www.example.com/a.html。")]
    NoLink,
    #[error("这个链接指向内部网络或不常用的端口，为安全起见不读取，请直接填写标题。")]
    Inside,
    #[error("没有读到这个网页（打不开、超时或跳转太多），请核对链接，或直接填写标题。")]
    Unreachable,
    #[error("这个网页里没有标题，请直接填写标题。")]
    NoTitle,
}

/// Asks pages for their titles.
#[derive(Clone, Debug)]
pub struct Titles {
    /// None where the library of ciphers cannot be set up: no page is reached then.
    client: Option<Client>,
    allowed: Allowed,
}

impl Titles {
    /// Asks public addresses, and those that are allowed besides.
    pub fn new(allowed: Allowed) -> Self {
        // The process may have one already; that one is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let resolver = Arc::new(Guarded { allowed: allowed.clone() });
        let client = Client::builder()
            .dns_resolver(resolver)
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .user_agent("anbiao")
            .build()
            .ok();
        Self { client, allowed }
    }

    /// The title of the page behind a link. Each step of a redirect is checked like the first; connected is only to an address that was
    /// checked. At most 256 KB are read, in at most 5 seconds.
    ///
    /// # Errors
    /// Every [`BadLink`].
    pub async fn of(&self, link: &str) -> Result<String, BadLink> {
        let link = parse(link)?;
        timeout(PATIENCE, self.asked(link)).await.unwrap_or(Err(BadLink::Unreachable))
    }

    async fn asked(&self, mut link: Url) -> Result<String, BadLink> {
        let client = self.client.as_ref().ok_or(BadLink::Unreachable)?;
        for _ in 0..=REDIRECTS {
            self.check(&link)?;
            let request = client.get(link.clone()).header(ACCEPT, "text/html");
            let answer = request.send().await.map_err(|error| refusal(&error))?;
            if !answer.status().is_redirection() {
                return read(answer).await;
            }
            let next = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let next = next.and_then(|to| link.join(to).ok()).ok_or(BadLink::Unreachable)?;
            link = parse(next.as_str())?;
        }
        Err(BadLink::Unreachable)
    }

    /// What the resolver never sees: ports, and addresses in the place of names.
    fn check(&self, link: &Url) -> Result<(), BadLink> {
        let port = link.port_or_known_default().ok_or(BadLink::Inside)?;
        if !self.allowed.takes_port(port) {
            return Err(BadLink::Inside);
        }
        let host = link.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        match host.parse::<IpAddr>() {
            Ok(address) if !self.allowed.takes(address, port) => Err(BadLink::Inside),
            _ => Ok(()),
        }
    }
}

/// A link of the web, without a name or password of anybody.
fn parse(link: &str) -> Result<Url, BadLink> {
    let url = Url::parse(link.trim()).map_err(|_| BadLink::NoLink)?;
    let is_plain =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if is_plain && url.has_host() { Ok(url) } else { Err(BadLink::NoLink) }
}

async fn read(mut answer: Response) -> Result<String, BadLink> {
    if !answer.status().is_success() {
        return Err(BadLink::Unreachable);
    }
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| BadLink::Unreachable)? {
        bytes.extend_from_slice(&chunk[..chunk.len().min(MOST_BYTES - bytes.len())]);
        if bytes.len() == MOST_BYTES {
            break;
        }
    }
    title(&bytes, &kind).ok_or(BadLink::NoTitle)
}

fn refusal(error: &reqwest::Error) -> BadLink {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<Refused>() {
            return BadLink::Inside;
        }
        cause = one.source();
    }
    BadLink::Unreachable
}

/// Gives the connector only those addresses of a name that may be asked.
struct Guarded {
    allowed: Allowed,
}

/// A name has no address that may be asked.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
struct Refused;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            // The port is the link's, which was checked; an allowed address brings its own.
            let is_let = |address: &SocketAddr| {
                is_public(address.ip()) || allowed.0.iter().any(|one| one.ip() == address.ip())
            };
            let found: Vec<SocketAddr> = found.filter(is_let).collect();
            if found.is_empty() {
                return Err(Refused.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}
