//! What a new initiative begins with: settings, texts, a theme of its own, the host's workflow, a README.
//!
//! In: the town's name, its id and languages. Out: files by path; nothing is read or written here. The texts lie in
//! `src/guide/start/` with places between `%`; they hold for every town, and mark with `TODO` where its own belong.

use std::path::{Path, PathBuf};

use crate::bundled;
use crate::locale::Lang;
use crate::report::words::Tongue;

/// A file to write.
pub type Made = (PathBuf, Vec<u8>);

/// The layer the bundled handbook is.
pub const LAYER: &str = "handbook";

/// The language of the originals; every other text is a translation of one.
pub const ORIGINAL: &str = "nb";

/// Languages by their own names: those a town in Norway is likely to write in.
const OWN_NAMES: &[(&str, &str)] = &[
    ("nb", "Norsk"),
    ("nn", "Norsk nynorsk"),
    ("se", "Davvisámegiella"),
    ("en", "English"),
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bs", "Bosanski"),
    ("ckb", "کوردیی ناوەندی"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("ku", "Kurdî"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("pl", "Polski"),
    ("prs", "دری"),
    ("ps", "پښتو"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("so", "Soomaali"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("th", "ไทย"),
    ("ti", "ትግርኛ"),
    ("tl", "Tagalog"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// Where the site will be published.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Host {
    /// GitHub Pages, by a workflow of GitHub Actions.
    #[default]
    GithubPages,
    /// GitLab Pages, by a pipeline.
    GitlabPages,
    /// GitHub Pages for many towns, which are built side by side.
    GithubPagesTowns,
    /// GitLab Pages for many towns, which are built side by side.
    GitlabPagesTowns,
    /// Netlify.
    Netlify,
    /// Any other: the folder `public/` is published by hand.
    Other,
}

/// A town that begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Town {
    /// The initiative's id.
    pub id: String,
    /// What the town is called.
    pub name: String,
    /// Its languages, the first at the root.
    pub languages: Vec<Lang>,
}

impl Town {
    /// The language comments and marks are written in.
    fn tongue(&self) -> Tongue {
        Tongue::of(self.languages.first().map_or("nb", Lang::as_str))
    }
}

/// A whole new repository, but for the handbook: that is fetched from the program, as [`LAYER`].
pub fn repository(town: &Town, host: Host) -> Vec<Made> {
    let mut files = vec![(PathBuf::from("site.toml"), site(town, host).into_bytes())];
    files.extend(texts(town, host));
    files
}

/// What a town adds to a repository that is there: its folder of texts.
pub fn initiative(town: &Town) -> Vec<Made> {
    texts(town, Host::Other).into_iter().filter(|(path, _)| path.starts_with("content")).collect()
}

/// The texts for this town and host, filled in.
fn texts(town: &Town, host: Host) -> Vec<Made> {
    let hosts = match host {
        Host::GithubPages => "hosts/github-pages",
        Host::GitlabPages => "hosts/gitlab-pages",
        Host::GithubPagesTowns => "hosts/github-pages-towns",
        Host::GitlabPagesTowns => "hosts/gitlab-pages-towns",
        Host::Netlify => "hosts/netlify",
        Host::Other => "hosts/other",
    };
    bundled::start()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("hosts") || path.starts_with(hosts))
        .filter(|(path, _)| !path.starts_with("content") || is_wanted(path, town))
        .map(|(path, bytes)| (in_place(&path, town), filled(&String::from_utf8_lossy(&bytes), town, host)))
        .collect()
}

/// The originals, and the town's languages.
fn is_wanted(path: &Path, town: &Town) -> bool {
    let wanted = |lang| lang == ORIGINAL || town.languages.iter().any(|wanted| wanted.as_str() == lang);
    language_of(path).is_none_or(wanted)
}

/// The language a text's name says; none for what is no text.
pub fn language_of(path: &Path) -> Option<&str> {
    let is_text = path.extension().is_some_and(|ending| ending == "md" || ending == "yml");
    let stem = path.file_stem().filter(|_| is_text)?;
    Path::new(stem).extension()?.to_str()
}

/// Where a file goes: `content/town/…` and `themes/town/…` with the town's id, what a host needs at the top, and the
/// files of git with their dot, which here they have not, since git would read them.
fn in_place(path: &Path, town: &Town) -> PathBuf {
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    match parts.as_slice() {
        ["hosts", _, rest @ ..] => rest.iter().collect(),
        [folder, "town", rest @ ..] => [folder, town.id.as_str()].iter().chain(rest).collect(),
        [name @ ("gitignore" | "gitattributes")] => PathBuf::from(format!(".{name}")),
        _ => path.to_owned(),
    }
}

fn filled(text: &str, town: &Town, host: Host) -> Vec<u8> {
    let [nb, en] = publishing(host);
    let filled = [
        ("%publish-nb%", nb),
        ("%publish-en%", en),
        ("%name%", &initiative_name(town)),
        ("%town%", &town.name),
        ("%id%", &town.id),
    ]
    .iter()
    .fold(text.to_owned(), |text, (place, value)| text.replace(place, value));
    filled.into_bytes()
}

fn initiative_name(town: &Town) -> String {
    format!("Globale {}", town.name)
}

/// How the site gets out, in Norwegian and English.
fn publishing(host: Host) -> [&'static str; 2] {
    match host {
        Host::GithubPages | Host::GithubPagesTowns => [
            "Nettstedet publiseres av seg selv når endringer kommer inn i `main` (`.github/workflows/publish.yml` forteller hva som må settes opp på GitHub, én gang).",
            "The site is published by itself when changes come into `main` (`.github/workflows/publish.yml` tells what to set up at GitHub, once).",
        ],
        Host::GitlabPages | Host::GitlabPagesTowns => [
            "Nettstedet publiseres av seg selv når endringer kommer inn i hovedgrenen (`.gitlab-ci.yml` forteller hva som må settes opp på GitLab, én gang).",
            "The site is published by itself when changes come into the default branch (`.gitlab-ci.yml` tells what to set up at GitLab, once).",
        ],
        Host::Netlify => [
            "Nettstedet publiseres av seg selv når endringer kommer inn (`netlify.toml` forteller hva som må settes opp hos Netlify, én gang).",
            "The site is published by itself when changes come in (`netlify.toml` tells what to set up at Netlify, once).",
        ],
        Host::Other => [
            "Legg ut alt som ligger i mappen under `public/`.",
            "Publish everything that lies in the folder below `public/`.",
        ],
    }
}

/// site.toml of a new repository.
fn site(town: &Town, host: Host) -> String {
    let tongue = town.tongue();
    let about = tongue.pick(
        "# Innstillingene til nettstedet. README.md forteller hva de betyr; `globale schema` gir hjelp mens du skriver.",
        "# The site's settings. README.en.md tells what they mean; `globale schema` gives help as you write.",
    );
    let languages: String = declared(town).iter().map(|line| format!("{line}\n")).collect();
    let handbook = tongue.pick(
        "# Håndboken som følger med programmet. `globale layer fetch` henter den på nytt når programmet er nyere.",
        "# The handbook that comes with the program. `globale layer fetch` takes it anew when the program is newer.",
    );
    let profile = match host {
        Host::GithubPages | Host::GithubPagesTowns => "\n[hosting]\nprofile = \"github-pages\"\n",
        Host::GitlabPages | Host::GitlabPagesTowns => "\n[hosting]\nprofile = \"gitlab-pages\"\n",
        Host::Netlify => "\n[hosting]\nprofile = \"netlify\"\n",
        Host::Other => "",
    };
    let id = &town.id;
    format!(
        "{about}\ndefault_language = \"nb\"\ntimezone = \"Europe/Oslo\"\ntheme = \"{id}\"\n\n[languages]\n{languages}\n{}\n{handbook}\n\
         [layers.{LAYER}]\nbundled = true\n{profile}",
        block(town, &[LAYER.to_owned()])
    )
}

/// `[languages]`: Norwegian, which the handbook is written in, and the town's own.
fn declared(town: &Town) -> Vec<String> {
    let mut tags = vec!["nb"];
    tags.extend(town.languages.iter().map(Lang::as_str).filter(|tag| *tag != "nb"));
    let english = tags.contains(&"en");
    let line = |tag: &str| {
        let own = OWN_NAMES.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
        let name = quoted(own.unwrap_or(tag));
        match tag {
            "nb" => format!("nb = {{ name = {name} }}"),
            "nn" | "se" | "en" => format!("{tag} = {{ name = {name}, fallback = [\"nb\"] }}"),
            _ if english => format!("{tag} = {{ name = {name}, fallback = [\"en\", \"nb\"] }}"),
            _ => format!("{tag} = {{ name = {name}, fallback = [\"nb\"] }}"),
        }
    };
    tags.into_iter().map(line).collect()
}

/// `[initiatives.<id>]` with its variables, over the layers below its own.
pub fn block(town: &Town, below: &[String]) -> String {
    let Town { id, name, languages } = town;
    let pick = |nb: &'static str, en: &'static str| town.tongue().pick(nb, en);
    let list = |texts: Vec<&str>| texts.into_iter().map(quoted).collect::<Vec<_>>().join(", ");
    let layers = list(std::iter::once(id.as_str()).chain(below.iter().map(String::as_str)).collect());
    let tags = list(languages.iter().map(Lang::as_str).collect());
    // What a name becomes in a sentence cannot be computed: the guess is marked, and English has its own.
    let forms = |nb: String, en: String| format!("{{ nb = {}, en = {} }}", quoted(&nb), quoted(&en));
    let lines = [
        format!("[initiatives.{id}]"),
        format!("name = {}", quoted(&initiative_name(town))),
        format!(
            "base_url = \"https://globale-{id}.example\" # TODO: {}",
            pick("nettadressen deres", "your web address")
        ),
        format!("languages = [{tags}]"),
        format!("layers = [{layers}]"),
        format!(
            "email = \"post@globale-{id}.example\" # TODO: {}",
            pick(
                "en felles e-postadresse, aldri en persons egen",
                "a shared e-mail address, never a person's own"
            )
        ),
        format!(
            "brand = {{ primary = \"#0b5d6b\", accent = \"#b03608\" }} # TODO: {}",
            pick("fargene deres, eller behold disse", "your colours, or keep these")
        ),
        "menu = [\"@/stories\", \"@/companies\", \"@/events\", \"@/handbook\", \"@/pages/contact\"]"
            .to_owned(),
        "footer = [\"@/pages/about\", \"@/pages/job-seekers\", \"@/pages/employers\", \"@/resources\", \
         \"@/pages/privacy\", \"@/pages/accessibility\"]"
            .to_owned(),
        String::new(),
        format!("[initiatives.{id}.vars]"),
        format!("town = {}", quoted(name)),
        format!(
            "in_town = {} # TODO: {}",
            forms(format!("i {name}"), format!("in {name}")),
            pick("«i» eller «på»?", "“i” or “på” in Norwegian?")
        ),
        format!(
            "municipality = {} # TODO: {}",
            forms(format!("{name} kommune"), format!("{name} municipality")),
            pick("kommunens navn", "the municipality's name")
        ),
        format!(
            "nav = {} # TODO: {}",
            quoted(&format!("NAV {name}")),
            pick("NAV-kontorets navn", "the NAV office's name")
        ),
    ];
    lines.join("\n") + "\n"
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
