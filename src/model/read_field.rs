//! Front matter, read as a type declares it.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::fields::{Fields, Typed, TypedValue};
use super::mended;
use super::types::{Field, FieldKind, Pattern, Type};
use crate::diagnostic::{Code, Diagnostic, Place, codes};
use crate::locale::is_date;
use crate::node::{self, Node, Pair, Value};
use crate::source::SourceFile;
use crate::text;

/// What other generators call fields that have another name here.
const FOREIGN: &[(&str, &str)] = &[
    ("description", "lead"),
    ("summary", "lead"),
    ("excerpt", "lead"),
    ("lastmod", "updated"),
    ("modified", "updated"),
    ("publishDate", "publish_at"),
    ("publishdate", "publish_at"),
    ("expiryDate", "expires_at"),
    ("categories", "tags"),
    ("keywords", "tags"),
    ("authors", "author"),
    ("permalink", "slug"),
    ("url", "slug"),
    ("layout", "template"),
    ("order", "weight"),
    ("sidebar_position", "weight"),
    ("redirect_from", "aliases"),
    ("cover", "image"),
    ("photo", "image"),
    ("bilde", "image"),
    ("tittel", "title"),
    ("ingress", "lead"),
    ("dato", "date"),
];

/// Fields that are there and could not be understood: the byte where what holds them begins, and their name.
pub(super) type Spoilt = Vec<(usize, Arc<str>)>;

/// What was read of one file, and what was found.
pub(super) type Read = (Fields, Spoilt, Vec<Diagnostic>);

/// The fields one file holds, in the order the type declares them.
pub(super) fn all(file: &SourceFile, ty: &Type) -> Read {
    let mut reading = Reading { file: &file.path, findings: Vec::new(), spoilt: Vec::new() };
    let fields = reading.object(&ty.fields, &file.front);
    let mut findings = reading.findings;
    for finding in findings.iter_mut().filter(|finding| finding.code == codes::UNKNOWN_KEY) {
        derived(ty, finding, &file.front);
    }
    (fields, reading.spoilt, findings)
}

/// A key that is not declared because the program works it out.
fn derived(ty: &Type, finding: &mut Diagnostic, front: &Node) {
    let written = finding.values.get("key").cloned().unwrap_or_default();
    let at_top =
        |place: &Place| front.table().unwrap_or_default().iter().any(|pair| pair.key_span == place.span);
    if let Some(place) = finding.place.clone().filter(|place| ty.derives(&written) && at_top(place)) {
        *finding = Diagnostic::new(codes::DERIVED_TYPED).with("field", written).at(place);
    }
}

/// One value by itself.
pub(super) fn one(field: &Field, node: &Node, file: &Arc<Path>) -> (Option<Typed>, Vec<Diagnostic>) {
    let mut reading = Reading { file, findings: Vec::new(), spoilt: Vec::new() };
    let typed = reading.field(field, node);
    (typed, reading.findings)
}

struct Reading<'a> {
    file: &'a Arc<Path>,
    findings: Vec<Diagnostic>,
    spoilt: Spoilt,
}

impl Reading<'_> {
    fn place(&self, node: &Node) -> Place {
        Place::new(self.file, node.span)
    }

    fn object(&mut self, declared: &[Field], node: &Node) -> Fields {
        let Some(pairs) = node.table() else {
            self.findings.push(node::wrong_kind(self.file, node, "table"));
            return Fields::default();
        };
        self.unknown(declared, pairs, node.span.start);
        let mut fields = Vec::new();
        for field in declared {
            let Some(pair) = pairs.iter().find(|pair| *pair.key == *field.name) else { continue };
            if pair.value.value != Value::Null {
                let typed = self.field(field, &pair.value);
                if typed.is_none() {
                    self.spoilt.push((node.span.start, field.name.clone()));
                }
                fields.extend(typed.map(|typed| (field.name.clone(), Arc::new(typed))));
            }
        }
        Fields(fields)
    }

    fn unknown(&mut self, declared: &[Field], pairs: &[Pair], start: usize) {
        let known: Vec<&str> = declared.iter().map(|field| &*field.name).collect();
        for finding in node::unknown_keys(self.file, pairs, &known, FOREIGN) {
            // A misspelt field is there, only under another name: it is not missing as well.
            let meant = finding
                .values
                .get("near")
                .and_then(|near| declared.iter().find(|field| *field.name == **near));
            self.spoilt.extend(meant.map(|field| (start, field.name.clone())));
            self.findings.push(finding);
        }
    }

    fn field(&mut self, field: &Field, node: &Node) -> Option<Typed> {
        let typed = self.value(field, node)?;
        self.bounds(field, &typed);
        match (&field.pattern, &typed.value) {
            (Some(pattern), TypedValue::Text(text)) if !pattern.fits(text) => {
                self.findings.push(misshapen(field, pattern, text, self.file, node));
                None
            }
            _ => Some(typed),
        }
    }

    /// How much there may be of a value, in what its kind is counted in.
    fn bounds(&mut self, field: &Field, typed: &Typed) {
        let (size, few, many) = match &typed.value {
            TypedValue::Text(text) => (text.chars().count() as f64, codes::TOO_SHORT, codes::TOO_LONG),
            TypedValue::Int(number) => (*number as f64, codes::TOO_SMALL, codes::TOO_LARGE),
            TypedValue::Number(number) => (*number, codes::TOO_SMALL, codes::TOO_LARGE),
            TypedValue::List(items) => (items.len() as f64, codes::TOO_FEW, codes::TOO_MANY),
            _ => return,
        };
        let low = field.min.filter(|min| size < *min as f64).map(|min| (few, min));
        let high = field.max.filter(|max| size > *max as f64).map(|max| (many, max));
        if let Some((code, limit)) = low.or(high) {
            let finding = Diagnostic::new(code).with("field", &field.name).with("limit", limit);
            self.findings.push(finding.with("size", size).at(typed.place.clone()));
        }
    }

    fn value(&mut self, field: &Field, node: &Node) -> Option<Typed> {
        let value = match &field.kind {
            FieldKind::Object(declared) | FieldKind::Consent(declared) => {
                if node.table().is_none() {
                    self.findings.push(node::wrong_kind(self.file, node, "table"));
                    return None;
                }
                TypedValue::Object(self.object(declared, node))
            }
            FieldKind::List(item) => TypedValue::List(self.items(item, node)?),
            FieldKind::Set(values) => TypedValue::List(self.set(field, values, node)?),
            FieldKind::Bool => match node.bool() {
                Some(truth) => TypedValue::Bool(truth),
                None => {
                    // A truth stands without quotes.
                    let plain = node.text().filter(|text| node.rewritten(text).is_some());
                    let mended = plain.and_then(mended::truth).map(str::to_owned);
                    return self.wrong(node, codes::BAD_BOOL, &[], mended);
                }
            },
            kind => self.scalar(kind, node)?,
        };
        Some(Typed { place: self.place(node), value })
    }

    fn items(&mut self, item: &Field, node: &Node) -> Option<Vec<Typed>> {
        match node.list() {
            Some(items) => Some(items.iter().filter_map(|node| self.field(item, node)).collect()),
            None => {
                // One word where words are wanted is a list of one.
                let word =
                    node.text().filter(|text| !text.contains([',', ';', '[', ']', '{', '}', '#', ':']));
                let mended = word.and_then(|word| node.rewritten(word)).map(|word| format!("[{word}]"));
                let mended = mended.filter(|_| {
                    !matches!(item.kind, FieldKind::Object(_) | FieldKind::Consent(_) | FieldKind::List(_))
                });
                self.findings.push(node::wrong_kind(self.file, node, "list").mend_in_place(mended));
                None
            }
        }
    }

    /// Words, each once and, where there are `values`, among them.
    fn set(&mut self, field: &Field, values: &[String], node: &Node) -> Option<Vec<Typed>> {
        let kind = if values.is_empty() { FieldKind::String } else { FieldKind::Enum(values.to_vec()) };
        let item = Field { kind, min: None, max: None, pattern: None, ..field.clone() };
        let mut set: Vec<Typed> = Vec::new();
        for word in self.items(&item, node)? {
            match set.iter().find(|other| other.value == word.value) {
                Some(first) => {
                    let TypedValue::Text(text) = &word.value else { continue };
                    let finding = Diagnostic::new(codes::TWICE_IN_SET).with("value", text);
                    self.findings.push(finding.at(word.place).also(first.place.clone()));
                }
                None => set.push(word),
            }
        }
        Some(set)
    }

    fn scalar(&mut self, kind: &FieldKind, node: &Node) -> Option<TypedValue> {
        let Some(text) = node.text() else {
            self.findings.push(node::wrong_kind(self.file, node, "text"));
            return None;
        };
        if let Some((_, letter)) = text::forbidden_char(text) {
            let code = format!("U+{:04X}", u32::from(letter));
            return self.meant(node, codes::FORBIDDEN_IN_FIELD, &[("code", &code)], mended::visible(text));
        }
        if kind.takes_variables() && self.unquoted_variable(text, node) {
            return None;
        }
        match kind {
            FieldKind::Int => match text.parse() {
                Ok(number) => Some(TypedValue::Int(number)),
                Err(_) => self.meant(node, codes::BAD_NUMBER, &[("value", text)], mended::int(text)),
            },
            FieldKind::Number => match text.parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => Some(TypedValue::Number(number)),
                None => self.meant(node, codes::BAD_NUMBER, &[("value", text)], mended::float(text)),
            },
            FieldKind::Date if is_date(text) => Some(TypedValue::Date(text.into())),
            FieldKind::Date => match day_of(text) {
                Some(day) => {
                    let values = [("value", text), ("day", day)];
                    self.meant(node, codes::DAY_ALONE, &values, mended::date(text))
                }
                None => self.meant(node, codes::BAD_DATE, &[("value", text)], mended::date(text)),
            },
            FieldKind::DateTime => match moment(text) {
                Some(moment) => Some(TypedValue::Date(moment)),
                None => self.meant(node, codes::BAD_DATE, &[("value", text)], mended::moment(text)),
            },
            FieldKind::Enum(values) if values.iter().any(|value| value == text) => {
                Some(TypedValue::Text(text.into()))
            }
            FieldKind::Enum(values) => self.not_among(node, text, values),
            FieldKind::Url if text::is_url(text) => Some(TypedValue::Text(text.into())),
            FieldKind::Url => self.meant(node, codes::BAD_URL, &[("value", text)], mended::url(text)),
            FieldKind::Email if crate::text::is_email(text) => Some(TypedValue::Text(text.into())),
            FieldKind::Email => self.meant(node, codes::BAD_EMAIL, &[("value", text)], mended::email(text)),
            FieldKind::Image => Some(TypedValue::Image(text.into())),
            FieldKind::Link => Some(TypedValue::Link(text.into())),
            FieldKind::Ref(ty) => Some(TypedValue::Ref { ty: ty.as_str().into(), id: text.into() }),
            _ => Some(TypedValue::Text(text.trim().into())),
        }
    }

    /// A variable in a value without quotes: YAML would read the next one like it as something else than text.
    fn unquoted_variable(&mut self, text: &str, node: &Node) -> bool {
        if !matches!(node.value, Value::Plain(_)) || !text::variable::any(text) {
            return false;
        }
        let quoted = node::quoted(text);
        let finding = Diagnostic::new(codes::UNQUOTED_VARIABLE).with("quoted", &quoted);
        let one_line = node.span.end - node.span.start == text.len();
        self.findings.push(finding.at(self.place(node)).mend_in_place(one_line.then_some(quoted)));
        true
    }

    fn not_among<T>(&mut self, node: &Node, text: &str, values: &[String]) -> Option<T> {
        let finding = Diagnostic::new(codes::NOT_AMONG)
            .with("value", text)
            .with("known", values.join(", "))
            .nearest(text, values.iter().map(String::as_str));
        let mended = mended::among(text, values).and_then(|value| node.rewritten(value));
        self.findings.push(finding.at(self.place(node)).mend_in_place(mended));
        None
    }

    /// A value that cannot be understood, with the words it was meant as, where they are certain.
    fn meant<T>(
        &mut self,
        node: &Node,
        code: Code,
        values: &[(&'static str, &str)],
        mended: Option<String>,
    ) -> Option<T> {
        let mended = mended.and_then(|text| node.rewritten(&text));
        self.wrong(node, code, values, mended)
    }

    /// A value that cannot be understood, with the bytes that may stand in its place.
    fn wrong<T>(
        &mut self,
        node: &Node,
        code: Code,
        values: &[(&'static str, &str)],
        mended: Option<String>,
    ) -> Option<T> {
        let finding =
            values.iter().fold(Diagnostic::new(code), |finding, (name, value)| finding.with(name, value));
        self.findings.push(finding.at(self.place(node)).mend_in_place(mended));
        None
    }
}

/// The finding for a text of another shape than declared; a slug has a mend.
fn misshapen(field: &Field, pattern: &Pattern, text: &str, file: &Arc<Path>, node: &Node) -> Diagnostic {
    let place = Place::new(file, node.span);
    match pattern {
        Pattern::Slug => {
            let mended = text::slug(text);
            let finding = Diagnostic::new(codes::BAD_SLUG).with("slug", text).with("mended", &mended);
            // A slug of `???` has nothing to keep.
            let mended = node.rewritten(&mended).filter(|_| !mended.is_empty());
            finding.at(place).mend_in_place(mended)
        }
        Pattern::Regex { written, .. } => Diagnostic::new(codes::PATTERN_MISSED)
            .with("field", &field.name)
            .with("value", text)
            .with("pattern", written)
            .at(place),
    }
}

/// The day of a day with a time behind it, with or without a zone.
fn day_of(text: &str) -> Option<&str> {
    let (day, time) = text.split_once(['T', ' '])?;
    let begins = time.trim_start().starts_with(|letter: char| letter.is_ascii_digit());
    (day.len() == 10 && is_date(day) && begins).then_some(day)
}

/// A date, or a date and a time, as ISO 8601 without a zone: the site's own applies.
fn moment(text: &str) -> Option<Box<str>> {
    if text.len() == 10 && is_date(text) {
        return Some(text.into());
    }
    let (_, time) = text.split_at_checked(11).filter(|(date, _)| date.ends_with([' ', 'T']))?;
    // An offset is no mistake to ISO 8601, and would be left out without a word.
    if !matches!(time.len(), 5 | 8) || !time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        return None;
    }
    let moment: DateTime = text.replacen(' ', "T", 1).parse().ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M").to_string().into())
}
