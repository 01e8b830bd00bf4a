//! Social cards: the picture services show of a link to a page, with its title in its own script, in the colours of the
//! initiative. Drawn with the theme's own fonts (`cards/`), so that every machine draws the same; kept in the store by
//! what stands on them, so that a page that says what it said draws nothing.
//!
//! A picture stands on a card only where the plan says so: those in it agreed to be on social networks.

use std::path::Path;
use std::sync::Arc;

use ::image::RgbImage;
use resvg::usvg::fontdb::Database;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::image::{Picture, Shelf};
use crate::plan::link::Linker;
use crate::plan::{self, Machine, MachineKind, PageKind};
use crate::store::Store;
use crate::theme::Theme;
use crate::view;

mod draw;
mod flat;
mod lines;
mod photo;

/// The store's name for what belongs to cards.
const ROOM: &str = "card";
/// Counts up when cards are drawn otherwise.
const DRAWN: u64 = 2;

/// What draws the cards of all towns.
pub struct Cards<'a> {
    theme: &'a Theme,
    fonts: Arc<Database>,
    fingerprint: Fingerprint,
}

/// What cards of one town are drawn from.
pub struct Ground<'a> {
    /// site.toml.
    pub config: &'a Config,
    /// The town's pages.
    pub linker: Linker<'a>,
    /// The pictures.
    pub pictures: &'a dyn Shelf,
    /// The project's folder.
    pub root: &'a Path,
    /// Where photos are read from.
    pub disk: &'a dyn Disk,
    /// Where cards are kept.
    pub store: &'a Store<'a>,
}

/// What stands on a card.
struct Said<'a> {
    title: String,
    kicker: String,
    name: &'a str,
    rtl: bool,
    /// The ground, and the dots.
    colors: (String, Vec<String>),
    photo: Option<(&'a Picture, Option<(u8, u8)>)>,
}

impl<'a> Cards<'a> {
    /// Takes up the theme's fonts.
    pub fn new(theme: &'a Theme) -> Self {
        let (mut fonts, mut print) = (Database::new(), Fingerprinter::new());
        print.number(DRAWN);
        for font in &theme.cards {
            print.bytes(font);
            fonts.load_font_data(font.to_vec());
        }
        Self { theme, fonts: Arc::new(fonts), fingerprint: print.finish() }
    }

    /// The bytes of a card; `None` for what is none.
    ///
    /// # Errors
    /// `G0912` where its photo cannot be read any more, or it cannot be drawn.
    pub fn card(&self, ground: &Ground<'_>, machine: &Machine) -> Option<Result<Vec<u8>, Diagnostic>> {
        let MachineKind::Card(page) = machine.kind else { return None };
        let said = self.said(ground, machine.edition, page);
        let key = self.key(&said);
        if let Some(bytes) = ground.store.get(ROOM, key) {
            return Some(Ok(bytes));
        }
        let bytes = self.drawn(ground, &said).map_err(|reason| {
            Diagnostic::new(codes::CARD_NOT_DRAWN).with("card", &machine.path).with("reason", reason)
        });
        if let Ok(bytes) = &bytes {
            ground.store.put(ROOM, key, bytes);
        }
        Some(bytes)
    }

    fn said<'g>(&self, ground: &Ground<'g>, at: usize, page: usize) -> Said<'g> {
        let plan = ground.linker.plan;
        let (edition, kind) = (&plan.town.editions[at], &plan.editions[at].pages[page].kind);
        let name = plan.town.initiative.name.get(&edition.chain).unwrap_or(&plan.town.initiative.id);
        let shown = kind.entry().map(|entry| &edition.shown[entry]);
        let list = |folder: &str| super::list_title(edition, folder).to_owned();
        let tags = || plan::word("title-tags", &edition.chain).to_owned();
        let (title, kicker) = match (kind, shown) {
            (PageKind::Tag(tag, _), _) => (plan::tag_name(tag, &ground.config.tags, &edition.chain), tags()),
            (PageKind::Tags, _) => (tags(), String::new()),
            (PageKind::Year(folder, year, _), _) => (year.to_string(), list(folder)),
            (PageKind::Section(folder, ..), None) => (list(folder), String::new()),
            // A list's title says what its type does; pages are of no list.
            (PageKind::Entry(_), Some(shown)) if !shown.ty.routes.is_empty() => {
                (plan::title(shown).to_owned(), list(&shown.ty.folder))
            }
            (_, Some(shown)) => (plan::title(shown).to_owned(), String::new()),
            (_, None) => (name.to_owned(), String::new()),
        };
        let photo = plan::pictured(edition, kind).and_then(|shown| {
            let files = (ground.pictures, ground.root);
            let picture = view::own_picture(&ground.linker, files, &edition.chain, shown)?;
            let focus = shown.fields.object("image").and_then(|image| image.text("focus"));
            Some((picture, focus.and_then(view::point)))
        });
        Said {
            title,
            kicker,
            name,
            rtl: edition.lang.direction() == "rtl",
            colors: self.colors(&plan.town.initiative.id),
            photo,
        }
    }

    /// The ground of the initiative's hero and its dots; a theme without them gets black and none.
    fn colors(&self, town: &str) -> (String, Vec<String>) {
        let get = |value: &tera::Value, key: &'static str| {
            value.as_map()?.get(&tera::value::Key::Str(key)).cloned()
        };
        let look = self.theme.looks.get(town);
        let text = |value: tera::Value| value.as_str().map(str::to_owned);
        let ground = look.and_then(|look| text(get(&get(&look.colors, "hero")?, "light")?));
        let dots = look.and_then(|look| get(&look.params, "dots"));
        let dots = dots.and_then(|dots| dots.as_array().map(<[tera::Value]>::to_vec)).unwrap_or_default();
        (ground.unwrap_or_else(|| "#000000".to_owned()), dots.into_iter().filter_map(text).collect())
    }

    fn key(&self, said: &Said<'_>) -> Fingerprint {
        let mut print = Fingerprinter::new();
        print.fingerprint(self.fingerprint).text(&said.title).text(&said.kicker).text(said.name);
        print.number(u64::from(said.rtl)).text(&said.colors.0);
        said.colors.1.iter().for_each(|dot| {
            print.text(dot);
        });
        if let Some((picture, focus)) = said.photo {
            let (x, y) = focus.unwrap_or((50, 50));
            print.fingerprint(picture.fingerprint).number(u64::from(x)).number(u64::from(y));
        }
        print.finish()
    }

    fn drawn(&self, ground: &Ground<'_>, said: &Said<'_>) -> Result<Vec<u8>, String> {
        let photo = match said.photo {
            Some(photo) => Some(photo::panel((ground.disk, ground.store), &self.fonts, photo)?),
            None => None,
        };
        let card: RgbImage = draw::card(&self.fonts, said, photo.as_ref())?;
        photo::encoded(&card, photo.is_some())
    }
}
