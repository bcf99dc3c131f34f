//! XML, by the document's `xml` objects and, where they are silent, by OpenAPI 3.0's defaults.
//!
//! Reading is tolerant, as .NET's services are not but clients need: any namespace, any case of
//! names, lists wrapped or bare, `nil`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::value::{Object, Value};
use super::{DEPTH, scalar};
use crate::contract::{Contract, Property, Shape, XmlName};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Reads a body.
pub(crate) fn read(contract: &Contract, shape: &Shape, bytes: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    Ok(value(contract, shape, parse(text)?))
}

/// Writes a body: the value under the name of its shape, or under `fallback` where it has none.
pub(crate) fn write(contract: &Contract, shape: &Shape, fallback: &str, value: &Value) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    let xml = match shape {
        Shape::Object(Some(key)) => contract.get(key).map(|known| known.xml.clone()),
        _ => None,
    };
    let xml = xml.unwrap_or_default();
    let name = xml.name.clone().unwrap_or_else(|| match shape {
        Shape::Object(Some(key)) => key.clone(),
        _ => fallback.to_owned(),
    });
    write_element(contract, shape, &name, &xml, value, &mut text);
    text
}

/// An element: its local name, and what it holds.
#[derive(Debug, Default)]
struct Element {
    name: String,
    is_nil: bool,
    text: String,
    children: Vec<Element>,
}

fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() > DEPTH {
                    return Err(format!("nests deeper than {DEPTH} levels"));
                }
                open.push(Element::open(&start));
            }
            Event::Empty(start) => {
                let element = Element::open(&start);
                if let Some(parent) = open.last_mut() {
                    parent.children.push(element);
                }
            }
            Event::End(_) => {
                // The reader has checked that it ends what was opened.
                if let (Some(element), Some(parent)) = (open.pop(), open.last_mut()) {
                    parent.children.push(element);
                }
            }
            Event::Text(part) => add(&mut open, &part.xml10_content()),
            Event::CData(part) => add(&mut open, &part.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| error.to_string())?;
                match character {
                    Some(character) => add(&mut open, character.encode_utf8(&mut [0; 4])),
                    None => {
                        let name = reference.into_inner();
                        let entity = quick_xml::escape::resolve_xml_entity(&name);
                        add(
                            &mut open,
                            entity.ok_or_else(|| format!("`&{name};` is not known"))?,
                        );
                    }
                }
            }
            Event::DocType(_) => return Err("a document type is not taken".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let mut roots = match <[Element; 1]>::try_from(open) {
        Ok([top]) if top.text.trim().is_empty() => top.children,
        Ok(_) => return Err("there is text outside of the root element".to_owned()),
        Err(_) => return Err("an element does not end".to_owned()),
    };
    match (roots.pop(), roots.pop()) {
        (Some(root), None) => Ok(root),
        (None, _) => Err("there is no element".to_owned()),
        _ => Err("there are several root elements".to_owned()),
    }
}

fn add(open: &mut [Element], part: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(part);
    }
}

impl Element {
    fn open(start: &BytesStart<'_>) -> Self {
        let name = start.local_name();
        let name: &str = name.as_ref();
        let is_nil = start.attributes().filter_map(Result::ok).any(|attribute| {
            let key = attribute.key.local_name();
            let key: &str = key.as_ref();
            let value: &str = attribute.value.as_ref();
            key == "nil" && matches!(value, "true" | "1")
        });
        Self {
            name: decode_name(name),
            is_nil,
            ..Self::default()
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

fn value(contract: &Contract, shape: &Shape, element: Element) -> Value {
    if element.is_nil {
        return Value::Null;
    }
    match shape {
        Shape::Object(Some(key)) => {
            let Some(known) = contract.get(key) else {
                return free(element);
            };
            if element.children.is_empty() && !element.text.trim().is_empty() {
                return Value::Text(element.text);
            }
            let mut object = Object::default();
            for child in element.children {
                let property = known.properties.iter().find(|property| {
                    property
                        .xml
                        .name
                        .as_deref()
                        .is_some_and(|name| child.is(name))
                        || child.is(&property.name)
                        || item_name(property)
                            .is_some_and(|name| !property.xml.wrapped && child.is(name))
                });
                match property {
                    Some(property) => insert(contract, &mut object, property, child),
                    None => insert_free(&mut object, child),
                }
            }
            object.into()
        }
        Shape::List(items) => {
            let list = element.children.into_iter();
            Value::List(
                list.map(|item| value(contract, &items.shape, item))
                    .collect(),
            )
        }
        Shape::Object(None) | Shape::Any => free(element),
        Shape::Text(_) => Value::Text(element.text),
        _ => scalar(shape, &element.text),
    }
}

/// A list's items may stand in an element of the list's name, or each be one.
fn insert(contract: &Contract, object: &mut Object, property: &Property, element: Element) {
    let Shape::List(items) = &property.shape else {
        object.set(&property.name, value(contract, &property.shape, element));
        return;
    };
    if element.is_nil {
        object.set(&property.name, Value::Null);
        return;
    }
    let names = [items.xml.name.as_deref(), item_name(property)];
    let wraps = element.text.trim().is_empty()
        && element.children.iter().all(|child| {
            names.into_iter().flatten().any(|name| child.is(name))
                || !is_property(contract, &items.shape, &child.name)
        });
    let list = if wraps {
        value(contract, &property.shape, element)
    } else {
        Value::List(vec![value(contract, &items.shape, element)])
    };
    match (object.get_mut(&property.name), list) {
        (Some(Value::List(known)), Value::List(more)) => known.extend(more),
        (_, list) => object.set(&property.name, list),
    }
}

fn item_name(property: &Property) -> Option<&str> {
    match &property.shape {
        Shape::List(items) => items.xml.name.as_deref().or(Some(match &items.shape {
            Shape::Object(Some(key)) => key.rsplit('.').next().unwrap_or(key),
            _ => &property.name,
        })),
        _ => None,
    }
}

fn is_property(contract: &Contract, shape: &Shape, name: &str) -> bool {
    match shape {
        Shape::Object(Some(key)) => contract.get(key).is_some_and(|known| {
            known.properties.iter().any(|property| {
                property.name.eq_ignore_ascii_case(name)
                    || property
                        .xml
                        .name
                        .as_deref()
                        .is_some_and(|known| known.eq_ignore_ascii_case(name))
            })
        }),
        _ => false,
    }
}

/// An element that the document does not describe. .NET writes a map as pairs of a key and a value.
fn free(element: Element) -> Value {
    if element.is_nil {
        return Value::Null;
    }
    if element.children.is_empty() {
        // Where an object is described, `<a/>` is an empty one.
        return if element.text.is_empty() {
            Object::default().into()
        } else {
            Value::Text(element.text)
        };
    }
    let mut object = Object::default();
    for mut child in element.children {
        let is_pair =
            matches!(child.children.as_slice(), [key, value] if key.is("key") && value.is("value"));
        match (is_pair, child.children.pop()) {
            (true, Some(value)) => {
                let key = child.children.pop().unwrap_or_default();
                object.set(&key.text, text_or_free(value));
            }
            (_, last) => {
                child.children.extend(last);
                insert_free(&mut object, child);
            }
        }
    }
    object.into()
}

fn text_or_free(element: Element) -> Value {
    if element.children.is_empty() && !element.is_nil {
        Value::Text(element.text)
    } else {
        free(element)
    }
}

/// A name that repeats makes a list.
fn insert_free(object: &mut Object, element: Element) {
    let name = element.name.clone();
    let value = text_or_free(element);
    match object.get_mut(&name) {
        Some(Value::List(known)) => known.push(value),
        Some(known) => {
            let first = std::mem::replace(known, Value::Null);
            *known = Value::List(vec![first, value]);
        }
        None => object.push(name, value),
    }
}

fn write_element(
    contract: &Contract,
    shape: &Shape,
    name: &str,
    xml: &XmlName,
    value: &Value,
    text: &mut String,
) {
    let name = encode_name(name);
    let name = match &xml.prefix {
        Some(prefix) => format!("{prefix}:{name}"),
        None => name,
    };
    text.push('<');
    text.push_str(&name);
    if let Some(namespace) = &xml.namespace {
        let attribute = match &xml.prefix {
            Some(prefix) => format!(" xmlns:{prefix}=\""),
            None => " xmlns=\"".to_owned(),
        };
        text.push_str(&attribute);
        text.push_str(&escape(namespace));
        text.push('"');
    }
    if *value == Value::Null {
        text.push_str(&format!(" xmlns:i=\"{INSTANCE}\" i:nil=\"true\"/>"));
        return;
    }
    text.push('>');
    write_content(contract, shape, value, text);
    text.push_str("</");
    text.push_str(&name);
    text.push('>');
}

fn write_content(contract: &Contract, shape: &Shape, value: &Value, text: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(digits) => text.push_str(digits),
        Value::Text(content) => text.push_str(&escape(content)),
        Value::List(list) => {
            let (shape, xml) = match shape {
                Shape::List(items) => (items.shape.clone(), items.xml.clone()),
                _ => (Shape::Any, XmlName::default()),
            };
            let name = match (&xml.name, &shape) {
                (Some(name), _) => name.clone(),
                (None, Shape::Object(Some(key))) => {
                    let named = contract.get(key).and_then(|known| known.xml.name.clone());
                    named.unwrap_or_else(|| key.rsplit('.').next().unwrap_or(key).to_owned())
                }
                _ => "item".to_owned(),
            };
            for item in list {
                write_element(contract, &shape, &name, &xml, item, text);
            }
        }
        Value::Object(object) => {
            let known = match shape {
                Shape::Object(Some(key)) => contract.get(key),
                _ => None,
            };
            for (name, member) in object.iter() {
                let property = known.and_then(|known| known.property(name));
                write_member(contract, property, name, member, text);
            }
        }
    }
}

fn write_member(
    contract: &Contract,
    property: Option<&Property>,
    name: &str,
    member: &Value,
    text: &mut String,
) {
    let Some(property) = property else {
        match member {
            // Repeated, as an undescribed list is read.
            Value::List(list) => {
                for item in list {
                    write_element(contract, &Shape::Any, name, &XmlName::default(), item, text);
                }
            }
            _ => write_element(
                contract,
                &Shape::Any,
                name,
                &XmlName::default(),
                member,
                text,
            ),
        }
        return;
    };
    let outer = property.xml.name.as_deref().unwrap_or(&property.name);
    match (member, &property.shape) {
        (Value::List(list), Shape::List(items)) if !property.xml.wrapped => {
            let name = items.xml.name.as_deref().unwrap_or(outer);
            for item in list {
                write_element(contract, &items.shape, name, &items.xml, item, text);
            }
        }
        _ => write_element(
            contract,
            &property.shape,
            outer,
            &property.xml,
            member,
            text,
        ),
    }
}

/// Text as XML can hold it: most control characters cannot stand there in any form.
fn escape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    for character in content.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            '\r' => text.push_str("&#13;"),
            '\n' | '\t' => text.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => text.push('\u{fffd}'),
            other => text.push(other),
        }
    }
    text
}

/// A member's name as an element's, what cannot stand in one as `_x0020_`, as .NET's `XmlConvert` does.
fn encode_name(name: &str) -> String {
    let mut encoded = String::new();
    for (index, character) in name.chars().enumerate() {
        let stands = character.is_alphabetic()
            || character == '_'
            || (index > 0 && (character.is_ascii_digit() || matches!(character, '-' | '.')));
        if stands {
            encoded.push(character);
        } else {
            encoded.push_str(&format!("_x{:04X}_", u32::from(character)));
        }
    }
    if encoded.is_empty() {
        encoded.push('_');
    }
    encoded
}

fn decode_name(name: &str) -> String {
    let mut decoded = String::new();
    let mut rest = name;
    while let Some(start) = rest.find("_x") {
        let digits = rest[start + 2..]
            .find('_')
            .map(|end| &rest[start + 2..start + 2 + end]);
        let character = digits
            .filter(|digits| (4..=8).contains(&digits.len()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match (character, digits) {
            (Some(character), Some(digits)) => {
                decoded.push_str(&rest[..start]);
                decoded.push(character);
                rest = &rest[start + digits.len() + 3..];
            }
            _ => {
                decoded.push_str(&rest[..start + 2]);
                rest = &rest[start + 2..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::json;

    fn read_cart(text: &str) -> String {
        let contract = Contract::shared().unwrap();
        json::write(&read(&contract, &Contract::cart(), text.as_bytes()).unwrap())
    }

    #[test]
    fn lists_are_read_wrapped_and_bare_in_any_case_and_namespace() {
        let expected = r#"{"lineItems":[{"quantity":2},{"quantity":3}]}"#;
        for text in [
            "<cart><lineItems><quantity>2</quantity></lineItems><lineItems><quantity>3</quantity></lineItems></cart>",
            "<Cart xmlns='urn:a'><LineItems><CartLineItem><Quantity>2</Quantity></CartLineItem>\
             <CartLineItem><Quantity>3</Quantity></CartLineItem></LineItems></Cart>",
            "<p:Cart xmlns:p='urn:a'>\n <p:LINEITEMS>\n <p:CartLineItem><p:Quantity> 2 </p:Quantity>\
             </p:CartLineItem><CartLineItem><Quantity>3</Quantity></CartLineItem></p:LINEITEMS></p:Cart>",
        ] {
            let read = read_cart(text).replace("\\n ", "");
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let contract = Contract::shared().unwrap();
        let text = r#"{"id":"a<&\"b","lineItems":[{"id":0,"quantity":2,"addonItems":[],"provisioningContext":{"a b":"1","scope":"x"},"participants":[{"key":"unknown","value":"1"},{"key":"unknown","value":"2"}]}],"new":{"a":["1","2"]}}"#;
        let value = json::read(text.as_bytes()).unwrap();
        let written = write(&contract, &Contract::cart(), "Cart", &value);
        let again = json::write(&read(&contract, &Contract::cart(), written.as_bytes()).unwrap());
        // A list without items leaves no trace where its items stand bare.
        assert_eq!(
            again.replace(r#""addonItems":[],"#, ""),
            text.replace(r#""addonItems":[],"#, ""),
            "{written}"
        );
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        let contract = Contract::shared().unwrap();
        let deep = "<a>".repeat(100_000);
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&x;</a>",
            "<!DOCTYPE a><a/>",
            &deep,
        ] {
            let read = read(&contract, &Contract::cart(), text.as_bytes());
            assert!(read.is_err(), "{}", &text[..text.len().min(20)]);
        }
    }
}
