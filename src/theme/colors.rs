//! `[brand]` and `[colors]` of theme.toml: every colour of a theme, light and dark, worked out at build.
//!
//! One declaration for both who use them: the stylesheet finds the numbers in `site.colors`, and `contrast` checks the
//! very same ones. A colour that a browser would work out for itself could not be checked.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use color::{ColorSpace, Oklch, OpaqueColor, Rgba8, Srgb};
use tera::value::Key;
use tera::{Map, Value};

use super::contrast::{self, Pair};
use super::params::words;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// Light, then dark.
pub(super) const MODES: [&str; 2] = ["light", "dark"];

/// A colour as it is published: eight bits a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| Some(Self([channel(0)?, channel(2)?, channel(4)?])))?
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// How far apart two colours are for a reader, from 1 to 21: WCAG 2.2, "contrast ratio", over its "relative
    /// luminance" (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.float().relative_luminance(), other.float().relative_luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// As CSS' `color-mix(in srgb, …)`: so many per cent of this one, the rest of the other.
    fn mixed(self, percent: f32, other: Self) -> Self {
        Self::from(other.float().lerp_rect(self.float(), percent / 100.0))
    }

    /// As CSS' `oklch(from … l c h)`: the same hue with this lightness, and this chroma where one is given.
    pub(super) fn relit(self, lightness: f32, chroma: Option<f32>) -> Self {
        let [_, own, hue] = self.oklch();
        Self::from(OpaqueColor::<Oklch>::new([lightness, chroma.unwrap_or(own), hue]).convert::<Srgb>())
    }

    /// Lightness, chroma and hue in OKLCH.
    pub(super) fn oklch(self) -> [f32; 3] {
        self.float().convert::<Oklch>().components
    }

    fn float(self) -> OpaqueColor<Srgb> {
        let [red, green, blue] = self.0;
        OpaqueColor::from_rgb8(red, green, blue)
    }
}

impl From<OpaqueColor<Srgb>> for Colour {
    /// Beyond what a screen can show, each channel stops at its end, as in browsers.
    fn from(color: OpaqueColor<Srgb>) -> Self {
        let Rgba8 { r, g, b, .. } = OpaqueColor::<Srgb>::new(Srgb::clip(color.components)).to_rgba8();
        Self([r, g, b])
    }
}

/// What a theme declares of colours.
#[derive(Clone, Default, Debug)]
pub struct Colors {
    /// What an initiative may set under `brand`.
    pub brand: BTreeMap<String, Brand>,
    /// Every other colour, by name.
    pub named: BTreeMap<String, Named>,
    /// What must be readable on what.
    pub(super) pairs: Vec<Pair>,
}

/// A colour an initiative may set.
#[derive(Clone, Debug)]
pub struct Brand {
    /// What holds where it does not.
    pub default: Colour,
    /// What it is for, by language.
    pub help: BTreeMap<String, String>,
}

/// How a colour is made.
#[derive(Clone, Debug)]
pub struct Named {
    modes: [Recipe; 2],
}

/// How a colour is made in one mode.
#[derive(Clone, Debug)]
struct Recipe {
    /// The param that stands in its place where a site sets it.
    param: Option<String>,
    from: Source,
    step: Step,
}

#[derive(Clone, Debug)]
enum Source {
    Fixed(Colour),
    Brand(String),
}

#[derive(Clone, Debug)]
enum Step {
    None,
    Mix(f32, Colour),
    Relight(f32, Option<f32>),
}

/// What an initiative's colours are made from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Input {
    /// `brand.NAME`.
    Brand(String),
    /// `params.NAME`; of a list, the item.
    Param(String, Option<usize>),
}

/// The inputs with their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    pub(super) brand: BTreeMap<String, Colour>,
    pub(super) params: Map,
}

impl Inputs {
    /// The colours a param holds: one, several, or none.
    pub(super) fn param(&self, name: &str) -> Vec<(Colour, Input)> {
        let value = self.params.get(&Key::from(name.to_owned()));
        let colour = |value: &Value| value.as_str().and_then(Colour::parse);
        let one = value.and_then(colour).map(|colour| (colour, Input::Param(name.to_owned(), None)));
        let items = value.and_then(Value::as_array).into_iter().flatten().enumerate();
        let many =
            items.filter_map(|(at, item)| Some((colour(item)?, Input::Param(name.to_owned(), Some(at)))));
        one.into_iter().chain(many).collect()
    }

    /// The same with one of them exchanged.
    pub(super) fn with(&self, input: &Input, colour: Colour) -> Self {
        let mut inputs = self.clone();
        match input {
            Input::Brand(name) => {
                inputs.brand.insert(name.clone(), colour);
            }
            Input::Param(name, at) => {
                let key = Key::from(name.clone());
                let value = match at {
                    None => Value::from(colour.hex()),
                    Some(at) => {
                        let items = inputs.params.get(&key).and_then(Value::as_array).unwrap_or_default();
                        let exchanged = items.iter().enumerate().map(|(number, item)| {
                            if number == *at { Value::from(colour.hex()) } else { item.clone() }
                        });
                        Value::from(exchanged.collect::<Vec<Value>>())
                    }
                };
                inputs.params.insert(key, value);
            }
        }
        inputs
    }
}

impl Colors {
    /// Lays a child's colours over these.
    pub(super) fn under(mut self, child: Self) -> Self {
        self.brand.extend(child.brand);
        self.named.extend(child.named);
        self.pairs.extend(child.pairs);
        self
    }

    /// A named colour in a mode, and what of the site it follows from; `None` where nobody declares it.
    pub(super) fn of(&self, name: &str, mode: usize, inputs: &Inputs) -> Option<(Colour, Option<Input>)> {
        let recipe = &self.named.get(name)?.modes[mode];
        let set = recipe.param.as_ref().and_then(|param| inputs.param(param).into_iter().next());
        if let Some((colour, input)) = set {
            return Some((colour, Some(input)));
        }
        let (from, input) = match &recipe.from {
            Source::Fixed(colour) => (*colour, None),
            Source::Brand(name) => (*inputs.brand.get(name)?, Some(Input::Brand(name.clone()))),
        };
        let colour = match recipe.step {
            Step::None => from,
            Step::Mix(percent, other) => from.mixed(percent, other),
            Step::Relight(lightness, chroma) => from.relit(lightness, chroma),
        };
        Some((colour, input))
    }

    /// `site.colors`: `{light, dark}` by name.
    pub(super) fn value(&self, inputs: &Inputs) -> Value {
        let named = self.named.keys().map(|name| {
            let modes = MODES.iter().enumerate().map(|(at, mode)| {
                let hex = self.of(name, at, inputs).map(|(colour, _)| Value::from(colour.hex()));
                (Key::from((*mode).to_owned()), hex.unwrap_or_else(Value::none))
            });
            (Key::from(name.clone()), Value::from(modes.collect::<Map>()))
        });
        Value::from(named.collect::<Map>())
    }
}

/// `[brand]`, `[colors]` and `[[contrast]]` of one theme.toml.
pub(super) fn read(reader: &mut Reader<'_>, file: &Arc<Path>) -> (Colors, Vec<Diagnostic>) {
    let (mut colors, mut findings) = (Colors::default(), Vec::new());
    for pair in reader.table("brand").unwrap_or_default() {
        let mut inner = Reader::new(file, &pair.value);
        let default = inner.required("default").map(|_| ()).and(inner.node("default"));
        let default = default.and_then(|node| colour(node, &mut inner));
        let help = inner.node("help").map(words).unwrap_or_default();
        findings.extend(inner.finish(&[]));
        colors.brand.extend(default.map(|default| (pair.key.to_string(), Brand { default, help })));
    }
    for pair in reader.table("colors").unwrap_or_default() {
        let mut inner = Reader::new(file, &pair.value);
        let modes = MODES.map(|mode| {
            if inner.node(mode).is_none() {
                inner.required(mode);
            }
            let node = inner.node(mode)?;
            recipe(node, &mut inner, file)
        });
        findings.extend(inner.finish(&[]));
        if let [Some(light), Some(dark)] = modes {
            colors.named.insert(pair.key.to_string(), Named { modes: [light, dark] });
        }
    }
    if let Some(node) = reader.node("contrast") {
        let (pairs, more) = contrast::read(node, file);
        colors.pairs = pairs;
        findings.extend(more);
    }
    (colors, findings)
}

/// `"#rrggbb"`, `"brand.NAME"`, or a table that says more.
fn recipe<'a>(node: &'a Node, outer: &mut Reader<'a>, file: &Arc<Path>) -> Option<Recipe> {
    if node.text().is_some() {
        return Some(Recipe { param: None, from: from(node, outer)?, step: Step::None });
    }
    let mut reader = Reader::new(file, node);
    reader.required("from");
    let source = reader.node("from").and_then(|node| from(node, &mut reader));
    let param = reader.text("param").map(str::to_owned);
    let with = reader.node("with").and_then(|node| colour(node, &mut reader));
    let [mix, lightness, chroma] = ["mix", "lightness", "chroma"].map(|key| number(&mut reader, key));
    reader.finish(&[("shade", "mix"), ("tint", "mix")]).into_iter().for_each(|finding| outer.say(finding));
    let step = match (mix, lightness) {
        (Some(percent), _) => Step::Mix(percent, with.unwrap_or(Colour([0, 0, 0]))),
        (None, Some(lightness)) => Step::Relight(lightness, chroma),
        (None, None) => Step::None,
    };
    Some(Recipe { param, from: source?, step })
}

fn number<'a>(reader: &mut Reader<'a>, key: &'a str) -> Option<f32> {
    let node = reader.node(key)?;
    let number = node.text().and_then(|text| text.parse().ok()).filter(|number: &f32| number.is_finite());
    if number.is_none() {
        reader.say(
            Diagnostic::new(codes::WRONG_KIND)
                .with("wanted", "number")
                .with("found", node.kind())
                .with("key", key)
                .at(reader.place(node.span)),
        );
    }
    number
}

fn from<'a>(node: &'a Node, reader: &mut Reader<'a>) -> Option<Source> {
    match node.text()?.strip_prefix("brand.") {
        Some(name) => Some(Source::Brand(name.to_owned())),
        None => colour(node, reader).map(Source::Fixed),
    }
}

fn colour<'a>(node: &'a Node, reader: &mut Reader<'a>) -> Option<Colour> {
    let text = node.text().unwrap_or_default();
    let colour = Colour::parse(text);
    if colour.is_none() {
        let finding = Diagnostic::new(codes::BAD_COLOUR).with("colour", text);
        reader.say(finding.at(reader.place(node.span)));
    }
    colour
}

/// What the theme's own declarations name and nobody declares.
pub(super) fn check(colors: &Colors, params: &[&str], file: Place) -> Vec<Diagnostic> {
    let brands: Vec<String> = colors.brand.keys().map(|name| format!("brand.{name}")).collect();
    let unknown = |name: &str, known: Vec<&str>| {
        let finding =
            Diagnostic::new(codes::UNKNOWN_COLOUR).with("name", name).with("known", known.join(", "));
        finding.nearest(name, known).at(file.clone())
    };
    let mut findings = Vec::new();
    for recipe in colors.named.values().flat_map(|named| &named.modes) {
        if let Source::Brand(name) = &recipe.from
            && !colors.brand.contains_key(name)
        {
            findings.push(unknown(&format!("brand.{name}"), brands.iter().map(String::as_str).collect()));
        }
        if let Some(param) = recipe.param.as_deref().filter(|param| !params.contains(param)) {
            findings.push(unknown(&format!("params.{param}"), params.to_vec()));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(Colour::parse("#0B5d6b").map(Colour::hex).as_deref(), Some("#0b5d6b"));
        for bad in ["0b5d6b", "#0b5", "#0b5d6g", "#+12345", "#æøå", "red", ""] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    /// The numbers of WCAG's own examples: black on white 21:1; #767676 on white just passes 4.5:1, #777777 does not.
    #[test]
    fn contrast_is_that_of_wcag() {
        let [black, white, grey, paler] =
            ["#000000", "#ffffff", "#767676", "#777777"].map(|hex| Colour::parse(hex).unwrap());
        assert!((black.contrast(white) - 21.0).abs() < 0.01);
        assert!((white.contrast(white) - 1.0).abs() < 0.01);
        assert!(grey.contrast(white) >= 4.5 && paler.contrast(white) < 4.5);
    }

    /// As Chromium works out `oklch(from #0b5d6b .82 .08 h)` and `color-mix(in srgb, #0b5d6b 30%, #151b1d)`.
    #[test]
    fn derived_colours_are_those_of_the_browser() {
        let brand = Colour::parse("#0b5d6b").unwrap();
        assert_eq!(brand.relit(0.82, Some(0.08)).hex(), "#85d2e3");
        assert_eq!(brand.mixed(30.0, Colour::parse("#151b1d").unwrap()).hex(), "#122f34");
    }
}
