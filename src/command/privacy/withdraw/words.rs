//! What a withdrawal says: what is gone, what speaks of it still, and what no program on this machine can remove.

use std::path::{Path, PathBuf};

use super::Done;
use super::found::Found;
use crate::cli::How;
use crate::command::Context;
use crate::pipeline::withdrawn;
use crate::report::clean;
use crate::report::words::Tongue;

const BEYOND_NB: &str = "
Dette kan ingen kommando her fjerne. Gå gjennom det nå:

  git        Det som er lagret før, ligger i historikken, og i hver klone og fork. Neste commit tar bare bort den
             siste utgaven. Å skrive om historikken: `git filter-repo --invert-paths --path <mappen>`, i en frisk
             klone, og så `git push --force` av alle grener og merker. Alle som har en klone, må da slette den og
             hente på nytt; ellers kommer alt tilbake med neste push. Hos GitHub og GitLab ligger gamle commits
             også i pull requests og i mellomlageret: be brukerstøtten om å fjerne dem, med commitene og «personal
             data». Dette programmet rører ikke git.
  nettstedet Bygg og publiser nå (`globale build`). Så lenge det ikke er gjort, ligger siden ute. Be den som
             drifter webserveren eller innholdsnettet (CDN), om å tømme mellomlageret.
  søk        Google: «Fjern utdatert innhold» og «Resultater om deg». Bing: «Content Removal Tool». De tar bort
             treff og mellomlagrede kopier når siden er borte hos dere.
  arkiver    Internet Archive (Wayback Machine) fjerner sider når nettstedets eier ber om det per e-post.
  sosiale    Slett innleggene dere selv har lagt ut. Forhåndsvisninger av lenken kan leve videre; Facebooks
             «Sharing Debugger» og LinkedIns «Post Inspector» henter dem på nytt.
  mennesker  Det andre har lagret, skrevet ut eller delt. Be dem dere kjenner til. Glem ikke trykte hefter,
             nyhetsbrev og sikkerhetskopier.
  registeret Selve samtykket ligger utenfor prosjektet. Før inn der når det ble trukket, og når dette ble gjort.
";

const BEYOND_EN: &str = "
No command here can remove the following. Go through it now:

  git        What was kept before lies in the history, and in every clone and fork. The next commit takes away the
             latest state only. To rewrite history: `git filter-repo --invert-paths --path <the folder>`, in a fresh
             clone, then `git push --force` of all branches and tags. Everyone with a clone must then delete it and
             clone again; otherwise all of it comes back with the next push. GitHub and GitLab keep old commits in
             pull requests and caches too: ask their support to remove them, naming the commits and \"personal
             data\". This program does not touch git.
  the site   Build and publish now (`globale build`). Until that is done the page is out there. Ask whoever runs the
             web server or the content network (CDN) to empty its caches.
  search     Google: \"Remove outdated content\" and \"Results about you\". Bing: \"Content Removal Tool\". They take
             away hits and cached copies once the page is gone at your end.
  archives   The Internet Archive (Wayback Machine) removes pages when the site's owner asks by e-mail.
  social     Delete the posts you made yourselves. Previews of the link may live on; Facebook's \"Sharing Debugger\"
             and LinkedIn's \"Post Inspector\" fetch them anew.
  people     What others have saved, printed or shared. Ask those you know of. Do not forget printed leaflets,
             newsletters and backups.
  register   The consent itself lies outside the project. Note there when it was withdrawn, and when this was done.
";

pub(super) fn all(context: &Context, (found, addresses): (&Found, usize), done: &Done, how: How) -> String {
    let tongue = context.asked.tongue;
    let name = format!("{}/{}", found.layer, found.key);
    let head = match how {
        How::Rehearse => tongue.pick(
            format!("`{name}`: dette ville blitt fjernet (ingenting er endret)\n"),
            format!("`{name}`: this would be removed (nothing was changed)\n"),
        ),
        How::Really if done.failed.is_empty() => tongue.pick(
            format!("`{name}` er trukket tilbake. Fjernet:\n"),
            format!("`{name}` is withdrawn. Removed:\n"),
        ),
        How::Really => tongue.pick(
            format!("`{name}` er bare delvis trukket tilbake. Fjernet:\n"),
            format!("`{name}` is withdrawn in part only. Removed:\n"),
        ),
    };
    let mut out = clean::clean(head.trim_end()) + "\n" + &list(&done.removed);
    if how == How::Rehearse {
        out += &format!("  {}\n", crate::command::CACHE);
    }
    let left = found.left(&done.removed);
    if !left.is_empty() {
        out += tongue
            .pick("\nIkke fjernet; kjør kommandoen på nytt:\n", "\nNot removed; run the command again:\n");
        out += &list(&left);
    }
    if addresses > 0 && how == How::Really {
        out += &tongue.pick(
            format!(
                "\n{} husker {addresses} adresser som ikke skal brukes igjen. Ta filen med i commiten.\n",
                withdrawn::FILE
            ),
            format!(
                "\n{} remembers {addresses} addresses that must not be used again. Commit it.\n",
                withdrawn::FILE
            ),
        );
    }
    out += &speaking(found, tongue);
    out += &remotes(context, tongue);
    out + tongue.pick(BEYOND_NB, BEYOND_EN)
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("  {}\n", clean::path(path))).collect()
}

/// What stays in the project and speaks of the entry.
fn speaking(found: &Found, tongue: Tongue) -> String {
    let mut out = String::new();
    if !found.layers.is_empty() {
        let layers = found.layers.join(", ");
        out += &tongue.pick(
            format!("\nOgså disse lagene har `{}`, og viser det nå: {layers}\n", found.key),
            format!("\nThese layers have `{}` too, and show it now: {layers}\n", found.key),
        );
    }
    if !found.elsewhere.is_empty() {
        out += tongue.pick(
            "\nTeksten viste også disse filene, som ligger utenfor mappen. Fjern dem selv hvis de viser noen:\n",
            "\nThe text also showed these files, which lie outside its folder. Remove them yourself if they show anybody:\n",
        );
        out += &list(&found.elsewhere);
    }
    if !found.mentions.is_empty() {
        out += tongue.pick(
            "\nDisse linjene lenker til den, eller nevner noen fra den. Rett dem før neste bygg:\n",
            "\nThese lines link to it, or mention somebody from it. Mend them before the next build:\n",
        );
        found.mentions.iter().for_each(|place| out += &format!("  {place}\n"));
    }
    out
}

/// Where the project's history has gone, as `.git/config` says, without names and passwords.
fn remotes(context: &Context, tongue: Tongue) -> String {
    let bytes = context.disk.read(&context.root.join(Path::new(".git/config"))).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let urls =
        text.lines().filter_map(|line| line.trim().strip_prefix("url")?.trim_start().strip_prefix('='));
    let mut places: Vec<String> = urls.map(|url| clean::clean(without_login(url.trim()))).collect();
    places.sort();
    places.dedup();
    if places.is_empty() {
        return String::new();
    }
    let places = places.join(", ");
    tongue.pick(
        format!("\nHistorikken er sendt til: {places}\n"),
        format!("\nThe history has been pushed to: {places}\n"),
    )
}

fn without_login(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find('/').unwrap_or(rest.len());
    rest[..end].rfind('@').map_or(rest, |at| &rest[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn an_address_of_git_without_its_password() {
        for (url, shown) in [
            ("https://kari:secret@github.com/a/b.git", "github.com/a/b.git"),
            ("git@gitlab.com:a/b.git", "gitlab.com:a/b.git"),
            ("/srv/git/a@b", "/srv/git/a@b"),
        ] {
            assert_eq!(without_login(url), shown);
        }
    }
}
