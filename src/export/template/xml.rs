//! XML of a workbook: read by its tags, changed by pieces, so that whatever is not changed stays letter for letter.

use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

/// The XML is not what a workbook has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

impl From<quick_xml::Error> for Broken {
    fn from(_: quick_xml::Error) -> Self {
        Self
    }
}

/// A piece of a text and what stands in its place afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// Replaces pieces of a text; what is put in at one place keeps its order. Pieces lie over one another only where tags
/// lie within one another that may not.
pub(super) fn edited(text: &str, mut edits: Vec<Edit>) -> Result<String, Broken> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut result = String::with_capacity(text.len() + added);
    let mut done = 0;
    for edit in edits {
        result.push_str(text.get(done..edit.range.start).ok_or(Broken)?);
        result.push_str(&edit.text);
        done = edit.range.end;
    }
    result.push_str(text.get(done..).ok_or(Broken)?);
    Ok(result)
}

/// Returns the value of an attribute by its name without the prefix.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Result<Option<String>, Broken> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| Broken)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Returns the number that an attribute is, where it is there.
pub(super) fn number(tag: &BytesStart, name: &str) -> Result<Option<u32>, Broken> {
    let value = attribute(tag, name)?;
    let number = value.map(|value| value.trim().parse().map_err(|_| Broken));
    number.transpose()
}

/// Says whether an attribute is on.
pub(super) fn is_on(tag: &BytesStart, name: &str) -> Result<Option<bool>, Broken> {
    let value = attribute(tag, name)?;
    Ok(value.map(|value| matches!(value.as_str(), "1" | "true" | "on")))
}

/// Returns the prefix of a tag with its colon: `x:` of `x:row`.
pub(super) fn prefix(tag: &BytesStart) -> String {
    let name = tag.name();
    let name = name.as_ref();
    match name.rfind(':') {
        Some(colon) => name[..=colon].to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_edited_stays() {
        let edit = |range: Range<usize>, text: &str| Edit {
            range,
            text: text.to_owned(),
        };
        let edits = vec![
            edit(3..5, "X"),
            edit(3..3, "1"),
            edit(3..3, "2"),
            edit(0..0, "<"),
        ];
        assert_eq!(edited("abcdef", edits).as_deref(), Ok("<abc12Xf"));
        let within = vec![edit(0..4, "X"), edit(2..3, "Y")];
        assert_eq!(edited("abcdef", within), Err(Broken));
    }
}
