//! What the people an entry tells of have agreed to (DESIGN §6).
//!
//! One consent covers everybody in `persons`. Who holds public office needs none for what was said or done there.

use crate::model::fields::{Fields, Typed, TypedValue};

/// Days before a consent's end from which on somebody should ask again (P03).
pub const ENDS_SOON: i32 = 60;

/// What a consent may cover, by the words of the field `scope`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The person's name.
    Name,
    /// Photos.
    Photo,
    /// Where the person works.
    Employer,
    /// The person's country or people.
    Origin,
    /// The person's own words.
    Quote,
    /// Being shown on the web at all.
    Web,
    /// The card that social networks show of a link.
    Social,
    /// Other languages than the one the person has read.
    Translation,
}

impl Scope {
    /// The word in `scope`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Photo => "photo",
            Self::Employer => "employer",
            Self::Origin => "origin",
            Self::Quote => "quote",
            Self::Web => "web",
            Self::Social => "social",
            Self::Translation => "translation",
        }
    }
}

/// Whether an entry with these fields may show something. Where nobody's consent is needed, all may be shown; where
/// one is needed and there is none, nothing.
pub fn covers(fields: &Fields, scope: Scope) -> bool {
    match fields.object("consent") {
        Some(consent) => consent.texts("scope").any(|word| word == scope.as_str()),
        None => private_persons(fields).next().is_none(),
    }
}

/// The people in `persons` whose consent is needed: all but those who are there for their public office.
pub fn private_persons(fields: &Fields) -> impl Iterator<Item = (&Typed, &Fields)> {
    persons(fields).filter(|(_, person)| !person.flag("public_office"))
}

/// Everybody in `persons`, with the place.
pub fn persons(fields: &Fields) -> impl Iterator<Item = (&Typed, &Fields)> {
    fields.list("persons").iter().filter_map(|typed| match &typed.value {
        TypedValue::Object(person) => Some((typed, person)),
        _ => None,
    })
}
