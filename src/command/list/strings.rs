//! `globale list strings`: what the theme lacks in each language, ready to be translated.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::json;

use crate::cli::Wish;
use crate::command::{Context, Exit};
use crate::config::{self, Config};
use crate::locale::{Formats, Lang};
use crate::report::words::Tongue;
use crate::report::{Format, Said as Printed, json};
use crate::theme::{self, Missing, Said};

/// Prints the missing strings of every language the initiatives use, or of those of one of them: as TOML to put into
/// the theme's `strings/<lang>.toml`, each with the words that stand in for it now.
pub(super) fn run(context: &Context, wish: &Wish) -> Exit {
    let config = match config::load(context.disk, &context.root, &config::Overrides { base_url: None }) {
        Ok((config, _)) => config,
        Err(findings) => return context.refuse(&findings),
    };
    if let Some(finding) = config.refusal(wish.initiative.as_deref()) {
        return context.refuse(&[finding]);
    }
    let theme = match theme::load(context.disk, &context.root, &config) {
        Ok((theme, _)) => theme,
        Err(findings) => return context.refuse(&findings),
    };
    let lacking: Vec<(&Lang, Vec<Missing<'_>>)> = languages(&config, wish)
        .into_iter()
        .map(|lang| (lang, theme.strings.missing(lang, config.chain(lang))))
        .filter(|(_, missing)| !missing.is_empty())
        .collect();
    let out = match context.asked.format {
        Format::Json => json::print(&json!({ "strings": lacking.iter().map(row).collect::<Vec<_>>() })),
        _ => lacking
            .iter()
            .map(|(lang, missing)| file(lang, missing, &config.theme, context.asked.tongue))
            .collect::<Vec<String>>()
            .join("\n"),
    };
    context.say(&Printed { out, ..Printed::default() }, Exit::Fine)
}

fn languages<'c>(config: &'c Config, wish: &Wish) -> BTreeSet<&'c Lang> {
    let asked = |id: &str| wish.initiative.as_deref().is_none_or(|only| only == id);
    config.initiatives.iter().filter(|town| asked(&town.id)).flat_map(|town| &town.languages).collect()
}

fn row((lang, missing): &(&Lang, Vec<Missing<'_>>)) -> serde_json::Value {
    let strings = missing.iter().map(|missing| {
        let said = match missing.said {
            Said::Plain(text) => json!(text),
            Said::Plural(forms) => json!(forms),
        };
        json!({ "key": missing.key, "shown_in": missing.lang.as_str(), "shown": said })
    });
    json!({ "language": lang.as_str(), "missing": strings.collect::<Vec<_>>() })
}

/// A file of strings: keys without a table first, then table by table.
fn file(lang: &Lang, missing: &[Missing<'_>], theme: &str, tongue: Tongue) -> String {
    let classes = Formats::new(lang).map(|formats| formats.plural_classes()).unwrap_or_default();
    let mut tables: BTreeMap<&str, Vec<(&str, &Missing<'_>)>> = BTreeMap::new();
    for missing in missing {
        let (table, key) = missing.key.rsplit_once('.').unwrap_or(("", missing.key));
        tables.entry(table).or_default().push((key, missing));
    }
    let path = format!("themes/{theme}/strings/{lang}.toml");
    let count = missing.len();
    let mut text = tongue.pick(
        format!("# {path} mangler {count} av temaets ord\n"),
        format!("# {path} lacks {count} of the theme's words\n"),
    );
    for (table, rows) in tables {
        if !table.is_empty() {
            let _ = writeln!(text, "\n[{table}]");
        }
        for (key, missing) in rows {
            let _ = writeln!(text, "{key} = {} # {}", value(missing.said, &classes), missing.lang);
        }
    }
    text
}

/// A text, or one form for each class of numbers the language has.
fn value(said: &Said, classes: &[&str]) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    match said {
        Said::Plain(text) => quoted(text),
        Said::Plural(forms) => {
            let form =
                |class: &str| forms.get(class).or_else(|| forms.get("other")).map_or("", String::as_str);
            let forms = classes.iter().map(|class| format!("{class} = {}", quoted(form(class))));
            format!("{{ {} }}", forms.collect::<Vec<_>>().join(", "))
        }
    }
}
