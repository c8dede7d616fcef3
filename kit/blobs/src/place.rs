use std::fmt;
use std::str::FromStr;

/// Where in an S3-compatible store the blobs lie: `s3://bucket` or `s3://bucket/prefix`. Each installation has a bucket or
/// a prefix of its own: a sweep takes everything below it for its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    bucket: String,
    prefix: String,
}

/// The text names no bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("请写成 s3://存储桶 或 s3://存储桶/前缀")]
pub struct NotABucket;

/// The longest key is 1024 bytes; a blob's own part takes 77.
const LONGEST_PREFIX: usize = 512;

impl BucketAddress {
    /// The bucket's name.
    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Without slashes at its ends; empty when there is none.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl FromStr for BucketAddress {
    type Err = NotABucket;

    fn from_str(text: &str) -> Result<Self, NotABucket> {
        let rest = text.strip_prefix("s3://").ok_or(NotABucket)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let in_bucket =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        let is_bucket = (3..=63).contains(&bucket.len()) && bucket.bytes().all(in_bucket);
        let is_prefix = prefix.is_empty() || prefix.len() <= LONGEST_PREFIX && prefix.split('/').all(is_step);
        if is_bucket && is_prefix {
            Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
        } else {
            Err(NotABucket)
        }
    }
}

/// One step of a path that every store spells alike.
fn is_step(step: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !step.is_empty() && step != "." && step != ".." && step.bytes().all(plain)
}

impl fmt::Display for BucketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(f, "s3://{}{slash}{}", self.bucket, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_with_or_without_a_prefix_is_read() {
        for (text, shown) in [
            ("s3://anbiao", "s3://anbiao"),
            ("s3://anbiao/", "s3://anbiao"),
            ("s3://an.biao-2/qinghe/2026/", "s3://an.biao-2/qinghe/2026"),
        ] {
            assert_eq!(text.parse::<BucketAddress>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_names_no_bucket_is_refused() {
        let long = format!("s3://anbiao/{}", "x".repeat(513));
        for text in [
            "",
            "s3://",
            "s3:///a",
            "http://anbiao",
            "anbiao",
            "s3://Anbiao",
            "s3://ab",
            "s3://a b c",
            "s3://anbiao/../x",
            "s3://anbiao//x",
            "s3://anbiao/照片",
            "s3://key:secret@anbiao",
            "s3://anbiao/x?y",
            &long,
        ] {
            assert_eq!(text.parse::<BucketAddress>(), Err(NotABucket), "{text}");
        }
    }
}
