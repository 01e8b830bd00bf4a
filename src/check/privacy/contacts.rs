//! E-mail addresses of offices and roles, not of people (P06, P15).
//!
//! At a private host, or somebody's name; in every file as it is written, links too. `[privacy] public_contacts` names
//! those that are meant to be public, and so does an initiative's own `email`.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memchr_iter;

use super::fold::fold;
use crate::check::texts::Written;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, codes};

/// Hosts where people have their own mail.
const PRIVATE: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.no",
    "outlook.com",
    "outlook.no",
    "live.com",
    "live.no",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "yahoo.com",
    "yahoo.no",
    "ymail.com",
    "online.no",
    "broadpark.no",
    "getmail.no",
    "lyse.net",
    "altibox.no",
    "frisurf.no",
    "start.no",
    "c2i.net",
    "tele2.no",
    "telia.com",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "gmx.com",
    "gmx.net",
    "gmx.de",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "ukr.net",
    "i.ua",
    "wp.pl",
    "o2.pl",
    "onet.pl",
    "interia.pl",
    "aol.com",
    "mail.com",
    "zoho.com",
    "tutanota.com",
    "hey.com",
    "fastmail.com",
    "qq.com",
    "163.com",
];

/// Words of addresses that belong to a role or an office.
const ROLES: &[&str] = &[
    "post",
    "postmottak",
    "epost",
    "mail",
    "kontakt",
    "contact",
    "info",
    "hei",
    "hello",
    "support",
    "hjelp",
    "help",
    "press",
    "presse",
    "media",
    "redaksjon",
    "redaksjonen",
    "web",
    "webmaster",
    "admin",
    "service",
    "servicetorg",
    "servicesenter",
    "kundeservice",
    "resepsjon",
    "booking",
    "pamelding",
    "paamelding",
    "arrangement",
    "events",
    "mentor",
    "mentorer",
    "frivillig",
    "frivillige",
    "jobb",
    "job",
    "jobs",
    "rekruttering",
    "personvern",
    "privacy",
    "personvernombud",
    "dpo",
    "noreply",
    "no",
    "ikke",
    "svar",
    "firmapost",
    "ordforer",
    "ordfoerer",
    "leder",
    "styret",
    "styreleder",
    "daglig",
    "prosjekt",
    "prosjektleder",
    "integrering",
    "flyktning",
    "flyktningtjenesten",
    "nav",
    "kommune",
    "kommunen",
    "kommunikasjon",
    "voksenopplaering",
    "naering",
    "naeringsliv",
    "avdeling",
    "team",
    "globale",
    "first",
    "last",
    "fornavn",
    "etternavn",
    "navn",
    "name",
    "din",
    "your",
];

/// What an address may be in spite of the rules.
pub(super) struct Public {
    emails: HashSet<String>,
    /// Words of the initiatives' names.
    words: HashSet<String>,
}

impl Public {
    pub(super) fn new(config: &Config) -> Self {
        let contacts = &config.privacy.public_contacts;
        let shared = config.initiatives.iter().filter_map(|town| town.email.as_deref());
        let emails = contacts.iter().map(String::as_str).chain(shared).map(|text| text.trim().to_lowercase());
        let names = config.initiatives.iter().flat_map(|town| town.name.0.values().chain([&town.id]));
        let words =
            names.flat_map(|name| fold(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        Self { emails: emails.collect(), words: words.collect() }
    }
}

/// Of a file as it is written.
pub(super) fn emails_in(Written { file, text }: Written<'_>, public: &Public) -> Vec<Diagnostic> {
    let found = memchr_iter(b'@', text.as_bytes()).filter_map(|at| {
        let span = email(text, at)?;
        let code = judged(&text[span.clone()], public)?;
        Some(Diagnostic::new(code).at(Place::new(&file.path, span)))
    });
    found.collect()
}

/// The bytes of the address around an `@`.
fn email(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let is_host = |letter: char| letter.is_alphanumeric() || ".-".contains(letter);
    let local =
        text[..at].chars().rev().take_while(|letter| is_local(*letter)).map(char::len_utf8).sum::<usize>();
    let host =
        text[at + 1..].chars().take_while(|letter| is_host(*letter)).map(char::len_utf8).sum::<usize>();
    let end = at + 1 + text[at + 1..at + 1 + host].trim_end_matches(['.', '-']).len();
    let start = at - local
        + (text[at - local..at].len() - text[at - local..at].trim_start_matches(['.', '-', '%', '+']).len());
    let whole = start < at && text[at + 1..end].contains('.');
    whole.then_some(start..end)
}

/// Why an address must not be published; `None` where it may.
fn judged(email: &str, public: &Public) -> Option<Code> {
    let email = email.to_lowercase();
    if public.emails.contains(&email) {
        return None;
    }
    let (local, host) = email.split_once('@')?;
    if PRIVATE
        .iter()
        .any(|private| host == *private || host.strip_suffix(private).is_some_and(|sub| sub.ends_with('.')))
    {
        return Some(codes::PRIVATE_EMAIL);
    }
    let parts: Vec<&str> = local.split(['.', '-', '_']).collect();
    let labels: Vec<String> = host.split(['.', '-']).map(fold).collect();
    let of_role = |part: &str| {
        let folded = fold(part);
        let word = folded.trim();
        ROLES.contains(&word)
            || public.words.contains(word)
            || labels.iter().any(|label| label.trim() == word)
    };
    let named = parts.len() >= 2
        && parts.iter().all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic))
        && parts.iter().any(|part| part.chars().count() >= 2)
        && !parts.iter().any(|part| of_role(part));
    named.then_some(codes::PERSONAL_EMAIL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> Option<&'static str> {
        let public = Public {
            emails: HashSet::from(["kari.nordmann@baerum.kommune.no".to_owned()]),
            words: HashSet::from(["globale".to_owned(), "sandefjord".to_owned()]),
        };
        let at = text.find('@')?;
        judged(&text[email(text, at)?], &public).map(|code| code.0)
    }

    #[test]
    fn people_have_addresses_and_offices_have_others() {
        for text in [
            "amal77@gmail.com",
            "Skriv til A.H@Hotmail.com.",
            "[e](mailto:x@online.no)",
            "åse@mail.yahoo.com",
        ] {
            assert_eq!(code_of(text), Some("G0538"), "{text}");
        }
        for text in [
            "ola.nordmann@baerum.kommune.no",
            "Ola-Kari.Nordmann@nav.no",
            "mailto:åse_bjørnæs@firma.no",
            "o.nordmann@nav.no",
        ] {
            assert_eq!(code_of(text), Some("G0540"), "{text}");
        }
        for text in [
            "post@baerum.kommune.no",
            "kontakt@globale-baerum.example",
            "post.mottak@nav.no",
            "nav.baerum@nav.no",
            "globale.sandefjord@firma.no",
            "kari.nordmann@baerum.kommune.no",
            "@/companies/rema-1000",
            "@fornavn.etternavn",
            "a@b",
            "first.last@example.org",
            "servicetorget@sandefjord.kommune.no",
            "covid-19@fhi.no",
            "x @ y.no",
        ] {
            assert_eq!(code_of(text), None, "{text}");
        }
    }
}
