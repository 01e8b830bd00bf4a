//! A small site in a folder of its own, and the program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Where the story lies that tests change.
pub(crate) const STORY: &str = "content/vik/stories/first/index.nb.md";

/// A copy of `tests/it/small`.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a run came to.
pub(crate) struct Ran {
    /// The number the program ended with.
    pub(crate) exit: i32,
    /// What it said.
    pub(crate) out: String,
    /// What it said of errors.
    pub(crate) err: String,
}

impl Ran {
    /// The one object that `--format json` prints.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error} in {}\n{}", self.out, self.err))
    }

    /// The codes of its diagnostics.
    pub(crate) fn codes(&self) -> Vec<String> {
        let json = self.json();
        let found = json["diagnostics"].as_array().expect("a list of diagnostics").iter();
        found.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    }
}

impl Project {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("globale-it-").tempdir().expect("a folder for the test");
        Self { folder }
    }

    /// The default theme, and nothing written yet.
    pub(crate) fn of_the_theme() -> Self {
        let project = Self::empty();
        for (file, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/globale")) {
            project.write(&format!("themes/globale/{file}"), bytes);
        }
        project
    }

    /// The small site, not yet built.
    pub(crate) fn new() -> Self {
        let project = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/small");
        for (file, bytes) in tree(&from) {
            project.write(&file, bytes);
        }
        project
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        // Links resolved, as the program shows it.
        self.folder.path().canonicalize().expect("the project's folder")
    }

    /// A path in the project.
    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.root().join(inner)
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, inner: &str, text: impl AsRef<[u8]>) {
        let path = self.path(inner);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in the project");
        fs::write(path, text).expect("a file in the project");
    }

    /// The text of a file of the project.
    pub(crate) fn read(&self, inner: &str) -> String {
        fs::read_to_string(self.path(inner)).unwrap_or_else(|error| panic!("{inner}: {error}"))
    }

    /// Changes a file of the project, which must hold `old`.
    pub(crate) fn edit(&self, inner: &str, old: &str, new: &str) {
        let text = self.read(inner);
        assert!(text.contains(old), "{inner} holds no `{old}`");
        self.write(inner, text.replace(old, new));
    }

    /// The program, about to run in the project, in an environment of its own.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
        command.args(line.split_whitespace()).current_dir(self.root());
        command.env_clear().env("LANG", "en_GB.UTF-8").env("HOME", "/nowhere").env("NO_COLOR", "1");
        command.stdin(Stdio::null());
        command
    }

    /// Runs the program with these arguments.
    pub(crate) fn run(&self, line: &str) -> Ran {
        ran(self.command(line))
    }

    /// Runs the program, which must succeed, with `--format json`.
    pub(crate) fn json(&self, line: &str) -> Value {
        let ran = self.run(&format!("{line} --format json"));
        assert_eq!(ran.exit, 0, "{line}: {}{}", ran.out, ran.err);
        ran.json()
    }

    /// Runs the program, which must find errors in the content, and names their codes.
    pub(crate) fn json_of_failing(&self, line: &str) -> Vec<String> {
        let ran = self.run(&format!("{line} --format json"));
        assert_eq!(ran.exit, 1, "{line}: {}{}", ran.out, ran.err);
        ran.codes()
    }

    /// Starts the program and lets it run.
    pub(crate) fn start(&self, line: &str) -> Child {
        let mut command = self.command(line);
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts")
    }

    /// Every file below a folder of the project with its bytes.
    pub(crate) fn tree(&self, inner: &str) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path(inner))
    }
}

/// Runs a command to its end.
pub(crate) fn ran(mut command: Command) -> Ran {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let exit = output.status.code().expect("the program ends by itself");
    Ran { exit, out: text(output.stdout), err: text(output.stderr) }
}

/// Every file below a folder with its bytes, by its path there.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![PathBuf::new()]);
    while let Some(inner) = folders.pop() {
        let Ok(items) = fs::read_dir(folder.join(&inner)) else { continue };
        for item in items {
            let path = inner.join(item.expect("an entry of the folder").file_name());
            let whole = folder.join(&path);
            if whole.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.to_string_lossy().into_owned(), fs::read(whole).expect("a file"));
            }
        }
    }
    files
}
