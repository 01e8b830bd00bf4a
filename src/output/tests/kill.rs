//! A kill, or a full disk, at every single step.

use super::frail::{End, Frail};
use super::*;
use crate::disk::memory::MemoryDisk;
use crate::disk::real::RealDisk;

fn before() -> Site {
    site([
        ("baerum/index.html", "home, old"),
        ("baerum/historier/a/index.html", "a"),
        ("baerum/historier/b/index.html", "b"),
        ("baerum/gone/index.html", "gone"),
        ("style.css", "body{}"),
        ("turns", "file"),
        ("back/index.html", "folder"),
    ])
}

fn after() -> Site {
    site([
        ("baerum/index.html", "home, new"),
        ("baerum/historier/a/index.html", "a"),
        ("baerum/historier/b/index.html", "b, longer than before"),
        ("baerum/historier/c/index.html", "c"),
        ("style.css", "body{}"),
        ("turns/index.html", "folder"),
        ("back", "file"),
    ])
}

fn strangers() -> Site {
    site([("CNAME", "globale.example"), (".git/objects/1", "blob"), ("baerum/mine.txt", "mine")])
}

fn with_strangers(mut site: Site) -> Site {
    site.extend(strangers());
    site
}

/// Publishes the old site and puts strangers' things in it.
fn prepare(disk: &dyn Disk, root: &Path) {
    disk.create_folder(&root.join("content")).unwrap();
    build(disk, root, &before()).unwrap();
    for (path, text) in strangers() {
        let path = root.join("public").join(path);
        disk.create_folder(path.parent().unwrap()).unwrap();
        disk.write(&path, text.as_bytes()).unwrap();
    }
}

/// Runs the second build with ever more steps until it survives; returns how often it did not.
fn at_every_step(
    end: End,
    exchanges: bool,
    fresh_disk: impl Fn() -> (Box<dyn Disk>, PathBuf, Option<tempfile::TempDir>),
) -> usize {
    let (old, new) = (with_strangers(before()), with_strangers(after()));
    for steps in 0.. {
        let (disk, root, _held) = fresh_disk();
        let disk = &*disk;
        prepare(disk, &root);
        let folder = root.join("public");
        let frail = Frail { exchanges, ..Frail::new(disk, steps, end) };
        let outcome = build(&frail, &root, &after());
        let survived = frail.done.into_inner() <= steps;
        if exchanges || disk.stat(&folder).is_some() {
            let there = shown(disk, &folder);
            assert!(there == old || there == new, "{end:?} after {steps} steps: {there:#?}");
            assert!(outcome.is_ok() == (there == new) || end == End::Killed, "{end:?} after {steps} steps");
        }
        // The next command only looks; then the next build publishes.
        drop(open(disk, target(&root)).unwrap());
        let there = shown(disk, &folder);
        assert!(there == old || there == new, "{end:?} after {steps} steps, mended: {there:#?}");
        assert_eq!(leftovers(disk, &root), [""; 0], "{steps}");
        let written = build(disk, &root, &after()).unwrap();
        assert!(written.findings.is_empty(), "after {steps} steps the manifest was lost");
        assert_eq!(shown(disk, &folder), new, "{steps}");
        assert_eq!(leftovers(disk, &root), [""; 0], "{steps}");
        assert_eq!(build(disk, &root, &after()).unwrap().swapped, Swap::Nothing, "{steps}");
        if survived {
            return steps;
        }
    }
    unreachable!("it survives at some time")
}

fn in_memory() -> (Box<dyn Disk>, PathBuf, Option<tempfile::TempDir>) {
    (Box::new(MemoryDisk::default()), PathBuf::from("/site"), None)
}

fn on_disk() -> (Box<dyn Disk>, PathBuf, Option<tempfile::TempDir>) {
    let folder = real_folder();
    (Box::new(RealDisk), folder.path().canonicalize().unwrap(), Some(folder))
}

#[test]
fn killed_at_any_step_the_site_is_whole() {
    assert!(at_every_step(End::Killed, true, in_memory) > 40);
}

#[test]
fn killed_at_any_step_where_folders_cannot_be_exchanged() {
    assert!(at_every_step(End::Killed, false, in_memory) > 40);
}

#[test]
fn killed_at_any_step_on_a_real_disk() {
    assert!(at_every_step(End::Killed, true, on_disk) > 40);
    assert!(at_every_step(End::Killed, false, on_disk) > 40);
}

#[test]
fn full_at_any_step_the_site_is_whole() {
    assert!(at_every_step(End::Full, true, in_memory) > 20);
    assert!(at_every_step(End::Full, false, in_memory) > 20);
}

#[test]
fn the_first_publishing_killed_at_any_step() {
    for steps in 0.. {
        let disk = MemoryDisk::default();
        let root = Path::new("/site");
        disk.create_folder(&root.join("content")).unwrap();
        let frail = Frail::new(&disk, steps, End::Killed);
        let _ = build(&frail, root, &after());
        let there = shown(&disk, &root.join("public"));
        assert!(there.is_empty() || there == after(), "{steps}: {there:#?}");
        assert!(build(&disk, root, &after()).unwrap().findings.is_empty());
        assert_eq!(shown(&disk, &root.join("public")), after());
        assert_eq!(leftovers(&disk, root), [""; 0]);
        if frail.done.into_inner() <= steps {
            assert!(steps > 10);
            break;
        }
    }
}

#[test]
fn killed_twice_in_a_row_the_list_of_ours_survives() {
    let third = site([("baerum/index.html", "home, third")]);
    let sites = [before(), after(), third.clone()].map(with_strangers);
    let root = Path::new("/site");
    for (first, exchanges) in (0..60).flat_map(|first| [(first, true), (first, false)]) {
        for second in (first % 7..60).step_by(7) {
            let disk = MemoryDisk::default();
            prepare(&disk, root);
            for (steps, site) in [(first, &after()), (second, &third)] {
                let frail = Frail { exchanges, ..Frail::new(&disk, steps, End::Killed) };
                let _ = build(&frail, root, site);
            }
            let stage = open(&disk, target(root)).unwrap();
            let there = shown(&disk, &root.join("public"));
            assert!(sites.contains(&there), "{first}, {second}: {there:#?}");
            drop(stage);
            let written = build(&disk, root, &third).unwrap();
            assert!(written.findings.is_empty(), "{first}, {second}: {:?}", written.findings);
            assert_eq!(shown(&disk, &root.join("public")), sites[2], "{first}, {second}");
        }
    }
}

#[test]
fn without_a_finished_new_tree_the_old_one_comes_back() {
    let disk = MemoryDisk::default();
    let root = Path::new("/site");
    prepare(&disk, root);
    let (folder, old) = (root.join("public"), root.join(".public.globale-old"));
    disk.rename(&folder, &old).unwrap();
    let next = root.join(".public.globale-next");
    disk.create_folder(&next).unwrap();
    disk.write(&next.join(mark::NAME), mark::unfinished().as_bytes()).unwrap();
    disk.write(&next.join("half"), b"half").unwrap();
    drop(open(&disk, target(root)).unwrap());
    assert_eq!(shown(&disk, &folder), with_strangers(before()));
    assert_eq!(leftovers(&disk, root), [""; 0]);
}

#[test]
fn a_full_disk_is_told_as_such_and_leaves_nothing() {
    let disk = MemoryDisk::default();
    let root = Path::new("/site");
    prepare(&disk, root);
    let frail = Frail::new(&disk, 6, End::Full);
    let refused = build(&frail, root, &after()).unwrap_err();
    assert_eq!(refused.code, codes::DISK_FULL);
    assert!(ENVIRONMENT.contains(&refused.code));
    assert_eq!(leftovers(&disk, root), [""; 0], "what was half-made is removed at once");
    assert_eq!(shown(&disk, &root.join("public")), with_strangers(before()));
}
