//! What goes where and what is refused, on a disk in memory.

use super::*;
use crate::disk::memory::MemoryDisk;

const ROOT: &str = "/work/site";

fn disk() -> MemoryDisk {
    MemoryDisk::with([
        ("/work/site/site.toml", ""),
        ("/work/site/content/a.nb.md", "# A"),
        ("/work/site/themes/x/theme.toml", ""),
        ("/home/someone/.profile", ""),
    ])
}

fn some() -> Site {
    site([
        ("baerum/index.html", "Bærum"),
        ("baerum/en/index.html", "in English"),
        ("sandefjord/index.html", "S"),
    ])
}

fn public(disk: &MemoryDisk) -> Site {
    shown(disk, Path::new("/work/site/public"))
}

fn refused(disk: &MemoryDisk, folder: &str) -> Code {
    let target = Target { folder: PathBuf::from(folder), ..target(Path::new(ROOT)) };
    build_to(disk, target, &some()).map(|written| panic!("{folder}: {written:?}")).unwrap_err().code
}

#[test]
fn unfit_folders_are_refused() {
    let before = format!("{:?}", disk().walk(Path::new("/")));
    for (folder, code) in [
        ("/", codes::OUTPUT_IS_TOP),
        ("/work", codes::OUTPUT_HOLDS_PROJECT),
        ("/work/site", codes::OUTPUT_HOLDS_PROJECT),
        ("/work/site/public/..", codes::OUTPUT_HOLDS_PROJECT),
        ("/home", codes::OUTPUT_IS_HOME),
        ("/home/someone", codes::OUTPUT_IS_HOME),
        ("/work/site/content", codes::OUTPUT_HOLDS_SOURCES),
        ("/work/site/content/public", codes::OUTPUT_IN_SOURCES),
        ("/work/site/themes/x", codes::OUTPUT_IN_SOURCES),
        ("/work/site/src/public", codes::OUTPUT_IN_SOURCES),
        ("/work/site/.globale/public", codes::OUTPUT_IN_SOURCES),
        ("/elsewhere/.git/pages", codes::OUTPUT_IN_SOURCES),
        ("/work/site/site.toml", codes::OUTPUT_IS_FILE),
    ] {
        let disk = disk();
        assert_eq!(refused(&disk, folder), code, "{folder}");
        assert!(USAGE.contains(&code));
        assert_eq!(format!("{:?}", disk.walk(Path::new("/"))), before, "{folder}");
    }
}

#[test]
fn sources_elsewhere_are_safe_too() {
    let disk = MemoryDisk::with([("/shared/content/a.nb.md", "")]);
    let target = |folder: &str| Target {
        folder: PathBuf::from(folder),
        content: vec![PathBuf::from("/shared/content")],
        ..target(Path::new(ROOT))
    };
    let code = |folder| open(&disk, target(folder)).map(|_| ()).unwrap_err().code;
    assert_eq!(code("/shared"), codes::OUTPUT_HOLDS_SOURCES);
    assert_eq!(code("/shared/content/x"), codes::OUTPUT_IN_SOURCES);
    assert!(open(&disk, target("/shared/content-public")).is_ok());
}

#[test]
fn others_things_are_never_ours() {
    let disk = disk();
    disk.create_folder(Path::new("/work/site/public")).unwrap();
    disk.write(Path::new("/work/site/public/thesis.txt"), b"my only copy").unwrap();
    assert_eq!(refused(&disk, "/work/site/public"), codes::OUTPUT_NOT_OURS);
    // Nor does a file that only looks like the mark make it so.
    disk.write(Path::new("/work/site/public/.globale"), b"").unwrap();
    assert_eq!(refused(&disk, "/work/site/public"), codes::OUTPUT_NOT_OURS);
    assert_eq!(disk.read(Path::new("/work/site/public/thesis.txt")).unwrap(), b"my only copy");

    for name in [".site.globale-next", ".site.globale-old"] {
        let file = Path::new("/out").join(name).join("thesis.txt");
        disk.create_folder(file.parent().unwrap()).unwrap();
        disk.write(&file, b"my only copy").unwrap();
        assert_eq!(refused(&disk, "/out/site"), codes::LEFTOVER_NOT_OURS);
        assert_eq!(disk.read(&file).unwrap(), b"my only copy");
        disk.remove_folder(file.parent().unwrap()).unwrap();
    }
}

#[test]
fn an_empty_folder_will_do() {
    let disk = disk();
    disk.create_folder(Path::new("/work/site/public")).unwrap();
    assert_eq!(build(&disk, Path::new(ROOT), &some()).unwrap().swapped, Swap::Renamed);
    assert_eq!(public(&disk), some());
}

#[test]
fn only_what_differs_is_written() {
    let disk = disk();
    let first = build(&disk, Path::new(ROOT), &some()).unwrap();
    assert_eq!((first.files, first.written, first.unchanged, first.deleted), (3, 3, 0, 0));
    assert_eq!(first.bytes, some().values().map(|text| text.len() as u64).sum::<u64>());

    let before = format!("{disk:?}");
    let again = build(&disk, Path::new(ROOT), &some()).unwrap();
    assert_eq!((again.written, again.unchanged, again.swapped), (0, 3, Swap::Nothing));
    assert_eq!(again.hash, first.hash);
    assert_eq!(format!("{disk:?}"), before, "not one write, not even beside the site");

    let mut changed = some();
    changed.insert("baerum/index.html".into(), "Bærum!".into());
    changed.remove("sandefjord/index.html");
    let third = build(&disk, Path::new(ROOT), &changed).unwrap();
    assert_eq!((third.written, third.unchanged, third.deleted, third.swapped), (1, 1, 1, Swap::Exchange));
    assert_ne!(third.hash, first.hash);
    assert_eq!(public(&disk), changed);
    assert!(disk.stat(Path::new("/work/site/public/sandefjord")).is_none(), "its folder went too");
}

#[test]
fn what_others_did_to_our_files_is_mended() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let file = Path::new("/work/site/public/baerum/index.html");
    disk.write(file, "Bxrum".as_bytes()).unwrap();
    disk.remove_file(Path::new("/work/site/public/sandefjord/index.html")).unwrap();
    assert_eq!(build(&disk, Path::new(ROOT), &some()).unwrap().written, 2);
    assert_eq!(public(&disk), some());
    // Touched, with the same bytes: read once, then known again.
    disk.write(file, "Bærum".as_bytes()).unwrap();
    assert_eq!(build(&disk, Path::new(ROOT), &some()).unwrap().swapped, Swap::Nothing);
}

#[test]
fn fresh_trusts_nothing() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let target = Target { fresh: true, ..target(Path::new(ROOT)) };
    let written = build_to(&disk, target, &some()).unwrap();
    assert_eq!((written.written, written.unchanged), (0, 3));
}

#[test]
fn a_partial_build_keeps_the_other_towns() {
    let disk = disk();
    let first = build(&disk, Path::new(ROOT), &some()).unwrap();
    let partial = |text: &str| {
        let stage = open(&disk, target(Path::new(ROOT))).unwrap();
        stage.keep("baerum/");
        stage.put(&OutputPath::new("sandefjord/index.html").unwrap(), text.as_bytes()).unwrap();
        stage.publish().unwrap()
    };
    let same = partial("S");
    assert_eq!((same.swapped, same.hash, same.files), (Swap::Nothing, first.hash, 3));
    let changed = partial("new");
    assert_eq!((changed.written, changed.unchanged, changed.deleted), (1, 2, 0));
    let mut expected = some();
    expected.insert("sandefjord/index.html".into(), "new".into());
    assert_eq!(public(&disk), expected);

    // `baer` is not a prefix of `baerum`.
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    stage.keep("baer");
    assert_eq!(stage.publish().unwrap().deleted, 3);
}

#[test]
fn a_page_whose_hash_is_known_needs_no_bytes() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    disk.write(Path::new("/work/site/public/sandefjord/index.html"), b"by hand").unwrap();
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    let stays = |path: &str, text: &str| {
        stage.stays(&OutputPath::new(path).unwrap(), Fingerprint::of(text.as_bytes()))
    };
    assert!(stays("baerum/index.html", "Bærum"));
    assert!(!stays("baerum/en/index.html", "something else"));
    assert!(!stays("sandefjord/index.html", "S"), "edited by hand");
    assert!(!stays("baerum/new/index.html", "Bærum"));
    let written = stage.publish().unwrap();
    assert_eq!((written.unchanged, written.written, written.deleted), (1, 0, 2));
    assert_eq!(public(&disk), site([("baerum/index.html", "Bærum")]));
}

#[test]
fn a_kept_file_that_was_edited_is_seen_later() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    disk.write(Path::new("/work/site/public/baerum/index.html"), b"by hand").unwrap();
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    stage.keep("baerum");
    stage.put(&OutputPath::new("sandefjord/index.html").unwrap(), b"S").unwrap();
    stage.publish().unwrap();
    assert_eq!(build(&disk, Path::new(ROOT), &some()).unwrap().written, 1);
    assert_eq!(public(&disk), some());
}

#[test]
fn strangers_are_kept_and_told() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let top = Path::new("/work/site/public");
    for path in ["CNAME", ".git/HEAD", ".git/objects/ab/cd", "baerum/mine.txt", "sandefjord/notes/x"] {
        disk.create_folder(top.join(path).parent().unwrap()).unwrap();
        disk.write(&top.join(path), path.as_bytes()).unwrap();
    }
    disk.create_folder(&top.join("empty/inner")).unwrap();
    let written = build(&disk, Path::new(ROOT), &site([("baerum/index.html", "new")])).unwrap();
    assert_eq!(written.strangers, [".git/", "CNAME", "baerum/mine.txt", "empty/", "sandefjord/notes/"]);
    assert_eq!((written.stranger_count, written.deleted), (5, 2));
    assert!(disk.stat(&top.join("empty/inner")).is_some());
    assert_eq!(disk.read(&top.join(".git/objects/ab/cd")).unwrap(), b".git/objects/ab/cd");
    assert!(disk.stat(&top.join("baerum/en")).is_none());
    assert_eq!(public(&disk).len(), 6);
}

#[test]
fn a_stranger_in_the_way_stops_the_publishing() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let robots = Path::new("/work/site/public/robots.txt");
    disk.write(robots, b"by hand").unwrap();
    let mut with = some();
    with.insert("robots.txt".into(), "by theme".into());
    let refused = build(&disk, Path::new(ROOT), &with).unwrap_err();
    assert_eq!(refused.code, codes::STRANGER_IN_THE_WAY);
    assert!(refused.message("en").contains("`robots.txt`"));
    assert_eq!(disk.read(robots).unwrap(), b"by hand");
    assert_eq!(leftovers(&disk, Path::new(ROOT)), [""; 0]);
    // The same bytes are no quarrel.
    with.insert("robots.txt".into(), "by hand".into());
    assert_eq!(build(&disk, Path::new(ROOT), &with).unwrap().written, 0);
    // Nor where a folder of his would have to be a file, or the other way round.
    disk.create_folder(Path::new("/work/site/public/notes")).unwrap();
    disk.write(Path::new("/work/site/public/notes/x"), b"x").unwrap();
    with.insert("notes".into(), "file".into());
    assert_eq!(build(&disk, Path::new(ROOT), &with).unwrap_err().code, codes::STRANGER_IN_THE_WAY);
    with.remove("notes");
    with.insert("notes/x/index.html".into(), "file".into());
    assert_eq!(build(&disk, Path::new(ROOT), &with).unwrap_err().code, codes::STRANGER_IN_THE_WAY);
}

#[test]
fn without_a_manifest_nothing_is_deleted_and_once_said() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    disk.remove_folder(Path::new("/work/site/.globale")).unwrap();
    let mut less = some();
    less.remove("sandefjord/index.html");
    less.insert("baerum/index.html".into(), "changed".into());
    let written = build(&disk, Path::new(ROOT), &less).unwrap();
    assert_eq!(written.findings.first().map(|finding| finding.code), Some(codes::MANIFEST_LOST));
    assert_eq!((written.written, written.unchanged, written.deleted), (1, 1, 0));
    let mut expected = some();
    expected.insert("baerum/index.html".into(), "changed".into());
    assert_eq!(public(&disk), expected);
    assert!(build(&disk, Path::new(ROOT), &less).unwrap().findings.is_empty());
    // The list alone missing, the site the same: it is written again.
    disk.remove_folder(Path::new("/work/site/.globale")).unwrap();
    assert_eq!(build(&disk, Path::new(ROOT), &less).unwrap().swapped, Swap::Nothing);
    less.remove("baerum/en/index.html");
    assert_eq!(build(&disk, Path::new(ROOT), &less).unwrap().deleted, 1);
}

#[test]
fn a_damaged_manifest_is_not_there() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let (found, _) = disk.walk(Path::new("/work/site/.globale/published"));
    let path = Path::new("/work/site/.globale/published").join(&found[0].path);
    let good = disk.read(&path).unwrap();
    assert_eq!(manifest::Manifest::decode(&good).unwrap().encode(), good);
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_eq!(manifest::Manifest::decode(&bad), None, "byte {at}");
        assert_eq!(manifest::Manifest::decode(&good[..at]), None, "cut at {at}");
    }
    // Whole, but a path in it leads out.
    let mut evil = good[..good.len() - 16].to_vec();
    let at = evil.windows(9).position(|window| window == b"baerum/en").unwrap();
    evil[at..at + 9].copy_from_slice(b"../../../");
    let check = Fingerprint::of(&evil);
    evil.extend_from_slice(check.as_bytes());
    assert_eq!(manifest::Manifest::decode(&evil), None);
}

#[test]
fn one_address_twice_is_never_published() {
    let disk = disk();
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    let path = OutputPath::new("index.html").unwrap();
    stage.put(&path, b"one").unwrap();
    assert!(stage.put(&path, b"two").is_err());
    assert!(stage.publish().is_err());
    assert!(disk.stat(Path::new("/work/site/public")).is_none());
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    assert!(stage.put(&OutputPath::new(".globale").unwrap(), b"x").is_err());
    assert!(stage.put(&OutputPath::new(".globale/x").unwrap(), b"x").is_err());
}

#[test]
fn a_folder_that_others_change_meanwhile_is_told() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    let put = |path: &str, text: &str| stage.put(&OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
    put("baerum/index.html", "Bærum");
    put("new/index.html", "new");
    disk.remove_file(Path::new("/work/site/public/baerum/index.html")).unwrap();
    assert_eq!(stage.publish().unwrap_err().code, codes::DISTURBED);
    assert!(disk.stat(Path::new("/work/site/public/new")).is_none());
}

#[test]
fn dropped_without_publish_nothing_stays() {
    let disk = disk();
    build(&disk, Path::new(ROOT), &some()).unwrap();
    let stage = open(&disk, target(Path::new(ROOT))).unwrap();
    stage.put(&OutputPath::new("new/index.html").unwrap(), b"new").unwrap();
    assert_eq!(leftovers(&disk, Path::new(ROOT)).len(), 1);
    drop(stage);
    assert_eq!(leftovers(&disk, Path::new(ROOT)), [""; 0]);
    assert_eq!(public(&disk), some());
}

#[test]
fn every_sink_agrees_on_the_hash() {
    let disk = disk();
    let staged = build(&disk, Path::new(ROOT), &some()).unwrap();
    let (memory, nowhere) = (Memory::new(), Nowhere::new());
    for sink in [&memory as &dyn Sink, &nowhere] {
        for (path, text) in some().iter().rev() {
            sink.put(&OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
        }
    }
    for written in [memory.written(), nowhere.written()] {
        assert_eq!((written.hash, written.files, written.bytes), (staged.hash, staged.files, staged.bytes));
    }
    assert_eq!(memory.get("baerum/index.html").as_deref(), Some("Bærum".as_bytes()));
    assert_eq!(memory.get("../x"), None);
    assert_eq!(memory.paths().len(), 3);
}

#[test]
fn the_mark_tells_the_same_tree_wherever_it_lies() {
    let mark = |root: &str| {
        let disk = MemoryDisk::default();
        build(&disk, Path::new(root), &some()).unwrap();
        disk.read(&Path::new(root).join("public/.globale")).unwrap()
    };
    assert_eq!(mark("/one"), mark("/two/three"));
}
