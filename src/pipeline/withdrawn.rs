//! What was withdrawn must not come back by mistake: `.globale/withdrawn.toml`, committed with the content.
//!
//! It holds no addresses and no references, only their keyed hashes. The key lies in the same file: it keeps anyone from
//! reading an address there, from finding it in a list of common hashes, or from comparing two projects; it does not
//! keep someone with the file from trying a name they already suspect. That is why it holds addresses and references of
//! the register only, never a person's name.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{self, Disk};
use crate::model::Model;
use crate::plan::Plan;

/// Where it lies, below the root.
pub const FILE: &str = ".globale/withdrawn.toml";
/// What stands at its top.
const HEAD: &str = "# Written by `globale privacy withdraw`. Keyed hashes of addresses and consent references that must not come back.\n";

/// The file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    key: String,
    #[serde(default)]
    addresses: BTreeSet<String>,
    #[serde(default)]
    consents: BTreeSet<String>,
}

impl Withdrawn {
    /// Reads it; an empty one with a key made of `seed`, where there is none yet.
    ///
    /// # Errors
    /// `G0027`.
    pub fn read(disk: &dyn Disk, root: &Path, seed: &[u8; 32]) -> Result<Self, Box<Diagnostic>> {
        let unread = |reason: &dyn ToString| {
            let finding = Diagnostic::new(codes::WITHDRAWN_UNREADABLE).with("path", FILE);
            Box::new(finding.with("reason", reason.to_string()).at(Place::file(FILE)))
        };
        let path = root.join(FILE);
        if disk.stat(&path).is_none() {
            let key = blake3::derive_key("globale withdrawn addresses", seed);
            return Ok(Self { key: hex(&key), ..Self::default() });
        }
        let bytes = disk.read(&path).map_err(|error| unread(&error))?;
        let text = String::from_utf8(bytes).map_err(|_| unread(&"not UTF-8"))?;
        let read: Self = toml::from_str(&text).map_err(|error| unread(&error.message()))?;
        read.unhexed().map(|_| ()).ok_or_else(|| unread(&"the key is not 64 hexadecimal digits"))?;
        Ok(read)
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, disk: &dyn Disk, root: &Path) -> std::io::Result<()> {
        let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
        disk::write_whole(disk, &root.join(FILE), format!("{HEAD}{text}").as_bytes())
    }

    /// Remembers an address, as the output names it.
    pub fn add_address(&mut self, path: &str) {
        self.addresses.extend(self.hash("address", &path.to_lowercase()));
    }

    /// Remembers a reference of the register.
    pub fn add_consent(&mut self, reference: &str) {
        self.consents.extend(self.hash("consent", reference.trim()));
    }

    fn hash(&self, kind: &str, text: &str) -> Option<String> {
        let key = self.unhexed()?;
        let hash = blake3::keyed_hash(&key, format!("{kind}\0{text}").as_bytes());
        Some(hex(&hash.as_bytes()[..16]))
    }

    fn unhexed(&self) -> Option<[u8; 32]> {
        Some(*blake3::Hash::from_hex(self.key.as_bytes()).ok()?.as_bytes())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Addresses and references that come back although they were withdrawn (`G0917`, `G0918`).
pub(super) fn check(disk: &dyn Disk, root: &Path, plan: &Plan<'_>, model: &Model) -> Vec<Diagnostic> {
    if disk.stat(&root.join(FILE)).is_none() {
        return Vec::new();
    }
    let withdrawn = match Withdrawn::read(disk, root, &[0; 32]) {
        Ok(withdrawn) => withdrawn,
        Err(finding) => return vec![*finding],
    };
    let mut findings = Vec::new();
    for town in &plan.towns {
        for (edition, planned) in town.town.editions.iter().zip(&town.editions) {
            for page in &planned.pages {
                let hash = withdrawn.hash("address", &page.path.as_str().to_lowercase());
                if hash.is_some_and(|hash| withdrawn.addresses.contains(&hash)) {
                    let finding = Diagnostic::new(codes::ADDRESS_WITHDRAWN).with("address", &page.path);
                    findings.push(match planned.entry_of(page) {
                        Some(entry) => finding.at(edition.shown[entry].place.clone()),
                        None => finding,
                    });
                }
            }
        }
    }
    for entry in model.layers.values().flat_map(|entries| entries.values()) {
        let Some(consent) = entry.original().and_then(|version| version.fields.object("consent")) else {
            continue;
        };
        let Some((reference, typed)) = consent.text("ref").zip(consent.get("ref")) else { continue };
        let hash = withdrawn.hash("consent", reference.trim());
        if hash.is_some_and(|hash| withdrawn.consents.contains(&hash)) {
            let finding = Diagnostic::new(codes::CONSENT_WITHDRAWN).with("reference", reference);
            findings.push(finding.at(typed.place.clone()));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    #[test]
    fn what_is_written_reads_back_and_names_nothing() {
        let (disk, root) = (MemoryDisk::default(), Path::new("/site"));
        let mut one = Withdrawn::read(&disk, root, &[7; 32]).unwrap();
        one.add_address("baerum/historier/Kari/index.html");
        one.add_consent("2026-017 ");
        one.write(&disk, root).unwrap();
        let text = String::from_utf8(disk.read(&root.join(FILE)).unwrap()).unwrap();
        assert!(!text.contains("kari") && !text.contains("2026-017"), "{text}");
        let again = Withdrawn::read(&disk, root, &[9; 32]).unwrap();
        assert_eq!(again, one);
        let hash = again.hash("address", "baerum/historier/kari/index.html").unwrap();
        assert!(again.addresses.contains(&hash) && !again.consents.contains(&hash));
        assert!(again.consents.contains(&again.hash("consent", "2026-017").unwrap()));
        let other = Withdrawn::read(&MemoryDisk::default(), root, &[8; 32]).unwrap();
        assert_ne!(other.hash("consent", "2026-017"), again.hash("consent", "2026-017"));
    }

    #[test]
    fn a_damaged_file_is_told_of() {
        let (disk, root) = (MemoryDisk::default(), Path::new("/site"));
        for text in ["key = 7", "key = \"short\"", "kay = \"\"", "\u{0}"] {
            disk::write_whole(&disk, &root.join(FILE), text.as_bytes()).unwrap();
            let finding = Withdrawn::read(&disk, root, &[0; 32]).unwrap_err();
            assert_eq!(finding.code, codes::WITHDRAWN_UNREADABLE, "{text:?}");
        }
    }
}
