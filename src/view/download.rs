//! What a link to a file leads to: its kind and its size, so that nobody on a telephone is taken by surprise.

use std::path::{Path, PathBuf};

use tera::Value;

use super::contract::{Key, Kind};
use super::{Viewer, keyed};
use crate::diagnostic::Place;
use crate::markdown::{Target, download_kind};
use crate::source::STATIC;

/// A file to download.
pub(super) const DOWNLOAD: &[Key] = &[
    ("kind", Kind::Text, "What it is, such as `PDF`."),
    ("value", Kind::Number, "How large it is."),
    ("unit", Kind::Words(&["kB", "MB"]), "In what."),
];

/// Bytes of a kilobyte and of a megabyte, as systems of today count them for people.
const KILO: u64 = 1_000;
const MEGA: u64 = 1_000_000;

/// `{kind, value, unit}` of a file that is published as it is: `PDF`, `1.2`, `MB`; null where the target is none.
pub(super) fn of(viewer: &Viewer<'_>, target: &Target, place: &Place) -> Value {
    let found = || {
        let (path, file) = match target {
            Target::File { path, .. } => (path, viewer.linker.beside.find(&place.file, path)?),
            Target::Site { path, .. } => (path, in_static(viewer, path)?),
            Target::Entry { .. } | Target::Web { .. } => return None,
        };
        let (value, unit) = size(*viewer.linker.beside.facts.sizes.get(&file)?);
        Some(keyed(&[
            ("kind", Value::from(download_kind(path)?)),
            ("value", value),
            ("unit", Value::from(unit)),
        ]))
    };
    found().unwrap_or_else(Value::none)
}

/// Where a file lies that the town publishes under an address.
fn in_static(viewer: &Viewer<'_>, address: &str) -> Option<PathBuf> {
    let plan = viewer.linker.plan;
    let published = Path::new(&plan.town.initiative.id).join(address.trim_start_matches('/'));
    // Nearly always the file of that name; a town's own folder may hold another.
    let named = Path::new(STATIC).join(address.trim_start_matches('/'));
    let found = plan.statics.iter().find(|(_, path)| Path::new(path.as_str()) == published);
    Some(found.map_or(named, |(file, _)| file.clone()))
}

/// As people say it: whole kilobytes, megabytes with one decimal below ten.
pub(super) fn size(bytes: u64) -> (Value, &'static str) {
    let tenths = (bytes * 10 + MEGA / 2) / MEGA;
    match bytes {
        0..995_000 => (Value::from(bytes.div_ceil(KILO)), "kB"),
        _ if tenths < 100 && !tenths.is_multiple_of(10) => (Value::from(tenths as f64 / 10.0), "MB"),
        _ => (Value::from((bytes + MEGA / 2) / MEGA), "MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_as_people_say_them() {
        for (bytes, said) in [
            (0, "0 kB"),
            (1, "1 kB"),
            (12_400, "13 kB"),
            (994_999, "995 kB"),
            (995_000, "1 MB"),
            (1_240_000, "1.2 MB"),
            (9_949_999, "9.9 MB"),
            (9_960_000, "10 MB"),
            (52_400_000, "52 MB"),
        ] {
            let (value, unit) = size(bytes);
            assert_eq!(format!("{value} {unit}"), said);
        }
    }
}
