//! What templates may call, bound to one language: `t`, `plural`, `date`, `number`, `percent`, `list`, `sort`,
//! `isolate`, `breakable`.
//!
//! No function looks anything up in the site: a page is a pure function of its view.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::value::Key;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Said;
use crate::locale::{Collation, DateForm, Formats, Lang};

/// The strings of every language that some page is in: each language's own and those it falls back to, in order.
pub type Tables = BTreeMap<Lang, Vec<Arc<BTreeMap<String, Said>>>>;

/// A copy of `tera` that speaks a language. A link to a page in another language may be named in that language:
/// `t(key="…", lang=…)`; where it may lack the string, `or="…"` stands in.
pub fn speak(tera: &Tera, lang: &Lang, formats: Arc<Formats>, tables: Arc<Tables>) -> Tera {
    let mut tera = tera.clone();
    let plural = formats.clone();
    let speaker = lang.clone();
    tera.register_function("t", move |args: Kwargs, _: &State<'_>| {
        let other = args.get::<&str>("lang")?.and_then(|lang| tables.get_key_value(lang));
        let own = tables.get_key_value(&speaker);
        let Some((lang, tables)) = other.or(own) else { return Ok(String::new()) };
        say(&args, tables, (&*plural, lang))
    });
    let classes = formats.clone();
    tera.register_filter("plural", move |count: Value, _: Kwargs, _: &State<'_>| {
        let whole = count.as_i128().and_then(|count| u64::try_from(count).ok());
        whole
            .map(|count| classes.plural(count))
            .ok_or_else(|| Error::message(format!("`{count}` is no count")))
    });
    let around = lang.clone();
    tera.register_filter("isolate", move |text: &str, _: Kwargs, _: &State<'_>| {
        around.isolated(text).into_owned()
    });
    let writer = lang.clone();
    tera.register_filter("breakable", move |text: &str, args: Kwargs, _: &State<'_>| {
        let other = args.get::<&str>("lang")?.and_then(Lang::parse);
        Ok::<_, Error>(breakable(text, other.as_ref().unwrap_or(&writer)))
    });
    let collation = Collation::new(lang);
    tera.register_filter("sort", move |items: Vec<Value>, args: Kwargs, _: &State<'_>| {
        sort(&collation, items, &args)
    });
    let lists = (formats.clone(), lang.clone());
    tera.register_filter("list", move |items: Vec<Value>, _: Kwargs, _: &State<'_>| {
        let (formats, lang) = &lists;
        formats
            .list(&items.iter().map(|item| lang.isolated(&item.to_string()).into_owned()).collect::<Vec<_>>())
    });
    let shares = formats.clone();
    tera.register_filter("percent", move |value: Value, _: Kwargs, _: &State<'_>| {
        shares.percent(&value.to_string()).ok_or_else(|| no_number(&value))
    });
    let dates = formats.clone();
    tera.register_filter("date", move |iso: &str, args: Kwargs, _: &State<'_>| date(&dates, iso, &args));
    tera.register_filter("number", move |value: Value, _: Kwargs, _: &State<'_>| {
        formats.number(&value.to_string()).ok_or_else(|| no_number(&value))
    });
    tera
}

/// What a filter says that wants a number. A value that is not there is printed as nothing, and is called by its name.
fn no_number(value: &Value) -> Error {
    let text = value.to_string();
    let text = if text.is_empty() { "none" } else { &text };
    Error::message(format!("`{text}` is no number"))
}

/// Gives the functions' names to a Tera that only compiles templates.
pub(super) fn placeholders(tera: &mut Tera) {
    tera.register_function("t", |_: Kwargs, _: &State<'_>| "");
    tera.register_filter("date", |value: &str, _: Kwargs, _: &State<'_>| value.to_owned());
    for name in ["number", "plural", "percent", "sort", "list", "isolate", "breakable"] {
        tera.register_filter(name, |value: Value, _: Kwargs, _: &State<'_>| value);
    }
}

/// A title as HTML, with an empty `<i>` where a long word may be broken: the stylesheet puts a soft hyphen there, so that
/// what is copied, searched and read aloud is the word itself.
fn breakable(text: &str, lang: &Lang) -> Value {
    let pieces: Vec<String> = lang.pieces(text).into_iter().map(crate::text::escaped).collect();
    Value::safe_string(&pieces.join("<i></i>"))
}

fn say(
    args: &Kwargs,
    tables: &[Arc<BTreeMap<String, Said>>],
    (formats, lang): (&Formats, &Lang),
) -> TeraResult<String> {
    let key: &str = args.must_get("key")?;
    let said = tables.iter().find_map(|table| table.get(key));
    let text = match said {
        Some(Said::Plain(text)) => text,
        Some(Said::Plural(forms)) => {
            let count: Value = args.must_get("n")?;
            let class =
                formats.plural(count.as_i128().and_then(|count| u64::try_from(count).ok()).unwrap_or(0));
            forms.get(class).or_else(|| forms.get("other")).map_or("", String::as_str)
        }
        // A word that not every language can be asked for has another to stand in for it.
        None if args.get::<&str>("or")?.is_some() => args.must_get("or")?,
        None => {
            let known = tables.iter().flat_map(|table| table.keys().map(String::as_str));
            let near = crate::text::nearest(key, known).map(|near| format!(", did you mean `{near}`?"));
            return Err(Error::message(format!("no string `{key}`{}", near.unwrap_or_default())));
        }
    };
    fill(text, args, lang)
}

/// Puts the arguments where `{name}` stands; a name in another direction leaves the sentence as it runs.
fn fill(text: &str, args: &Kwargs, lang: &Lang) -> TeraResult<String> {
    let mut said = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let Some((name, more)) = after.split_once('}') else {
            said.push('{');
            rest = after;
            continue;
        };
        match args.get::<Value>(name)? {
            Some(value) => said.push_str(&lang.isolated(&value.to_string())),
            None => return Err(Error::message(format!("the string wants `{name}`"))),
        }
        rest = more;
    }
    said.push_str(rest);
    Ok(said)
}

/// Sorted as the language's dictionaries do; maps by the attribute named.
fn sort(collation: &Collation, mut items: Vec<Value>, args: &Kwargs) -> TeraResult<Vec<Value>> {
    let attribute = args.get::<&str>("attribute")?;
    let word = |item: &Value| match attribute {
        Some(name) => {
            let map = item.as_map();
            map.and_then(|map| map.get(&Key::from(name.to_owned()))).map(ToString::to_string)
        }
        None => Some(item.to_string()),
    };
    items.sort_by_cached_key(|item| collation.key(&word(item).unwrap_or_default()));
    Ok(items)
}

fn date(formats: &Formats, iso: &str, args: &Kwargs) -> TeraResult<String> {
    let wanted = args.get::<&str>("format")?.unwrap_or("long");
    let form = DateForm::NAMES.iter().find(|(name, _)| *name == wanted);
    let (_, form) = form.ok_or_else(|| Error::message(format!("no date format `{wanted}`")))?;
    Ok(formats.date(iso, *form).unwrap_or_default())
}
