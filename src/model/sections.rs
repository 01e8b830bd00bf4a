//! What a file of sections says of itself: nothing but the snapshot it was made for.

use super::{Sections, SourceId};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::Reader;
use crate::source::SourceFile;

/// Reads the fields of a file of sections.
pub(super) fn read(id: SourceId, file: &SourceFile) -> (Sections, Vec<Diagnostic>) {
    let mut reader = Reader::new(&file.path, &file.front);
    let base = reader.text("base").map(Box::from);
    if let (Some(written), Some(node)) = (base.as_deref().filter(|base| !is_base(base)), reader.node("base"))
    {
        let finding = Diagnostic::new(codes::PATTERN_MISSED).with("field", "base").with("value", written);
        reader.say(finding.with("pattern", "[0-9a-f]{12}|now").at(Place::new(&file.path, node.span)));
    }
    let base_place = match reader.node("base") {
        Some(node) => Place::new(&file.path, node.span),
        None => Place::file(&*file.path),
    };
    let place = Place::new(&file.path, file.front.span.start..file.front.span.start);
    let sections =
        Sections { lang: file.lang.clone(), source: id, path: file.path.clone(), base, base_place, place };
    (sections, reader.finish(&[]))
}

/// Whether a text names a snapshot: the first twelve digits of a text's hash, or `now` until that is put there.
pub(super) fn is_base(text: &str) -> bool {
    text == "now" || text.len() == 12 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
