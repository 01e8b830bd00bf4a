//! `[[contrast]]` of theme.toml: what must be readable on what, held against the colours an initiative chose.

use std::path::Path;
use std::sync::Arc;

use super::colors::{Colors, Colour, Input, Inputs, MODES};
use super::params::words;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// How fine the search for a colour that passes is: steps of lightness in OKLCH.
const STEP: f32 = 1.0 / 256.0;

/// A colour that must be readable on another.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    text: Side,
    on: Side,
    at_least: f32,
    /// What it is, in Norwegian and English.
    what: [String; 2],
    place: Place,
}

/// One side of a pair.
#[derive(Clone, Debug)]
enum Side {
    Fixed(Colour),
    Named(String),
    /// A param that holds one colour or several.
    Param(String),
}

/// A pair that cannot be read.
struct Failure<'a> {
    pair: &'a Pair,
    mode: usize,
    text: Colour,
    on: Colour,
    /// What of the site each of them follows from.
    inputs: [Option<Input>; 2],
}

/// Reads the list.
pub(super) fn read(node: &Node, file: &Arc<Path>) -> (Vec<Pair>, Vec<Diagnostic>) {
    let (mut pairs, mut findings) = (Vec::new(), Vec::new());
    for item in node.list().unwrap_or_default() {
        let mut reader = Reader::new(file, item);
        let [text, on] = ["text", "on"].map(|key| reader.required(key).map(side));
        let at_least = reader.node("at_least").and_then(|node| node.text()?.parse::<f32>().ok());
        if at_least.is_none() {
            reader.required("at_least");
        }
        let what = reader.node("what").map(words).unwrap_or_default();
        let word = |tag: &str| what.get(tag).or_else(|| what.values().next()).cloned().unwrap_or_default();
        let (place, what) = (Place::new(file, item.span), [word("nb"), word("en")]);
        if let (Some(text), Some(on), Some(at_least)) = (text, on, at_least) {
            pairs.push(Pair { text, on, at_least, what, place });
        }
        findings.extend(reader.finish(&[("min", "at_least"), ("ratio", "at_least")]));
    }
    if node.list().is_none() {
        findings.push(crate::node::wrong_kind(file, node, "list"));
    }
    (pairs, findings)
}

fn side(text: &str) -> Side {
    match (Colour::parse(text), text.strip_prefix("params.")) {
        (Some(colour), _) => Side::Fixed(colour),
        (None, Some(name)) => Side::Param(name.to_owned()),
        (None, None) => Side::Named(text.to_owned()),
    }
}

/// Sides that name what the theme does not declare.
pub(super) fn unknown(colors: &Colors, params: &[&str]) -> Vec<Diagnostic> {
    let known: Vec<&str> = colors.named.keys().map(String::as_str).collect();
    let wrong = |pair: &Pair, side: &Side| {
        let (name, known) = match side {
            Side::Named(name) if !colors.named.contains_key(name) => (name, &known[..]),
            Side::Param(name) if !params.contains(&name.as_str()) => (name, params),
            _ => return None,
        };
        let finding =
            Diagnostic::new(codes::UNKNOWN_COLOUR).with("name", name).with("known", known.join(", "));
        Some(finding.nearest(name, known.iter().copied()).at(pair.place.clone()))
    };
    let sides = colors.pairs.iter().flat_map(|pair| [(pair, &pair.text), (pair, &pair.on)]);
    sides.filter_map(|(pair, side)| wrong(pair, side)).collect()
}

/// Every pair an initiative's colours do not hold. `place_of` says where the site sets an input, if it does.
pub(super) fn check(
    colors: &Colors,
    inputs: &Inputs,
    place_of: &dyn Fn(&Input) -> Option<Place>,
) -> Vec<Diagnostic> {
    let finding = |failure: &Failure<'_>| {
        let set = failure.inputs.iter().flatten().find_map(|input| Some((input, place_of(input)?)));
        let contrast = (failure.text.contrast(failure.on) * 100.0).floor() / 100.0;
        let (code, place) = match &set {
            Some((_, place)) => (codes::LOW_CONTRAST, place.clone()),
            None => (codes::THEME_CONTRAST, failure.pair.place.clone()),
        };
        let [nb, en] = &failure.pair.what;
        let mode = [("light", "lys"), ("dark", "mørk")][failure.mode];
        let finding = Diagnostic::new(code)
            .with("what", en)
            .with("what@nb", nb)
            .with("mode", mode.0)
            .with("mode@nb", mode.1)
            .with("text", failure.text.hex())
            .with("on", failure.on.hex())
            .with("contrast", contrast)
            .with("wanted", failure.pair.at_least)
            .at(place);
        match set.and_then(|(input, _)| nearest(colors, inputs, input, failure)) {
            Some(colour) => finding.with("near", colour.hex()),
            None => finding,
        }
    };
    failures(colors, inputs).iter().map(finding).collect()
}

fn failures<'a>(colors: &'a Colors, inputs: &Inputs) -> Vec<Failure<'a>> {
    let mut failures = Vec::new();
    for pair in &colors.pairs {
        for mode in 0..MODES.len() {
            for (text, text_input) in sides(&pair.text, mode, colors, inputs) {
                for (on, on_input) in sides(&pair.on, mode, colors, inputs) {
                    if text.contrast(on) < pair.at_least {
                        let inputs = [text_input.clone(), on_input];
                        failures.push(Failure { pair, mode, text, on, inputs });
                    }
                }
            }
        }
    }
    failures
}

fn sides(side: &Side, mode: usize, colors: &Colors, inputs: &Inputs) -> Vec<(Colour, Option<Input>)> {
    match side {
        Side::Fixed(colour) => vec![(*colour, None)],
        Side::Named(name) => colors.of(name, mode, inputs).into_iter().collect(),
        Side::Param(name) => {
            inputs.param(name).into_iter().map(|(colour, input)| (colour, Some(input))).collect()
        }
    }
}

/// The value of an input nearest to the one it has, of the same hue, with which all that follows from it can be read;
/// where none does it all, with which this pair can.
fn nearest(colors: &Colors, inputs: &Inputs, input: &Input, failure: &Failure<'_>) -> Option<Colour> {
    let now = match input {
        Input::Brand(name) => *inputs.brand.get(name)?,
        Input::Param(name, _) => {
            inputs.param(name).into_iter().find_map(|(colour, at)| (at == *input).then_some(colour))?
        }
    };
    let follows = |one: &Failure<'_>| one.inputs.iter().flatten().any(|from| from == input);
    let this =
        |one: &Failure<'_>| follows(one) && std::ptr::eq(one.pair, failure.pair) && one.mode == failure.mode;
    let passes = |colour: Colour, about: &dyn Fn(&Failure<'_>) -> bool| {
        !failures(colors, &inputs.with(input, colour)).iter().any(about)
    };
    let all = steps(now).find(|colour| passes(*colour, &follows));
    all.or_else(|| steps(now).find(|colour| passes(*colour, &this)))
}

/// The same hue, darker and lighter step by step, the nearest first.
pub(super) fn steps(now: Colour) -> impl Iterator<Item = Colour> {
    let [lightness, ..] = now.oklch();
    (1..=256u16).flat_map(move |step| {
        let by = f32::from(step) * STEP;
        let within = |lightness: f32| (0.0..=1.0).contains(&lightness);
        [lightness - by, lightness + by]
            .into_iter()
            .filter(move |at| within(*at))
            .map(move |at| now.relit(at, None))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node;

    const PAPER: &str = "[[contrast]]\ntext = \"accent\"\non = \"paper\"\nat_least = 4.5\nwhat = { nb = \"merker\", en = \"marks\" }\n[brand]\naccent = { default = \"#b03608\" }\n[colors]\npaper = { light = \"#fbf7f0\", dark = \"#11181a\" }\naccent = { light = \"brand.accent\", dark = { from = \"brand.accent\", lightness = 0.81, chroma = 0.12 } }\n";

    fn colors(text: &str) -> Colors {
        let file: Arc<Path> = Arc::from(Path::new("theme.toml"));
        let tree = node::toml::parse(text, &file).0;
        let mut reader = Reader::new(&file, &tree);
        let (colors, findings) = super::super::colors::read(&mut reader, &file);
        assert_eq!(findings, []);
        colors
    }

    fn inputs(accent: &str) -> Inputs {
        let accent = Colour::parse(accent).unwrap();
        Inputs { brand: [("accent".to_owned(), accent)].into(), ..Inputs::default() }
    }

    fn found(accent: &str) -> Vec<Diagnostic> {
        check(&colors(PAPER), &inputs(accent), &|_| Some(Place::file("site.toml")))
    }

    #[test]
    fn what_can_be_read_is_not_found() {
        assert_eq!(found("#b03608"), []);
    }

    /// The first accent of the design misses 4.5:1 on paper: a darker one of the same hue is proposed, and of all such
    /// the nearest.
    #[test]
    fn the_nearest_colour_that_passes_is_proposed() {
        let findings = found("#d9480f");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].code, codes::LOW_CONTRAST);
        let near = Colour::parse(&findings[0].values["near"]).unwrap();
        let (tried, paper) = (Colour::parse("#d9480f").unwrap(), Colour::parse("#fbf7f0").unwrap());
        assert!(near.contrast(paper) >= 4.5, "{}", near.hex());
        assert!(near.oklch()[0] < tried.oklch()[0], "darker");
        let between = steps(tried).take_while(|step| *step != near);
        for closer in between {
            assert!(closer.contrast(paper) < 4.5, "{} is closer and passes", closer.hex());
        }
        assert!(found(&near.hex()).is_empty());
        assert!(
            (near.oklch()[2] - tried.oklch()[2]).abs() < 6.0,
            "the hue stays but for rounding at the gamut's edge"
        );
    }

    #[test]
    fn the_theme_answers_for_its_own_colours() {
        let findings = check(&colors(PAPER), &inputs("#d9480f"), &|_| None);
        assert_eq!(findings[0].code, codes::THEME_CONTRAST);
        assert!(!findings[0].values.contains_key("near"));
    }
}
