//! `globale privacy report`: every consent, what needs doing first. It counts people and never names them.

use jiff::civil::Date;
use serde::Serialize;

use super::{Context, Exit};
use crate::cli::Wish;
use crate::config::{self, Config};
use crate::edition::consent::ENDS_SOON;
use crate::edition::last_day;
use crate::model::fields::{Fields, TypedValue};
use crate::model::{self, Entry};
use crate::report::words::Tongue;
use crate::report::{Format, Said, clean, json};
use crate::source;

/// How a consent stands; what needs doing first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// Taken back: the files are still here.
    Withdrawn,
    /// Its last day is past.
    Ended,
    /// People are named and there is none.
    Missing,
    /// Its last day is near.
    EndsSoon,
    /// It holds.
    Ok,
    /// Nobody is named but for what they said in public office.
    PublicOffice,
}

impl State {
    fn said(self, tongue: Tongue) -> &'static str {
        match self {
            Self::Withdrawn => tongue.pick("trukket", "withdrawn"),
            Self::Ended => tongue.pick("utløpt", "ended"),
            Self::Missing => tongue.pick("mangler", "missing"),
            Self::EndsSoon => tongue.pick("utløper snart", "ends soon"),
            Self::Ok => "ok",
            Self::PublicOffice => tongue.pick("offentlig verv", "public office"),
        }
    }
}

#[derive(Serialize)]
struct Row {
    entry: String,
    state: State,
    /// Negative once it has ended.
    days_left: Option<i32>,
    persons: usize,
    minors: usize,
    #[serde(rename = "ref")]
    reference: Option<String>,
    basis: Option<String>,
    given: Option<String>,
    expires: Option<String>,
    withdrawn: Option<String>,
    guardian_ref: Option<String>,
    scope: Vec<String>,
    languages: Vec<String>,
}

pub(super) fn run(context: &Context, wish: &Wish) -> Exit {
    let overrides = config::Overrides { base_url: None };
    let config = match config::load(context.disk, &context.root, &overrides) {
        Ok((config, _)) => config,
        Err(findings) => return context.refuse(&findings),
    };
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    if let Some(finding) = config.refusal(wish.initiative.as_deref()) {
        return context.refuse(&[finding]);
    }
    let today = options.now.to_zoned(config.timezone.clone()).date();
    let rows = rows(context, &config, wish, today);
    let out = match context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "as_of": today.to_string(), "consents": rows })),
        _ => table(&rows, today, context.asked.tongue),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// What is wrong with the entries themselves, `check` says.
fn rows(context: &Context, config: &Config, wish: &Wish, today: Date) -> Vec<Row> {
    let (types, _) = model::types::load(config.types.as_ref(), &config.file);
    let (sources, _) = source::read(context.disk, &context.root, config);
    let (model, _) = model::build(config, types, &sources.files, &sources.unread);
    let town = config.initiatives.iter().find(|town| Some(&town.id) == wish.initiative.as_ref());
    let layers = model
        .layers
        .iter()
        .filter(|(layer, _)| town.is_none_or(|town| town.layers.iter().any(|own| **own == ***layer)));
    let mut rows: Vec<Row> = layers
        .flat_map(|(layer, entries)| {
            entries.iter().filter_map(move |(key, entry)| row(format!("{layer}/{key}"), entry, today))
        })
        .collect();
    rows.sort_by(|a, b| (a.state, a.days_left, &a.entry).cmp(&(b.state, b.days_left, &b.entry)));
    rows
}

/// `None` where an entry neither names people nor rests on a consent.
fn row(name: String, entry: &Entry, today: Date) -> Option<Row> {
    let fields = &entry.original().or_else(|| entry.versions.first())?.fields;
    let persons: Vec<&Fields> = fields
        .list("persons")
        .iter()
        .filter_map(|typed| match &typed.value {
            TypedValue::Object(person) => Some(person),
            _ => None,
        })
        .collect();
    let consent = fields.object("consent");
    if persons.is_empty() && consent.is_none() {
        return None;
    }
    let text = |name: &str| consent.and_then(|consent| consent.text(name)).map(str::to_owned);
    let last = consent.and_then(|consent| consent.text("expires")).and_then(last_day);
    let days_left = last.and_then(|last| last.since(today).ok()).map(|span| span.get_days());
    let only_office = persons.iter().all(|person| person.flag("public_office"));
    Some(Row {
        entry: name,
        state: state(consent, days_left, only_office),
        days_left,
        persons: persons.len(),
        minors: persons.iter().filter(|person| person.flag("minor")).count(),
        reference: text("ref"),
        basis: text("basis"),
        given: text("given"),
        expires: text("expires"),
        withdrawn: text("withdrawn"),
        guardian_ref: text("guardian_ref"),
        scope: consent.map(|consent| consent.texts("scope").map(str::to_owned).collect()).unwrap_or_default(),
        languages: entry.versions.iter().map(|version| version.lang.to_string()).collect(),
    })
}

fn state(consent: Option<&Fields>, days_left: Option<i32>, only_office: bool) -> State {
    match (consent, days_left) {
        (None, _) if only_office => State::PublicOffice,
        (None, _) => State::Missing,
        (Some(consent), _) if consent.get("withdrawn").is_some() => State::Withdrawn,
        (_, Some(days)) if days < 0 => State::Ended,
        (_, Some(days)) if days <= ENDS_SOON => State::EndsSoon,
        _ => State::Ok,
    }
}

fn table(rows: &[Row], today: Date, tongue: Tongue) -> String {
    if rows.is_empty() {
        let none = tongue.pick(
            "ingen oppføring navngir mennesker eller bygger på et samtykke\n",
            "no entry names people or rests on a consent\n",
        );
        return none.to_owned();
    }
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let head: [&str; 10] = tongue.pick(
        [
            "tilstand",
            "dager",
            "oppføring",
            "ref",
            "grunnlag",
            "gitt",
            "utløper",
            "personer",
            "omfang",
            "språk",
        ],
        ["state", "days", "entry", "ref", "basis", "given", "expires", "persons", "scope", "languages"],
    );
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows.iter().map(|row| {
        let minors = match (row.minors, &row.guardian_ref) {
            (0, _) => row.persons.to_string(),
            (minors, Some(_)) => tongue.pick(
                format!("{} ({minors} mindreårig)", row.persons),
                format!("{} ({minors} minor)", row.persons),
            ),
            (minors, None) => tongue.pick(
                format!("{} ({minors} mindreårig, uten foresatt)", row.persons),
                format!("{} ({minors} minor, no guardian)", row.persons),
            ),
        };
        [
            row.state.said(tongue).to_owned(),
            row.days_left.map_or_else(|| "–".to_owned(), |days| days.to_string()),
            row.entry.clone(),
            or_dash(&row.reference),
            or_dash(&row.basis),
            or_dash(&row.given),
            or_dash(&row.expires),
            minors,
            if row.scope.is_empty() { "–".to_owned() } else { row.scope.join(" ") },
            row.languages.join(" "),
        ]
    }));
    let lines: Vec<[String; 10]> =
        lines.into_iter().map(|line| line.map(|cell| clean::clean(&cell))).collect();
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; 10] = std::array::from_fn(width);
    let mut out: String = lines
        .iter()
        .map(|line| {
            let cells: Vec<String> =
                line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            cells.join("  ").trim_end().to_owned() + "\n"
        })
        .collect();
    let due = rows.iter().filter(|row| row.state <= State::EndsSoon).count();
    out += &tongue.pick(
        format!("\noppføringer per {today}: {}; trenger noe: {due}\n", rows.len()),
        format!("\nentries as of {today}: {}; need something: {due}\n", rows.len()),
    );
    out
}
