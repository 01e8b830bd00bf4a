//! What an expression can come to, and what it asks for on the way.

use super::super::shape::{Found, Shape};
use super::super::syntax::{Arg, Expr, Filter, Place};
use super::{Asked, At, Env, Walk, bind};
use crate::text::nearest;

impl<'a> Walk<'a> {
    pub(super) fn shape(&mut self, expr: &'a Expr, env: &Env, at: &At<'a>) -> Shape {
        match expr {
            Expr::None => Shape::Null,
            Expr::Bool => Shape::Bool,
            Expr::Number => Shape::Number,
            Expr::Text(..) => Shape::Text,
            Expr::Name(name, place) => self.name(name, place, env, at),
            Expr::Field { of, name, place } => {
                let shape = self.shape(of, env, at);
                self.field(&shape, name, (place, &said(of)), at)
            }
            Expr::Filtered(of, filter) => {
                let shape = self.shape(of, env, at);
                self.filter(shape, filter, env, at)
            }
            Expr::Test { of, args } => {
                self.shape(of, env, at);
                self.args(args, env, at);
                Shape::Bool
            }
            Expr::Choice { when, yes, no } => {
                self.shape(when, env, at);
                self.shape(yes, env, at).or(self.shape(no, env, at))
            }
            Expr::Call { name, args } => self.call(name, args, env, at),
            Expr::Component { name, place, args, spread, body } => {
                if let Some(body) = body {
                    self.nodes(body, &mut env.clone(), at);
                }
                self.component((name, place), (args, *spread), env, at);
                Shape::Html
            }
            Expr::Item { .. } | Expr::Slice { .. } | Expr::List(_) | Expr::Map(_) | Expr::Each { .. } => {
                self.several(expr, env, at)
            }
            Expr::Unary(sign, of) => {
                self.shape(of, env, at);
                if *sign == "not" { Shape::Bool } else { Shape::Number }
            }
            Expr::Binary(sign, left, right) => self.binary(sign, (left, right), env, at),
        }
    }

    /// Lists, maps, and what is taken out of them.
    fn several(&mut self, expr: &'a Expr, env: &Env, at: &At<'a>) -> Shape {
        match expr {
            Expr::Item { of, at: index } => {
                let shape = self.shape(of, env, at);
                if let Expr::Text(name, place) = &**index {
                    return self.field(&shape, name, (place, &said(of)), at);
                }
                self.shape(index, env, at);
                if matches!(
                    shape,
                    Shape::Text | Shape::Names(_) | Shape::Date | Shape::Moment | Shape::Address
                ) {
                    Shape::Text
                } else {
                    shape.item()
                }
            }
            Expr::Slice { of, parts } => {
                parts.iter().for_each(|part| drop(self.shape(part, env, at)));
                self.shape(of, env, at)
            }
            Expr::List(items) => {
                let items = items.iter().map(|item| self.shape(item, env, at)).collect::<Vec<_>>();
                Shape::list(items.into_iter().reduce(Shape::or).unwrap_or(Shape::Any))
            }
            Expr::Map(pairs) => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(name, value)| (name.clone(), self.shape(value, env, at))).collect();
                if pairs.iter().any(|(name, _)| name.is_none()) {
                    return Shape::Any;
                }
                Shape::Map(pairs.into_iter().filter_map(|(name, shape)| Some((name?, shape))).collect())
            }
            Expr::Each { value, names, target, when } => {
                let list = self.shape(target, env, at);
                let mut inner = env.clone();
                bind(&mut inner, names, &list);
                when.iter().for_each(|when| drop(self.shape(when, &inner, at)));
                Shape::list(self.shape(value, &inner, at))
            }
            _ => Shape::Any,
        }
    }

    fn name(&mut self, name: &str, place: &Place, env: &Env, at: &At<'a>) -> Shape {
        let known = env.get(name).cloned();
        let free = matches!(name, "self" | "__tera_context");
        self.note(at, place, Asked::Name, |fact| {
            fact.name = name.to_owned();
            fact.known |= known.is_some() || free;
            fact.missing |= known.is_none() && !free;
            fact.there.extend(env.keys().cloned());
        });
        known.unwrap_or(Shape::Any)
    }

    fn field(&mut self, of: &Shape, name: &str, (place, said): (&Place, &str), at: &At<'a>) -> Shape {
        let found = self.world.field(of, name, at.scene);
        self.note(at, place, Asked::Field, |fact| {
            fact.name = name.to_owned();
            fact.of = said.to_owned();
            match &found {
                Found::Known(_) => fact.known = true,
                Found::Missing(there) => {
                    fact.missing = true;
                    fact.there.extend(there.iter().cloned());
                }
                Found::Open => {}
            }
        });
        match found {
            Found::Known(shape) => shape,
            Found::Missing(_) | Found::Open => Shape::Any,
        }
    }

    pub(super) fn args(&mut self, args: &'a [Arg], env: &Env, at: &At<'a>) -> Vec<(&'a str, Shape)> {
        args.iter().map(|arg| (arg.name.as_str(), self.shape(&arg.value, env, at))).collect()
    }

    fn call(&mut self, name: &str, args: &'a [Arg], env: &Env, at: &At<'a>) -> Shape {
        self.args(args, env, at);
        match name {
            "t" => Shape::Text,
            "range" => Shape::list(Shape::Int),
            "super" => {
                let above = at.block.and_then(|(block, level)| {
                    Some((block, level + 1, at.blocks.get(block)?.get(level + 1)?))
                });
                if let Some((block, level, (file, body))) = above {
                    let at = At { file, block: Some((block, level)), ..at.clone() };
                    self.nodes(body, &mut env.clone(), &at);
                }
                Shape::Html
            }
            _ => Shape::Any,
        }
    }

    pub(super) fn filter(&mut self, of: Shape, filter: &'a Filter, env: &Env, at: &At<'a>) -> Shape {
        let args = self.args(&filter.args, env, at);
        let named = |name: &str| args.iter().find(|(arg, _)| *arg == name).map(|(_, shape)| shape.clone());
        for arg in &filter.args {
            if let ("sort" | "unique" | "group_by" | "get", "attribute" | "key", Expr::Text(path, place)) =
                (filter.name.as_str(), arg.name.as_str(), &arg.value)
            {
                let mut shape = if filter.name == "get" { of.clone() } else { of.item() };
                for part in path.split('.') {
                    shape = self.field(&shape, part, (place, &filter.name), at);
                }
            }
        }
        match filter.name.as_str() {
            "breakable" => Shape::Html,
            "first" | "last" | "nth" => of.item(),
            "reverse" | "sort" | "unique" | "safe" => of,
            "default" => of.or(named("value").unwrap_or(Shape::Any)),
            "split" | "keys" => Shape::list(Shape::Text),
            "values" => Shape::list(of.item()),
            "int" | "length" | "wordcount" => Shape::Int,
            "float" | "round" | "abs" => Shape::Number,
            "date" | "number" | "percent" | "plural" | "list" | "join" | "replace" | "lower" | "upper"
            | "trim" | "trim_start" | "trim_end" | "title" | "capitalize" | "truncate" | "str" => Shape::Text,
            _ => Shape::Any,
        }
    }

    fn binary(&mut self, sign: &str, (left, right): (&'a Expr, &'a Expr), env: &Env, at: &At<'a>) -> Shape {
        let (one, other) = (self.shape(left, env, at), self.shape(right, env, at));
        match sign {
            "or" | "and" => one.or(other),
            "==" | "!=" => {
                self.word(&one, left, right, at);
                self.word(&other, right, left, at);
                Shape::Bool
            }
            "in" => {
                if let Expr::List(items) = right {
                    items.iter().for_each(|item| self.word(&one, left, item, at));
                }
                Shape::Bool
            }
            "<" | ">" | "<=" | ">=" => Shape::Bool,
            "~" => Shape::Text,
            _ => Shape::Number,
        }
    }

    /// A word held against the ones a value can be.
    fn word(&mut self, shape: &Shape, expr: &Expr, word: &Expr, at: &At<'_>) {
        let Expr::Text(word, place) = word else { return };
        let open = shape.each().iter().any(|shape| matches!(shape, Shape::Names(_)));
        let words = shape.words();
        if let Expr::Field { name, .. } | Expr::Name(name, _) = expr
            && (open || words.is_none())
        {
            self.found.literals.entry(name.clone()).or_default().insert(word.clone());
        }
        let Some(words) = words else { return };
        // What is near none of the site's own names may be another's: themes are shared.
        let foreign = || open && nearest(word, words.iter().copied()).is_none();
        let known = words.contains(&word.as_str()) || foreign();
        self.note(at, place, Asked::Word, |fact| {
            fact.name = word.clone();
            fact.of = said(expr);
            fact.known |= known;
            fact.missing |= !known;
            fact.there.extend(words.iter().map(|word| (*word).to_owned()));
        });
    }
}

/// An expression as people say it.
fn said(expr: &Expr) -> String {
    match expr {
        Expr::Name(name, _) => name.clone(),
        Expr::Field { of, name, .. } => format!("{}.{name}", said(of)),
        Expr::Item { of, .. } => format!("{}[…]", said(of)),
        Expr::Filtered(of, filter) => format!("{} | {}", said(of), filter.name),
        _ => "…".to_owned(),
    }
}
