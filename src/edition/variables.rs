//! Variables in fields, put in for one town: titles are right wherever they stand, in lists, feeds and maps.
//!
//! Fields without any stay the one value all towns share. A value is put in as text; where its letters run another way
//! than the text's, U+2068 and U+2069 stand around it, since a field may end where no tag can.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{Config, Initiative};
use crate::diagnostic::Place;
use crate::locale::Lang;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::model::types::{Field, FieldKind};
use crate::model::{SourceId, Version};
use crate::text::{encode_segment, variable};

/// A variable a text names for which a town has no value in that language.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Lacking {
    /// Its name.
    pub name: Box<str>,
    /// The language of the text.
    pub lang: Lang,
    /// Where the text names it.
    pub place: Place,
}

/// Puts one town's values in.
pub(super) struct Filling<'a> {
    config: &'a Config,
    town: &'a Initiative,
    done: HashMap<(SourceId, SourceId), Arc<Fields>>,
    lacking: Vec<Lacking>,
}

impl<'a> Filling<'a> {
    pub(super) fn new(config: &'a Config, town: &'a Initiative) -> Self {
        Self { config, town, done: HashMap::new(), lacking: Vec::new() }
    }

    /// The fields of a text and its original with every variable put in, made once a town.
    pub(super) fn fields(
        &mut self,
        declared: &[Field],
        fields: &Fields,
        original: &Version,
        version: &Version,
    ) -> Arc<Fields> {
        let key = (original.source, version.source);
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        // A field that the translation leaves out is the original's own sentence, in its language.
        let mut put = |text: &str, place: &Place, kind: &FieldKind| {
            let lang = if *place.file == *original.path { &original.lang } else { &version.lang };
            self.put(text, place, lang, kind)
        };
        let done = Arc::new(object(declared, fields, &mut put));
        self.done.insert(key, done.clone());
        done
    }

    fn put(&mut self, text: &str, place: &Place, lang: &Lang, kind: &FieldKind) -> String {
        variable::filled(text, |name| match (self.config.variable(self.town, name, lang), kind) {
            (Some(value), FieldKind::Url) => encode_segment(value),
            (Some(value), _) => lang.isolated(value).into_owned(),
            (None, _) => {
                let (name, lang, place) = (name.into(), lang.clone(), place.clone());
                self.lacking.push(Lacking { name, lang, place });
                String::new()
            }
        })
    }

    /// What had no value.
    pub(super) fn lacking(&mut self) -> Vec<Lacking> {
        self.lacking.sort_unstable();
        self.lacking.dedup();
        std::mem::take(&mut self.lacking)
    }
}

/// Whether some field names a variable.
pub(super) fn any(declared: &[Field], fields: &Fields) -> bool {
    fields.0.iter().any(|(name, typed)| {
        declared.iter().find(|field| field.name == *name).is_some_and(|field| any_in(&field.kind, typed))
    })
}

fn any_in(kind: &FieldKind, typed: &Typed) -> bool {
    match (kind, &typed.value) {
        (kind, TypedValue::Text(text)) => kind.takes_variables() && variable::any(text),
        (FieldKind::List(item), TypedValue::List(items)) => {
            items.iter().any(|typed| any_in(&item.kind, typed))
        }
        (FieldKind::Object(declared) | FieldKind::Consent(declared), TypedValue::Object(fields)) => {
            any(declared, fields)
        }
        _ => false,
    }
}

type Put<'p> = dyn FnMut(&str, &Place, &FieldKind) -> String + 'p;

fn object(declared: &[Field], fields: &Fields, put: &mut Put<'_>) -> Fields {
    let one = |(name, typed): &(Arc<str>, Arc<Typed>)| {
        let field = declared.iter().find(|field| field.name == *name);
        (name.clone(), field.map_or_else(|| typed.clone(), |field| Arc::new(value(&field.kind, typed, put))))
    };
    Fields(fields.0.iter().map(one).collect())
}

fn value(kind: &FieldKind, typed: &Typed, put: &mut Put<'_>) -> Typed {
    let value = match (kind, &typed.value) {
        (kind, TypedValue::Text(text)) if kind.takes_variables() && variable::any(text) => {
            TypedValue::Text(put(text, &typed.place, kind).into())
        }
        (FieldKind::List(item), TypedValue::List(items)) => {
            TypedValue::List(items.iter().map(|typed| self::value(&item.kind, typed, put)).collect())
        }
        (FieldKind::Object(declared) | FieldKind::Consent(declared), TypedValue::Object(fields)) => {
            TypedValue::Object(object(declared, fields, put))
        }
        (_, other) => other.clone(),
    };
    Typed { value, place: typed.place.clone() }
}
