//! `globale check --fix`: mends what is mechanical, keeps everything else byte for byte, and does it once.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use globale::diagnostic::codes;
use globale::disk::memory::MemoryDisk;
use globale::disk::{Disk, real::RealDisk};
use globale::pipeline::mend::{Hand, mend};
use globale::pipeline::{Options, Outcome, Show};
use globale::report::timing::Progress;

use crate::dice::{Dice, asked};
use crate::project::{Project, STORY};

const ROOT: &str = "/site";
const SITE: &str = "default_language = \"nb\"\n[languages]\nnb = \"Norsk\"\nen = \"English\"\n\n[initiatives.baerum]\n\
                    name = \"Globale Bærum\"\nbase_url = \"https://baerum.example\"\nlanguages = [\"nb\", \"en\"]\n";
const COMPANY: &str = "---\ntitle: REMA 1000\n---\nTekst.\n";

/// Lines of a story with a mistake, and as they are meant. No two are about one field.
const STORY_LINES: &[(&str, &str)] = &[
    ("titel: Ny jobb", "title: Ny jobb"),
    ("lead: Mål: ordinært arbeid", "lead: \"Mål: ordinært arbeid\""),
    ("kicker: @globale og \"venner\"", "kicker: '@globale og \"venner\"'"),
    ("date: 31.12.2025", "date: 2025-12-31"),
    ("updated: 12/31/2025", "updated: 2025-12-31"),
    ("publish_at: 1.2.2020 kl. 8.00", "publish_at: 2020-02-01 08:00"),
    ("draft: nei", "draft: false"),
    ("status: Published", "status: published"),
    ("weight: 1 000", "weight: 1000"),
    ("slug: Blåbær og øl", "slug: blaabaer-og-oel"),
    ("tags: mentor", "tags: [mentor]"),
    ("company: \"REMA 1000\"", "company: rema-1000"),
    ("aliasses: [/gammel/]", "aliases: [/gammel/]"),
    ("example:true", "example: true"),
];
/// Fields every story must have, where no mistake of the list above gives them.
const TITLE: &str = "title: Ny jobb";
/// Lines that are right and must stay exactly as they are.
const RIGHT: &[&str] = &[
    "# Om drfat: true, og andre ting som ikke er feil",
    "#titel: x",
    "author:   Kari Nordmann   # to mellomrom: med vilje",
    "",
    "   # innrykket",
    "steps: [\"a: b\", 'c # d']   # 31.12.2025",
];
const REMARKS: &[&str] = &["", "", " # merk: {{ town }}", "   # ærlig talt", " #"];

fn options() -> Options {
    Options {
        root: PathBuf::from(ROOT),
        now: "2026-01-15T12:00:00Z".parse().expect("a moment"),
        base_url: None,
        initiative: None,
        show: Show::default(),
        fresh: true,
        program: None,
        progress: Progress::default(),
    }
}

fn theme() -> Vec<(PathBuf, Vec<u8>)> {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/_theme");
    let found = RealDisk.walk(&theme).0.into_iter();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(theme.join(&path)).expect("the theme can be read");
        (Path::new(ROOT).join("themes/globale").join(path), bytes)
    };
    found.map(|item| read(item.path)).collect()
}

fn disk(files: &[(&str, &str)]) -> MemoryDisk {
    let disk = MemoryDisk::with(theme());
    for (path, text) in
        [("site.toml", SITE), ("content/baerum/companies/rema-1000/index.nb.md", COMPANY)].iter().chain(files)
    {
        put(&disk, path, text);
    }
    disk
}

fn put(disk: &dyn Disk, path: &str, text: &str) {
    let path = Path::new(ROOT).join(path);
    disk.create_folder(path.parent().expect("a folder")).expect("a folder");
    disk.write(&path, text.as_bytes()).expect("a file");
}

fn text(disk: &dyn Disk, path: &str) -> String {
    String::from_utf8(disk.read(&Path::new(ROOT).join(path)).expect("the file")).expect("UTF-8")
}

fn said(outcome: &Outcome) -> Vec<(&'static str, String)> {
    outcome.findings.iter().map(|finding| (finding.code.0, finding.message("en"))).collect()
}

/// A story of lines as written and as meant, with the same remarks, line breaks and mark.
fn story(dice: &mut Dice) -> (String, String) {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (wrong, right) in STORY_LINES {
        if dice.one_in(2) {
            let remark = *dice.pick(REMARKS);
            lines.push((format!("{wrong}{remark}"), format!("{right}{remark}")));
        } else if wrong.starts_with("titel") {
            lines.push((TITLE.to_owned(), TITLE.to_owned()));
        }
    }
    for right in RIGHT {
        if dice.one_in(2) {
            lines.push(((*right).to_owned(), (*right).to_owned()));
        }
    }
    dice.shuffle(&mut lines);
    let newline = if dice.one_in(3) { "\r\n" } else { "\n" };
    let mark = if dice.one_in(4) { "\u{feff}" } else { "" };
    let whole = |lines: Vec<String>| {
        let mut all = vec!["---".to_owned()];
        all.extend(lines);
        all.extend(["---".to_owned(), "Tekst: drfat 31.12.2025".to_owned(), String::new()]);
        mark.to_owned() + &all.join(newline)
    };
    let (wrong, right) = lines.into_iter().unzip();
    (whole(wrong), whole(right))
}

#[test]
fn what_was_meant_comes_out_and_nothing_else_changes() {
    const FILE: &str = "content/baerum/stories/a/index.nb.md";
    for seed in 0..asked("GLOBALE_MENDS", 60) {
        let (wrong, right) = story(&mut Dice::new(seed));
        let disk = disk(&[(FILE, &wrong)]);
        let outcome = mend(&disk, &options(), Hand::Write);
        assert_eq!(text(&disk, FILE), right, "seed {seed}, from\n{wrong}\n{:?}", said(&outcome));
        assert_eq!(said(&outcome), [], "seed {seed}, from\n{wrong}");
        let again = mend(&disk, &options(), Hand::Write);
        assert_eq!(again.summary.mends.map(|mends| mends.list), Some(Vec::new()), "seed {seed}");
        assert_eq!(text(&disk, FILE), right, "seed {seed}: a second time changes something");
    }
}

#[test]
fn site_toml_is_mended_too() {
    let wrong = "default_langage = \"nb\" # merk\ntimezone = \"oslo\"\n[languages]\n\"nb_NO\" = \"Norsk\"\nnb = \"Norsk\"\nen = \"English\"\n\n\
                 [initiatives.baerum]\ntitle = \"Globale Bærum\"\nbaseURL = 'baerum.example.no'\n\
                 languages = [\"norsk\", 'en_GB']\nbrand = { primary = \"0b5d6b\", accent = \"#b03\" }\n";
    let right = "default_language = \"nb\" # merk\ntimezone = \"Europe/Oslo\"\n[languages]\nnb-NO = \"Norsk\"\nnb = \"Norsk\"\nen = \"English\"\n\n\
                 [initiatives.baerum]\nname = \"Globale Bærum\"\nbase_url = \"https://baerum.example.no\"\n\
                 languages = [\"nb\", \"en\"]\nbrand = { primary = \"#0b5d6b\", accent = \"#bb0033\" }\n";
    let disk = disk(&[("site.toml", wrong)]);
    let outcome = mend(&disk, &options(), Hand::Write);
    assert_eq!(text(&disk, "site.toml"), right, "{:?}", said(&outcome));
    assert_eq!(said(&outcome), []);
}

#[test]
fn what_is_not_certain_stays() {
    const FILE: &str = "content/baerum/stories/a/index.nb.md";
    for lines in [
        // The right name is there already.
        "title: A\ntitel: B\n",
        // Two wrong names of one field.
        "titl: A\ntitel: B\n",
        // Another generator's address is no slug.
        "title: A\nurl: /x/y/\n",
        "title: A\ndate: 03/04/2026\n",
        "title: A\nslug: \"???\"\n",
        "title: A\ndraft: |\n  ja\n\n",
        "title: A\nstatus: kladd\n",
        "title: A\ntags: a, b\n",
    ] {
        let before = format!("---\n{lines}---\nTekst\n");
        let disk = disk(&[(FILE, &before)]);
        let outcome = mend(&disk, &options(), Hand::Write);
        let mended = text(&disk, FILE);
        assert!(!outcome.findings.is_empty(), "{lines}");
        let keys = |text: &str| text.lines().filter(|line| line.starts_with("title:")).count();
        assert!(keys(&mended) <= 1, "{mended}");
        if !lines.starts_with("titl:") {
            assert_eq!(mended, before);
        }
    }
}

/// Someone saves a file while it is being mended.
struct Busy<'a> {
    disk: &'a MemoryDisk,
    file: PathBuf,
    done: AtomicBool,
}

impl Busy<'_> {
    fn meanwhile(&self, path: &Path) {
        if path == self.file && !self.done.swap(true, Ordering::SeqCst) {
            let bytes = self.disk.read(path).expect("the file");
            self.disk.write(path, &[&bytes[..], b"Mer tekst\n"].concat()).expect("the file");
        }
    }
}

impl Disk for Busy<'_> {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let bytes = self.disk.read(path);
        self.meanwhile(path);
        bytes
    }
    fn walk(&self, folder: &Path) -> (Vec<globale::disk::Found>, Vec<(PathBuf, std::io::Error)>) {
        self.disk.walk(folder)
    }
    fn list(&self, folder: &Path) -> std::io::Result<Vec<(std::ffi::OsString, globale::disk::Kind)>> {
        self.disk.list(folder)
    }
    fn stat(&self, path: &Path) -> Option<globale::disk::Stat> {
        self.disk.stat(path)
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        self.disk.write(path, bytes)
    }
    fn create(&self, path: &Path, bytes: &[u8]) -> std::io::Result<globale::disk::Stat> {
        self.disk.create(path, bytes)
    }
    fn create_folder(&self, path: &Path) -> std::io::Result<()> {
        self.disk.create_folder(path)
    }
    fn link(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.link(from, to)
    }
    fn touch(&self, path: &Path) -> std::io::Result<()> {
        self.disk.touch(path)
    }
    fn remove_file(&self, path: &Path) -> std::io::Result<()> {
        self.disk.remove_file(path)
    }
    fn remove_empty(&self, path: &Path) -> std::io::Result<()> {
        self.disk.remove_empty(path)
    }
    fn remove_folder(&self, path: &Path) -> std::io::Result<()> {
        self.disk.remove_folder(path)
    }
    fn copy_mode(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.copy_mode(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.rename(from, to)
    }
    fn exchange(&self, one: &Path, other: &Path) -> std::io::Result<()> {
        self.disk.exchange(one, other)
    }
    fn sync(&self, path: &Path) -> std::io::Result<()> {
        self.disk.sync(path)
    }
    fn lock(&self, path: &Path) -> std::io::Result<Box<dyn globale::disk::Lock>> {
        self.disk.lock(path)
    }
    fn resolve(&self, path: &Path) -> std::io::Result<PathBuf> {
        self.disk.resolve(path)
    }
}

#[test]
fn a_file_that_changed_meanwhile_is_untouched() {
    const FILE: &str = "content/baerum/stories/a/index.nb.md";
    let memory = disk(&[(FILE, "---\ntitel: A\n---\nTekst\n")]);
    let busy = Busy { disk: &memory, file: Path::new(ROOT).join(FILE), done: AtomicBool::new(false) };
    let outcome = mend(&busy, &options(), Hand::Write);
    assert_eq!(text(&memory, FILE), "---\ntitel: A\n---\nTekst\nMer tekst\n");
    let codes: Vec<_> = outcome.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [codes::UNKNOWN_KEY, codes::MEND_DISTURBED]);
    assert_eq!(outcome.summary.mends.map(|mends| mends.list.len()), Some(0));
}

#[test]
fn the_command_mends_tells_and_ends_as_what_remains() {
    let project = Project::new();
    let before = project.read(STORY);
    let broken = before.replacen("---\n", "---\n# ikke rør\ndrfat: nei\npublish_at: 31.02.2026\n", 1);
    project.write(STORY, &broken);
    let ran = project.run("check --fix --dry-run");
    assert_eq!((ran.exit, project.read(STORY)), (1, broken.clone()), "{}", ran.err);
    assert!(ran.out.contains("would mend 2 places in 1 file (nothing is written):"), "{}", ran.out);
    let ran = project.run("check --fix");
    assert_eq!(ran.exit, 1, "{}", ran.err);
    let mended = "mended 2 places in 1 file:\n  content/vik/stories/first/index.nb.md:3  drfat → draft\n  \
                  content/vik/stories/first/index.nb.md:3  nei → false\n";
    assert!(ran.out.starts_with(mended), "{}", ran.out);
    assert!(ran.err.contains("error[G0304]") && ran.err.ends_with("1 error\n"), "{}", ran.err);
    assert_eq!(project.read(STORY), broken.replace("drfat: nei", "draft: false"));
    project.write(STORY, before.replacen("---\n", "---\ndrfat: nei\n", 1));
    let ran = project.run("check --fix --format json");
    assert_eq!(ran.exit, 0, "{}", ran.out);
    let fixed = &ran.json()["fixed"];
    assert_eq!(
        (&fixed[0]["old"], &fixed[0]["new"], &fixed[0]["line"]),
        (&"drfat".into(), &"draft".into(), &2.into())
    );
    let ran = project.run("check --fix");
    assert!(ran.out.starts_with("nothing to mend\n"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_not_followed() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    let before = project.read(STORY);
    project.write(STORY, before.replacen("---\n", "---\ndrfat: nei\n", 1));
    std::fs::set_permissions(project.path(STORY), std::fs::Permissions::from_mode(0o640)).expect("a mode");
    assert_eq!(project.run("check --fix").exit, 0);
    let mode = std::fs::metadata(project.path(STORY)).expect("the story").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(project.read(STORY), before.replacen("---\n", "---\ndraft: false\n", 1));
    let left: Vec<_> =
        std::fs::read_dir(project.path(STORY).parent().expect("a folder")).expect("a folder").collect();
    assert_eq!(left.len(), 2, "{left:?}");
    // site.toml as a link is read, but never replaced by a file.
    let elsewhere = project.path("elsewhere.toml");
    std::fs::rename(project.path("site.toml"), &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, project.path("site.toml")).expect("a link");
    project.edit("elsewhere.toml", "name =", "nmae =");
    assert_eq!(project.run("check --fix").exit, 2);
    assert!(project.read("elsewhere.toml").contains("nmae ="));
    assert!(std::fs::symlink_metadata(project.path("site.toml")).expect("the link").is_symlink());
}
