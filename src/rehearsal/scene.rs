//! Which template shows what: as the plan would choose them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::shape::{Scene, World};

/// Surroundings of any kind, for what stands in no template.
pub(super) fn every(world: World<'_>) -> Scene {
    let types: BTreeSet<Arc<str>> = world.types.iter().map(|ty| ty.name.clone()).collect();
    Scene { listed: types.clone(), types, ..Scene::default() }
}

/// Every template some page may have, with what it then shows. One that only others extend, or that only a text's
/// `template:` can name, is tried with every type.
pub(super) fn all(world: World<'_>) -> Vec<Scene> {
    let mut scenes = Vec::new();
    let one = |name: &Arc<str>| BTreeSet::from([name.clone()]);
    let Scene { types: every, .. } = every(world);
    let page = world.types.page();
    let mut add = |template: &str, kind, types: &BTreeSet<Arc<str>>, listed: &BTreeSet<Arc<str>>| {
        let scene =
            Scene { template: template.to_owned(), kind, types: types.clone(), listed: listed.clone() };
        scenes.push(scene);
    };
    add("home.html", "home", &one(&page.name), &BTreeSet::new());
    add("404.html", "404", &one(&page.name), &BTreeSet::new());
    add("tags.html", "tags", &one(&page.name), &BTreeSet::new());
    add("search.html", "search", &one(&page.name), &every);
    add("tag.html", "tag", &one(&page.name), &every);
    for ty in world.types.iter() {
        if let Some(template) = &ty.template {
            add(template, "entry", &one(&ty.name), &one(&ty.name));
        }
        let section = world.theme.sections.get(&*ty.folder).and_then(|section| section.template.as_deref());
        add(section.unwrap_or("section.html"), "section", &one(&page.name), &one(&ty.name));
        if ty.nested {
            let of_a_book = BTreeSet::from([page.name.clone(), ty.name.clone()]);
            add("book.html", "book", &of_a_book, &one(&ty.name));
            add("epub.html", "book", &of_a_book, &one(&ty.name));
        }
        for further in &ty.further {
            add(&further.template, "further", &one(&ty.name), &one(&ty.name));
        }
    }
    let named: BTreeSet<String> = scenes.iter().map(|scene| scene.template.clone()).collect();
    let inner = |name: &str| name.split_once('/').map_or(name, |(_, inner)| inner).to_owned();
    let files: BTreeSet<String> = world.theme.files.keys().map(|name| inner(name)).collect();
    for template in files.iter().filter(|name| !name.starts_with("components/") && !named.contains(*name)) {
        scenes.push(Scene {
            template: template.clone(),
            kind: "entry",
            types: every.clone(),
            listed: every.clone(),
        });
    }
    scenes.retain(|scene| world.theme.has(&scene.template));
    scenes
}
