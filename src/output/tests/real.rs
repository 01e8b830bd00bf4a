//! What only a real disk can show: links, permissions, locks, the exchange itself.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::time::Duration;

use rayon::prelude::*;

use super::*;
use crate::disk::real::RealDisk;

struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(real_folder());
        fs::create_dir(project.root().join("content")).unwrap();
        project
    }

    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn public(&self) -> PathBuf {
        self.root().join("public")
    }

    fn build(&self, site: &Site) -> Written {
        build(&RealDisk, &self.root(), site).unwrap()
    }
}

fn some() -> Site {
    site([("index.html", "home"), ("a/index.html", "a"), ("a/b/index.html", "b")])
}

#[test]
fn unchanged_files_stay_the_same_files() {
    let project = Project::new();
    project.build(&some());
    let before = fs::metadata(project.public().join("a/index.html")).unwrap();
    let mut changed = some();
    changed.insert("index.html".into(), "new home".into());
    let written = project.build(&changed);
    assert_eq!((written.written, written.unchanged), (1, 2));
    assert_eq!(written.swapped, Swap::Exchange);
    let after = fs::metadata(project.public().join("a/index.html")).unwrap();
    assert_eq!((before.ino(), before.modified().unwrap()), (after.ino(), after.modified().unwrap()));
    assert_eq!(after.nlink(), 1, "the old tree is gone");
    assert_eq!(after.mode() & 0o600, 0o600);
    assert_eq!(shown(&RealDisk, &project.public()), changed);
    assert_eq!(leftovers(&RealDisk, &project.root()), [""; 0]);
}

#[test]
fn a_project_that_was_moved_goes_on_with_its_own_folder() {
    let (place, fewer) = (real_folder(), site([("index.html", "home")]));
    let [old, new] = ["old", "new"].map(|name| place.path().canonicalize().unwrap().join(name));
    fs::create_dir_all(old.join("content")).unwrap();
    build(&RealDisk, &old, &some()).unwrap();
    fs::write(old.join("public/CNAME"), "example.org").unwrap();
    fs::rename(&old, &new).unwrap();
    let written = build(&RealDisk, &new, &fewer).unwrap();
    assert_eq!((written.deleted, written.findings.len()), (2, 0));
    let public = shown(&RealDisk, &new.join("public"));
    assert_eq!(public.keys().collect::<Vec<_>>(), ["CNAME", "index.html"]);

    // A folder that came from elsewhere is not the one the list tells of, whatever it is called.
    build(&RealDisk, &old, &some()).unwrap();
    fs::write(old.join("public/mine.html"), "mine").unwrap();
    fs::remove_dir_all(new.join("public")).unwrap();
    fs::rename(old.join("public"), new.join("public")).unwrap();
    let written = build(&RealDisk, &new, &fewer).unwrap();
    assert_eq!(written.deleted, 0);
    assert_eq!(written.findings.iter().map(|one| one.code).collect::<Vec<_>>(), [codes::MANIFEST_LOST]);
    assert!(new.join("public/mine.html").exists() && new.join("public/a/index.html").exists());
}

#[test]
fn links_empty_folders_and_modes_of_strangers_go_along() {
    let project = Project::new();
    project.build(&some());
    let public = project.public();
    symlink("/etc/hostname", public.join("link")).unwrap();
    symlink("nowhere", public.join("a/dangling")).unwrap();
    fs::create_dir_all(public.join("private/inner")).unwrap();
    fs::write(public.join("private/key"), "secret").unwrap();
    fs::set_permissions(public.join("private"), fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(&public, fs::Permissions::from_mode(0o750)).unwrap();
    let written = project.build(&site([("index.html", "new")]));
    assert_eq!(written.strangers, ["a/dangling", "link", "private/"]);
    assert_eq!(fs::read_link(public.join("link")).unwrap(), Path::new("/etc/hostname"));
    assert_eq!(fs::read_link(public.join("a/dangling")).unwrap(), Path::new("nowhere"));
    assert!(fs::metadata(public.join("private/inner")).unwrap().is_dir());
    assert_eq!(fs::metadata(public.join("private")).unwrap().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(&public).unwrap().mode() & 0o777, 0o750);
}

#[test]
fn a_strangers_link_never_leads_us_out() {
    let project = Project::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("index.html"), "a").unwrap();
    project.build(&site([("index.html", "home")]));
    symlink(outside.path(), project.public().join("a")).unwrap();
    // The very bytes we would publish stand behind the link: they are not taken for ours.
    let refused = build(&RealDisk, &project.root(), &site([("index.html", "home"), ("a/index.html", "a")]));
    assert_eq!(refused.unwrap_err().code, codes::STRANGER_IN_THE_WAY);
    assert_eq!(fs::read_to_string(outside.path().join("index.html")).unwrap(), "a");

    // Nor where one of our folders was replaced by a link: it is told, and what lies behind stays.
    let project = Project::new();
    project.build(&some());
    fs::remove_dir_all(project.public().join("a")).unwrap();
    symlink(outside.path(), project.public().join("a")).unwrap();
    fs::create_dir(outside.path().join("b")).unwrap();
    fs::write(outside.path().join("b/index.html"), "b").unwrap();
    let refused = build(&RealDisk, &project.root(), &some()).unwrap_err();
    assert_eq!(refused.code, codes::STRANGER_IN_THE_WAY);
    assert_eq!(fs::read_to_string(outside.path().join("index.html")).unwrap(), "a");
}

#[test]
fn the_output_folder_may_be_a_link_itself() {
    let project = Project::new();
    let real = tempfile::tempdir().unwrap();
    fs::create_dir(real.path().join("www")).unwrap();
    symlink(real.path().join("www"), project.public()).unwrap();
    project.build(&some());
    assert!(fs::symlink_metadata(project.public()).unwrap().is_symlink());
    assert_eq!(shown(&RealDisk, &real.path().join("www")), some());
    // But not one into the sources, nor a dangling one.
    fs::remove_file(project.public()).unwrap();
    symlink(project.root().join("content"), project.public()).unwrap();
    let code = || build(&RealDisk, &project.root(), &some()).unwrap_err().code;
    assert_eq!(code(), codes::OUTPUT_HOLDS_SOURCES);
    fs::remove_file(project.public()).unwrap();
    symlink("nowhere", project.public()).unwrap();
    assert_eq!(code(), codes::OUTPUT_IS_FILE);
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let project = Project::new();
    let (file, folder) = (site([("a", "file")]), site([("a/index.html", "folder"), ("a/b/c", "deep")]));
    for site in [&file, &folder, &file, &folder] {
        project.build(site);
        assert_eq!(&shown(&RealDisk, &project.public()), site);
    }
}

#[test]
fn many_threads_make_one_site() {
    let project = Project::new();
    let files: Vec<(OutputPath, String)> = (0..500)
        .map(|n| {
            (OutputPath::new(format!("t{}/s{}/p{n}/index.html", n % 3, n % 7)).unwrap(), format!("page {n}"))
        })
        .collect();
    let stage = open(&RealDisk, target(&project.root())).unwrap();
    files.par_iter().for_each(|(path, text)| stage.put(path, text.as_bytes()).unwrap());
    let written = stage.publish().unwrap();
    let nowhere = Nowhere::new();
    files.iter().rev().for_each(|(path, text)| nowhere.put(path, text.as_bytes()).unwrap());
    assert_eq!(written.hash, nowhere.written().hash);
    assert_eq!(shown(&RealDisk, &project.public()).len(), 500);
}

#[test]
fn one_build_waits_for_another_and_says_for_whom() {
    let project = Project::new();
    let first = open(&RealDisk, target(&project.root())).unwrap();
    let lock = project.root().join(".globale/lock");
    let short = Duration::from_millis(120);
    let refused = trouble::take_lock(&RealDisk, &lock, short).map(|_| ()).unwrap_err();
    assert_eq!(refused.code, codes::OUTPUT_LOCKED);
    assert!(refused.message("nb").contains(&std::process::id().to_string()));

    std::thread::scope(|scope| {
        let second = scope.spawn(|| project.build(&some()));
        std::thread::sleep(short);
        first.put(&OutputPath::new("index.html").unwrap(), b"home").unwrap();
        first.publish().unwrap();
        let second = second.join().unwrap();
        assert_eq!((second.unchanged, second.written), (1, 2));
    });
    // A lock file without its process, as after a kill, holds nobody up.
    fs::write(&lock, "1\n").unwrap();
    assert!(trouble::take_lock(&RealDisk, &lock, Duration::ZERO).is_ok());
}

#[test]
fn what_others_put_in_the_old_tree_meanwhile_is_moved_over() {
    let project = Project::new();
    project.build(&some());
    let public = project.public();
    // As it stands after a kill between the exchange and the removal, with a late file in the old tree.
    let frail = frail::Frail::new(&RealDisk, usize::MAX, frail::End::Killed);
    let written = build(&frail, &project.root(), &site([("index.html", "new")])).unwrap();
    assert_eq!(written.swapped, Swap::Exchange);
    let steps = frail.done.into_inner();
    let project = Project::new();
    project.build(&some());
    for kill in (0..steps).rev() {
        let frail = frail::Frail::new(&RealDisk, kill, frail::End::Killed);
        let _ = build(&frail, &project.root(), &site([("index.html", "new")]));
        let next = project.root().join(".public.globale-next");
        if shown(&RealDisk, &project.public()).len() == 1 && next.join("a/index.html").is_file() {
            fs::write(next.join("late.txt"), "late").unwrap();
            fs::write(next.join("a/late.txt"), "late").unwrap();
            drop(open(&RealDisk, target(&project.root())).unwrap());
            let expected = site([("index.html", "new"), ("late.txt", "late"), ("a/late.txt", "late")]);
            assert_eq!(shown(&RealDisk, &project.public()), expected);
            assert!(!public.join("a/b").exists());
            return;
        }
        drop(open(&RealDisk, target(&project.root())).unwrap());
        fs::remove_dir_all(project.public()).unwrap();
        project.build(&some());
    }
    panic!("no such moment was found");
}

#[test]
fn a_folder_without_permission_is_told() {
    let project = Project::new();
    let locked = project.root().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let target = Target { folder: locked.join("public"), ..target(&project.root()) };
    let outcome = build_to(&RealDisk, target, &some());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    if fs::metadata(locked.join("public")).is_ok() {
        // Root may write everywhere; then there is nothing to refuse.
        assert!(outcome.is_ok());
    } else {
        assert_eq!(outcome.unwrap_err().code, codes::NOT_WRITABLE);
    }
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
        assert_eq!(trouble(Path::new("public"), &kind.into()).code, codes::NOT_WRITABLE);
    }
}

#[test]
fn names_that_are_no_text_go_along() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new();
    project.build(&some());
    let name = std::ffi::OsStr::from_bytes(b"br\xe6rum.txt");
    fs::write(project.public().join(name), "latin").unwrap();
    project.build(&site([("index.html", "new")]));
    assert_eq!(fs::read(project.public().join(name)).unwrap(), b"latin");
}
