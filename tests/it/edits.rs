//! The law of memory: whatever was edited, in whatever order, a build that remembers gives the same bytes and says the
//! same as one that remembers nothing.
//!
//! A site with something of every kind is edited step by step (texts, titles, tags, moves, deletions, template, strings,
//! site.toml, the clock; now and then something breaks, or the memory or the published folder is damaged) and built after
//! each step. `GLOBALE_EDITS=1000 cargo test --release --test it edits` runs as many sequences; `GLOBALE_SEED=7` one alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globale::derive::base as snapshot;
use globale::disk::Disk;
use globale::disk::memory::MemoryDisk;
use globale::output::Target;
use globale::pipeline::pages::{self, Fate};
use globale::pipeline::{self, Destination, Options, Outcome, Show};
use globale::report::timing::Progress;

use crate::chance::{Files, base};
use crate::dice::{Dice, asked};

pub(crate) const ROOT: &str = "/site";
/// Sequences at every run of the tests; more by hand.
const USUAL: u64 = 12;
/// Edits of a sequence.
const STEPS: usize = 8;

#[test]
fn a_build_that_remembers_gives_what_a_clean_one_gives() {
    let base = base();
    let seeds = match std::env::var("GLOBALE_SEED").ok().and_then(|seed| seed.parse::<u64>().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..asked("GLOBALE_EDITS", USUAL),
    };
    let (mut published, mut spared, mut stood, mut behind) = (0, 0, 0, 0);
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let mut site = Site::new(base.clone());
        site.compare(seed, "the beginning");
        for _ in 0..STEPS {
            let what = site.edit(&mut dice);
            let outcome = site.compare(seed, &what);
            published += usize::from(outcome.summary.published);
            spared += usize::from(outcome.summary.published && outcome.summary.parsed == 0);
            stood += site.stood();
            behind += usize::from(site.is_behind());
        }
    }
    assert!(published > 0, "no step was published: the edits test nothing");
    assert!(
        spared > 0 && stood > 0,
        "{spared} builds were spared, {stood} pages stood: memory is not tested"
    );
    assert!(behind > 0, "no translation was ever behind its original");
}

/// A project under edit, with its memory and what it published.
pub(crate) struct Site {
    pub(crate) disk: MemoryDisk,
    pub(crate) files: Files,
    pub(crate) hours: i64,
    /// What stood in a file before it was broken.
    broken: Option<(String, Vec<u8>)>,
}

impl Site {
    pub(crate) fn new(files: Files) -> Self {
        Self { disk: on_disk(&files), files, hours: 0, broken: None }
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) {
        let whole = Path::new(ROOT).join(path);
        self.disk.create_folder(whole.parent().expect("a folder")).expect("a folder");
        self.disk.write(&whole, &bytes).expect("a file");
        self.files.insert(path.to_owned(), bytes);
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.disk.remove_file(&Path::new(ROOT).join(path)).expect("the file is there");
        self.files.remove(path);
    }

    pub(crate) fn change(&mut self, path: &str, change: impl Fn(&str) -> String) {
        let text = String::from_utf8_lossy(&self.files[path]).into_owned();
        self.put(path, change(&text).into_bytes());
    }

    /// One edit, and what it was.
    pub(crate) fn edit(&mut self, dice: &mut Dice) -> String {
        if let Some((path, bytes)) = self.broken.take() {
            self.put(&path, bytes);
            return format!("{path} is mended");
        }
        let texts: Vec<String> = self.files.keys().filter(|path| path.ends_with(".md")).cloned().collect();
        let text = dice.pick(&texts).clone();
        let word = *dice.pick(&["skog", "fjell", "Øyer", "båt", "lampe"]);
        match dice.below(17) {
            0 | 1 => {
                self.change(&text, |old| format!("{old}\nEt ord om {word}.\n"));
                format!("the body of {text}")
            }
            2 => {
                self.change(&text, |old| {
                    old.replacen("title: ", &format!("title: {word} "), 1).replacen(
                        &format!("{word} \""),
                        &format!("\"{word} "),
                        1,
                    )
                });
                format!("the title of {text}")
            }
            3 => {
                let text = "content/vik/stories/rich/index.nb.md";
                if self.files.contains_key(text) {
                    self.change(text, |old| old.replacen("tags: [", &format!("tags: [{word}, "), 1));
                }
                "a tag".to_owned()
            }
            4 => {
                let to = format!("content/vik/stories/{word}-{}/index.nb.md", dice.below(3));
                self.put(
                    &to,
                    format!(
                        "---\ntitle: Om {word}\ndate: 2026-01-0{}\ntags: [arbeid]\n---\nTekst.\n",
                        1 + dice.below(9)
                    )
                    .into_bytes(),
                );
                format!("{to} is new")
            }
            5 if text.contains("/stories/") && !text.contains("/rich/") => {
                let bytes = self.files[&text].clone();
                let to = text.replacen("/stories/", &format!("/stories/{word}-"), 1);
                self.remove(&text);
                self.put(&to, bytes);
                format!("{text} moves to {to}")
            }
            6 if text.contains("/stories/") && !text.contains("/rich/") => {
                self.remove(&text);
                format!("{text} goes")
            }
            7 => {
                self.change("themes/globale/templates/story.html", |old| format!("{old}{{# {word} #}}\n"));
                "a template, in what nobody sees".to_owned()
            }
            8 => {
                self.change("themes/globale/templates/page.html", |old| {
                    old.replacen("</body>", &format!("<p>{word}</p></body>"), 1)
                });
                "a template".to_owned()
            }
            9 => {
                self.change("site.toml", |old| {
                    old.replacen(
                        "mentor = { nb = \"Mentor\"",
                        &format!("mentor = {{ nb = \"Mentor {word}\""),
                        1,
                    )
                });
                "site.toml: a tag's name".to_owned()
            }
            10 => {
                self.change("site.toml", |old| {
                    old.replacen("town = { nb = \"", &format!("town = {{ nb = \"{word} "), 1)
                });
                "site.toml: a variable".to_owned()
            }
            11 => {
                self.hours += i64::try_from(dice.below(24 * 40)).unwrap_or_default();
                format!("the clock: {} hours on", self.hours)
            }
            12 => {
                let bytes = self.files[&text].clone();
                self.change(&text, |old| old.replacen("title:", "titel:", 1));
                self.broken = Some((text.clone(), bytes));
                format!("{text} breaks")
            }
            13 => self.damage(dice),
            14 | 15 => self.follow(dice, &texts),
            _ => "nothing".to_owned(),
        }
    }

    /// A translation says what it was made from: its original as it is, or as it was with a paragraph more.
    fn follow(&mut self, dice: &mut Dice, texts: &[String]) -> String {
        let original = |text: &str| {
            let (stem, lang) = text.strip_suffix(".md")?.rsplit_once('.')?;
            let original = format!("{stem}.nb.md");
            (lang != "nb" && self.files.contains_key(&original)).then_some(original)
        };
        let pairs: Vec<(&String, String)> =
            texts.iter().filter_map(|text| Some((text, original(text)?))).collect();
        if pairs.is_empty() {
            return "nothing".to_owned();
        }
        let (text, original) = dice.pick(&pairs);
        let gone = if dice.one_in(2) { "\nEt avsnitt som er borte.\n" } else { "" };
        let original = String::from_utf8_lossy(&self.files[original]).into_owned() + gone;
        let name = snapshot::name(&original);
        self.put(&snapshot::path(&name).to_string_lossy(), original.into_bytes());
        self.change(text, |old| snapshot::stamped(old, false, &name).unwrap_or_else(|| old.to_owned()));
        format!("{text} says what it was made from")
    }

    /// Somebody was at the memory or the published folder.
    fn damage(&mut self, dice: &mut Dice) -> String {
        let folder = *dice.pick(&["public", ".globale/cache", ".globale/published"]);
        let (found, _) = self.disk.walk(&Path::new(ROOT).join(folder));
        let marked =
            |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".globale"));
        let ours: Vec<_> = found.iter().filter(|item| !marked(&item.path)).collect();
        if ours.is_empty() {
            return "nothing".to_owned();
        }
        let path = Path::new(ROOT).join(folder).join(&dice.pick(&ours).path);
        match dice.one_in(2) {
            true => self.disk.remove_file(&path).expect("the file is there"),
            false => self.disk.write(&path, b"rubbish").expect("a file"),
        }
        format!("{} is damaged", path.display())
    }

    /// How many pages the last build did not render.
    fn stood(&self) -> usize {
        let folder = Path::new(ROOT).join("public");
        let pages = pages::remembered(&self.disk, Path::new(ROOT), "p", &folder);
        pages.values().filter(|known| known.fate == Fate::Stood).count()
    }

    pub(crate) fn options(&self, program: Option<&str>) -> Options {
        let start: jiff::Timestamp = "2026-01-15T12:00:00Z".parse().expect("a moment");
        Options {
            root: PathBuf::from(ROOT),
            now: start + jiff::SignedDuration::from_hours(self.hours),
            base_url: None,
            initiative: None,
            show: Show::default(),
            fresh: program.is_none(),
            program: program.map(str::to_owned),
            progress: Progress::default(),
        }
    }

    /// Builds with memory, and without in an empty place; both must be the same.
    /// Whether a page tells that its original has changed.
    fn is_behind(&self) -> bool {
        let told = |(path, bytes): (&String, &Vec<u8>)| {
            path.ends_with("_status/status.json")
                && String::from_utf8_lossy(bytes).contains("\"state\": \"behind\"")
        };
        published(&self.disk).iter().any(told)
    }

    fn compare(&self, seed: u64, what: &str) -> Outcome {
        let before = published(&self.disk);
        let built = pipeline::build(&self.disk, &self.options(Some("p")), Destination::Publish(target()));
        let clean_disk = on_disk(&self.files);
        let clean = pipeline::build(&clean_disk, &self.options(None), Destination::Publish(target()));
        let told = |outcome: &Outcome| -> Vec<String> {
            outcome
                .findings
                .iter()
                .map(|finding| format!("{:?} {}", finding.place, finding.message("en")))
                .collect()
        };
        assert_eq!(told(&built), told(&clean), "seed {seed}: {what}: they say the same");
        let (now, wanted) = (published(&self.disk), published(&clean_disk));
        assert_eq!(built.summary.published, clean.summary.published, "seed {seed}: {what}");
        if built.summary.published {
            let differing: Vec<&String> =
                now.keys().chain(wanted.keys()).filter(|path| now.get(*path) != wanted.get(*path)).collect();
            assert!(differing.is_empty(), "seed {seed}: {what}: these differ: {differing:?}");
            assert_eq!(built.summary.heaviest, clean.summary.heaviest, "seed {seed}: {what}");
            assert_eq!(built.summary.written.hash, clean.summary.written.hash, "seed {seed}: {what}");
        } else {
            assert!(
                now == before,
                "seed {seed}: {what}: nothing is published with errors, nothing is touched"
            );
        }
        built
    }
}

pub(crate) fn on_disk(files: &Files) -> MemoryDisk {
    MemoryDisk::with(files.iter().map(|(path, bytes)| (Path::new(ROOT).join(path), bytes.clone())))
}

fn target() -> Target {
    let root = PathBuf::from(ROOT);
    Target {
        folder: root.join("public"),
        content: ["content", "themes", "static"].map(|folder| root.join(folder)).to_vec(),
        home: None,
        fresh: false,
        root,
    }
}

fn published(disk: &MemoryDisk) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(ROOT).join("public");
    let (found, _) = disk.walk(&folder);
    let read = |path: &Path| disk.read(&folder.join(path)).expect("a file that is there");
    found.iter().map(|item| (item.path.to_string_lossy().into_owned(), read(&item.path))).collect()
}
