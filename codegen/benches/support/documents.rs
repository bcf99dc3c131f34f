//! Documents of any size in the manner of a grown commerce API, made from a seed.
//!
//! Every two operations share a resource of eighteen types: nested objects, lists, open enums of
//! text and of numbers, prices and timestamps. Names and properties differ from resource to
//! resource, so that nothing is emitted once for all; the same seed gives the same bytes.

use std::fmt::Write;

/// A document with this many operations, as YAML.
pub(crate) fn document(operations: usize, seed: u64) -> String {
    let mut random = Random(seed);
    let mut text = String::from(HEAD);
    let mut schemas = String::from("components:\n  parameters:\n");
    schemas.push_str(PARAMETERS);
    schemas.push_str("  schemas:\n");
    for resource in 0..operations.div_ceil(2) {
        let name = format!("{}{resource}", random.pick(NOUNS));
        let both = resource * 2 + 1 < operations;
        paths(&mut text, resource, &name, both);
        types(&mut schemas, &mut random, resource, &name);
    }
    text.push_str(&schemas);
    text
}

const HEAD: &str = "\
openapi: 3.0.3
info:
  title: Scale
  version: '1'
  description: A made-up service of many resources.
servers:
  - url: https://api.example.com
paths:
";

const PARAMETERS: &str = "    \
    Version:
      name: version
      in: path
      required: true
      x-client-parameter: {default: '1'}
      schema: {type: string}
    Customer:
      name: customer_id
      in: path
      required: true
      description: Whose it is.
      schema: {type: string}
    Correlation:
      name: x-correlation-id
      in: header
      x-rust-name: correlation_id
      description: Ties calls together.
      schema: {type: string}
";

const NOUNS: &[&str] = &[
    "Cart",
    "Order",
    "Invoice",
    "Offer",
    "Product",
    "Sku",
    "Agreement",
    "Subscription",
    "Address",
    "Profile",
    "Device",
    "Policy",
    "Usage",
    "Budget",
    "Rating",
    "Ticket",
];

const WORDS: &[&str] = &[
    "amount",
    "billing",
    "catalog",
    "country",
    "created",
    "currency",
    "description",
    "discount",
    "friendly",
    "group",
    "identifier",
    "language",
    "line",
    "market",
    "note",
    "partner",
    "period",
    "price",
    "quantity",
    "reference",
    "renewal",
    "segment",
    "state",
    "term",
    "total",
    "unit",
];

/// Writes the paths of a resource: reading one, and replacing or changing it.
fn paths(text: &mut String, resource: usize, name: &str, both: bool) {
    let lower = name.to_lowercase();
    let schema = format!("$ref: '#/components/schemas/Scale.{name}.V1.Models.{name}'");
    let _ = write!(
        text,
        "  /v{{version}}/customers/{{customer_id}}/{lower}s/{{{lower}_id}}:
    parameters:
      - $ref: '#/components/parameters/Version'
      - $ref: '#/components/parameters/Customer'
      - $ref: '#/components/parameters/Correlation'
      - {{name: {lower}_id, in: path, required: true, schema: {{type: string}}}}
    get:
      operationId: get_{lower}
      summary: Get one {lower}
      description: Gives a resource as it stands. What is not there is answered with 404.
      parameters:
        - {{name: expand, in: query, description: What to add., schema: {{type: string}}}}
        - {{name: size, in: query, schema: {{type: integer, format: int32}}}}
      responses:
        '200':
          description: The resource.
          content:
            application/json: {{schema: {{{schema}}}}}
            text/json: {{schema: {{{schema}}}}}
        '404': {{description: There is none.}}
"
    );
    if !both {
        return;
    }
    let (method, verb) = match resource % 2 {
        0 => ("put", "replace"),
        _ => ("patch", "update"),
    };
    let _ = write!(
        text,
        "    {method}:
      operationId: {verb}_{lower}
      summary: Change one {lower}
      description: |-
        Changes a resource; what the body leaves out is lost. The answer has it as it now stands.

        Repeat a call only with the id of the first attempt.
      requestBody:
        required: true
        content:
          application/json: {{schema: {{{schema}}}}}
          application/xml: {{schema: {{{schema}}}}}
          text/json: {{schema: {{{schema}}}}}
      responses:
        '200':
          description: Changed.
          content:
            application/json: {{schema: {{type: object}}}}
        '201':
          description: Changed, and this is it.
          content:
            application/json: {{schema: {{{schema}}}}}
        '400': {{description: Something in the request is missing.}}
        '409': {{description: Another request is working on it.}}
"
    );
}

/// Writes the types of a resource: ten objects and eight enums inside them.
fn types(text: &mut String, random: &mut Random, resource: usize, name: &str) {
    const PARTS: usize = 9;
    for part in 0..=PARTS {
        let key = match part {
            0 => name.to_owned(),
            part => format!("{name}Part{part}"),
        };
        let _ = write!(
            text,
            "    Scale.{name}.V1.Models.{key}:
      type: object
      description: Part {part} of resource {resource}, with what belongs to it.
      properties:
        id: {{type: string, description: Identifies it. Set by the service.}}
"
        );
        let inner = 2 * part;
        for child in [inner + 1, inner + 2] {
            if child <= PARTS {
                let _ = writeln!(
                    text,
                    "        part{child}: {{$ref: '#/components/schemas/Scale.{name}.V1.Models.{name}Part{child}'}}"
                );
            }
        }
        let count = 6 + random.below(6);
        for number in 0..count {
            let word = random.pick(WORDS);
            let other = random.pick(WORDS);
            let _ = write!(text, "        {word}{}{number}: ", capitalised(other));
            text.push_str(match random.below(7) {
                0 => "{type: number, format: double, description: In the currency of the order.}\n",
                1 => "{type: string, format: date-time, description: When it was made.}\n",
                2 => "{type: integer, format: int32}\n",
                3 => "{type: boolean, description: Whether it renews itself.}\n",
                4 => "{type: array, items: {type: string}}\n",
                5 => "{type: object, description: Whatever else there is.}\n",
                _ => "{type: string, description: What a person wrote.}\n",
            });
        }
        if part > 1 {
            enumeration(text, random, part);
        }
    }
}

fn enumeration(text: &mut String, random: &mut Random, part: usize) {
    let count = 3 + random.below(6);
    if part.is_multiple_of(4) {
        let values: Vec<String> = (0..count)
            .map(|value| (10_000 + value).to_string())
            .collect();
        let names: Vec<String> = (0..count)
            .map(|value| format!("{}{value}", capitalised(random.pick(WORDS))))
            .collect();
        let _ = write!(
            text,
            "        reason:
          type: integer
          enum: [{}]
          x-enum-varnames: [{}]
",
            values.join(", "),
            names.join(", ")
        );
    } else {
        let members: Vec<String> = (0..count)
            .map(|value| format!("{}_{value}", random.pick(WORDS)))
            .collect();
        let _ = writeln!(
            text,
            "        status: {{type: string, enum: [{}]}}",
            members.join(", ")
        );
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }
}
