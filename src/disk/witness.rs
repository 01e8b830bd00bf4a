//! A disk that writes down what it was asked and what it answered, so that a later run can ask again.
//!
//! What a run makes of a folder depends on nothing but the answers it got. If all of them are the same again, so is what
//! the run would make. Writing is passed on and not written down: it is no answer; nor is where links lead, which only
//! the output asks for.

use std::collections::{BTreeMap, HashMap};
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
    /// `None` where nobody will ask again.
    asked: Option<Mutex<Asked>>,
}

#[derive(Default)]
struct Asked {
    answers: BTreeMap<(Question, PathBuf), Fingerprint>,
    /// What stands below each folder that was walked.
    walked: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The same question had two answers: somebody changed files meanwhile.
    contradicted: bool,
}

/// What may be asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
enum Question {
    /// Everything below a folder.
    Walk,
    List,
    Stat,
    Read,
}

/// All questions of a run. It names no file below a folder that was walked, only its number there, and holds no answer:
/// who lacks the files learns nothing from it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Account {
    /// Each walk, and a check of its answer: most edits show there, and then nothing more need be asked.
    walks: Vec<(PathBuf, Fingerprint)>,
    /// What was asked of a file: the number of the walk, and its number in it.
    below: Vec<(Question, u32, u32)>,
    /// What was asked of a path that no walk found.
    others: Vec<(Question, PathBuf)>,
}

impl<'a> Witness<'a> {
    /// Over a disk; nothing asked yet.
    pub fn new(disk: &'a dyn Disk) -> Self {
        Self { disk, asked: Some(Mutex::default()) }
    }

    /// Over a disk, for a run that is not remembered: it answers the same and writes nothing down.
    pub fn forgetful(disk: &'a dyn Disk) -> Self {
        Self { disk, asked: None }
    }

    /// What was asked, and one fingerprint of all the answers. `None` where they contradict each other or were not noted.
    pub fn account(&self) -> Option<(Account, Fingerprint)> {
        let asked = self.asked.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let mut account = Account::default();
        let mut places: HashMap<PathBuf, (u32, u32)> = HashMap::new();
        for (walk, (folder, found)) in (0..).zip(&asked.walked) {
            let answer = asked.answers.get(&(Question::Walk, folder.clone()))?;
            account.walks.push((folder.clone(), checked(*answer)));
            places.extend((0..).zip(found).map(|(at, path)| (folder.join(path), (walk, at))));
        }
        for (question, path) in asked.answers.keys().filter(|(question, _)| *question != Question::Walk) {
            match places.get(path) {
                Some((walk, at)) => account.below.push((*question, *walk, *at)),
                None => account.others.push((*question, path.clone())),
            }
        }
        let answer = |question: Question, path: PathBuf| asked.answers.get(&(question, path)).copied();
        let walks = account.walks.iter().map(|(folder, _)| answer(Question::Walk, folder.clone()));
        let below = account.below.iter().map(|(question, walk, at)| {
            let (folder, found) = asked.walked.iter().nth(*walk as usize)?;
            answer(*question, folder.join(found.get(*at as usize)?))
        });
        let others = account.others.iter().map(|(question, path)| answer(*question, path.clone()));
        let answers: Option<Vec<Fingerprint>> = walks.chain(below).chain(others).collect();
        let all = together(&answers?);
        (!asked.contradicted).then_some((account, all))
    }

    fn note(&self, question: Question, path: &Path, answer: impl FnOnce() -> Fingerprint) {
        let Some(asked) = &self.asked else { return };
        let answer = answer();
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let before = asked.answers.insert((question, path.to_owned()), answer);
        asked.contradicted |= before.is_some_and(|before| before != answer);
    }
}

impl Account {
    /// One fingerprint of what the disk answers now; `None` where some folder no longer holds what it held.
    pub fn ask(&self, disk: &dyn Disk) -> Option<Fingerprint> {
        let walks: Option<Vec<_>> = self
            .walks
            .par_iter()
            .map(|(folder, check)| {
                let answer = disk.walk(folder);
                let print = of_walk(&answer);
                (checked(print) == *check).then_some((print, answer.0))
            })
            .collect();
        let walks = walks?;
        let ask = |question: Question, path: &Path| match question {
            Question::Walk => of_walk(&disk.walk(path)),
            Question::List => of_list(&disk.list(path)),
            Question::Stat => of_stat(disk.stat(path)),
            Question::Read => of_read(&disk.read(path)),
        };
        let below = self.below.par_iter().map(|(question, walk, at)| {
            let found = walks.get(*walk as usize)?.1.get(*at as usize)?;
            Some(ask(*question, &self.walks.get(*walk as usize)?.0.join(&found.path)))
        });
        let below: Option<Vec<Fingerprint>> = below.collect();
        let mut answers: Vec<Fingerprint> = walks.iter().map(|(print, _)| *print).collect();
        answers.extend(below?);
        answers.extend(self.others.iter().map(|(question, path)| ask(*question, path)));
        Some(together(&answers))
    }
}

/// Tells a right answer from a wrong one and does not give it away.
fn checked(answer: Fingerprint) -> Fingerprint {
    Fingerprint::of(answer.as_bytes())
}

fn together(answers: &[Fingerprint]) -> Fingerprint {
    let mut print = Fingerprinter::new();
    answers.iter().for_each(|answer| {
        print.fingerprint(*answer);
    });
    print.finish()
}

impl Disk for Witness<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let answer = self.disk.read(path);
        self.note(Question::Read, path, || of_read(&answer));
        answer
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let answer = self.disk.walk(folder);
        self.note(Question::Walk, folder, || of_walk(&answer));
        if let Some(asked) = &self.asked {
            let found = answer.0.iter().map(|item| item.path.clone()).collect();
            let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.walked.insert(folder.to_owned(), found);
        }
        answer
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let answer = self.disk.list(folder);
        self.note(Question::List, folder, || of_list(&answer));
        answer
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let answer = self.disk.stat(path);
        self.note(Question::Stat, path, || of_stat(answer));
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

    fn stands((account, all): &(Account, Fingerprint), disk: &MemoryDisk) -> bool {
        account.ask(disk) == Some(*all)
    }

    fn account(disk: &MemoryDisk) -> (Account, Fingerprint) {
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
            assert!(stands(&account, &disk));
            change(&disk);
            assert!(!stands(&account, &disk));
        }
    }

    #[test]
    fn what_nobody_asked_for_matters_not() {
        let disk = disk();
        let account = account(&disk);
        disk.write(Path::new("site/other"), b"1").unwrap();
        disk.write(Path::new("site/content/b.md"), b"six").unwrap();
        assert!(stands(&account, &disk), "only its length was asked for");
    }

    #[test]
    fn an_account_names_no_file_that_a_walk_found() {
        let account = format!("{:?}", account(&disk()));
        assert!(account.contains("none.md") && !account.contains("a.md"), "{account}");
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
