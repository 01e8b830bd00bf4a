//! The tree of a template's tags, with the precedence Tera gives its signs.

use super::lex::{Token, tokens};
use super::{Arg, Component, Expr, Filter, Node, Place, Template};

mod expression;

/// Reads a template; `None` where it is not followed to its end.
pub(in super::super) fn read(text: &str) -> Option<Template> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0, template: Template::default() };
    let nodes = reader.nodes(&[])?;
    (reader.at == reader.tokens.len()).then_some(())?;
    Some(Template { nodes, ..reader.template })
}

struct Reader {
    tokens: Vec<(Token, Place)>,
    at: usize,
    template: Template,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<(Token, Place)> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is(&self, token: &Token) -> bool {
        self.peek() == Some(token)
    }

    fn sign(&self, sign: &'static str) -> bool {
        self.is(&Token::Sign(sign))
    }

    fn take(&mut self, token: &Token) -> bool {
        let there = self.is(token);
        self.at += usize::from(there);
        there
    }

    fn want(&mut self, token: &Token) -> Option<()> {
        self.take(token).then_some(())
    }

    fn want_sign(&mut self, sign: &'static str) -> Option<()> {
        self.want(&Token::Sign(sign))
    }

    fn word(&mut self) -> Option<(String, Place)> {
        match self.next()? {
            (Token::Word(word), place) => Some((word, place)),
            _ => None,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(there)) if there == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let there = self.is_word(word);
        self.at += usize::from(there);
        there
    }

    /// Nodes up to a tag that begins with one of `ends`, which stays.
    fn nodes(&mut self, ends: &[&str]) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while let Some(token) = self.peek() {
            match token {
                Token::Comment(_) | Token::Content => self.at += 1,
                Token::Open => {
                    self.at += 1;
                    nodes.push(Node::Print(self.expr(0)?));
                    self.want(&Token::Close)?;
                }
                Token::Tag => {
                    let ended = match self.tokens.get(self.at + 1).map(|(token, _)| token) {
                        Some(Token::Word(word)) => ends.contains(&word.as_str()),
                        Some(Token::Sign("</")) => ends.contains(&"</"),
                        _ => false,
                    };
                    if ended {
                        return Some(nodes);
                    }
                    self.at += 1;
                    nodes.extend(self.tag()?);
                }
                _ => return None,
            }
        }
        ends.is_empty().then_some(nodes)
    }

    /// The body of a tag, through its `end…` tag.
    fn body(&mut self, end: &str) -> Option<Vec<Node>> {
        let body = self.nodes(&[end])?;
        self.end(end)?;
        Some(body)
    }

    /// `{% end… name? %}`.
    fn end(&mut self, end: &str) -> Option<()> {
        self.want(&Token::Tag)?;
        self.take_word(end).then_some(())?;
        while !self.take(&Token::Close) {
            self.next()?;
        }
        Some(())
    }

    fn tag(&mut self) -> Option<Option<Node>> {
        if self.take(&Token::Sign("<")) {
            return Some(Some(Node::Print(self.component_with_body()?)));
        }
        let (tag, _) = self.word()?;
        Some(Some(match tag.as_str() {
            "set" | "set_global" => self.set(tag == "set_global")?,
            "if" => self.condition()?,
            "for" => self.each()?,
            "block" => {
                let (name, _) = self.word()?;
                self.want(&Token::Close)?;
                Node::Block { name, body: self.body("endblock")? }
            }
            "filter" => {
                let filters = self.filters()?;
                Node::Filtered { filters, body: self.body("endfilter")? }
            }
            "include" => match self.next()?.0 {
                Token::Text(name) => {
                    self.want(&Token::Close)?;
                    Node::Include(name)
                }
                _ => return None,
            },
            "extends" => {
                let Token::Text(name) = self.next()?.0 else { return None };
                self.template.parent = Some(name);
                self.want(&Token::Close)?;
                return Some(None);
            }
            "component" => {
                self.component_definition()?;
                return Some(None);
            }
            "break" | "continue" => {
                self.want(&Token::Close)?;
                return Some(None);
            }
            _ => return None,
        }))
    }

    fn set(&mut self, global: bool) -> Option<Node> {
        let (name, _) = self.word()?;
        if self.take(&Token::Sign("=")) {
            let value = self.expr(0)?;
            self.want(&Token::Close)?;
            return Some(Node::Set { name, value, global });
        }
        let filters = if self.take(&Token::Sign("|")) { self.filters()? } else { self.closed()? };
        Some(Node::Capture { name, filters, body: self.body("endset")?, global })
    }

    fn closed(&mut self) -> Option<Vec<Filter>> {
        self.want(&Token::Close)?;
        Some(Vec::new())
    }

    fn filters(&mut self) -> Option<Vec<Filter>> {
        let mut filters = vec![self.filter()?];
        while self.take(&Token::Sign("|")) {
            filters.push(self.filter()?);
        }
        self.want(&Token::Close)?;
        Some(filters)
    }

    fn filter(&mut self) -> Option<Filter> {
        let (name, _) = self.word()?;
        let args = if self.sign("(") { self.args()? } else { Vec::new() };
        Some(Filter { name, args })
    }

    fn condition(&mut self) -> Option<Node> {
        let (mut arms, mut otherwise) = (Vec::new(), Vec::new());
        loop {
            let when = self.expr(0)?;
            self.want(&Token::Close)?;
            arms.push((when, self.nodes(&["elif", "else", "endif"])?));
            self.want(&Token::Tag)?;
            if self.take_word("elif") {
                continue;
            }
            if self.take_word("else") {
                self.want(&Token::Close)?;
                otherwise = self.nodes(&["endif"])?;
                self.want(&Token::Tag)?;
            }
            self.take_word("endif").then_some(())?;
            self.want(&Token::Close)?;
            return Some(Node::If { arms, otherwise });
        }
    }

    fn names(&mut self) -> Option<Vec<String>> {
        let mut names = vec![self.word()?.0];
        if self.take(&Token::Sign(",")) {
            names.push(self.word()?.0);
        }
        self.take_word("in").then_some(names)
    }

    fn each(&mut self) -> Option<Node> {
        let names = self.names()?;
        let target = self.expr(0)?;
        self.want(&Token::Close)?;
        let body = self.nodes(&["else", "endfor"])?;
        self.want(&Token::Tag)?;
        let mut otherwise = Vec::new();
        if self.take_word("else") {
            self.want(&Token::Close)?;
            otherwise = self.nodes(&["endfor"])?;
            self.want(&Token::Tag)?;
        }
        self.take_word("endfor").then_some(())?;
        self.want(&Token::Close)?;
        Some(Node::For { names, target, body, otherwise })
    }

    fn dotted(&mut self) -> Option<(String, Place)> {
        let (mut name, mut place) = self.word()?;
        while self.take(&Token::Sign(".")) {
            let (part, more) = self.word()?;
            name = format!("{name}.{part}");
            place.end = more.end;
        }
        Some((name, place))
    }

    fn component_definition(&mut self) -> Option<()> {
        let before = self.at.checked_sub(3).and_then(|at| self.tokens.get(at));
        let document = match before {
            Some((Token::Comment(words), _)) => words.clone(),
            _ => String::new(),
        };
        let (name, _) = self.dotted()?;
        // Arguments and metadata: Tera tells of them itself.
        while !self.take(&Token::Close) {
            self.next()?;
        }
        let body = self.body("endcomponent")?;
        self.template.components.push(Component { name, document, body });
        Some(())
    }

    fn component_with_body(&mut self) -> Option<Expr> {
        let (name, place, args, spread) = self.component_head()?;
        self.want_sign(">")?;
        self.want(&Token::Close)?;
        let body = self.nodes(&["</"])?;
        self.want(&Token::Tag)?;
        while !self.take(&Token::Close) {
            self.next()?;
        }
        Some(Expr::Component { name, place, args, spread, body: Some(body) })
    }

    fn component_head(&mut self) -> Option<(String, Place, Vec<Arg>, bool)> {
        let (name, place) = self.dotted()?;
        let (mut args, mut spread) = (Vec::new(), false);
        loop {
            if self.take(&Token::Sign("{")) {
                self.want_sign("...")?;
                self.expr(0)?;
                self.want_sign("}")?;
                spread = true;
            } else if matches!(self.peek(), Some(Token::Word(_))) {
                let (name, place) = self.word()?;
                let value = match self.take(&Token::Sign("=")) {
                    false => Expr::Name(name.clone(), place.clone()),
                    true if self.take(&Token::Sign("{")) => {
                        let value = self.expr(0)?;
                        self.want_sign("}")?;
                        value
                    }
                    true => match self.next()? {
                        (Token::Text(text), place) => Expr::Text(text, place),
                        _ => return None,
                    },
                };
                args.push(Arg { name, place, value });
            } else {
                return Some((name, place, args, spread));
            }
        }
    }
}
