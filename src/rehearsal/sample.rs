//! Values that fit a shape: full and bare, one of each word, long names, names of the other direction.

use std::collections::{BTreeMap, BTreeSet};

use tera::value::Key;
use tera::{Map, Value};

use super::shape::{Scene, Shape, World};
use crate::view::contract;

/// Values in values in values: deeper lists are empty and deeper entries null.
const DEEPEST: usize = 7;
/// So deep each thing is turned alone.
const TURNS: usize = 3;
/// Lists down here hold several; deeper ones one.
const SEVERAL: usize = 2;
/// Entries in entries, as the view has them.
const RECORDS: usize = 1;

/// How a sample is.
#[derive(Clone, Debug)]
pub(super) struct Mood {
    /// The reader's language and its direction.
    pub(super) lang: String,
    pub(super) dir: &'static str,
    /// Whether everything is there that can be.
    pub(super) full: bool,
    /// The one thing that is not as the others.
    pub(super) turned: Option<String>,
    /// Which of the words and numbers.
    pub(super) pick: usize,
    pub(super) words: Words,
}

/// How names and texts are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    Usual,
    /// One word of seventy letters.
    LongWord,
    /// Two hundred letters.
    Long,
    /// Written in the other direction.
    Foreign,
}

impl Mood {
    /// What is told of it.
    pub(super) fn said(&self) -> String {
        let fullness = if self.full { "full" } else { "bare" };
        let turned = match &self.turned {
            Some(path) if self.full => format!(", without {path}"),
            Some(path) => format!(", with {path}"),
            None => String::new(),
        };
        let words = match self.words {
            Words::Usual => "",
            Words::LongWord => ", a long word",
            Words::Long => ", 200 letters",
            Words::Foreign => ", names of the other direction",
        };
        format!("{} {} {fullness} {}{turned}{words}", self.lang, self.dir, self.pick + 1)
    }
}

/// Makes samples.
pub(super) struct Sampler<'a> {
    pub(super) world: World<'a>,
    pub(super) scene: &'a Scene,
    /// Names the theme's files use: what they never name, a sample need not hold.
    pub(super) used: &'a BTreeSet<String>,
    /// Words that texts are compared with, by the name of the text.
    pub(super) literals: &'a BTreeMap<String, BTreeSet<String>>,
}

/// Where in a sample a value is.
struct At<'p> {
    path: &'p str,
    depth: usize,
    records: usize,
    /// Which item of its list.
    item: usize,
}

impl Sampler<'_> {
    /// A map with the keys of a view or of a component's arguments. `turns` gathers what can be there or not.
    pub(super) fn map(&self, keys: &[(String, Shape)], mood: &Mood, turns: &mut BTreeSet<String>) -> Map {
        let mut map = Map::new();
        for (name, shape) in keys.iter().filter(|(name, _)| self.used.contains(name)) {
            let at = At { path: name, depth: 0, records: 0, item: 0 };
            if let Some(value) = self.value(shape, mood, &at, turns) {
                map.insert(Key::from(name.clone()), value);
            }
        }
        map
    }

    fn value(&self, shape: &Shape, mood: &Mood, at: &At<'_>, turns: &mut BTreeSet<String>) -> Option<Value> {
        let there = |turns: &mut BTreeSet<String>| {
            if let Some(certain) = self.scene.certain(at.path) {
                return certain;
            }
            if at.depth <= TURNS {
                turns.insert(at.path.to_owned());
            }
            mood.full != mood.turned.as_ref().is_some_and(|path| path == at.path)
        };
        let picked = mood.pick + at.item;
        Some(match shape {
            Shape::Null => Value::none(),
            Shape::Any | Shape::Text | Shape::Names(_) => Value::from(self.text(at, mood)),
            Shape::Html => Value::safe_string(&format!("<p>{}</p>", self.text(at, mood))),
            Shape::Address => Value::from(format!("/{}/", last(at.path))),
            Shape::Date => Value::from(["2018-04-01", "2019-11", "2026", "2026-05-17"][picked % 4]),
            Shape::Moment => {
                Value::from(["2026-11-26T08:00", "2026-11-26T09:30", "2026-11-27T16:00"][picked % 3])
            }
            Shape::Int => Value::from(if mood.full { [3, 12, 1, 50, 1500][picked % 5] } else { 1 }),
            Shape::Number if mood.full && picked % 4 == 3 => Value::from(12.5),
            Shape::Number => Value::from(if mood.full { [465, 1000, 40][picked % 3] } else { 1 }),
            Shape::Bool => Value::from(there(turns)),
            Shape::Color => Value::from("#0b5d6b"),
            Shape::Words(_) if last(at.path) == "dir" => Value::from(self.direction(at, mood)),
            Shape::Words(words) => Value::from(words[picked % words.len().max(1)].as_str()),
            Shape::List(of) => {
                let several = mood.full && at.depth <= SEVERAL;
                let many = if !there(turns) || at.depth > DEEPEST { 0 } else { 1 + 2 * usize::from(several) };
                let path = format!("{}[]", at.path);
                let items = (0..many).filter_map(|item| {
                    self.value(of, mood, &At { path: &path, depth: at.depth + 1, item, ..*at }, turns)
                });
                Value::from(items.collect::<Vec<Value>>())
            }
            Shape::Named(of) => {
                let inner = At { path: &format!("{}.*", at.path), depth: at.depth + 1, ..*at };
                let value = there(turns).then(|| self.value(of, mood, &inner, turns)).flatten();
                Value::from(value.map(|value| (Key::Str("facebook"), value)).into_iter().collect::<Map>())
            }
            Shape::Record(_) if at.records > RECORDS || at.depth > DEEPEST => Value::none(),
            Shape::Record(types) => {
                let one = types.iter().nth(picked % types.len().max(1)).cloned();
                let inner = At { records: at.records + 1, ..*at };
                self.keyed(&Shape::Record(one.into_iter().collect()), mood, &inner, turns)
            }
            Shape::Fields(_) | Shape::Keys(_) | Shape::Map(_) | Shape::Object(_) | Shape::Picture(_) => {
                self.keyed(shape, mood, at, turns)
            }
            Shape::OneOf(all) => {
                let some: Vec<&Shape> = all.iter().filter(|shape| !matches!(shape, Shape::Null)).collect();
                if some.len() < all.len() && !there(turns) || some.is_empty() {
                    return (!at.path.ends_with('?')).then(Value::none);
                }
                return self.value(some[picked % some.len()], mood, at, turns);
            }
        })
    }

    fn keyed(&self, shape: &Shape, mood: &Mood, at: &At<'_>, turns: &mut BTreeSet<String>) -> Value {
        // What an object does not set is not there; what an entry does not set is null.
        let left = matches!(shape, Shape::Object(_));
        let mut map = Map::new();
        for (name, shape) in self.world.keys(shape, self.scene).iter() {
            if !self.used.contains(name) && !matches!(shape, Shape::Null) {
                continue;
            }
            let inner = At { path: &format!("{}.{name}", at.path), depth: at.depth + 1, ..*at };
            match self.value(shape, mood, &inner, turns) {
                Some(value) if !(left && value.is_none()) => {
                    map.insert(Key::from(name.clone()), value);
                }
                _ => {}
            }
        }
        if let Shape::Picture(_) = shape {
            picture(&mut map);
        }
        let pictures = [contract::PICTURE, contract::CROP];
        if matches!(shape, Shape::Keys(keys) if pictures.iter().any(|known| std::ptr::eq(*keys, *known))) {
            picture(&mut map);
        }
        Value::from(map)
    }

    /// The direction of the reader's language for the site, of the text for pages and entries.
    fn direction(&self, at: &At<'_>, mood: &Mood) -> &'static str {
        let site = at.path.starts_with("site.");
        if site || mood.words != Words::Foreign { mood.dir } else { other(mood.dir).0 }
    }

    fn text(&self, at: &At<'_>, mood: &Mood) -> String {
        let name = last(at.path);
        let picked = mood.pick + at.item;
        if name == "lang" {
            let own = at.path.starts_with("site.") || mood.words != Words::Foreign;
            return if own { mood.lang.clone() } else { other(mood.dir).1.to_owned() };
        }
        let literals = self.literals.get(name).filter(|_| picked % 2 == 1);
        if let Some(words) = literals.filter(|words| !words.is_empty()) {
            return words.iter().nth(picked / 2 % words.len()).cloned().unwrap_or_default();
        }
        match name {
            "focus" => ["50% 30%", "50% 90%"][picked % 2].to_owned(),
            "alt" | "key" | "id" | "type" => format!("{name}-{}", at.item + 1),
            _ => match mood.words {
                Words::Usual => {
                    ["Felles framgang", "Arbeid er mer enn lønn", "Ti nye kolleger"][picked % 3].to_owned()
                }
                Words::LongWord => {
                    "Arbeidsmarkedsintegreringskoordineringsprosjektmedarbeiderutvelgelsen".to_owned()
                }
                Words::Long => "Et svært langt navn ".repeat(10),
                Words::Foreign if mood.dir == "ltr" => "مبادرة محلية للعمل والإدماج".to_owned(),
                Words::Foreign => "Felles framgang i arbeidslivet".to_owned(),
            },
        }
    }
}

/// A picture that is there: the gallery's own drawing.
fn picture(map: &mut Map) {
    for (name, value) in [
        ("src", Value::from(super::PICTURE)),
        ("width", Value::from(960)),
        ("height", Value::from(640)),
        ("srcset", Value::from("")),
    ] {
        map.insert(Key::Str(name), value);
    }
    let set = format!("{} 960w", super::PICTURE);
    map.insert(Key::Str("webp"), Value::from(set));
}

/// The other direction, and a language written in it.
fn other(dir: &str) -> (&'static str, &'static str) {
    if dir == "ltr" { ("rtl", "ar") } else { ("ltr", "nb") }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path).trim_end_matches("[]")
}
