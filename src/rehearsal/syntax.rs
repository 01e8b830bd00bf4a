//! What a template says, as a tree with places. Tera has compiled it already, so this reader only has to follow what
//! Tera takes (its own tree is not public); where it loses the thread, it says so and nothing is claimed.

use std::ops::Range;

mod lex;
mod parse;

pub(super) use parse::read;

/// A stretch of a template's text.
pub(super) type Place = Range<usize>;

/// A template or a file of components.
#[derive(Debug, Default)]
pub(super) struct Template {
    /// The template it extends.
    pub(super) parent: Option<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) components: Vec<Component>,
}

/// `{% component … %}`.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) name: String,
    /// The comment that stands right before it.
    pub(super) document: String,
    pub(super) body: Vec<Node>,
}

#[derive(Debug)]
pub(super) enum Node {
    Print(Expr),
    Set {
        name: String,
        value: Expr,
        global: bool,
    },
    /// `{% set x %}…{% endset %}`.
    Capture {
        name: String,
        filters: Vec<Filter>,
        body: Vec<Node>,
        global: bool,
    },
    If {
        arms: Vec<(Expr, Vec<Node>)>,
        otherwise: Vec<Node>,
    },
    For {
        names: Vec<String>,
        target: Expr,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Block {
        name: String,
        body: Vec<Node>,
    },
    Include(String),
    Filtered {
        filters: Vec<Filter>,
        body: Vec<Node>,
    },
}

#[derive(Debug)]
pub(super) struct Filter {
    pub(super) name: String,
    pub(super) args: Vec<Arg>,
}

#[derive(Debug)]
pub(super) struct Arg {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) value: Expr,
}

#[derive(Debug)]
pub(super) enum Expr {
    None,
    Bool,
    Number,
    Text(String, Place),
    Name(String, Place),
    Field {
        of: Box<Expr>,
        name: String,
        place: Place,
    },
    Item {
        of: Box<Expr>,
        at: Box<Expr>,
    },
    Slice {
        of: Box<Expr>,
        parts: Vec<Expr>,
    },
    List(Vec<Expr>),
    /// Spread maps have no name.
    Map(Vec<(Option<String>, Expr)>),
    Filtered(Box<Expr>, Filter),
    Test {
        of: Box<Expr>,
        args: Vec<Arg>,
    },
    Choice {
        when: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    /// `[value for names in target if when]`.
    Each {
        value: Box<Expr>,
        names: Vec<String>,
        target: Box<Expr>,
        when: Option<Box<Expr>>,
    },
    Call {
        name: String,
        args: Vec<Arg>,
    },
    Component {
        name: String,
        place: Place,
        args: Vec<Arg>,
        spread: bool,
        body: Option<Vec<Node>>,
    },
    /// `not x`, `-x`.
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
}
