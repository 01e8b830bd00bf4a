//! A disk that writes down what it was asked and what it answered, so that a later run can ask again.
//!
//! What a run makes of a folder depends on nothing but the answers it got. If all of them are the same again, so is what
//! the run would make. Writing is passed on and not written down: it is no answer; nor is where links lead, which only
//! the output asks for.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Disk, Found, Kind, Stat, passed_on};
use crate::fingerprint::{Fingerprint, Fingerprinter};

/// Lies over a disk. Times of change are no answer of it: they are 0, so that nothing can come to depend on them.
pub struct Witness<'a> {
    disk: &'a dyn Disk,
    asked: Mutex<Asked>,
}

#[derive(Default)]
struct Asked {
    answers: HashMap<(Question, PathBuf), Fingerprint>,
    /// The same question had two answers: somebody changed files meanwhile.
    contradicted: bool,
}

/// What may be asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
enum Question {
    /// Everything below a folder. First, since most edits show in it.
    Walk,
    List,
    Stat,
    Read,
}

/// All questions of a run with their answers, in no matter which order they were asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account(Vec<(Question, PathBuf, Fingerprint)>);

impl<'a> Witness<'a> {
    /// Over a disk; nothing asked yet.
    pub fn new(disk: &'a dyn Disk) -> Self {
        Self { disk, asked: Mutex::default() }
    }

    /// What was asked. `None` where the answers contradict each other.
    pub fn account(&self) -> Option<Account> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = |((question, path), answer): (&(Question, PathBuf), &Fingerprint)| {
            (*question, path.clone(), *answer)
        };
        let mut answers: Vec<_> = asked.answers.iter().map(answer).collect();
        answers.sort_unstable();
        (!asked.contradicted).then_some(Account(answers))
    }

    fn note(&self, question: Question, path: &Path, answer: Fingerprint) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let before = asked.answers.insert((question, path.to_owned()), answer);
        asked.contradicted |= before.is_some_and(|before| before != answer);
    }
}

impl Account {
    /// Whether the disk would answer every question as it did.
    pub fn stands(&self, disk: &dyn Disk) -> bool {
        let same = |(question, path, answer): &(Question, PathBuf, Fingerprint)| {
            let now = match question {
                Question::Walk => of_walk(&disk.walk(path)),
                Question::List => of_list(&disk.list(path)),
                Question::Stat => of_stat(disk.stat(path)),
                Question::Read => of_read(&disk.read(path)),
            };
            now == *answer
        };
        let first_read = self.0.partition_point(|(question, ..)| *question < Question::Read);
        let (shapes, reads) = self.0.split_at(first_read);
        shapes.par_iter().all(same) && reads.par_iter().all(same)
    }
}

impl Disk for Witness<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let answer = self.disk.read(path);
        self.note(Question::Read, path, of_read(&answer));
        answer
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let answer = self.disk.walk(folder);
        self.note(Question::Walk, folder, of_walk(&answer));
        answer
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let answer = self.disk.list(folder);
        self.note(Question::List, folder, of_list(&answer));
        answer
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let answer = self.disk.stat(path);
        self.note(Question::Stat, path, of_stat(answer));
        answer.map(|stat| Stat { modified: 0, ..stat })
    }

    passed_on!();
}

fn of_error(print: &mut Fingerprinter, error: &io::Error) {
    print.text("error").text(&format!("{:?}", error.kind()));
}

fn of_read(answer: &io::Result<Vec<u8>>) -> Fingerprint {
    match answer {
        Ok(bytes) => Fingerprint::of(bytes),
        Err(error) => {
            let mut print = Fingerprinter::new();
            of_error(&mut print, error);
            print.finish()
        }
    }
}

fn of_walk((found, unread): &(Vec<Found>, Vec<(PathBuf, io::Error)>)) -> Fingerprint {
    let mut print = Fingerprinter::new();
    for item in found {
        print.bytes(item.path.as_os_str().as_encoded_bytes()).number(item.kind as u64).number(item.length);
    }
    for (path, error) in unread {
        print.bytes(path.as_os_str().as_encoded_bytes());
        of_error(&mut print, error);
    }
    print.finish()
}

fn of_list(answer: &io::Result<Vec<(OsString, Kind)>>) -> Fingerprint {
    let mut print = Fingerprinter::new();
    match answer {
        Ok(names) => {
            let mut names: Vec<(&[u8], u64)> =
                names.iter().map(|(name, kind)| (name.as_encoded_bytes(), *kind as u64)).collect();
            names.sort_unstable();
            for (name, kind) in names {
                print.bytes(name).number(kind);
            }
        }
        Err(error) => of_error(&mut print, error),
    }
    print.finish()
}

fn of_stat(answer: Option<Stat>) -> Fingerprint {
    let mut print = Fingerprinter::new();
    if let Some(stat) = answer {
        print.number(stat.kind as u64).number(stat.length);
    }
    print.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    fn disk() -> MemoryDisk {
        let disk = MemoryDisk::default();
        for (path, text) in [("site/content/a.md", "one"), ("site/content/b.md", "two")] {
            disk.create_folder(Path::new("site/content")).unwrap();
            disk.write(Path::new(path), text.as_bytes()).unwrap();
        }
        disk
    }

    fn account(disk: &MemoryDisk) -> Account {
        let witness = Witness::new(disk);
        witness.walk(Path::new("site/content"));
        let _ = witness.read(Path::new("site/content/a.md"));
        let _ = witness.read(Path::new("site/none.md"));
        assert_eq!(witness.stat(Path::new("site/none.toml")), None);
        witness.account().unwrap()
    }

    #[test]
    fn it_stands_until_an_answer_is_another() {
        let path = Path::new;
        let changes: [&dyn Fn(&MemoryDisk); 5] = [
            &|disk| disk.write(path("site/content/a.md"), b"One").unwrap(),
            &|disk| disk.write(path("site/content/c.md"), b"").unwrap(),
            &|disk| disk.remove_file(path("site/content/b.md")).unwrap(),
            &|disk| disk.write(path("site/none.md"), b"").unwrap(),
            &|disk| disk.write(path("site/none.toml"), b"").unwrap(),
        ];
        for change in changes {
            let disk = disk();
            let account = account(&disk);
            assert!(account.stands(&disk));
            change(&disk);
            assert!(!account.stands(&disk));
        }
    }

    #[test]
    fn what_nobody_asked_for_matters_not() {
        let disk = disk();
        let account = account(&disk);
        disk.write(Path::new("site/other"), b"1").unwrap();
        disk.write(Path::new("site/content/b.md"), b"six").unwrap();
        assert!(account.stands(&disk), "only its length was asked for");
    }

    #[test]
    fn two_answers_to_one_question_are_no_account() {
        let disk = disk();
        let witness = Witness::new(&disk);
        for text in ["x", "y"] {
            disk.write(Path::new("site/content/a.md"), text.as_bytes()).unwrap();
            let _ = witness.read(Path::new("site/content/a.md"));
        }
        assert_eq!(witness.account(), None);
    }
}
