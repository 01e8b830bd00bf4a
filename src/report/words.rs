//! The report's own words in Norwegian and English; those of the findings stand in the catalogue.

/// The language the program speaks to whoever runs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tongue {
    /// Norwegian bokmål.
    Nb,
    /// English.
    #[default]
    En,
}

impl Tongue {
    /// From a language tag or a locale's name: Norwegian for `nb`, `nn_NO.UTF-8`, `no`, else English.
    pub fn of(tag: &str) -> Self {
        match tag.split(['-', '_', '.', '@']).next() {
            Some("nb" | "nn" | "no") => Self::Nb,
            _ => Self::En,
        }
    }

    /// As the catalogue takes it.
    pub fn tag(self) -> &'static str {
        self.pick("nb", "en")
    }

    /// The one in this language.
    pub fn pick<T>(self, nb: T, en: T) -> T {
        match self {
            Self::Nb => nb,
            Self::En => en,
        }
    }

    /// A number with its noun: `1 page`, `2 pages`.
    pub fn count(self, number: usize, noun: Noun) -> String {
        let (nb, en) = noun.forms();
        let (one, many) = self.pick(nb, en);
        format!("{number} {}", if number == 1 { one } else { many })
    }

    /// Seconds as people read them.
    pub fn seconds(self, seconds: f64) -> String {
        let digits = match seconds {
            ..0.1 => 3,
            0.1..10.0 => 2,
            _ => 0,
        };
        let text = format!("{seconds:.digits$} s");
        self.pick(text.replace('.', ","), text)
    }

    /// Why an entry is not shown.
    pub fn reason(self, reason: &str) -> &str {
        match reason {
            "withdrawn" => self.pick("samtykket er trukket", "consent withdrawn"),
            "consent-ended" => self.pick("samtykket er utløpt", "consent ended"),
            "draft" => self.pick("utkast", "draft"),
            "archived" => self.pick("arkivert", "archived"),
            "future" => self.pick("kommer senere", "to come"),
            "expired" => self.pick("utløpt", "expired"),
            "hidden" => self.pick("skjult i byens lag", "hidden by the town's layer"),
            "unread" => self.pick("uleselig", "unreadable"),
            other => other,
        }
    }

    /// What a room is doing.
    pub fn room(self, room: &str) -> &str {
        match room {
            "config" => self.pick("leser site.toml", "reading site.toml"),
            "source" => self.pick("leser innholdet", "reading content"),
            "model" => self.pick("forstår feltene", "understanding fields"),
            "edition" => self.pick("velger tekster", "choosing texts"),
            "check" => self.pick("sjekker reglene", "checking rules"),
            "markdown" => self.pick("leser Markdown", "parsing Markdown"),
            "image" => self.pick("lager bilder", "making pictures"),
            "plan" => self.pick("bestemmer adresser", "deciding addresses"),
            "view" => self.pick("samler det sidene viser", "gathering what pages show"),
            "theme" => self.pick("leser temaet", "loading the theme"),
            "render" => self.pick("lager sider", "rendering pages"),
            "emit" => self.pick("lager strømmer og kart", "making feeds and maps"),
            "output" => self.pick("publiserer", "publishing"),
            other => other,
        }
    }
}

/// A moment as people read it, to the minute, in its own time zone.
pub fn moment(at: &jiff::Zoned) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// What the report counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Noun {
    /// HTML pages.
    Page,
    /// Towns.
    Initiative,
    /// Languages.
    Language,
    /// Pictures.
    Image,
    /// Findings that stop the publishing.
    Error,
    /// Findings that do not.
    Warning,
    /// Files.
    File,
    /// Places in files.
    Place,
}

impl Noun {
    fn forms(self) -> ((&'static str, &'static str), (&'static str, &'static str)) {
        match self {
            Self::Page => (("side", "sider"), ("page", "pages")),
            Self::Initiative => (("initiativ", "initiativ"), ("initiative", "initiatives")),
            Self::Language => (("språk", "språk"), ("language", "languages")),
            Self::Image => (("bilde", "bilder"), ("image", "images")),
            Self::Error => (("feil", "feil"), ("error", "errors")),
            Self::Warning => (("advarsel", "advarsler"), ("warning", "warnings")),
            Self::File => (("fil", "filer"), ("file", "files")),
            Self::Place => (("sted", "steder"), ("place", "places")),
        }
    }
}
