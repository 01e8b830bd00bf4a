//! The fields of a new entry: from flags, then from the person, each checked as the validator would.

use std::path::Path;
use std::sync::Arc;

use super::Order;
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::guide::help;
use crate::guide::reference::question;
use crate::guide::schema::Form;
use crate::model;
use crate::model::types::{Field, FieldKind};
use crate::node::{self, Node, Pair, Value};
use crate::report::clean::clean;
use crate::report::terminal::Person;
use crate::report::words::Tongue;

/// Fields as they are filled in.
pub(super) struct Values<'a> {
    order: &'a Order<'a>,
    form: Form,
    tongue: Tongue,
    table: Vec<Pair>,
    findings: Vec<Diagnostic>,
}

/// A required field that is not there.
struct Lacking {
    /// `image.alt`, or `points[].source`.
    path: String,
    field: Field,
    /// Whether an answer can be put where it belongs: not inside an item of a list.
    can_be_asked: bool,
}

impl<'a> Values<'a> {
    pub(super) fn new(order: &'a Order<'a>, form: Form, tongue: Tongue) -> Self {
        Self { order, form, tongue, table: Vec::new(), findings: Vec::new() }
    }

    /// Puts what the program itself knows.
    pub(super) fn put(&mut self, path: &str, text: &str) {
        let place: Arc<Path> = Arc::from(Path::new(path));
        self.set(path, text, &place);
    }

    /// Puts it where the type has such a field.
    pub(super) fn put_if_declared(&mut self, name: &str, text: &str) {
        if self.order.ty.fields.iter().any(|field| *field.name == *name) {
            self.put(name, text);
        }
    }

    /// All fields as a table: the flags' values, then those the person is asked for.
    ///
    /// # Errors
    /// Everything that is wrong or missing, all at once.
    pub(super) fn filled(mut self, person: Option<&dyn Person>) -> Result<Node, Vec<Diagnostic>> {
        for typed in &self.order.wish.values {
            // Where a finding shows its file, this shows what was typed.
            let place: Arc<Path> = Arc::from(Path::new(&format!("--set {typed}")));
            match typed.split_once('=') {
                Some((path, value)) => self.set(path.trim(), value.trim(), &place),
                None => {
                    let finding = Diagnostic::new(codes::BAD_SET).with("value", format!("--set {typed}"));
                    self.findings.push(finding.with("example", format!("--set {typed}=…")));
                }
            }
        }
        if self.form == Form::Original {
            self.ask(person);
            self.lacking_said();
        }
        self.references();
        if self.findings.is_empty() { Ok(table(self.table)) } else { Err(self.findings) }
    }

    /// Puts a value where its path leads.
    fn set(&mut self, path: &str, text: &str, place: &Arc<Path>) {
        match self.field(path, place) {
            Ok(field) => {
                let before = at(&self.table, path);
                let (node, findings) = understood(&field, text, before, place);
                let findings =
                    if findings.is_empty() { model::check_value(&field, &node, place) } else { findings };
                // A value that is wrong is there all the same, and not missing as well.
                self.findings.extend(findings);
                put(&mut self.table, path, node);
            }
            Err(finding) => self.findings.push(*finding),
        }
    }

    /// The field a path names.
    fn field(&self, path: &str, place: &Arc<Path>) -> Result<Field, Box<Diagnostic>> {
        let ty = &self.order.ty;
        let mut declared: &[Field] = &ty.fields;
        let mut found: Option<&Field> = None;
        let mut may = self.form == Form::Original;
        let whole = || Place::file(place.to_path_buf());
        for part in path.split('.') {
            let known: Vec<&str> = declared.iter().map(|field| &*field.name).collect();
            let Some(field) = declared.iter().find(|field| *field.name == *part) else {
                if found.is_none() && ty.derives(part) {
                    let finding = Diagnostic::new(codes::DERIVED_TYPED).with("field", part);
                    return Err(Box::new(finding.at(whole())));
                }
                return Err(Box::new(node::unknown_key(part, whole(), &known, &[])));
            };
            if let FieldKind::List(item) = &field.kind
                && item.kind.fields().is_some()
                && path != part
            {
                // Which item it would go into, nobody can say.
                let finding = Diagnostic::new(codes::BAD_SET).with("value", place.display());
                let example = format!("--set '{}={}'", field.name, shape(&field.kind));
                return Err(Box::new(finding.with("example", example)));
            }
            may |= field.translate;
            found = Some(field);
            declared = field.kind.fields().unwrap_or_default();
        }
        match found {
            Some(field) if may || field.in_translations() => Ok(field.clone()),
            _ => Err(Box::new(Diagnostic::new(codes::NOT_TRANSLATABLE).with("field", path).at(whole()))),
        }
    }

    /// Asks for everything required that is not there, until the person leaves.
    fn ask(&mut self, person: Option<&dyn Person>) {
        let Some(person) = person else { return };
        for lacking in self.lacking().into_iter().filter(|lacking| lacking.can_be_asked) {
            let Some(node) = self.answer(person, &lacking.path, &lacking.field, Blank::AsksAgain) else {
                return;
            };
            put(&mut self.table, &lacking.path, node);
        }
    }

    /// One field's value; `None` where the person has left, or said nothing where that may be.
    fn answer(&self, person: &dyn Person, path: &str, field: &Field, blank: Blank) -> Option<Node> {
        match &field.kind {
            FieldKind::Object(fields) | FieldKind::Consent(fields) => {
                let mut pairs = Vec::new();
                for (at, inner) in fields.iter().filter(|inner| inner.required).enumerate() {
                    let blank = if at == 0 { blank } else { Blank::AsksAgain };
                    let value = self.answer(person, &format!("{path}.{}", inner.name), inner, blank)?;
                    pairs.push(Pair { key: (*inner.name).into(), key_span: Default::default(), value });
                }
                Some(table(pairs))
            }
            FieldKind::List(item) => {
                person.tell(&format!("{path}: {}\n", question(field, self.order.types(), self.tongue)));
                let least = usize::try_from(field.min.unwrap_or(1)).unwrap_or(1).max(1);
                let mut items = Vec::new();
                loop {
                    let blank = if items.len() < least { Blank::AsksAgain } else { Blank::Ends };
                    match self.answer(person, &format!("{path} {}", items.len() + 1), item, blank) {
                        Some(item) => items.push(item),
                        None if items.len() < least => return None,
                        None => return Some(node(Value::List(items))),
                    }
                }
            }
            _ => self.scalar(person, path, field, blank),
        }
    }

    /// Asks until the answer is one the field takes.
    fn scalar(&self, person: &dyn Person, path: &str, field: &Field, blank: Blank) -> Option<Node> {
        let place: Arc<Path> = Arc::from(Path::new(path));
        let asked = question(field, self.order.types(), self.tongue);
        let ends = self.tongue.pick(" [tomt: ikke flere]", " [nothing: no more]");
        let ends = if blank == Blank::Ends { ends } else { "" };
        let commas = self.tongue.pick(" [komma mellom]", " [commas between]");
        let commas = if matches!(field.kind, FieldKind::Set(_)) { commas } else { "" };
        loop {
            let text = person.ask(&format!("{path}: {asked}{commas}{ends}\n> "))?;
            if text.is_empty() {
                match blank {
                    Blank::Ends => return None,
                    Blank::AsksAgain => continue,
                }
            }
            let (node, findings) = self.judged(field, &text, &place);
            if findings.is_empty() {
                return Some(node);
            }
            // What `check --fix` would mend is what was meant here too.
            if let [Diagnostic { fix: Some(fix), .. }] = &*findings {
                let (node, more) = self.judged(field, &fix.replacement, &place);
                if more.is_empty() {
                    person.tell(&format!("  → {}\n", clean(&fix.replacement)));
                    return Some(node);
                }
            }
            for finding in findings {
                let tag = self.tongue.tag();
                person.tell(&format!("  {}; {}\n", clean(&finding.message(tag)), clean(&finding.hint(tag))));
            }
        }
    }

    /// What an answer means, and what is wrong with it.
    fn judged(&self, field: &Field, text: &str, place: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
        let (node, mut findings) = understood(field, text, None, place);
        if findings.is_empty() {
            // A mend is for what stands somewhere.
            let span = Span { start: 0, end: text.len() };
            findings = model::check_value(field, &Node { span, value: node.value.clone() }, place);
            self.reference(field, &node, place, &mut findings);
        }
        (node, findings)
    }

    fn lacking(&self) -> Vec<Lacking> {
        let mut found = Vec::new();
        lacking(&self.order.ty.fields, &self.table, "", &mut found);
        found
    }

    fn lacking_said(&mut self) {
        for lacking in self.lacking() {
            let set = match lacking.path.split_once("[].") {
                Some((list, inner)) => format!("{list}={{ …, {inner}: … }}"),
                None => format!("{}={}", lacking.path, shape(&lacking.field.kind)),
            };
            let finding = Diagnostic::new(codes::NEW_LACKS).with("field", &lacking.path).with("set", set);
            self.findings.push(finding.with("help", help(&lacking.field, self.tongue)));
        }
    }

    /// Every reference leads to an entry.
    fn references(&mut self) {
        let mut findings = Vec::new();
        for pair in &self.table {
            let place: Arc<Path> = Arc::from(Path::new(&*pair.key));
            let field = self.order.ty.fields.iter().find(|field| *field.name == *pair.key);
            if let Some(field) = field {
                self.reference(field, &pair.value, &place, &mut findings);
            }
        }
        self.findings.extend(findings);
    }

    fn reference(&self, field: &Field, node: &Node, place: &Arc<Path>, findings: &mut Vec<Diagnostic>) {
        match (&field.kind, &node.value) {
            (FieldKind::Ref(to), Value::Plain(id) | Value::Quoted(id)) => {
                let Some(ty) = self.order.types().by_name(to) else { return };
                if self.order.entries(&Arc::from(format!("{}/{id}", ty.folder))).is_empty() {
                    let finding = self.order.no_such(ty, id);
                    findings.push(finding.at(Place::file(place.to_path_buf())));
                }
            }
            (FieldKind::List(item), Value::List(items)) => {
                items.iter().for_each(|node| self.reference(item, node, place, findings));
            }
            (kind, Value::Table(pairs)) => {
                for pair in pairs {
                    let inner = kind.fields().unwrap_or_default().iter();
                    if let Some(inner) = inner.into_iter().find(|inner| *inner.name == *pair.key) {
                        self.reference(inner, &pair.value, place, findings);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What an empty answer means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    AsksAgain,
    Ends,
}

/// What a typed text means for a field, beside what stands there already: lists and sets grow.
fn understood(
    field: &Field,
    text: &str,
    before: Option<&Node>,
    place: &Arc<Path>,
) -> (Node, Vec<Diagnostic>) {
    use FieldKind::{Consent, Link, List, Markdown, Object, Set, String, Text};
    let there = || before.and_then(Node::list).unwrap_or_default().to_vec();
    match &field.kind {
        String | Text | Markdown | Link => (node(Value::Quoted(text.into())), Vec::new()),
        Object(_) | Consent(_) if text.starts_with('{') => flow(text, place),
        Set(_) | List(_) if text.starts_with('[') => {
            let (found, findings) = flow(text, place);
            let items = found.list().unwrap_or_default();
            (node(Value::List([&there(), items].concat())), findings)
        }
        Set(_) => {
            let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
            let words: Vec<Node> = words.map(|word| node(Value::Plain(word.into()))).collect();
            (node(Value::List([there(), words].concat())), Vec::new())
        }
        List(item) => {
            let (item, findings) = understood(item, text, None, place);
            (node(Value::List([there(), vec![item]].concat())), findings)
        }
        _ => (node(Value::Plain(text.into())), Vec::new()),
    }
}

/// A list or table written on one line.
fn flow(text: &str, place: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
    let (tree, mut findings) = node::yaml::parse(&format!("x: {text}\n"), 0, place);
    for finding in &mut findings {
        finding.place = Some(Place::file(place.to_path_buf()));
        finding.fix = None;
    }
    let unspanned = tree.get("x").map_or(node(Value::Null), without_places);
    (unspanned, findings)
}

/// Its places are in no file.
fn without_places(found: &Node) -> Node {
    node(match &found.value {
        Value::List(items) => Value::List(items.iter().map(without_places).collect()),
        Value::Table(pairs) => Value::Table(
            pairs
                .iter()
                .map(|pair| Pair {
                    key: pair.key.clone(),
                    key_span: Default::default(),
                    value: without_places(&pair.value),
                })
                .collect(),
        ),
        value => value.clone(),
    })
}

fn lacking(declared: &[Field], pairs: &[Pair], prefix: &str, found: &mut Vec<Lacking>) {
    for field in declared {
        let path = format!("{prefix}{}", field.name);
        let there = pairs.iter().find(|pair| *pair.key == *field.name).map(|pair| &pair.value);
        match there.filter(|node| node.value != Value::Null) {
            None if field.required => {
                let can_be_asked = !path.contains('[');
                found.push(Lacking { path, field: field.clone(), can_be_asked });
            }
            None => {}
            Some(node) => lacking_inside(field, node, &path, found),
        }
    }
}

fn lacking_inside(field: &Field, node: &Node, path: &str, found: &mut Vec<Lacking>) {
    match (&field.kind, &node.value) {
        (FieldKind::List(item), Value::List(items)) => {
            items.iter().for_each(|inner| lacking_inside(item, inner, &format!("{path}[]"), found));
        }
        (kind, Value::Table(pairs)) => {
            lacking(kind.fields().unwrap_or_default(), pairs, &format!("{path}."), found);
        }
        _ => {}
    }
}

/// How a value is written on the command line: an item of a list of objects with the parts it must have.
fn shape(kind: &FieldKind) -> String {
    match kind {
        FieldKind::List(item) => match item.kind.fields() {
            Some(parts) => {
                let parts = parts.iter().filter(|part| part.required);
                let parts: Vec<String> = parts.map(|part| format!("{}: …", part.name)).collect();
                format!("{{ {} }}", parts.join(", "))
            }
            None => "…".to_owned(),
        },
        _ => "…".to_owned(),
    }
}

fn node(value: Value) -> Node {
    Node { span: Default::default(), value }
}

fn table(pairs: Vec<Pair>) -> Node {
    node(Value::Table(pairs))
}

/// What stands at a path.
fn at<'a>(pairs: &'a [Pair], path: &str) -> Option<&'a Node> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let value = &pairs.iter().find(|pair| *pair.key == *first)?.value;
    match rest {
        Some(rest) => at(value.table()?, rest),
        None => Some(value),
    }
}

/// Puts a value at a path, in place of what stood there.
fn put(pairs: &mut Vec<Pair>, path: &str, value: Node) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let position = pairs.iter().position(|pair| *pair.key == *first);
    let position = position.unwrap_or_else(|| {
        pairs.push(Pair { key: first.into(), key_span: Default::default(), value: table(Vec::new()) });
        pairs.len() - 1
    });
    let there = &mut pairs[position].value;
    match (rest, &mut there.value) {
        (Some(rest), Value::Table(inner)) => put(inner, rest, value),
        (Some(rest), _) => {
            let mut inner = Vec::new();
            put(&mut inner, rest, value);
            *there = table(inner);
        }
        (None, _) => *there = value,
    }
}
