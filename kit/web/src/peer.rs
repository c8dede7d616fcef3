use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// A range of addresses, `10.1.0.0/16` or `fd00::/8`; an address alone is a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix: u8,
}

/// The text is no range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("网段应写成 10.1.0.0/16 或 fd00::/8 的形式，单个地址也可以")]
pub struct BadCidr;

impl FromStr for Cidr {
    type Err = BadCidr;

    fn from_str(text: &str) -> Result<Self, BadCidr> {
        let (network, prefix) = match text.split_once('/') {
            Some((network, prefix)) => (network, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr = network.trim().parse().map_err(|_| BadCidr)?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |prefix| prefix.trim().parse().map_err(|_| BadCidr))?;
        (prefix <= longest).then_some(Self { network, prefix }).ok_or(BadCidr)
    }
}

impl Cidr {
    /// Whether the address lies in the range; an IPv4 address that came over IPv6 counts as IPv4.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = u32::from(network) ^ u32::from(address);
                differing.checked_shr(32 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = u128::from(network) ^ u128::from(address);
                differing.checked_shr(128 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// From which address a request comes. `X-Forwarded-For` counts only as far as it was written by proxies in `trusted`:
/// whoever is not one of them can write there what they like. `None` inside the process.
pub fn peer(headers: &HeaderMap, extensions: &Extensions, trusted: &[Cidr]) -> Option<IpAddr> {
    let ConnectInfo(socket) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.holds(address));
    let mut peer = socket.ip().to_canonical();
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(peer) {
            break;
        }
        let Some(address) = forwarded(hop) else { break };
        peer = address.to_canonical();
    }
    Some(peer)
}

/// `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::1]:4711`.
fn forwarded(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn from(socket: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(socket.parse().unwrap(), 4711)));
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let trusted: Vec<Cidr> = trusted.iter().map(|range| range.parse().unwrap()).collect();
        peer(&headers, &extensions, &trusted).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let told = &["198.51.100.1, 203.0.113.7"];
        assert_eq!(from("10.0.0.2", told, &[]), "10.0.0.2");
        assert_eq!(from("10.0.0.2", told, &["10.9.0.0/16"]), "10.0.0.2");
        assert_eq!(
            from("10.0.0.2", told, &["10.0.0.0/8"]),
            "203.0.113.7",
            "what stands before it is hearsay"
        );
        assert_eq!(from("10.0.0.2", told, &["10.0.0.0/8", "203.0.113.0/24"]), "198.51.100.1");
        assert_eq!(from("::ffff:10.0.0.2", told, &["10.0.0.2"]), "203.0.113.7");
        assert_eq!(from("10.0.0.2", &["198.51.100.1", "203.0.113.7:80"], &["10.0.0.2"]), "203.0.113.7");
        assert_eq!(from("fd00::2", &["[2001:db8::1]:443"], &["fd00::/8"]), "2001:db8::1");
        assert_eq!(from("10.0.0.2", &["not an address"], &["10.0.0.0/8"]), "10.0.0.2");
        assert_eq!(from("10.0.0.2", &[], &["10.0.0.0/8"]), "10.0.0.2");
    }

    #[test]
    fn a_range_is_read_or_refused() {
        let holds =
            |range: &str, address: &str| range.parse::<Cidr>().unwrap().holds(address.parse().unwrap());
        assert!(holds("0.0.0.0/0", "203.0.113.7") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("10.1.0.0/16", "10.1.255.255") && !holds("10.1.0.0/16", "10.2.0.0"));
        assert!(holds("::/0", "2001:db8::1") && holds("2001:db8::1", "2001:db8::1"));
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "10.0.0.0/x", "host/8"] {
            assert_eq!(text.parse::<Cidr>(), Err(BadCidr), "{text}");
        }
    }
}
