//! What stands within a tag: values, signs and calls.

use super::super::{Arg, Expr, Filter};
use super::{Reader, Token};

/// How tight a sign binds, left and right.
fn power(sign: &str) -> Option<(u8, u8)> {
    Some(match sign {
        "or" => (1, 2),
        "and" => (3, 4),
        "in" | "is" => (5, 6),
        "==" | "!=" | "<" | "<=" | ">" | ">=" => (7, 8),
        "+" | "-" => (11, 12),
        "*" | "/" | "%" | "~" | "//" => (13, 14),
        "**" => (16, 15),
        "|" => (17, 18),
        _ => return None,
    })
}

impl Reader {
    pub(super) fn args(&mut self) -> Option<Vec<Arg>> {
        self.want_sign("(")?;
        let mut args = Vec::new();
        while !self.take(&Token::Sign(")")) {
            let (name, place) = self.word()?;
            self.want_sign("=")?;
            args.push(Arg { name, place, value: self.expr(0)? });
            if !self.take(&Token::Sign(",")) && !self.sign(")") {
                return None;
            }
        }
        Some(args)
    }

    pub(super) fn expr(&mut self, least: u8) -> Option<Expr> {
        let mut left = self.first()?;
        loop {
            if self.sign("[") || self.sign("?[") {
                left = self.subscript(left)?;
                continue;
            }
            if self.is_word("if") {
                if least > 0 {
                    return Some(left);
                }
                self.at += 1;
                let when = Box::new(self.expr(0)?);
                self.take_word("else").then_some(())?;
                let no = Box::new(self.expr(0)?);
                return Some(Expr::Choice { when, yes: Box::new(left), no });
            }
            let (sign, skip) = match self.peek() {
                Some(Token::Sign(sign)) => (*sign, 1),
                Some(Token::Word(word)) => match word.as_str() {
                    "or" => ("or", 1),
                    "and" => ("and", 1),
                    "in" => ("in", 1),
                    "is" => ("is", 1),
                    "not" => ("in", 2),
                    _ => return Some(left),
                },
                _ => return Some(left),
            };
            let Some((_, right)) = power(sign).filter(|(tight, _)| *tight >= least) else {
                return Some(left);
            };
            self.at += skip;
            left = match sign {
                "|" => Expr::Filtered(Box::new(left), self.filter()?),
                "is" => {
                    self.take_word("not");
                    let Filter { args, .. } = self.filter()?;
                    Expr::Test { of: Box::new(left), args }
                }
                sign => Expr::Binary(sign, Box::new(left), Box::new(self.expr(right)?)),
            };
        }
    }

    fn first(&mut self) -> Option<Expr> {
        let (token, place) = self.next()?;
        Some(match token {
            Token::Number => Expr::Number,
            Token::Text(text) => Expr::Text(text, place),
            Token::Sign("-") => Expr::Unary("-", Box::new(self.expr(20)?)),
            Token::Sign("<") => {
                let (name, place, args, spread) = self.component_head()?;
                self.want_sign("/")?;
                self.want_sign(">")?;
                Expr::Component { name, place, args, spread, body: None }
            }
            Token::Sign("(") => {
                let inner = self.expr(0)?;
                self.want_sign(")")?;
                inner
            }
            Token::Sign("[") => self.list()?,
            Token::Sign("{") => self.map()?,
            Token::Word(word) => match word.as_str() {
                "true" | "True" | "false" | "False" => Expr::Bool,
                "none" | "None" | "null" => Expr::None,
                "not" => Expr::Unary("not", Box::new(self.expr(5)?)),
                _ if self.sign("(") => Expr::Call { name: word, args: self.args()? },
                _ => self.chain(Expr::Name(word, place))?,
            },
            _ => return None,
        })
    }

    fn chain(&mut self, mut left: Expr) -> Option<Expr> {
        loop {
            if self.take(&Token::Sign(".")) || self.take(&Token::Sign("?.")) {
                let (name, place) = self.word()?;
                left = Expr::Field { of: Box::new(left), name, place };
            } else if self.sign("[") || self.sign("?[") {
                left = self.subscript(left)?;
            } else {
                return Some(left);
            }
        }
    }

    fn subscript(&mut self, left: Expr) -> Option<Expr> {
        self.at += 1;
        let (mut parts, mut slice) = (Vec::new(), false);
        while !self.take(&Token::Sign("]")) {
            if self.take(&Token::Sign(":")) {
                slice = true;
            } else {
                parts.push(self.expr(0)?);
            }
        }
        let of = Box::new(left);
        Some(match slice {
            true => Expr::Slice { of, parts },
            false => Expr::Item { of, at: Box::new(parts.pop()?) },
        })
    }

    fn list(&mut self) -> Option<Expr> {
        let mut items = Vec::new();
        while !self.take(&Token::Sign("]")) {
            self.take(&Token::Sign("..."));
            items.push(self.expr(0)?);
            if items.len() == 1 && self.take_word("for") {
                let names = self.names()?;
                let target = Box::new(self.expr(1)?);
                let when = if self.take_word("if") { Some(Box::new(self.expr(1)?)) } else { None };
                self.want_sign("]")?;
                return Some(Expr::Each { value: Box::new(items.pop()?), names, target, when });
            }
            if !self.take(&Token::Sign(",")) && !self.sign("]") {
                return None;
            }
        }
        Some(Expr::List(items))
    }

    fn map(&mut self) -> Option<Expr> {
        let mut pairs = Vec::new();
        while !self.take(&Token::Sign("}")) {
            if self.take(&Token::Sign("...")) {
                pairs.push((None, self.expr(0)?));
            } else {
                let name = match self.next()?.0 {
                    Token::Text(name) | Token::Word(name) => name,
                    Token::Number => String::new(),
                    _ => return None,
                };
                self.want_sign(":")?;
                pairs.push((Some(name), self.expr(0)?));
            }
            if !self.take(&Token::Sign(",")) && !self.sign("}") {
                return None;
            }
        }
        Some(Expr::Map(pairs))
    }
}
