//! Walks every branch of every template with shapes in place of values, and gathers what each name and field was found
//! to be. What a page never takes is walked all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::script::{Part, Script};
use super::shape::{Scene, Shape, World};
use super::syntax::{Arg, Expr, Node, Place};
use crate::view::contract;

mod expression;

/// Components that call components that call …: Tera stops at 20.
const DEEPEST: usize = 20;

/// What is asked at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Asked {
    /// A field of a value.
    Field,
    /// A name in scope.
    Name,
    /// An argument of a component.
    Argument,
    /// Whether a value is this word.
    Word,
    /// An argument the component needs.
    Needed,
}

/// What was found of it, over all the ways that lead there.
#[derive(Debug, Default)]
pub(super) struct Fact {
    /// What was asked for.
    pub(super) name: String,
    /// Of what.
    pub(super) of: String,
    /// Whether it was there once.
    pub(super) known: bool,
    /// Whether it was not there once.
    pub(super) missing: bool,
    /// What there was in its place.
    pub(super) there: BTreeSet<String>,
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// By file, place and question.
    pub(super) facts: BTreeMap<(String, usize, usize, Asked), Fact>,
    /// Words that texts are compared with, by the name of the text.
    pub(super) literals: BTreeMap<String, BTreeSet<String>>,
    /// Components that some template or component calls.
    pub(super) called: BTreeSet<String>,
    /// What the arguments of each component were, over all its calls.
    pub(super) arguments: BTreeMap<(String, String), Shape>,
}

type Env = BTreeMap<String, Shape>;
/// Each with its file.
type Blocks<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a [Node])>>;

/// Where in which template the walk is.
#[derive(Clone)]
struct At<'a> {
    file: &'a str,
    scene: &'a Scene,
    /// Blocks by name, the child's first.
    blocks: Rc<Blocks<'a>>,
    /// Which block this is, and how many children's lie over it.
    block: Option<(&'a str, usize)>,
    depth: usize,
}

struct Walk<'a> {
    world: World<'a>,
    script: &'a Script,
    found: Facts,
    done: BTreeSet<String>,
}

/// Walks all templates in all their scenes, all components as Markdown may call them, and the stylesheets.
pub(super) fn all<'a>(world: World<'a>, script: &'a Script, scenes: &'a [Scene], every: &'a Scene) -> Facts {
    let mut walk = Walk { world, script, found: Facts::default(), done: BTreeSet::new() };
    for scene in scenes {
        walk.template(scene);
    }
    for part in &script.assets {
        let env = root(world, contract::ASSET, every);
        walk.free(part, &part.template.nodes, env, every);
    }
    for (name, (part, component)) in &script.components {
        walk.called_from_text(part, name, &component.body, every);
    }
    walk.found
}

fn root(world: World<'_>, keys: &[contract::Key], scene: &Scene) -> Env {
    keys.iter().map(|(name, kind, _)| ((*name).to_owned(), world.of(*kind, scene))).collect()
}

impl<'a> Walk<'a> {
    fn template(&mut self, scene: &'a Scene) {
        let chain = self.script.chain(&scene.template);
        let mut blocks = Blocks::new();
        for part in &chain {
            gather(&part.template.nodes, &part.name, &mut blocks);
        }
        let blocks = Rc::new(blocks);
        let Some(base) = chain.last() else { return };
        let mut env = root(self.world, contract::ROOT, scene);
        for part in chain.iter().rev() {
            let at = At { file: &part.name, scene, blocks: blocks.clone(), block: None, depth: 0 };
            let nodes = part.template.nodes.iter();
            if std::ptr::eq(*part, *base) {
                self.nodes(&part.template.nodes, &mut env, &at);
            } else {
                nodes
                    .filter(|node| matches!(node, Node::Set { .. } | Node::Capture { .. }))
                    .for_each(|node| self.node(node, &mut env, &at));
            }
        }
    }

    /// Nodes without a template round them.
    fn free(&mut self, part: &'a Part, nodes: &'a [Node], mut env: Env, scene: &'a Scene) {
        let at = At { file: &part.name, scene, blocks: Rc::default(), block: None, depth: 0 };
        self.nodes(nodes, &mut env, &at);
    }

    /// A component as a text may call it.
    fn called_from_text(&mut self, part: &'a Part, name: &str, body: &'a [Node], scene: &'a Scene) {
        let Some(info) = self.world.theme.tera.get_component_definition(name) else { return };
        let mut env = Env::from([("body".to_owned(), Shape::Html)]);
        for arg in info.args() {
            let shape = if arg.is_implicit() {
                root(self.world, contract::ROOT, scene).remove(arg.name()).unwrap_or(Shape::Any)
            } else {
                self.world.argument(name, arg.name()).unwrap_or_else(|| super::script::declared(arg))
            };
            env.insert(arg.name().to_owned(), shape);
        }
        env.extend(info.rest_param().map(|rest| (rest.to_owned(), Shape::Any)));
        self.free(part, body, env, scene);
    }

    fn nodes(&mut self, nodes: &'a [Node], env: &mut Env, at: &At<'a>) {
        nodes.iter().for_each(|node| self.node(node, env, at));
    }

    fn node(&mut self, node: &'a Node, env: &mut Env, at: &At<'a>) {
        match node {
            Node::Print(expr) => {
                self.shape(expr, env, at);
            }
            Node::Set { name, value, global } => {
                let shape = self.shape(value, env, at);
                set(env, name, shape, *global);
            }
            Node::Capture { name, filters, body, global } => {
                self.nodes(body, env, at);
                let shape =
                    filters.iter().fold(Shape::Html, |shape, filter| self.filter(shape, filter, env, at));
                set(env, name, shape, *global);
            }
            Node::If { arms, otherwise } => self.branches(arms, otherwise, env, at),
            Node::For { names, target, body, otherwise } => {
                let list = self.shape(target, env, at);
                let mut inner = env.clone();
                bind(&mut inner, names, &list);
                inner.insert("loop".to_owned(), round());
                // Twice: what a round sets for all, the next one sees.
                self.nodes(body, &mut inner, at);
                self.nodes(body, &mut inner, at);
                self.nodes(otherwise, env, at);
                for name in names.iter().map(String::as_str).chain(["loop"]) {
                    inner.remove(name);
                }
                join(env, inner);
            }
            Node::Block { name, body } => {
                match at.blocks.get(name.as_str()).and_then(|lineage| lineage.first()) {
                    Some((file, body)) => {
                        let at = At { file, block: Some((name, 0)), ..at.clone() };
                        self.nodes(body, env, &at);
                    }
                    None => self.nodes(body, env, at),
                }
            }
            Node::Include(name) => {
                if let Some(part) = self.script.chain(name).first().filter(|_| at.depth < DEEPEST) {
                    let at = At { file: &part.name, depth: at.depth + 1, ..at.clone() };
                    self.nodes(&part.template.nodes, &mut env.clone(), &at);
                }
            }
            Node::Filtered { filters, body } => {
                self.nodes(body, env, at);
                filters.iter().fold(Shape::Html, |shape, filter| self.filter(shape, filter, env, at));
            }
        }
    }

    /// Every arm is taken, each from where the tag began.
    fn branches(&mut self, arms: &'a [(Expr, Vec<Node>)], otherwise: &'a [Node], env: &mut Env, at: &At<'a>) {
        let mut ends = Vec::new();
        for (when, body) in arms {
            self.shape(when, env, at);
            let mut inner = env.clone();
            self.nodes(body, &mut inner, at);
            ends.push(inner);
        }
        self.nodes(otherwise, env, at);
        ends.into_iter().for_each(|end| join(env, end));
    }

    fn note(&mut self, at: &At<'_>, place: &Place, asked: Asked, change: impl FnOnce(&mut Fact)) {
        let key = (at.file.to_owned(), place.start, place.end, asked);
        change(self.found.facts.entry(key).or_default());
    }

    fn component(
        &mut self,
        (name, place): (&'a str, &Place),
        (args, spread): (&'a [Arg], bool),
        env: &Env,
        at: &At<'a>,
    ) {
        let given = self.args(args, env, at);
        self.found.called.insert(name.to_owned());
        let Some(info) = self.world.theme.tera.get_component_definition(name) else { return };
        let taken: Vec<&str> = info.args().iter().map(|arg| arg.name()).collect();
        for arg in args {
            let known = taken.contains(&arg.name.as_str()) || info.rest_param().is_some();
            self.note(at, &arg.place, Asked::Argument, |fact| {
                fact.name = arg.name.clone();
                fact.of = name.to_owned();
                fact.known |= known;
                fact.missing |= !known;
                fact.there.extend(taken.iter().map(|name| (*name).to_owned()));
            });
        }
        let mut inner = Env::from([("body".to_owned(), Shape::Html)]);
        inner.extend(info.rest_param().map(|rest| (rest.to_owned(), Shape::Any)));
        for arg in info.args() {
            let passed = given.iter().find(|(name, _)| *name == arg.name()).map(|(_, shape)| shape.clone());
            if passed.is_none() && arg.is_required() && !spread {
                self.note(at, place, Asked::Needed, |fact| {
                    (fact.name, fact.of, fact.missing) = (arg.name().to_owned(), name.to_owned(), true);
                });
            }
            if let Some(shape) = &passed {
                let key = (name.to_owned(), arg.name().to_owned());
                let known = self.found.arguments.remove(&key);
                let all = known.map_or_else(|| shape.clone(), |known| known.or(shape.clone()));
                self.found.arguments.insert(key, all);
            }
            let outer = arg.is_implicit().then(|| env.get(arg.name()).cloned()).flatten();
            let root = || root(self.world, contract::ROOT, at.scene).remove(arg.name());
            let shape = passed.or(outer).or_else(|| arg.is_implicit().then(root).flatten());
            inner.insert(arg.name().to_owned(), shape.unwrap_or_else(|| super::script::declared(arg)));
        }
        self.inside(name, inner, at);
    }

    /// The inside of a component, once for each way it is called in a scene.
    fn inside(&mut self, name: &str, mut env: Env, at: &At<'a>) {
        let Some((part, component)) = self.script.components.get(name) else { return };
        let scene = at.scene;
        let told = env.iter().fold(String::new(), |told, (name, shape)| told + name + "=" + &shape.print());
        let key =
            format!("{name} {} {} {:?} {:?} {told}", scene.template, scene.kind, scene.types, scene.listed);
        if at.depth >= DEEPEST || !self.done.insert(key) {
            return;
        }
        let at = At { file: &part.name, block: None, depth: at.depth + 1, ..at.clone() };
        self.nodes(&component.body, &mut env, &at);
    }
}

fn gather<'a>(nodes: &'a [Node], file: &'a str, into: &mut Blocks<'a>) {
    for node in nodes {
        match node {
            Node::Block { name, body } => {
                into.entry(name).or_default().push((file, body));
                gather(body, file, into);
            }
            Node::If { arms, otherwise } => {
                arms.iter().for_each(|(_, body)| gather(body, file, into));
                gather(otherwise, file, into);
            }
            Node::For { body, otherwise, .. } => {
                gather(body, file, into);
                gather(otherwise, file, into);
            }
            _ => {}
        }
    }
}

/// What `loop` tells.
fn round() -> Shape {
    let counted = ["index", "index0", "length"].map(|name| (name.to_owned(), Shape::Int));
    let told = ["first", "last"].map(|name| (name.to_owned(), Shape::Bool));
    Shape::Map(counted.into_iter().chain(told).collect())
}

/// What is set for all may have been something else before.
fn set(env: &mut Env, name: &str, shape: Shape, global: bool) {
    let before = if global { env.remove(name) } else { None };
    env.insert(name.to_owned(), before.map_or_else(|| shape.clone(), |before| before.or(shape.clone())));
}

fn bind(env: &mut Env, names: &[String], list: &Shape) {
    if let [key, value] = names {
        env.insert(key.clone(), Shape::Text);
        env.insert(value.clone(), list.item());
    } else if let [value] = names {
        env.insert(value.clone(), list.item());
    }
}

fn join(env: &mut Env, other: Env) {
    for (name, shape) in other {
        let joined = env.remove(&name).map_or_else(|| shape.clone(), |known| known.or(shape.clone()));
        env.insert(name, joined);
    }
}
