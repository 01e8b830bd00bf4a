//! What an initiative says for machines and of others: `security`, `accessibility`, `gathers`.

use std::path::Path;
use std::sync::Arc;

use super::read::{unknown_name, words};
use super::{Initiative, MenuItem, Security, Words};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// `security = { contact = "mailto:…", expires = 2027-11-01 }`; `None`, and findings, where something lacks.
pub(super) fn security<'a>(reader: &mut Reader<'a>, file: &'a Arc<Path>) -> Option<Security> {
    let node = reader.node("security")?;
    let mut inner = Reader::new(file, node);
    let contact = match inner.node("contact").map(Node::list) {
        Some(Some(_)) => inner.texts("contact").unwrap_or_default(),
        _ => inner.required("contact").map(|text| (text, node.span)).into_iter().collect(),
    };
    let good = |text: &str| ["mailto:", "https://", "tel:"].iter().any(|scheme| text.starts_with(scheme));
    let mut contacts = Vec::new();
    for (text, span) in contact {
        match good(text) && !text.contains(char::is_whitespace) {
            true => contacts.push(text.to_owned()),
            false => {
                let finding = Diagnostic::new(codes::BAD_SECURITY_CONTACT).with("contact", text);
                inner.say(finding.at(Place::new(file, span)));
            }
        }
    }
    let written = inner.required("expires");
    let place = Place::new(file, inner.node("expires").map_or(node.span, |node| node.span));
    let expires = written.and_then(|text| text.parse().ok());
    if let (Some(written), None) = (written, expires) {
        inner.say(Diagnostic::new(codes::BAD_DATE).with("value", written).at(place.clone()));
    }
    for finding in inner.finish(&[("email", "contact"), ("expiry", "expires")]) {
        reader.say(finding);
    }
    Some(Security { contact: contacts, expires: expires?, place })
        .filter(|security| !security.contact.is_empty())
}

/// `accessibility = "@/pages/accessibility"`, or `{ to = …, title = … }`.
pub(super) fn accessibility<'a>(reader: &mut Reader<'a>, file: &'a Arc<Path>) -> Option<MenuItem> {
    let node = reader.node("accessibility")?;
    let place = Place::new(file, node.span);
    if let Some(to) = node.text() {
        return Some(MenuItem { to: to.to_owned(), title: Words::default(), place });
    }
    let mut inner = Reader::new(file, node);
    let to = inner.required("to").map(str::to_owned);
    let title = inner.node("title").map(|node| words(node, file, reader)).unwrap_or_default();
    for finding in inner.finish(&[("url", "to")]) {
        reader.say(finding);
    }
    Some(MenuItem { to: to?, title, place })
}

/// The initiatives each names in `gathers` are others of the same file.
pub(super) fn check_gathered(initiatives: &[Initiative], site: &mut Reader<'_>) {
    for town in initiatives {
        let others: Vec<&str> =
            initiatives.iter().map(|other| other.id.as_str()).filter(|id| *id != town.id).collect();
        for (id, place) in town.gathers.iter().filter(|(id, _)| !others.contains(&id.as_str())) {
            site.say(unknown_name(id, &others).at(place.clone()));
        }
    }
}
