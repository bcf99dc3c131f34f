//! Form bodies: `application/x-www-form-urlencoded`, there and back.
//!
//! OpenAPI 3.0 gives each property a pair of its own (`style: form`, `explode: true`) and leaves
//! open what becomes of objects and lists in objects. Here their names are put behind that of the
//! property in brackets, as jQuery writes and ASP.NET reads them:
//!
//! ```text
//! id=1&lineItems[0][quantity]=2&lineItems[0][participants][0][key]=transaction_reseller
//! ```
//!
//! Names are those that properties have in JSON. In a name that is not documented, `%`, `[`, `]`,
//! `.` and a `$` alone are percent-encoded once more, as is an empty one.
//!
//! A form has text only. What that cannot say (an unknown property that is no text, an empty list or
//! object) is said once more and exactly, as a JSON object under the name `$` beside the properties;
//! a service steps over that.
//!
//! Reading takes brackets and dots (`lineItems[0].quantity`, `lineItems.0.quantity`), names in any
//! case, lists without positions (`ids[]=1&ids[]=2`, `ids=1&ids=2`), and pairs in any order.

use std::collections::HashMap;

use super::description::{Described, Description, Shape};
use super::error::{DecodeError, DecodeErrorKind, EncodeError, excerpt};
use super::reader::MAX_DEPTH;
use super::tree::{self, Member};
use super::value::Wire;
use super::writer::push_string;
use super::{JsonObject, json};

/// The name beside properties under which JSON says what text cannot.
const EXACT: &str = "$";

/// Encodes a value as a form.
///
/// # Errors
/// When it is nested too deep.
pub fn to_string<T: Wire + Described>(value: &T) -> Result<String, EncodeError> {
    let json = json::to_string(value)?;
    let mut writer = Writer {
        form: form_urlencoded::Serializer::new(String::with_capacity(json.len() * 2)),
    };
    match T::SHAPE {
        Shape::List(_) => writer.elements("", &json, T::SHAPE),
        shape => writer.members("", &json, shape),
    }
    Ok(writer.form.finish())
}

/// Encodes a value as bytes; see [`to_string`].
///
/// # Errors
/// Those of [`to_string`].
pub fn to_vec<T: Wire + Described>(value: &T) -> Result<Vec<u8>, EncodeError> {
    to_string(value).map(String::into_bytes)
}

/// Decodes a form.
///
/// # Errors
/// When names are nested too deep, or a value is not what its place takes. The error names the
/// place among the properties; its line is 1, and its column counts in the JSON that the form
/// stands for.
pub fn from_slice<T: Wire + Described>(body: &[u8]) -> Result<T, DecodeError> {
    let mut root = Node::default();
    for (name, value) in form_urlencoded::parse(body) {
        let Some(path) = path_of(&name) else {
            let found = format!("names are nested deeper than {MAX_DEPTH} levels");
            let kind = DecodeErrorKind::TooDeep;
            return Err(DecodeError::new(kind, body, 0, "fewer levels", found));
        };
        root.insert(path, value.into_owned());
    }
    let mut text = String::with_capacity(body.len());
    root.write(T::SHAPE, &mut text).map_err(|found| {
        DecodeError::new(DecodeErrorKind::Syntax, body, 0, "JSON under `$`", found)
    })?;
    json::from_str(&text)
}

struct Writer {
    form: form_urlencoded::Serializer<'static, String>,
}

impl Writer {
    fn value(&mut self, name: &str, json: &str, shape: Shape) {
        match json.as_bytes().first() {
            Some(b'{') => self.members(name, json, shape),
            Some(b'[') => self.elements(name, json, shape),
            Some(b'n') => {}
            _ => {
                let text = tree::text(json);
                self.form.append_pair(name, text.as_deref().unwrap_or(json));
            }
        }
    }

    fn elements(&mut self, name: &str, json: &str, shape: Shape) {
        let shape = match shape {
            Shape::List(items) => items.shape,
            _ => Shape::Free,
        };
        for (index, element) in tree::elements(json).into_iter().enumerate() {
            match element {
                // Only the exact form beside the properties can say that it is there.
                "{}" => {
                    self.form
                        .append_pair(&format!("{name}[{index}][{EXACT}]"), "{}");
                }
                element => self.value(&format!("{name}[{index}]"), element, shape),
            }
        }
    }

    fn members(&mut self, name: &str, json: &str, shape: Shape) {
        let description = match shape {
            Shape::Object(description) => Some(description()),
            _ => None,
        };
        let inner = |member: &str| match name.is_empty() {
            true => member.to_owned(),
            false => format!("{name}[{member}]"),
        };
        let mut unknown = Vec::new();
        let mut exact = String::from("{");
        for member in tree::members(json) {
            let mut properties = description.map_or(&[][..], |found| found.properties).iter();
            let property = properties.find(|other| Some(other.name) == member.name.as_deref());
            match property {
                Some(_) if matches!(member.json, "{}" | "[]") => push_member(&mut exact, &member),
                Some(property) => self.value(&inner(property.name), member.json, property.shape),
                None => unknown.push(member),
            }
        }
        let all_text = says_all(&unknown, description);
        for member in &unknown {
            let name = member
                .name
                .as_deref()
                .filter(|name| !is_documented(name, description));
            if let Some(name) = name {
                self.value(&inner(&escape(name)), member.json, Shape::Free);
            }
            if !all_text {
                push_member(&mut exact, member);
            }
        }
        if exact.len() > 1 {
            exact.push('}');
            self.form.append_pair(&inner(EXACT), &exact);
        }
    }
}

/// Are the members all text that comes back the same from pairs of names and text?
fn says_all(members: &[Member<'_>], description: Option<&'static Description>) -> bool {
    let mut names: Vec<String> = Vec::with_capacity(members.len());
    members.iter().all(|member| {
        let Some(name) = tree::plain_text(member.quoted) else {
            return false;
        };
        // The names of one level are told apart with their case, as they came.
        let text = tree::plain_text(member.json).is_some()
            && !is_documented(&name, description)
            && !names.contains(&name);
        names.push(name);
        text && members.len() <= 64
    })
}

fn is_documented(name: &str, description: Option<&'static Description>) -> bool {
    description.is_some_and(|description| {
        let mut properties = description.properties.iter();
        properties.any(|property| property.name.eq_ignore_ascii_case(name))
    })
}

fn push_member(json: &mut String, member: &Member<'_>) {
    tree::push_separator(json);
    json.push_str(member.quoted);
    json.push(':');
    json.push_str(member.json);
}

/// A name as one step of a path.
fn escape(name: &str) -> String {
    if matches!(name, EXACT | "") {
        return name.replace('$', "%24") + if name.is_empty() { "%" } else { "" };
    }
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '%' => text.push_str("%25"),
            '[' => text.push_str("%5B"),
            ']' => text.push_str("%5D"),
            '.' => text.push_str("%2E"),
            other => text.push(other),
        }
    }
    text
}

fn unescape(step: &str) -> String {
    match step {
        "%" => String::new(),
        step => step
            .replace("%24", "$")
            .replace("%5B", "[")
            .replace("%5D", "]")
            .replace("%2E", ".")
            .replace("%25", "%"),
    }
}

/// The steps of a name: `a[0][b]`, `a[0].b`, `a.0.b`; none if they are too many.
fn path_of(name: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    let mut rest = name;
    loop {
        let (step, behind) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((step, behind)) => (step, behind),
            None => {
                // A bracket that nothing closes is a character like any other.
                let skipped = usize::from(rest.starts_with('['));
                let end = rest[skipped..]
                    .find(['[', '.'])
                    .map_or(rest.len(), |at| at + skipped);
                (&rest[..end], &rest[end..])
            }
        };
        if steps.len() == MAX_DEPTH {
            return None;
        }
        steps.push(step.to_owned());
        rest = match behind.strip_prefix('.') {
            Some(rest) => rest,
            None if behind.is_empty() => return Some(steps),
            None => behind,
        };
    }
}

/// What pairs say of one place.
#[derive(Default)]
struct Node {
    texts: Vec<String>,
    /// By step, in the order in which they came first.
    children: Vec<(String, Node)>,
    places: HashMap<String, usize>,
}

impl Node {
    fn insert(&mut self, path: Vec<String>, value: String) {
        let mut node = self;
        for step in path {
            let place = match node.places.get(&step) {
                Some(place) => *place,
                None => {
                    node.places.insert(step.clone(), node.children.len());
                    node.children.push((step, Self::default()));
                    node.children.len() - 1
                }
            };
            node = &mut node.children[place].1;
        }
        node.texts.push(value);
    }

    /// Appends the JSON that it stands for.
    fn write(&self, shape: Shape, json: &mut String) -> Result<(), String> {
        match shape {
            Shape::Object(description) => self.write_members(Some(description()), json),
            Shape::Free | Shape::Map(_) if self.children.is_empty() && !self.texts.is_empty() => {
                self.write_text(Shape::Text, json);
                Ok(())
            }
            Shape::Free | Shape::Map(_) => self.write_members(None, json),
            Shape::List(items) => self.write_elements(items.shape, json),
            shape => {
                self.write_text(shape, json);
                Ok(())
            }
        }
    }

    fn write_elements(&self, shape: Shape, json: &mut String) -> Result<(), String> {
        json.push('[');
        for text in &self.texts {
            tree::push_separator(json);
            Self::text_of(text, shape, json);
        }
        let mut children: Vec<_> = self.children.iter().collect();
        // By position; those without one stay behind in their order.
        children.sort_by_key(|(step, _)| step.parse::<u64>().unwrap_or(u64::MAX));
        for (step, child) in children {
            // Several behind `[]` are several elements.
            for text in child.texts.iter().filter(|_| step.is_empty()) {
                tree::push_separator(json);
                Self::text_of(text, shape, json);
            }
            if !step.is_empty() || !child.children.is_empty() {
                tree::push_separator(json);
                child.write(shape, json)?;
            }
        }
        json.push(']');
        Ok(())
    }

    fn write_members(
        &self,
        description: Option<&'static Description>,
        json: &mut String,
    ) -> Result<(), String> {
        json.push('{');
        let exact = match self.places.get(EXACT).map(|place| &self.children[*place].1) {
            Some(child) => {
                let text = child.texts.last().map(String::as_str).unwrap_or_default();
                let object: JsonObject = json::from_str(text)
                    .map_err(|error| format!("`{}`: {error}", excerpt(text)))?;
                Some(object)
            }
            None => None,
        };
        let said: Vec<String> = exact
            .iter()
            .flat_map(|exact| {
                exact
                    .iter()
                    .map(|(name, _)| name.into_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        for (step, child) in &self.children {
            let name = unescape(step);
            if step == EXACT || said.contains(&name) {
                continue;
            }
            let mut properties = description.map_or(&[][..], |found| found.properties).iter();
            let property = properties.find(|other| other.name.eq_ignore_ascii_case(&name));
            tree::push_separator(json);
            push_string(json, property.map_or(&name, |property| property.name));
            json.push(':');
            child.write(
                property.map_or(Shape::Free, |property| property.shape),
                json,
            )?;
        }
        if let Some(exact) = exact.filter(|exact| !exact.is_empty()) {
            tree::push_separator(json);
            json.push_str(exact.members());
        }
        json.push('}');
        Ok(())
    }

    /// The last of the texts; a place that has names behind it is no text, and `null`.
    fn write_text(&self, shape: Shape, json: &mut String) {
        match self.texts.last() {
            Some(text) => Self::text_of(text, shape, json),
            None if self.children.is_empty() => json.push_str("null"),
            None => json.push_str("{}"),
        }
    }

    fn text_of(text: &str, shape: Shape, json: &mut String) {
        match shape {
            Shape::Number | Shape::IntegerEnum(_) => match tree::to_number(text) {
                Some(number) => json.push_str(&number),
                None => push_string(json, text),
            },
            Shape::Boolean => match text.trim().to_ascii_lowercase().as_str() {
                // Check boxes of forms say `on`.
                "true" | "1" | "on" => json.push_str("true"),
                "false" | "0" | "off" => json.push_str("false"),
                _ => push_string(json, text),
            },
            _ => push_string(json, text),
        }
    }
}
