//! Reads a written package back, part by part.

use std::io::{Cursor, Read};

use gongwen::document::Document;
use gongwen::docx;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::sample::Drawn;

/// The bytes of `document` as DOCX, its pictures drawn.
pub(crate) fn bytes(document: &Document) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    docx::write(document, &Drawn, &mut out).expect("the document is written");
    out.into_inner()
}

pub(crate) fn open(bytes: &[u8]) -> ZipArchive<Cursor<&[u8]>> {
    ZipArchive::new(Cursor::new(bytes)).expect("a DOCX is a ZIP file")
}

/// The names of all parts, in the order in which they are stored.
pub(crate) fn names(bytes: &[u8]) -> Vec<String> {
    let mut archive = open(bytes);
    let name = |index| {
        let file = archive.by_index(index).expect("a part");
        file.name().expect("names are UTF-8").into_owned()
    };
    (0..open(bytes).len()).map(name).collect()
}

/// One part of the package as text.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = open(bytes);
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("XML is UTF-8");
    text
}

/// An element as the tests look at it: its name and its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The elements and the character data of well-formed XML, each in order; anything else fails.
pub(crate) fn parse(xml: &str) -> (Vec<Element>, Vec<String>) {
    let mut reader = Reader::from_str(xml);
    let (mut elements, mut texts) = (Vec::new(), vec![String::new()]);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("well-formed attribute");
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
                    (text_of(attribute.key.as_ref()), value.expect("escaped value").into_owned())
                });
                elements
                    .push(Element { name: text_of(start.name().as_ref()), attributes: attributes.collect() });
                texts.push(String::new());
            }
            Event::End(_) => texts.push(String::new()),
            Event::Text(text) => append(&mut texts, &text),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().expect("a character").map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(String::from);
                append(&mut texts, &character.or_else(named).expect("a known entity"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    (elements, texts)
}

fn append(texts: &mut [String], more: &str) {
    if let Some(last) = texts.last_mut() {
        last.push_str(more);
    }
}

fn text_of(name: impl AsRef<str>) -> String {
    name.as_ref().to_owned()
}
