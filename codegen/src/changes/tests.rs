//! Small documents, each with one change, and what that means.

mod rich;

use std::fmt::Write;

use super::{Changes, Effect, Event};
use crate::api::PublicApi;
use crate::document::Document;

const OLD: &str = include_str!("../diagnostic/example.yaml");
const RICH: &str = include_str!("tests/rich.yaml");

fn api(text: &str) -> PublicApi {
    let document = Document {
        name: "pets.yaml",
        bytes: text.as_bytes(),
    };
    let output = crate::generate(&document).unwrap();
    PublicApi::read("pets", &output.files).unwrap()
}

struct Case {
    what: &'static str,
    found: &'static str,
    replaced: &'static str,
    effect: Option<Effect>,
    /// Each stands in one line for one of the changes.
    changes: &'static [&'static str],
}

const fn case(
    what: &'static str,
    found: &'static str,
    replaced: &'static str,
    effect: Option<Effect>,
    changes: &'static [&'static str],
) -> Case {
    Case {
        what,
        found,
        replaced,
        effect,
        changes,
    }
}

const BREAKING: Option<Effect> = Some(Effect::Breaking);
const COMPATIBLE: Option<Effect> = Some(Effect::Compatible);

const CASES: &[Case] = &[
    case(
        "docs only",
        "description: Gets a pet.",
        "description: Fetches a pet.",
        None,
        &[],
    ),
    case(
        "a new property",
        "        name: {type: string}\n",
        "        name: {type: string}\n        nick: {type: string}\n",
        COMPATIBLE,
        &[
            "compatible added field pets::types::shop::Pet::nick",
            "compatible added function pets::types::shop::Pet::with_nick",
        ],
    ),
    case(
        "a property less",
        "        name: {type: string}\n",
        "",
        BREAKING,
        &[
            "breaking removed field pets::types::shop::Pet::name",
            "breaking removed function pets::types::shop::Pet::with_name",
        ],
    ),
    case(
        "a property of another type",
        "        name: {type: string}\n",
        "        name: {type: integer}\n",
        BREAKING,
        &[
            "breaking changed field pets::types::shop::Pet::name",
            "breaking changed function pets::types::shop::Pet::with_name",
        ],
    ),
    case(
        "a property that the wire calls otherwise",
        "        born: {type: string, format: date-time}\n",
        "        birth: {x-rust-name: born, type: string, format: date-time}\n",
        BREAKING,
        &["breaking changed behaviour pets::types::shop::Pet::born: name on the wire"],
    ),
    case(
        "a deprecated property",
        "        name: {type: string}\n",
        "        name: {type: string, deprecated: true}\n",
        COMPATIBLE,
        &[
            "compatible changed field pets::types::shop::Pet::name",
            "compatible changed function pets::types::shop::Pet::with_name",
        ],
    ),
    case(
        "a new member of an enum",
        "enum: [cat, big_dog]",
        "enum: [cat, big_dog, fish]",
        COMPATIBLE,
        &["compatible added variant pets::types::shop::PetKind::Fish"],
    ),
    case(
        "a member less",
        "enum: [cat, big_dog]",
        "enum: [cat]",
        BREAKING,
        &["breaking removed variant pets::types::shop::PetKind::BigDog"],
    ),
    case(
        "a named number with another value",
        "enum: [10, 20]",
        "enum: [11, 20]",
        BREAKING,
        &["breaking changed behaviour pets::types::shop::PetState::TOO_BIG: value"],
    ),
    case(
        "a new optional parameter",
        "        - {name: x-note, in: header, schema: {type: string}}\n",
        "        - {name: x-note, in: header, schema: {type: string}}\n        - {name: more, in: query, schema: {type: string}}\n",
        COMPATIBLE,
        &["compatible added function pets::operations::GetPet::more"],
    ),
    case(
        "a new required parameter",
        "        - {name: x-note, in: header, schema: {type: string}}\n",
        "        - {name: x-note, in: header, schema: {type: string}}\n        - {name: more, in: query, required: true, schema: {type: string}}\n",
        BREAKING,
        &["breaking changed function pets::Client::get_pet"],
    ),
    case(
        "a parameter that becomes required",
        "{name: x-note, in: header, schema",
        "{name: x-note, in: header, required: true, schema",
        BREAKING,
        &[
            "breaking changed function pets::Client::get_pet",
            "breaking removed function pets::operations::GetPet::x_note",
        ],
    ),
    case(
        "a parameter that the wire calls otherwise",
        "x-note, in: header",
        "x-remark, in: header, x-rust-name: x_note",
        BREAKING,
        &["breaking changed behaviour pets::operations::GetPet::x_note: parameter on the wire"],
    ),
    case(
        "another path",
        "  /v{version}/owners:\n",
        "  /v{version}/people:\n",
        BREAKING,
        &["breaking changed behaviour operation list_owners: path"],
    ),
    case(
        "another host",
        "https://api.example.com",
        "https://api.example.net",
        BREAKING,
        &["breaking changed behaviour service: base_url"],
    ),
    case(
        "an operation that is called otherwise",
        "operationId: list_owners",
        "operationId: all_owners",
        BREAKING,
        &[
            "breaking removed function pets::Client::list_owners",
            "breaking removed type pets::operations::ListOwners",
            "compatible added function pets::Client::all_owners",
            "compatible added type pets::operations::AllOwners",
        ],
    ),
    case(
        "a further media type of a request",
        "          application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}\n      responses",
        "          application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}\n          application/xml: {schema: {$ref: '#/components/schemas/Shop.Pet'}}\n      responses",
        COMPATIBLE,
        &["compatible changed behaviour operation put_pet: request_types"],
    ),
    case(
        "an element of another name",
        "        name: {type: string}\n",
        "        name: {type: string, xml: {name: called}}\n",
        BREAKING,
        &["breaking changed behaviour pets::types::shop::Pet: name: spelling in XML and forms"],
    ),
    case(
        "an answer of another type",
        "              schema: {type: array, items: {$ref: '#/components/schemas/Owner'}}\n",
        "              schema: {$ref: '#/components/schemas/Owner'}\n",
        BREAKING,
        &[
            "breaking changed function pets::operations::ListOwners::send",
            "breaking changed function pets::operations::ListOwners::send_blocking",
        ],
    ),
    case(
        "a second success",
        "        '204': {description: Gone.}\n",
        "        '200': {description: Gone., content: {application/json: {schema: {type: object}}}}\n        '204': {description: Gone.}\n",
        BREAKING,
        &[
            "breaking changed function pets::operations::DeleteOwner::send",
            "breaking changed function pets::operations::DeleteOwner::send_blocking",
            "compatible added type pets::operations::DeleteOwnerResponse",
            "compatible changed behaviour operation delete_owner: response_types",
            "compatible changed behaviour operation delete_owner: statuses",
        ],
    ),
    case(
        "a documented error more",
        "        '204': {description: Gone.}\n",
        "        '204': {description: Gone.}\n        '409': {description: Busy.}\n",
        COMPATIBLE,
        &["compatible changed behaviour operation delete_owner: statuses"],
    ),
    case(
        "another default of the client",
        "x-client-parameter: {default: '1'}",
        "x-client-parameter: {default: '2'}",
        BREAKING,
        &["breaking changed behaviour service: parameters"],
    ),
    case(
        "a type of another name",
        "x-documented-name: Pair[A,B]",
        "x-documented-name: Pair[A,C]",
        BREAKING,
        &[
            "breaking changed field pets::types::shop::Pet::home",
            "breaking changed function pets::types::shop::Pet::with_home",
            "breaking removed type pets::types::models::PairOfAAndB",
            "compatible added type pets::types::models::PairOfAAndC",
        ],
    ),
    case(
        "an error code less",
        "  - {code: 1001, name: Busy, retry: later}\n",
        "",
        BREAKING,
        &["breaking removed constant pets::error_codes::BUSY"],
    ),
    case(
        "an error code with another number",
        "code: 1001, name: Busy",
        "code: 1002, name: Busy",
        BREAKING,
        &["breaking changed behaviour pets::error_codes::BUSY: value"],
    ),
];

#[test]
fn each_change_is_found_and_judged() {
    judged(OLD, CASES);
}

#[test]
fn each_change_of_unions_headers_errors_and_security_is_found_and_judged() {
    judged(RICH, rich::CASES);
}

fn judged(document: &str, cases: &[Case]) {
    let old = api(document);
    let mut wrong = String::new();
    for case in cases {
        assert!(document.contains(case.found), "{}", case.what);
        let changes = Changes::between(&old, &api(&document.replace(case.found, case.replaced)));
        let mut found: Vec<String> = changes
            .changes
            .iter()
            .map(|change| {
                let words = serde_json::to_value(change).unwrap();
                let word = |key: &str| words[key].as_str().unwrap_or_default().to_owned();
                format!(
                    "{} {} {} {}",
                    word("effect"),
                    word("event"),
                    change.kind,
                    change.item
                )
            })
            .collect();
        found.sort();
        let mut expected = case.changes.to_vec();
        expected.sort_unstable();
        if changes.effect != case.effect || found != expected {
            let _ = writeln!(wrong, "{}: {:?} {found:#?}", case.what, changes.effect);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn between(old: &str, new: &str) -> Changes {
    let api = |text: &str| {
        let files = [("lib.rs".into(), text.to_owned())].into();
        PublicApi::read("sums", &files).unwrap()
    };
    Changes::between(&api(old), &api(new))
}

#[test]
fn a_type_that_is_not_open_breaks_by_what_is_added() {
    for (old, new, effect) in [
        ("pub enum A { B }", "pub enum A { B, C }", BREAKING),
        (
            "#[non_exhaustive] pub enum A { B }",
            "#[non_exhaustive] pub enum A { B, C }",
            COMPATIBLE,
        ),
        (
            "pub struct A { pub b: u8 }",
            "pub struct A { pub b: u8, pub c: u8 }",
            BREAKING,
        ),
        (
            "pub struct A { b: u8 }",
            "pub struct A { b: u8, pub c: u8 }",
            COMPATIBLE,
        ),
        ("pub struct A { b: u8 }", "pub struct A { b: u16 }", None),
        (
            "pub enum A { B }",
            "#[non_exhaustive] pub enum A { B }",
            BREAKING,
        ),
        (
            "#[non_exhaustive] pub enum A { B }",
            "pub enum A { B }",
            COMPATIBLE,
        ),
        ("#[derive(Clone)] pub struct A;", "pub struct A;", BREAKING),
        (
            "pub struct A;",
            "#[derive(Clone)] pub struct A;",
            COMPATIBLE,
        ),
        ("pub struct A;", "pub enum A { B }", BREAKING),
        (
            "pub struct A { pub b: u8 }",
            "pub struct A { pub b: u8, c: u8 }",
            BREAKING,
        ),
        (
            "#[non_exhaustive] pub struct A { pub b: u8 }",
            "#[non_exhaustive] pub struct A { pub b: u8, c: u8 }",
            None,
        ),
        (
            "pub const A: u8 = 1;",
            "pub const A: u8 = 1; pub const B: u8 = 2;",
            COMPATIBLE,
        ),
        ("pub use std::fmt;", "", BREAKING),
        (
            "pub use std::fmt::Debug as A;",
            "pub use std::fmt::Display as A;",
            BREAKING,
        ),
        ("pub enum A { B(u8) }", "pub enum A { B(u16) }", BREAKING),
        (
            "pub enum A { B }",
            "pub enum A { #[deprecated] B }",
            COMPATIBLE,
        ),
    ] {
        assert_eq!(between(old, new).effect, effect, "{old} -> {new}");
    }
}

#[test]
fn arguments_that_trade_places_break() {
    let old = "pub fn pay(from: impl Into<String>, to: impl Into<String>) {}";
    let new = "pub fn pay(to: impl Into<String>, from: impl Into<String>) {}";
    let changes = between(old, new);
    assert!(changes.is_breaking());
    assert_eq!(changes.changes[0].event, Event::Changed);
    assert!(changes.to_string().contains("wrong value"), "{changes}");
}

#[test]
fn the_report_says_what_was_and_what_is() {
    let changes = between(
        "pub fn a(b: u8) {}\npub fn c() {}",
        "pub fn a(b: u8, d: u8) {}\npub fn e() {}",
    );
    let expected = "\
Breaking (2):
  removed function sums::c
          code that names it does not compile any more
  changed function sums::a
          - pub fn sums::a(b: u8)
          + pub fn sums::a(b: u8, d: u8)
          it takes more arguments: calls do not compile any more

Compatible (1):
  added   function sums::e
          nothing named it before
";
    assert_eq!(changes.to_string(), expected);
    let nothing = between("pub fn a() {}", "pub fn a() {}");
    assert_eq!(
        nothing.to_string(),
        "Nothing changes for users of the crate.\n"
    );
}

#[test]
fn a_renamed_operation_is_seen_as_one() {
    let new = OLD.replace("operationId: list_owners", "operationId: all_owners");
    let changes = Changes::between(&api(OLD), &api(&new));
    let text = changes.to_string();
    assert!(
        text.contains("the operation is called `all_owners` now"),
        "{text}"
    );
}
