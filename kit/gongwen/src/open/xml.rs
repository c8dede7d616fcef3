//! XML as a row of events, within limits: no entity of its own, no endless nesting, no recursion.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::limits;
use crate::read::ReadError;

/// What is told of a file from its first element to its last. Names come without their prefix.
pub(super) trait Visit {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError>;
    fn end(&mut self, name: &str) -> Result<(), ReadError>;
    fn text(&mut self, text: &str) -> Result<(), ReadError>;
}

/// An element's name and attributes.
#[derive(Debug)]
pub(super) struct Tag<'a>(&'a BytesStart<'a>);

impl Tag<'_> {
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// An attribute that is a whole number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Every attribute that can be read.
    fn attributes(&self) -> impl Iterator<Item = (String, String)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes.filter_map(|attribute| {
            let attribute = attribute.ok()?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            Some((local(attribute.key.into_inner()).to_owned(), value))
        })
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Walks through a file.
pub(super) fn walk(bytes: &[u8], visitor: &mut impl Visit) -> Result<(), ReadError> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut depth = 0;
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits::DEPTH {
                    return Err(ReadError::TooDeep);
                }
                visitor.start(&Tag(&tag))?;
            }
            Event::Empty(tag) => {
                visitor.start(&Tag(&tag))?;
                visitor.end(local(tag.name().into_inner()))?;
            }
            Event::End(tag) => {
                depth -= 1;
                visitor.end(local(tag.name().into_inner()))?;
            }
            Event::Text(text) => visitor.text(&text.xml10_content())?,
            Event::CData(text) => visitor.text(&text.xml10_content())?,
            Event::GeneralRef(name) => visitor.text(resolved(&name).encode_utf8(&mut [0; 4]))?,
            Event::DocType(text) if text.contains("<!ENTITY") => return Err(ReadError::Entities),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(ReadError::Damaged),
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// A character by its number or by one of XML's five names; anything else is nothing that could be read.
fn resolved(name: &BytesRef<'_>) -> char {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c;
    }
    match &**name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => '\u{fffd}',
    }
}

/// UTF-8, UTF-16 with its mark, or what the first line declares.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark_bytes..]).0;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.split_once("encoding=").and_then(|(_, rest)| {
        // Damage may stand where the quote should: any character, of any length.
        let mut rest = rest.chars();
        let quote = rest.next()?;
        rest.as_str().split(quote).next().and_then(|label| Encoding::for_label(label.as_bytes()))
    });
    declared.unwrap_or(encoding_rs::UTF_8).decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_that_is_damaged_is_passed_over() {
        assert_eq!(decode(b"<?xml encoding=\xff ID?><x/>"), "<?xml encoding=\u{fffd} ID?><x/>");
        assert_eq!(decode("<?xml encoding=".as_bytes()), "<?xml encoding=");
    }

    #[derive(Default)]
    struct Told(Vec<String>);

    impl Visit for Told {
        fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
            self.0.push(format!("<{} {:?}", tag.name(), tag.attribute("val")));
            Ok(())
        }
        fn end(&mut self, name: &str) -> Result<(), ReadError> {
            self.0.push(format!("/{name}"));
            Ok(())
        }
        fn text(&mut self, text: &str) -> Result<(), ReadError> {
            self.0.push(text.to_owned());
            Ok(())
        }
    }

    fn told(xml: &[u8]) -> Result<Vec<String>, ReadError> {
        let mut told = Told::default();
        walk(xml, &mut told).map(|()| told.0)
    }

    #[test]
    fn prefixes_and_entities_are_resolved() {
        let found =
            told(b"<?xml version='1.0'?><w:p><w:b w:val='1 &amp; 2'/>a&lt;&#20013;<![CDATA[<]]></w:p>");
        let expected = ["<p None", "<b Some(\"1 & 2\")", "/b", "a", "<", "中", "<", "/p"];
        assert_eq!(found, Ok(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn other_encodings_are_read() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<?xml version='1.0' encoding='GBK'?><p>通知</p>");
        assert_eq!(told(&gbk).map(|told| told[1].clone()), Ok("通知".into()));
        let utf16: Vec<u8> = "\u{feff}<p>通知</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(told(&utf16).map(|told| told[1].clone()), Ok("通知".into()));
    }

    #[test]
    fn what_means_harm_is_refused() {
        let bomb = b"<!DOCTYPE a [<!ENTITY x \"xxxxxxxx\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        assert_eq!(told(bomb), Err(ReadError::Entities));
        assert_eq!(told("<a>".repeat(10_000).as_bytes()), Err(ReadError::TooDeep));
        assert_eq!(told(b"<a><b></a>"), Err(ReadError::Damaged));
        assert_eq!(told(b"<a>text"), Err(ReadError::Damaged));
    }
}
