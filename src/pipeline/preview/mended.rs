//! Texts whose fields are others, put in the places they had: no other entry is looked at.

use std::sync::Arc;

use super::Memory;
use super::stood::Laid;
use crate::diagnostic::Diagnostic;
use crate::edition;
use crate::model::Key;
use crate::pipeline::ground::{Content, Project, Towns};
use crate::source::SourceFile;

impl Memory<'_> {
    /// Puts the texts in their places. `false` where more hangs on them than their own entries, or something is or was
    /// wrong with one (`found` so far): then the content is to be read anew.
    pub(super) fn mend(&mut self, project: &Project, laid: &mut Laid<'_>, found: &[Diagnostic]) -> bool {
        let texts = std::mem::take(&mut self.fields);
        texts.into_iter().all(|file| self.mend_one(project, laid, (file, found)))
    }

    fn mend_one(
        &mut self,
        project: &Project,
        laid: &mut Laid<'_>,
        (file, found): (Arc<SourceFile>, &[Diagnostic]),
    ) -> bool {
        let Laid { content, files, towns, .. } = laid;
        let Some(id) = files.iter().position(|known| known.path == file.path) else { return false };
        let Some(key) = content.model.retake(&project.config, id, &file) else { return false };
        files[id] = file.clone();
        // Its text may be another as well.
        self.bodies.push(file);
        is_sound(content, &key, found) && self.decide(project, content, towns, &key)
    }

    /// Decides the entry again in every town; the plan stands where it hangs on nothing that is another.
    fn decide(&mut self, project: &Project, content: &Content, towns: &mut Towns<'_>, key: &Key) -> bool {
        let (config, model, moment) = (&project.config, &content.model, project.moment);
        let on = (config, model, moment);
        let Towns { homes, all } = towns;
        if homes.iter_mut().any(|town| edition::again(on, town, &[], key).is_none()) {
            return false;
        }
        for (number, town) in all.iter_mut().enumerate() {
            let Some(before) = edition::again(on, town, homes, key) else { return false };
            let at = town.editions.first().and_then(|edition| edition.find(key));
            let stands = |at| self.plan.as_ref().is_some_and(|plan| plan.stands((number, town), at, &before));
            if at.is_some_and(|at| !stands(at)) {
                self.plan = None;
            }
        }
        true
    }
}

/// Whether nothing was found of an entry.
fn is_sound(content: &Content, key: &Key, found: &[Diagnostic]) -> bool {
    let mut places = found.iter().flat_map(|finding| finding.place.iter().chain(&finding.further));
    !places.any(|place| content.model.files_of(key).any(|file| **file == *place.file))
}
