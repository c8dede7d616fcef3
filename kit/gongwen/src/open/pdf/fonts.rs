//! Codes of a PDF's strings → characters and widths.

use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::{GB18030, UTF_16BE};
use hayro_cmap::{BfString, load_embedded};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::dict::keys::{
    CID_TO_GID_MAP, DESCENDANT_FONTS, ENCODING, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3, TO_UNICODE,
};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream};
use unicode_normalization::UnicodeNormalization;

use super::is_image;

/// The fonts of a document, each loaded once.
pub(super) struct Fonts<'a> {
    loaded: HashMap<ObjectIdentifier, Option<Type<'a>>>,
    cache: FontCache<'a>,
    programs: FontResolverFn,
    maps: CMapResolverFn,
}

/// A font with how its codes are told when it does not tell them itself.
#[derive(Clone, Debug)]
pub(super) struct Type<'a> {
    font: Font<'a>,
    codes: Option<Codes>,
}

/// Codes that are a text encoding by the name of their map.
#[derive(Clone, Copy, Debug)]
enum Codes {
    Utf16,
    Gbk,
}

/// One code read from a string.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) length: usize,
    /// What it stands for; `None` when nothing tells.
    pub(super) text: Option<String>,
    /// In thousandths of the type's height.
    pub(super) advance: f64,
    /// A blank of one byte, which word spacing widens.
    pub(super) is_word_space: bool,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        let programs: FontResolverFn = Arc::new(|query| {
            let standard = match query {
                FontQuery::Standard(standard) => *standard,
                FontQuery::Fallback(wanted) => wanted.pick_standard_font(),
            };
            Some(standard.get_font_data())
        });
        Self { loaded: HashMap::new(), cache: FontCache::new(), programs, maps: Arc::new(load_embedded) }
    }

    /// A font, and what loading it costs in operators; nothing when it was loaded before.
    pub(super) fn load(&mut self, dict: &Dict<'a>) -> (Option<Type<'a>>, usize) {
        let id = dict.obj_id();
        if let Some(known) = id.and_then(|id| self.loaded.get(&id)) {
            return (known.clone(), 0);
        }
        let mut maps = maps(dict);
        maps.retain(|map| !is_image(map));
        let bytes: usize = maps.iter().map(|map| map.decoded_data().unwrap_or_default().len()).sum();
        let is_foreign = bytes > MOST_MAP_BYTES || maps_and_programs(dict).iter().any(is_image);
        let font = if is_foreign { None } else { self.build(dict) };
        if let Some(id) = id {
            self.loaded.insert(id, font.clone());
        }
        (font, LOADING + bytes / 4)
    }

    fn build(&self, dict: &Dict<'a>) -> Option<Type<'a>> {
        let font = self.cache.font(dict, &self.programs, &self.maps)?;
        let map = dict.get::<Name<'a>>(ENCODING).map(|name| name.as_str().to_owned()).unwrap_or_default();
        let codes = match map.as_str() {
            _ if dict.contains_key(TO_UNICODE) => None,
            "UniGB-UCS2-H" | "UniGB-UTF16-H" | "UniJIS-UCS2-H" | "UniCNS-UCS2-H" => Some(Codes::Utf16),
            "GBK-EUC-H" | "GBKp-EUC-H" | "GBK2K-H" | "GB-EUC-H" | "GBpc-EUC-H" => Some(Codes::Gbk),
            _ => None,
        };
        Some(Type { font, codes })
    }
}

/// Bytes of all maps of one font; a map of all of Unicode has fewer.
const MOST_MAP_BYTES: usize = 4 * 1024 * 1024;
/// Operators that a font costs at least.
const LOADING: usize = 1_000;

/// The streams that say what a font's codes are.
fn maps<'a>(dict: &Dict<'a>) -> Vec<Stream<'a>> {
    let keys = [TO_UNICODE, ENCODING, CID_TO_GID_MAP];
    own_and_descendants(dict).iter().flat_map(|font| keys.iter().filter_map(|key| font.get(*key))).collect()
}

/// Every stream that is unpacked to load a font.
fn maps_and_programs<'a>(dict: &Dict<'a>) -> Vec<Stream<'a>> {
    let mut found = maps(dict);
    for font in own_and_descendants(dict) {
        let descriptor = font.get::<Dict<'a>>(FONT_DESC).unwrap_or_default();
        let keys = [FONT_FILE, FONT_FILE2, FONT_FILE3];
        found.extend(keys.iter().filter_map(|key| descriptor.get::<Stream<'a>>(*key)));
    }
    found
}

fn own_and_descendants<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let descendants = dict.get::<Array<'a>>(DESCENDANT_FONTS);
    let mut fonts: Vec<Dict<'a>> =
        descendants.map(|array| array.iter().take(4).collect()).unwrap_or_default();
    fonts.push(dict.clone());
    fonts
}

impl Type<'_> {
    /// Reads the code at `offset`, which lies within `bytes`.
    pub(super) fn read(&self, bytes: &[u8], offset: usize) -> Code {
        let (code, length) = self.font.read_code(bytes, offset);
        let length = length.max(1);
        let own = match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let text = match own {
            Some(BfString::Char(c)) => Some(c.to_string()),
            Some(BfString::String(text)) => Some(text),
            None => self.codes.and_then(|codes| told(codes, bytes.get(offset..offset + length)?)),
        };
        let text =
            text.filter(|text| text.chars().all(is_told)).map(|text| text.chars().flat_map(plain).collect());
        let is_word_space = code == 32 && length == 1;
        Code { length, text, advance: self.font.code_advance(code).x, is_word_space }
    }
}

fn told(codes: Codes, bytes: &[u8]) -> Option<String> {
    let encoding = match codes {
        Codes::Utf16 => UTF_16BE,
        Codes::Gbk => GB18030,
    };
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// Neither a private character nor the mark of one that was lost.
fn is_told(c: char) -> bool {
    !matches!(c, '\u{0}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{f0000}'..)
}

/// Radicals and compatibility forms look like characters and share their glyphs; the character is meant.
fn plain(c: char) -> impl Iterator<Item = char> {
    let is_double = matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fb06}');
    let folded = is_double.then(|| c.nfkc().collect::<Vec<char>>());
    folded.unwrap_or_else(|| vec![c]).into_iter()
}
