//! Our own words inside the values of a finding, in the reader's language.
//!
//! Most values come from the content and stay as they are. A few are words of the program ("list", "not UTF-8"), said
//! in a room that knows no languages; those are exchanged here, at the last moment. `{}` stands for the part that stays.

/// The values that may hold such words.
const NAMES: [&str; 4] = ["wanted", "found", "what", "reason"];

/// As the rooms say it, in Norwegian, and in better English where there is any.
const TERMS: &[(&str, &str, &str)] = &[
    ("text", "en tekst", "a text"),
    ("list", "en liste", "a list"),
    ("table", "en gruppe felter", "a group of fields"),
    ("number", "et tall", "a number"),
    ("true/false", "`true` eller `false`", "`true` or `false`"),
    ("null", "ingenting", "nothing"),
    ("a symbolic link", "en symbolsk lenke", "a symbolic link"),
    ("a pipe, socket or device", "et rør, en kontakt eller en enhet", "a pipe, socket or device"),
    ("not UTF-8", "ikke UTF-8", "not UTF-8"),
    ("not a regular file", "ikke en vanlig fil", "not a regular file"),
    ("a key must be a word", "en nøkkel må være et ord", "a key must be a word"),
    ("`kind` is missing", "`kind` mangler", "`kind` is missing"),
    ("a `ref` needs `to`", "en `ref` trenger `to`", "a `ref` needs `to`"),
    ("an `enum` needs `values`", "en `enum` trenger `values`", "an `enum` needs `values`"),
    ("a `list` needs `of`", "en `list` trenger `of`", "a `list` needs `of`"),
    ("`{}` is no kind", "`{}` er ikke noe slag", "`{}` is no kind"),
    ("`{}` is no type", "`{}` er ikke en type", "`{}` is no type"),
    ("a part is empty", "en del er tom", "a part is empty"),
    ("`.` and `..` lead elsewhere", "`.` og `..` leder et annet sted", "`.` and `..` lead elsewhere"),
    ("`{}` is a device on Windows", "`{}` er en enhet på Windows", "`{}` is a device on Windows"),
    (
        "`{}` begins or ends in a space or dot",
        "`{}` begynner eller slutter med mellomrom eller punktum",
        "`{}` begins or ends in a space or dot",
    ),
    (
        "accents are not composed (NFC)",
        "aksentene er ikke satt sammen (NFC)",
        "accents are not composed (NFC)",
    ),
    (
        "{} bytes; at most 255 a name and 1024 in all",
        "{} byte; høyst 255 i et navn og 1024 i alt",
        "{} bytes; at most 255 a name and 1024 in all",
    ),
    ("too many attributes", "for mange attributter", "too many attributes"),
    ("a drawing", "en tegning", "a drawing"),
    ("the drawing `{}`", "tegningen `{}`", "the drawing `{}`"),
    ("a table", "en tabell", "a table"),
    ("the table `{}`", "tabellen `{}`", "the table `{}`"),
    ("a list of {} items", "en liste med {} punkter", "a list of {} items"),
    ("the navigation", "navigasjonen", "the navigation"),
    ("the head of the page", "sidens hode", "the head of the page"),
    ("styles in the page", "stiler i siden", "styles in the page"),
    ("scripts in the page", "skript i siden", "scripts in the page"),
    ("the text itself", "selve teksten", "the text itself"),
    ("the part `{}`", "delen `{}`", "the part `{}`"),
    ("the element `{}`", "elementet `{}`", "the element `{}`"),
    ("the stylesheet `{}`", "stilarket `{}`", "the stylesheet `{}`"),
    ("No such file or directory (os error {})", "finnes ikke", "not there"),
    ("Permission denied (os error {})", "tilgang nektet", "permission denied"),
    ("Is a directory (os error {})", "er en mappe", "is a folder"),
    ("No space left on device (os error {})", "disken er full", "the disk is full"),
    ("changed", "endret", "changed"),
    ("added", "lagt til", "added"),
    ("gone", "fjernet", "removed"),
    ("`rev` needs `git`", "`rev` trenger `git`", "`rev` needs `git`"),
    (
        "a folder beside the project is named relatively, such as `../shared`",
        "en mappe ved siden av prosjektet nevnes relativt, som `../felles`",
        "a folder beside the project is named relatively, such as `../shared`",
    ),
    (
        "a repository is reached by https://, ssh:// or file://, or as git@host:path",
        "et git-lager nås med https://, ssh:// eller file://, eller som git@vert:sti",
        "a repository is reached by https://, ssh:// or file://, or as git@host:path",
    ),
    (
        "`git` needs `rev`, the whole hash of a commit",
        "`git` trenger `rev`, hele hashen til en innsjekking",
        "`git` needs `rev`, the whole hash of a commit",
    ),
    (
        "a commit is named by its whole hash, 40 or 64 digits",
        "en innsjekking nevnes ved hele hashen, 40 eller 64 tegn",
        "a commit is named by its whole hash, 40 or 64 digits",
    ),
    (
        "the folder lies inside the repository",
        "mappen ligger inne i git-lageret",
        "the folder lies inside the repository",
    ),
    ("a git submodule", "et underlager i git", "a git submodule"),
    ("Read-only file system (os error {})", "filsystemet kan bare leses", "the file system can only be read"),
];

/// A value as the reader's language has it.
pub(super) fn said(name: &str, value: &str, lang: &str) -> Option<String> {
    if !NAMES.contains(&name) {
        return None;
    }
    TERMS.iter().find_map(|(ours, nb, en)| {
        let term = if super::is_norwegian(lang) { nb } else { en };
        match ours.split_once("{}") {
            None => (*ours == value).then(|| (*term).to_owned()),
            Some((before, after)) => {
                let inner = value.strip_prefix(before)?.strip_suffix(after)?;
                Some(term.replacen("{}", inner, 1))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_of_ours_change() {
        assert_eq!(said("found", "list", "nb").as_deref(), Some("en liste"));
        assert_eq!(
            said("reason", "`storry` is no type", "nn-NO").as_deref(),
            Some("`storry` er ikke en type")
        );
        assert_eq!(said("reason", "`storry` is no type", "en").as_deref(), Some("`storry` is no type"));
        assert_eq!(said("key", "list", "nb"), None, "a key of the content stays");
        assert_eq!(said("reason", "lists", "nb"), None);
    }
}
