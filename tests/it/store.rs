//! What builds remember under `.globale/cache`: bounded, shared by two processes, and never trusted.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::chance::base;
use crate::project::Project;

/// A site with pictures, in a folder that holds nothing else.
fn project() -> Project {
    let project = Project::empty();
    for (file, bytes) in base() {
        project.write(&file, bytes);
    }
    project
}

/// The moment everything is built for, and a memory that a further build goes through the rooms with.
fn build(project: &Project, day: u32) -> Value {
    project.json(&format!("build --at 2026-01-{day}T12:00"))
}

/// A blob of some bytes that was last used so many hours ago; it takes no room on the disk.
fn blob(project: &Project, name: &str, bytes: u64, hours: u64) -> String {
    let path = format!(".globale/cache/image/{name}");
    project.write(&path, "");
    let file = File::options().write(true).open(project.path(&path)).expect("the blob");
    file.set_len(bytes).expect("its length");
    file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3600)).expect("its time");
    path
}

const MEGABYTE: u64 = 1024 * 1024;

#[test]
fn what_was_not_used_for_longest_goes_once_the_store_is_large() {
    let project = project();
    let first = build(&project, 15);
    assert!(first["images_decoded"].as_u64() > Some(3), "{first}");
    // Every picture was last used a year ago, longer than anything else.
    for path in project.tree(".globale/cache/image").into_keys() {
        let file = File::options().write(true).open(project.path(&format!(".globale/cache/image/{path}")));
        let year = Duration::from_secs(365 * 24 * 3600);
        file.expect("a blob").set_modified(SystemTime::now() - year).expect("its time");
    }
    let oldest = blob(&project, "aa/oldest", 500 * MEGABYTE, 300);
    let older = blob(&project, "ab/older", 500 * MEGABYTE, 200);
    let old = blob(&project, "ac/old", 500 * MEGABYTE, 100);
    let other = blob(&project, "ad/other-process", 900 * MEGABYTE, 3);
    let there = |path: &str| project.path(path).exists();

    // Nothing is new: nobody looks at the store's size.
    assert_eq!(build(&project, 15)["parsed"], 0);
    assert!(there(&oldest));
    // A new picture: what nobody used goes, oldest first, until what is left is within bounds.
    let picture = project.path("content/vik/stories/rich/a.png");
    fs::write(&picture, other_picture()).expect("a picture");
    let second = build(&project, 16);
    assert_eq!(second["images_decoded"], 1, "the others were remembered: {second}");
    assert_eq!([&oldest, &older, &old].map(|path| there(path)), [false; 3]);
    assert!(there(&other), "what another process used today stays, however large");
    // And what this build used stayed.
    assert_eq!(build(&project, 17)["images_decoded"], 0);
}

#[test]
fn a_small_store_keeps_what_nobody_uses() {
    let project = project();
    let old = blob(&project, "aa/old", 500 * MEGABYTE, 10_000);
    build(&project, 15);
    assert!(project.path(&old).exists());
}

#[test]
fn a_damaged_store_costs_time_and_nothing_else() {
    let project = project();
    let first = build(&project, 15);
    let whole = project.tree("public");
    for (path, mut bytes) in project.tree(".globale/cache") {
        // One byte is another: as a failing disk does it, or a version that packs otherwise.
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        project.write(&format!(".globale/cache/{path}"), bytes);
    }
    let second = build(&project, 15);
    assert_eq!(second["images_decoded"], first["images_decoded"]);
    assert_eq!(second["files_written"], 0, "{second}");
    assert_eq!(second["diagnostics"], first["diagnostics"]);
    assert!(project.tree("public") == whole);
    assert_eq!(build(&project, 16)["images_decoded"], 0, "and it is whole again");
}

/// Two builds of two towns at once share a store that lacks everything; each gives what it gives alone.
#[test]
fn two_processes_share_a_store() {
    let project = project();
    let (vik, sand) = ("build --initiative vik --output one", "build --initiative sand --output two");
    let started = [vik, sand].map(|line| project.start(&format!("{line} --at 2026-01-15T12:00")));
    for mut process in started {
        assert!(process.wait().expect("an end").success());
    }
    project.json("build --at 2026-01-15T12:00 --fresh --output both");
    let both = project.tree("both");
    for (folder, town) in [("one", "vik"), ("two", "sand")] {
        let alone = project.tree(&format!("{folder}/{town}"));
        assert!(!alone.is_empty());
        for (path, bytes) in alone {
            assert_eq!(both.get(&format!("{town}/{path}")), Some(&bytes), "{town}/{path}");
        }
    }
}

fn other_picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(9, 9, image::Rgb([1, 2, 3]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}
