//! What is searched in the browser: the index of an edition, made by Pagefind.
//!
//! In: the pages of one edition, in one order, as [`Findable`]. Out: files by name; the same pages give the same bytes.
//! Nothing is read from a rendered page, so nothing can be found that an edition does not show in its own language.

use std::collections::BTreeMap;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use serde_json::{Value, json};

use crate::plan::{SEARCH_ENTRY, SEARCH_SCRIPT};
use crate::view::Findable;

/// Pagefind's version, which stands in every index; a test holds it.
pub const VERSION: &str = "1.6.0";
/// What searches a language whose endings Pagefind does not know.
const PLAIN: &str = "wasm.unknown.pagefind";

/// A file of an index: its name below the folder, and its bytes.
pub type File = (String, Vec<u8>);

/// What searches, whatever there is to be found.
///
/// # Errors
/// What Pagefind says.
pub fn program() -> Result<Vec<File>, String> {
    let wanted = |name: &str| matches!(name, SEARCH_SCRIPT | PLAIN);
    Ok(made("en", Vec::new())?.into_iter().filter(|(name, _)| wanted(name)).collect())
}

/// The index of one edition: what tells of it, its words, its pages' texts, and what knows its language's endings.
///
/// # Errors
/// What Pagefind says.
pub fn index(lang: &str, pages: Vec<Findable>) -> Result<Vec<File>, String> {
    let own = format!("wasm.{lang}.pagefind");
    // Its own search boxes, stylesheets and helpers are nothing we show.
    let wanted = |name: &str| {
        let ends = [".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter"];
        name == own || name == SEARCH_ENTRY || ends.iter().any(|end| name.ends_with(end))
    };
    Ok(made(lang, pages)?.into_iter().filter(|(name, _)| wanted(name)).collect())
}

/// One `pagefind-entry.json` for all of a town's editions, and whether one of them needs the plain program.
pub fn together(entries: &[&[u8]]) -> (Vec<u8>, bool) {
    let (mut languages, mut plain, mut included) = (serde_json::Map::new(), false, Value::Null);
    for entry in entries {
        let mut entry: Value = serde_json::from_slice(entry).unwrap_or_default();
        // The signs that are part of words: Pagefind's own choice, the same in every index.
        included = entry["include_characters"].take();
        for (lang, about) in entry["languages"].as_object().into_iter().flatten() {
            plain |= about["wasm"].is_null();
            languages.insert(lang.clone(), about.clone());
        }
    }
    let whole = json!({ "version": VERSION, "languages": languages, "include_characters": included });
    (whole.to_string().into_bytes(), plain)
}

fn made(lang: &str, pages: Vec<Findable>) -> Result<Vec<File>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
    let config = PagefindServiceConfig::builder().force_language(lang.to_owned()).build();
    let files = runtime.block_on(async {
        let mut index = PagefindIndex::new(Some(config))?;
        for page in pages {
            let meta = [("title", page.title), ("kind", page.kind.clone())];
            let mut meta: BTreeMap<String, String> =
                meta.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            if page.example {
                meta.insert("example".to_owned(), "1".to_owned());
            }
            let filters = BTreeMap::from([("type".to_owned(), vec![page.kind])]);
            index
                .add_custom_record(page.url, page.text, lang.to_owned(), Some(meta), Some(filters), None)
                .await?;
        }
        index.get_files().await
    });
    let files = files.map_err(|error| error.to_string())?;
    let mut files: Vec<File> = files
        .into_iter()
        .map(|file| (file.filename.to_string_lossy().replace('\\', "/"), file.contents))
        .collect();
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, title: &str, text: &str) -> Findable {
        let kind = "Historier".to_owned();
        Findable { url: url.to_owned(), title: title.to_owned(), kind, example: false, text: text.to_owned() }
    }

    #[test]
    fn the_same_pages_give_the_same_bytes() {
        let pages = || {
            vec![
                page("/a/", "Første dag", "Hun begynte i jobben på en mandag."),
                page("/b/", "Andre dag", "De ansatte ble mange."),
            ]
        };
        let once = index("nb", pages()).unwrap();
        assert_eq!(once, index("nb", pages()).unwrap());
        let names: Vec<&str> = once.iter().map(|(name, _)| name.as_str()).collect();
        for part in ["fragment/nb_", "index/nb_", "filter/nb_", "pagefind.nb_", "wasm.nb.pagefind"] {
            assert!(names.iter().any(|name| name.starts_with(part)), "{part} in {names:?}");
        }
        assert!(names.iter().all(|name| !name.ends_with(".js") && !name.ends_with(".css")), "{names:?}");
    }

    #[test]
    fn a_town_has_one_entry_for_all_its_languages() {
        let entry = |lang: &str| {
            let files = index(lang, vec![page("/a/", "Перша", "робота")]).unwrap();
            files.into_iter().find(|(name, _)| name == SEARCH_ENTRY).unwrap().1
        };
        let (nb, uk) = (entry("nb"), entry("uk"));
        let own: Value = serde_json::from_slice(&nb).unwrap();
        assert_eq!(own["version"], json!(VERSION));
        assert!(own["include_characters"].is_array());
        let (whole, plain) = together(&[&nb, &uk]);
        let whole: Value = serde_json::from_slice(&whole).unwrap();
        assert_eq!(whole["languages"]["nb"], own["languages"]["nb"]);
        assert_eq!(whole["include_characters"], own["include_characters"]);
        assert!(plain, "Pagefind knows no Ukrainian endings");
        assert_eq!(together(&[&nb]).0, nb, "one edition's entry stays as it is");
        assert!(!together(&[&nb]).1);
    }

    #[test]
    fn what_searches_is_there_without_a_page() {
        let names: Vec<String> = program().unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [SEARCH_SCRIPT, PLAIN]);
    }
}
