//! gettext's PO files, as far as translations of pages need them: one unit a line of text, comments and earlier originals
//! kept, every error with its line. (The crates there are read neither `#|` nor say where a file is broken.)

use std::fmt::Write as _;

/// One unit of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unit {
    /// Where its `msgid` stands, from 1; 0 for one that was not read.
    pub line: usize,
    /// What translators wrote to each other.
    pub comments: Vec<String>,
    /// What the program tells translators.
    pub extracted: Vec<String>,
    /// Where the original stands.
    pub places: Vec<String>,
    /// `fuzzy` and the like.
    pub flags: Vec<String>,
    /// Which block.
    pub context: String,
    /// What the original said when the translation was made.
    pub previous: Option<String>,
    /// What the original says.
    pub id: String,
    /// The translation.
    pub text: String,
}

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl Unit {
    /// Whether somebody must look at it before it counts.
    pub fn is_fuzzy(&self) -> bool {
        self.flags.iter().any(|flag| flag == "fuzzy")
    }
}

/// The header and the units as a file.
pub fn write(language: &str, units: &[Unit]) -> String {
    let mut out = format!(
        "msgid \"\"\nmsgstr \"\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\
         \"Content-Transfer-Encoding: 8bit\\n\"\n\"Language: {language}\\n\"\n"
    );
    for unit in units {
        out.push('\n');
        let mut lines = |mark: &str, all: &[String]| {
            for line in all.iter().flat_map(|text| text.split('\n')) {
                out.push_str(format!("{mark} {line}").trim_end());
                out.push('\n');
            }
        };
        lines("#", &unit.comments);
        lines("#.", &unit.extracted);
        lines("#:", &unit.places);
        if !unit.flags.is_empty() {
            let _ = writeln!(out, "#, {}", unit.flags.join(", "));
        }
        if let Some(previous) = &unit.previous {
            let _ = writeln!(out, "#| msgid {}", quoted(previous));
        }
        let _ = writeln!(out, "msgctxt {}", quoted(&unit.context));
        let _ = writeln!(out, "msgid {}", quoted(&unit.id));
        let _ = writeln!(out, "msgstr {}", quoted(&unit.text));
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Which of a unit's texts a quoted line goes on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    Context,
    Previous,
    Other,
    Id,
    Text,
}

/// Reads a file; its header and obsolete units are left out.
///
/// # Errors
/// Every line that cannot be read.
pub fn read(text: &str) -> Result<Vec<Unit>, Vec<Broken>> {
    let mut reading = Reading {
        units: Vec::new(),
        unit: Unit::default(),
        part: Part::Nothing,
        broken: Vec::new(),
        at: 0,
        whole: false,
    };
    for (number, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        reading.at = number + 1;
        reading.line(line.trim());
    }
    reading.end();
    let Reading { mut units, broken, .. } = reading;
    units.retain(|unit| !(unit.id.is_empty() && unit.context.is_empty()));
    if broken.is_empty() { Ok(units) } else { Err(broken) }
}

/// The language that a file's header names.
pub fn language(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("\"Language: ")?;
    rest.split("\\n").next().map(str::trim).filter(|tag| !tag.is_empty())
}

/// Whether two names of languages mean different ones: `pt_BR`, as editors write it, is in `pt`.
pub fn differ(one: &str, other: &str) -> bool {
    let first = |tag: &'_ str| tag.split(['-', '_', '@']).next().unwrap_or_default().to_ascii_lowercase();
    first(one) != first(other)
}

struct Reading {
    units: Vec<Unit>,
    unit: Unit,
    part: Part,
    broken: Vec<Broken>,
    at: usize,
    /// Whether the unit's `msgstr` has come.
    whole: bool,
}

impl Reading {
    fn line(&mut self, line: &str) {
        if line.starts_with("#~") {
            return;
        }
        if let Some(rest) = line.strip_prefix('#') {
            return self.comment(rest);
        }
        if line.is_empty() {
            return self.end();
        }
        if line.starts_with('"') {
            return self.string(line, self.part);
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let part = match word {
            "msgctxt" => Part::Context,
            "msgid" => Part::Id,
            "msgstr" => Part::Text,
            _ if word.starts_with("msg") => return self.wrong("plural forms have no place here"),
            _ => return self.wrong("neither a comment nor msgctxt, msgid or msgstr"),
        };
        if self.whole && part != Part::Text {
            self.end();
        }
        let given = |unit: &Unit| match part {
            Part::Context => !unit.context.is_empty(),
            Part::Id => unit.line > 0,
            _ => false,
        };
        if given(&self.unit) || part == Part::Text && self.whole {
            return self.wrong("the same keyword twice in one unit");
        }
        match part {
            Part::Id => self.unit.line = self.at,
            Part::Text if self.unit.line == 0 => return self.wrong("msgstr without msgid"),
            Part::Text => self.whole = true,
            _ => {}
        }
        self.part = part;
        self.string(rest.trim(), part);
    }

    fn comment(&mut self, rest: &str) {
        if self.whole {
            self.end();
        }
        let text = |rest: &str| rest.trim().to_owned();
        match rest.chars().next() {
            Some('.') => self.unit.extracted.push(text(&rest[1..])),
            Some(':') => self.unit.places.push(text(&rest[1..])),
            Some(',') => self.unit.flags.extend(rest[1..].split(',').map(text)),
            Some('|') => self.earlier(rest[1..].trim()),
            _ => self.unit.comments.push(text(rest)),
        }
    }

    /// `#| msgid "…"`, or more of it.
    fn earlier(&mut self, rest: &str) {
        let (part, string) = match rest.split_once(char::is_whitespace) {
            Some(("msgid", string)) => (Part::Previous, string.trim()),
            Some((word, string)) if word.starts_with("msg") => (Part::Other, string.trim()),
            _ => (self.part, rest),
        };
        self.part = part;
        self.string(string, part);
    }

    fn string(&mut self, written: &str, part: Part) {
        let Some(text) = unquoted(written) else {
            return self.wrong("a text must stand in quotes, with \\\" for quotes in it");
        };
        match part {
            Part::Context => self.unit.context.push_str(&text),
            Part::Previous => self.unit.previous.get_or_insert_default().push_str(&text),
            Part::Id => self.unit.id.push_str(&text),
            Part::Text => self.unit.text.push_str(&text),
            Part::Other => {}
            Part::Nothing => self.wrong("a text without msgid or msgstr before it"),
        }
    }

    fn end(&mut self) {
        let unit = std::mem::take(&mut self.unit);
        self.part = Part::Nothing;
        let whole = std::mem::take(&mut self.whole);
        if whole {
            self.units.push(unit);
        } else if unit.line > 0 || !unit.context.is_empty() {
            self.wrong("the unit ends without msgstr");
        }
    }

    fn wrong(&mut self, reason: &'static str) {
        self.broken.push(Broken { line: self.at, reason });
    }
}

fn unquoted(written: &str) -> Option<String> {
    let inner = written.strip_prefix('"')?.strip_suffix('"').filter(|_| written.len() > 1)?;
    let mut out = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => out.push(match letters.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other @ ('"' | '\\') => other,
                _ => return None,
            }),
            letter => out.push(letter),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let unit = Unit {
            comments: vec!["Sjekk tallet".to_owned(), String::new()],
            extracted: vec!["facts".to_owned()],
            places: vec!["a.md:3".to_owned()],
            flags: vec!["fuzzy".to_owned()],
            context: "handbook/a#b:1".to_owned(),
            previous: Some("Ring \"oss\"\\ på".to_owned()),
            id: "Ring\noss\tpå".to_owned(),
            text: "اتصل بنا".to_owned(),
            line: 0,
        };
        let written =
            write("ar", &[unit.clone(), Unit { context: "x".into(), id: "y".into(), ..Unit::default() }]);
        let read = read(&written).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(Unit { line: 0, ..read[0].clone() }, unit);
        assert_eq!(written.lines().nth(read[0].line - 1), Some("msgid \"Ring\\noss\\tpå\""));
    }

    #[test]
    fn editors_fold_lines_and_leave_obsolete_units() {
        let text = "msgid \"\"\nmsgstr \"\"\n\"Language: ar\\n\"\n\n#| msgid \"\"\n#| \"Gam\"\n#| \"melt\"\nmsgctxt \"a\"\nmsgid \"\"\n\"En \"\n\"to\"\nmsgstr \"x\"\nmsgctxt \"b\"\nmsgid \"c\"\nmsgstr \"\"\n#~ msgid \"old\"\n#~ msgstr \"alt\"\n";
        let units = read(text).unwrap();
        assert_eq!(
            units.iter().map(|unit| (&*unit.context, &*unit.id)).collect::<Vec<_>>(),
            [("a", "En to"), ("b", "c")]
        );
        assert_eq!(units[0].previous.as_deref(), Some("Gammelt"));
    }

    #[test]
    fn what_is_broken_is_told_by_its_line() {
        for (text, line) in [
            ("msgctxt \"a\"\nmsgid \"b\nmsgstr \"c\"\n", 2),
            ("msgctxt \"a\"\nmsgid \"b\"\n\nmsgid \"c\"\nmsgstr \"\"\n", 3),
            ("msgid \"b\"\nmsgstr \"c\"d\"\n", 2),
            ("msgid \"b\"\nmsgstr \"\\q\"\n", 2),
            ("hello\n", 1),
            ("\"x\"\n", 1),
            ("msgstr \"x\"\n", 1),
            ("msgid \"a\"\nmsgid_plural \"b\"\n", 2),
        ] {
            assert_eq!(read(text).unwrap_err()[0].line, line, "{text}");
        }
    }
}
