//! The one door to git: the files of a folder of a repository in one of its states, as data.
//!
//! Only `globale layer fetch` opens it; builds never do. Nothing is checked out, so no filter, hook or attribute of the
//! repository has anything to say: names and bytes are read as git keeps them.
#![expect(clippy::disallowed_methods, reason = "this is the door everyone else goes through")]

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// What a repository is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Its address.
    pub url: &'a str,
    /// The whole hash of a commit.
    pub rev: &'a str,
    /// The folder in it; empty for all of it.
    pub path: &'a str,
}

/// One thing in a folder of a repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its path in the folder.
    pub path: String,
    /// What it is.
    pub kind: ItemKind,
}

/// What stands at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// A file's bytes.
    File(Vec<u8>),
    /// A symbolic link.
    Link,
    /// Another repository.
    Submodule,
}

/// Everything in a folder of a repository, sorted by path. `store` is a folder git may keep the repository's objects in.
///
/// # Errors
/// What git says, or why it could not be run.
pub fn files(store: &Path, wanted: &Wanted<'_>) -> Result<Vec<Item>, String> {
    let git = Git { store };
    if !git.has(wanted.rev) {
        git.run(&["init", "--quiet", "--bare"])?;
        // Most hosts give one commit alone; those that do not, give everything.
        let one = ["fetch", "--quiet", "--no-tags", "--depth=1", "--", wanted.url, wanted.rev];
        let all = ["fetch", "--quiet", "--no-tags", "--", wanted.url, "+refs/*:refs/fetched/*"];
        git.run(&one).or_else(|_| git.run(&all))?;
    }
    let tree = format!("{}:{}", wanted.rev, wanted.path);
    let listed = git.run(&["ls-tree", "-r", "-z", &tree])?;
    let entries = listed.split(|byte| *byte == 0).filter(|line| !line.is_empty());
    let entries: Vec<Entry> = entries.map(entry).collect::<Option<_>>().ok_or("an unreadable list")?;
    let blobs: Vec<&str> =
        entries.iter().filter(|entry| entry.is_file()).map(|entry| entry.hash.as_str()).collect();
    let mut contents = git.blobs(&blobs)?.into_iter();
    let items = entries.into_iter().map(|entry| Item {
        kind: match &*entry.mode {
            "120000" => ItemKind::Link,
            "160000" => ItemKind::Submodule,
            _ => ItemKind::File(contents.next().unwrap_or_default()),
        },
        path: entry.path,
    });
    let mut items: Vec<Item> = items.collect();
    items.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(items)
}

struct Entry {
    mode: String,
    hash: String,
    path: String,
}

impl Entry {
    fn is_file(&self) -> bool {
        !matches!(&*self.mode, "120000" | "160000")
    }
}

/// `100644 blob HASH\tPATH`
fn entry(line: &[u8]) -> Option<Entry> {
    let line = std::str::from_utf8(line).ok()?;
    let (head, path) = line.split_once('\t')?;
    let mut parts = head.split(' ');
    let (mode, _, hash) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Entry { mode: mode.to_owned(), hash: hash.to_owned(), path: path.to_owned() })
}

struct Git<'a> {
    store: &'a Path,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(self.store).args(["-c", "protocol.ext.allow=never"]).args(arguments);
        // Nobody is there to type a password; a key or a helper answers, or the command ends.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    fn has(&self, rev: &str) -> bool {
        let commit = format!("{rev}^{{commit}}");
        let mut command = self.command(&["cat-file", "-e", &commit]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command(arguments).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said
            .lines()
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or("it ended without a word")
            .to_owned())
    }

    /// The bytes of objects, in the order asked for, by one process.
    fn blobs(&self, hashes: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(mut stdin), Some(mut stdout)) = (stdin, stdout) else { return Err("no pipes".to_owned()) };
        let asked: String = hashes.iter().map(|hash| format!("{hash}\n")).collect();
        let mut said = Vec::new();
        // Both ends at once: git answers while it is still being asked.
        let read = thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(asked.as_bytes()));
            stdout.read_to_end(&mut said)
        });
        child.wait().and(read).map_err(|error: io::Error| error.to_string())?;
        answers(&said, hashes.len()).ok_or_else(|| "an answer that cannot be read".to_owned())
    }
}

/// `HASH blob SIZE\n`, the bytes, `\n`; again and again.
fn answers(mut said: &[u8], count: usize) -> Option<Vec<Vec<u8>>> {
    let mut contents = Vec::with_capacity(count);
    for _ in 0..count {
        let line = said.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(said.get(..line)?).ok()?;
        let size: usize = head.rsplit(' ').next()?.parse().ok()?;
        contents.push(said.get(line + 1..line + 1 + size)?.to_vec());
        said = said.get(line + 1 + size + 1..)?;
    }
    Some(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_their_size() {
        assert_eq!(answers(b"a blob 3\nx\ny\nb blob 0\n\n", 2), Some(vec![b"x\ny".to_vec(), Vec::new()]));
        assert_eq!(answers(b"a missing\n", 1), None);
        assert_eq!(answers(b"a blob 9\nx\n", 1), None);
    }
}
