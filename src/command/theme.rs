//! `globale theme`: `check` tries the theme with samples, without any content; `docs` prints what theme authors rely on.

use std::path::Path;

use super::{Context, Exit, schema};
use crate::cli::Theme;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic};
use crate::guide::themes;
use crate::model::types::Types;
use crate::rehearsal::{self, Rehearsal, gallery};
use crate::report::{self, Format, Quiet, Said};
use crate::theme;

pub(super) fn run(context: &Context, verb: &Theme) -> Exit {
    let (config, types) = match schema::project(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    let named = |name: &Option<String>| Config {
        theme: name.clone().unwrap_or(config.theme.clone()),
        ..config.clone()
    };
    match verb {
        Theme::Check { theme, output } => check(context, &named(theme), &types, output),
        Theme::Docs => docs(context, &config),
    }
}

fn docs(context: &Context, config: &Config) -> Exit {
    match theme::load(context.disk, &context.root, config) {
        Ok((theme, _)) => {
            let components = rehearsal::documents(context.disk, &context.root, &theme);
            context.say(&Said { out: themes::markdown(&components), ..Said::default() }, Exit::Fine)
        }
        Err(findings) => context.refuse(&findings),
    }
}

fn check(context: &Context, config: &Config, types: &Types, output: &Path) -> Exit {
    let (theme, mut findings) = match theme::load(context.disk, &context.root, config) {
        Ok(loaded) => loaded,
        Err(findings) => return context.refuse(&findings),
    };
    let known = types.iter().map(|ty| (&*ty.name, &*ty.folder, ty.keys()));
    findings.extend(theme::check_types(&theme, known));
    let Rehearsal { findings: more, tried, gallery } =
        rehearsal::rehearse(context.disk, &context.root, &theme, types, config);
    findings.extend(more);
    let refused = written(context, &gallery, output).err();
    let stands = refused.is_none();
    findings.extend(refused.map(|finding| *finding));
    diagnostic::sort(&mut findings);
    let mut said = report::findings(&context.files(), &findings, &context.asked);
    if context.asked.format == Format::Text && context.asked.quiet == Quiet::No {
        let [templates, components] = tried;
        let (tongue, output) = (context.asked.tongue, output.display());
        let gallery = tongue.pick("galleriet", "the gallery");
        let gallery = if stands { format!("; {gallery}: {output}/index.html") } else { String::new() };
        said.out.push_str(&tongue.pick(
            format!("{templates} maler og {components} komponenter prøvd{gallery}\n"),
            format!("{templates} templates and {components} components tried{gallery}\n"),
        ));
    }
    context.say(&said, Exit::of(&findings))
}

/// Writes the gallery; a page that is not ours stays.
fn written(context: &Context, gallery: &[(String, Vec<u8>)], output: &Path) -> Result<(), Box<Diagnostic>> {
    let page = context.disk.read(&context.root.join(output).join("index.html")).ok();
    gallery::ours(page.as_deref(), &output.display().to_string())?;
    gallery.iter().try_for_each(|(name, bytes)| context.write(&output.join(name), bytes))
}
