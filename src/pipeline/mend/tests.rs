use super::*;
use crate::diagnostic::Span;

fn fix(start: usize, end: usize, new: &str) -> Fix {
    let file: Arc<Path> = Arc::from(Path::new("a.md"));
    Fix { place: Place::new(&file, Span { start, end }), replacement: new.to_owned(), along: None }
}

fn applied(text: &str, fixes: &[Fix]) -> (String, usize) {
    let file: Arc<Path> = Arc::from(Path::new("a.md"));
    let fixes: Vec<_> = fixes.iter().map(|fix| (codes::BAD_DATE, fix)).collect();
    let (text, mends) = apply(text, &file, &fixes);
    (text, mends.len())
}

#[test]
fn of_two_that_overlap_the_first_is_made() {
    assert_eq!(applied("abcdef", &[fix(2, 4, "XY"), fix(0, 3, "_"), fix(4, 6, "!")]), ("_d!".to_owned(), 2));
    assert_eq!(applied("abcdef", &[fix(1, 2, "B"), fix(1, 2, "B")]), ("aBcdef".to_owned(), 1));
}

#[test]
fn what_does_not_fit_is_left_out() {
    let same = ("å\nb".to_owned(), 0);
    for bad in [
        fix(1, 2, "x"),
        fix(0, 9, "x"),
        fix(3, 2, "x"),
        fix(0, 3, "x"),
        fix(0, 2, "x\ny"),
        fix(0, 2, "å"),
        fix(1, 1, "x"),
    ] {
        assert_eq!(applied("å\nb", std::slice::from_ref(&bad)), same, "{bad:?}");
    }
}
