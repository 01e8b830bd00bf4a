//! `[params.NAME]` of theme.toml: what a site may set, of which kind, and what holds where it does not.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::{Map, Value};

use super::colors::Colour;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{self, Node, Pair, Reader, unknown_keys};

/// One value a theme takes from site.toml.
#[derive(Clone, PartialEq, Debug)]
pub struct Param {
    /// Of which kind it is.
    pub kind: ParamKind,
    /// What holds where the site says nothing; null, if the theme says nothing either.
    pub default: Value,
    /// What it is for, in Norwegian and English.
    pub help: BTreeMap<String, String>,
}

/// Of which kind a param is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParamKind {
    /// `#rrggbb`.
    Color,
    /// A text.
    String,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// true or false.
    Bool,
    /// One of these words.
    Enum(Vec<String>),
    /// Several of one kind.
    List(Box<ParamKind>),
}

/// Words for `type` and `of`.
const KINDS: [&str; 7] = ["color", "string", "int", "number", "bool", "enum", "list"];

impl ParamKind {
    /// The value as templates see it: with its kind. `None` where it is of another.
    pub fn read(&self, node: &Node) -> Option<Value> {
        let plain = match &node.value {
            node::Value::Plain(text) => Some(&**text),
            _ => None,
        };
        let quoted = match &node.value {
            node::Value::Quoted(text) => Some(&**text),
            _ => None,
        };
        match self {
            Self::Color => quoted.filter(|text| Colour::parse(text).is_some()).map(Value::from),
            Self::String => quoted.map(Value::from),
            Self::Int => plain?.parse::<i64>().ok().map(Value::from),
            Self::Number => match plain?.parse::<i64>() {
                Ok(whole) => Some(Value::from(whole)),
                Err(_) => plain?.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
            },
            Self::Bool => node.bool().map(Value::from),
            Self::Enum(words) => quoted.filter(|text| words.iter().any(|word| word == text)).map(Value::from),
            Self::List(of) => {
                let items = node.list()?.iter().map(|item| of.read(item));
                items.collect::<Option<Vec<Value>>>().map(Value::from)
            }
        }
    }

    /// The kind in words: for messages in English and Norwegian, and for the documents.
    pub fn said(&self) -> (String, String) {
        let both = |en: &str, nb: &str| (en.to_owned(), nb.to_owned());
        match self {
            Self::Color => both("a colour such as `\"#0b5d6b\"`", "en farge som `\"#0b5d6b\"`"),
            Self::String => both("a text in quotes", "en tekst i anførselstegn"),
            Self::Int => both("a whole number", "et helt tall"),
            Self::Number => both("a number", "et tall"),
            Self::Bool => both("`true` or `false`", "`true` eller `false`"),
            Self::Enum(words) => {
                let all = words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
                (format!("one of {all}"), format!("ett av {all}"))
            }
            Self::List(of) => {
                let (en, nb) = of.said();
                (format!("a list, each item {en}"), format!("en liste der hvert ledd er {nb}"))
            }
        }
    }
}

/// One `[params.NAME]`; `None` where its kind cannot be known.
pub(super) fn declared(pair: &Pair, file: &Arc<Path>) -> (Option<Param>, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, &pair.value);
    let ty = reader.required("type");
    let values = reader.texts("values");
    let of = reader.text("of");
    let default = reader.node("default");
    let help = reader.node("help").map(words).unwrap_or_default();
    let values = values.unwrap_or_default().into_iter().map(|(word, _)| word.to_owned()).collect();
    let place = Place::new(file, pair.key_span);
    let kind = match ty {
        Some("list") => kind(of.unwrap_or("string"), values).map(|of| ParamKind::List(Box::new(of))),
        Some(ty) => kind(ty, values),
        None => return (None, reader.finish(FOREIGN)),
    };
    let Some(kind) = kind else {
        let finding = Diagnostic::new(codes::BAD_PARAM_KIND)
            .with("name", &pair.key)
            .with("known", KINDS.join(", "))
            .nearest(of.or(ty).unwrap_or_default(), KINDS);
        reader.say(finding.at(place));
        return (None, reader.finish(FOREIGN));
    };
    let default = default.map(|node| {
        kind.read(node).unwrap_or_else(|| {
            reader.say(misfit(codes::PARAM_DEFAULT, &pair.key, &kind, Place::new(file, node.span)));
            Value::none()
        })
    });
    (Some(Param { kind, default: default.unwrap_or_else(Value::none), help }), reader.finish(FOREIGN))
}

/// What other programs call our keys.
const FOREIGN: &[(&str, &str)] = &[("kind", "type"), ("options", "values"), ("choices", "values")];

fn kind(word: &str, values: Vec<String>) -> Option<ParamKind> {
    match word {
        "color" => Some(ParamKind::Color),
        "string" => Some(ParamKind::String),
        "int" => Some(ParamKind::Int),
        "number" => Some(ParamKind::Number),
        "bool" => Some(ParamKind::Bool),
        "enum" if !values.is_empty() => Some(ParamKind::Enum(values)),
        _ => None,
    }
}

/// A text, or texts by language.
pub(super) fn words(node: &Node) -> BTreeMap<String, String> {
    match node.text() {
        Some(text) => BTreeMap::from([("en".to_owned(), text.to_owned())]),
        None => node
            .table()
            .unwrap_or_default()
            .iter()
            .filter_map(|pair| Some((pair.key.to_string(), pair.value.text()?.to_owned())))
            .collect(),
    }
}

fn misfit(code: crate::diagnostic::Code, name: &str, kind: &ParamKind, place: Place) -> Diagnostic {
    let (wanted, nb) = kind.said();
    Diagnostic::new(code).with("name", name).with("kind", wanted).with("kind@nb", nb).at(place)
}

/// What a site sets, held against what its theme takes.
pub(super) fn check(
    known: &BTreeMap<String, Param>,
    set: Option<&Node>,
    file: &Arc<Path>,
) -> Vec<Diagnostic> {
    let pairs = set.and_then(Node::table).unwrap_or_default();
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    let mut findings = unknown_keys(file, pairs, &names, &[]);
    findings
        .extend(set.filter(|node| node.table().is_none()).map(|node| node::wrong_kind(file, node, "table")));
    for pair in pairs {
        if let Some(param) = known.get(&*pair.key)
            && param.kind.read(&pair.value).is_none()
        {
            findings.push(misfit(
                codes::PARAM_MISFIT,
                &pair.key,
                &param.kind,
                Place::new(file, pair.value.span),
            ));
        }
    }
    findings
}

/// The theme's defaults, with what the whole site sets over them, and over that what the initiative sets.
pub(super) fn laid(known: &BTreeMap<String, Param>, over: [Option<&Node>; 2]) -> Map {
    let mut laid = Map::new();
    for (name, param) in known {
        let set = over.iter().rev().filter_map(|set| set.as_ref()?.get(name));
        let value = set.filter_map(|node| param.kind.read(node)).next();
        laid.insert(name.clone().into(), value.unwrap_or_else(|| param.default.clone()));
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (Node, Arc<Path>) {
        let file: Arc<Path> = Arc::from(Path::new("x.toml"));
        (node::toml::parse(text, &file).0, file)
    }

    fn known(text: &str) -> (BTreeMap<String, Param>, Vec<&'static str>) {
        let (tree, file) = table(text);
        let (mut params, mut codes) = (BTreeMap::new(), Vec::new());
        for pair in tree.table().unwrap() {
            let (param, findings) = declared(pair, &file);
            params.extend(param.map(|param| (pair.key.to_string(), param)));
            codes.extend(findings.iter().map(|finding| finding.code.0));
        }
        (params, codes)
    }

    #[test]
    fn values_reach_templates_with_their_kind() {
        let (params, codes) = known(
            "a = { type = \"int\", default = 3 }\nb = { type = \"bool\" }\nc = { type = \"list\", of = \"color\", default = [\"#ffffff\"] }\nd = { type = \"enum\", values = [\"wide\", \"narrow\"], default = \"wide\" }\n",
        );
        assert!(codes.is_empty(), "{codes:?}");
        let (set, file) = table("a = 7\nb = true\nd = \"narrow\"\n");
        assert_eq!(check(&params, Some(&set), &file), []);
        let laid = Value::from(laid(&params, [None, Some(&set)]));
        assert_eq!(laid.to_string(), r##"{"a": 7, "b": true, "c": ["#ffffff"], "d": "narrow"}"##);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let (params, _) = known(
            "a = { type = \"int\" }\nc = { type = \"color\" }\ne = { type = \"enum\", values = [\"x\"] }\n",
        );
        let (set, file) = table("a = \"7\"\nc = \"red\"\ne = \"y\"\nb = 1\n");
        let found: Vec<&str> = check(&params, Some(&set), &file).iter().map(|one| one.code.0).collect();
        assert_eq!(found, ["G0101", "G0120", "G0120", "G0120"]);
        let (_, codes) = known(
            "a = { type = \"itn\" }\nb = { type = \"enum\" }\nc = { type = \"int\", default = \"x\" }\nd = {}\n",
        );
        assert_eq!(codes, ["G0932", "G0932", "G0933", "G0103"]);
    }
}
