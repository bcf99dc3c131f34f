//! One document for each code, and what is said about it.

use super::{PETS, pets_with, read_text, said};
use crate::diagnostic::Code;
use std::collections::BTreeSet;

struct Case {
    found: &'static str,
    replaced: &'static str,
    said: &'static [&'static str],
}

const fn case(found: &'static str, replaced: &'static str, said: &'static [&'static str]) -> Case {
    Case {
        found,
        replaced,
        said,
    }
}

const TITLE: &str = "  title: Pets\n";
const ID: &str = "id: {type: string, format: uuid}";
const GET: &str = "      operationId: get_pet\n";
const INCLUDE: &str =
    "        - {name: include, in: query, schema: {type: array, items: {type: string}}}\n";
const PAIR: &str =
    "      type: object\n      properties: {key: {type: string}, value: {type: string}}\n";

/// What is replaced in the document without faults, and the answer. Lines do not move unless said.
const CASES: &[Case] = &[
    // YAML.
    case(TITLE, "  title: \u{1}\n", &["PC0004 4:10"]),
    case(TITLE, "  title: {Pets\n", &["PC0006 6:1"]),
    case(TITLE, "\ttitle: Pets\n", &["PC0007 4:1"]),
    case(TITLE, "  title: Pets\n  title: Dogs\n", &["PC0011 5:3"]),
    case(TITLE, "  title: Pets\n  true: x\n", &["PC0012 5:3"]),
    case(TITLE, "  title: Pets\n  [a]: x\n", &["PC0012 5:3"]),
    case(TITLE, "  title: &a Pets\n", &["PC0013 4:10"]),
    case(TITLE, "  title: !!str Pets\n", &["PC0014 4:10"]),
    case(TITLE, "  title: Pets\n  <<: {}\n", &["PC0015 5:3"]),
    case(
        "enum: [0, 10, 20]",
        "enum: [0, 10, 18446744073709551616]",
        &["PC0016 83:25", "PC0404 83:25"],
    ),
    // Grammar. The first ones are typing errors that other tools pass over or stumble at.
    case(
        "        id: {type: string,",
        "        id: {type: strng,",
        &["PC0104 72:20"],
    ),
    case("include, in: query", "include, in: qury", &["PC0104 25:31"]),
    case(
        "      responses:\n        200",
        "      reponses:\n        200",
        &["PC0101 27:7"],
    ),
    case(
        "      properties:\n",
        "      propertes:\n",
        &["PC0101 71:7"],
    ),
    case(
        "      required: true\n      x-cl",
        "      requierd: true\n      x-cl",
        &["PC0101 52:7"],
    ),
    case("        200:", "        20O:", &["PC0311 28:9"]),
    case("description: A pet.", "required: [nope]", &["PC0407 69:18"]),
    case(
        "responses/Failure'\n",
        "responses/Fail'\n",
        &["PC0201 34:17"],
    ),
    case(TITLE, "", &["PC0102 3:1"]),
    case("  version: \"1\"\n", "  version: 1\n", &["PC0103 5:12"]),
    case(
        "servers:\n",
        "servers: {}\nx-error-codes: []\nx-gone:\n",
        &["PC0103 6:10", "PC0109 8:1", "PC0316 6:1", "PC0011 14:1"],
    ),
    case("openapi: 3.0.3", "openapi: 3.1.0", &["PC0105 2:10"]),
    case("openapi: 3.0.3", "swagger: '2.0'", &["PC0105 2:1"]),
    case(GET, "      operationId: ''\n", &["PC0106 20:20"]),
    case(
        "    Pair:\n",
        "    Pair[A]:\n",
        &["PC0201 88:25", "PC0107 89:5"],
    ),
    case(
        "          items: {$ref:",
        "          items: {description: Both, $ref:",
        &["PC0108 88:19"],
    ),
    case(
        TITLE,
        "  title: Pets\n  x-documentd-name: x\n",
        &["PC0109 5:3"],
    ),
    case(TITLE, "  title: Pets\n  x-rust-name: x\n", &["PC0110 5:3"]),
    case(TITLE, "  title: Pets\n  x-source: 1\n", &["PC0103 5:13"]),
    case(
        ID,
        "id: {type: string, x-documented-name: Id}",
        &["PC0110 72:28"],
    ),
    case(ID, "id: {type: string, x-failure: yes}", &["PC0103 72:39"]),
    case(
        "schema: {type: array, items: {type: string}}",
        "schema: {type: array, items: {type: string}, x-failure: true}",
        &["PC0110 25:83"],
    ),
    case(
        ID,
        "id: {type: string, x-enum-varnames: []}",
        &["PC0110 72:28"],
    ),
    case(
        "schema: {type: array, items: {type: string}}",
        "x-client-parameter: {default: x}, schema: {type: string}",
        &["PC0110 25:38"],
    ),
    // References.
    case(
        "items: {$ref: '#/components/schemas/Pair'}",
        "items: {$ref: 'other.yaml#/Pair'}",
        &["PC0202 88:25"],
    ),
    case(
        "items: {$ref: '#/components/schemas/Pair'}",
        "items: {$ref: '#/components/responses/Failure'}",
        &["PC0203 88:25"],
    ),
    case(
        PAIR,
        "      allOf: [{$ref: '#/components/schemas/Pair'}]\n",
        &["PC0204 91:22"],
    ),
    case(
        PAIR,
        "      type: object\n      additionalProperties: {type: array, items: {$ref: '#/components/schemas/Pair'}}\n",
        &["PC0204 89:5"],
    ),
    case(
        PAIR,
        "      allOf: [{$ref: '#/components/schemas/Pair'}, {type: object, properties: {a: {type: string}}}]\n",
        &[],
    ),
    // Paths and operations.
    case(GET, "", &["PC0301 19:5"]),
    case(
        "operationId: update_pet",
        "operationId: getPet",
        &["PC0302 36:20"],
    ),
    case(
        "  /v{version}/pets/{pet_id}:\n",
        "  /v{version}/pets/{pet_id:\n",
        &["PC0303 16:3"],
    ),
    case(
        "paths:\n",
        "paths:\n  /v{v}/pets/{p}: {}\n",
        &["PC0304 17:3"],
    ),
    case(
        "      parameters:\n        - {name: pet_id, in: path, required: true, schema: {type: string}}\n        - {name: include",
        "      parameters:\n        - {name: include",
        &["PC0305 19:5"],
    ),
    case(
        "include, in: query, schema: {type: array, items: {type: string}}",
        "include, in: path, required: true, schema: {type: string}",
        &["PC0306 25:18"],
    ),
    case(
        "      required: true\n      x-cl",
        "      required: false\n      x-cl",
        &["PC0307 52:7"],
    ),
    case(
        INCLUDE,
        "        - {name: MS-CV, in: header, x-rust-name: other, schema: {type: string}}\n",
        &["PC0308 26:18"],
    ),
    case(
        "{name: include, in: query,",
        "{name: petId, in: query,",
        &["PC0309 25:18"],
    ),
    case(
        "{name: include, in: query,",
        "{name: Timeout, in: query,",
        &["PC0309 25:18"],
    ),
    case("name: ms-cv,", "name: Accept,", &["PC0310 26:18"]),
    case("name: ms-cv,", "name: 'a b',", &["PC0317 26:18"]),
    case(
        "        '200': {description: Done., content: {application/json: {schema: {type: object}}}}\n        '201'",
        "        '400'",
        &["PC0312 42:7"],
    ),
    case("application/xml:", "xml:", &["PC0313 60:9"]),
    case("application/xml:", "Application/JSON:", &["PC0314 60:9"]),
    case("  - bearer: []", "  - bearr: []", &["PC0315 9:5"]),
    case(
        "https://api.example.com",
        "api.example.com",
        &["PC0316 7:10"],
    ),
    case(
        "https://api.example.com",
        "https://{host}",
        &["PC0318 7:10"],
    ),
    // Schemas.
    case(ID, "id: {description: The id}", &["PC0401 72:9"]),
    case(
        ID,
        "id: {type: string, items: {type: string}}",
        &["PC0402 72:28"],
    ),
    case(
        ID,
        "id: {type: string, format: datetime}",
        &["PC0403 72:36"],
    ),
    case("enum: [cat,", "enum: [1,", &["PC0404 74:37"]),
    case("enum: [cat,", "enum: [BigDog,", &["PC0405 74:45"]),
    case(
        "{value: fish, name: Fish}",
        "{value: CAT}",
        &["PC0405 74:79"],
    ),
    case("enum: [0, 10, 20]", "enum: [0, 10, 10]", &["PC0405 83:25"]),
    case(ID, "id: {type: string, enum: []}", &["PC0406 72:34"]),
    case(
        "          items: {$ref: '#/components/schemas/Pair'}\n",
        "",
        &["PC0102 86:9"],
    ),
    // XML.
    case(
        "xml: {name: pet}",
        "xml: {name: pet, wrapped: true}",
        &["PC0411 70:24"],
    ),
    case(
        "xml: {name: pet}",
        "xml: {name: pet, attribute: true}",
        &["PC0411 70:24"],
    ),
    case("xml: {name: pet}", "xml: {nam: pet}", &["PC0101 70:13"]),
    case("xml: {name: pet}", "xml: {name: [pet]}", &["PC0103 70:19"]),
    case(
        "xml: {name: pet}",
        "xml: {name: 'a pet'}",
        &["PC0412 70:19"],
    ),
    case(
        "xml: {name: pet}",
        "xml: {name: pet, prefix: p}",
        &["PC0412 70:24"],
    ),
    case(
        "xml: {name: pet}",
        "xml: {name: pet, x-entries: {name: a, key: b, value: c}}",
        &["PC0110 70:24"],
    ),
    case(
        ID,
        "id: {type: string, xml: {name: Type}}",
        &["PC0413 74:9"],
    ),
    case(
        ID,
        "id: {oneOf: [{type: string}, {type: string, format: uuid}]}",
        &["PC0504 72:38"],
    ),
    case(
        ID,
        "id: {anyOf: [{type: integer}, {type: number}]}",
        &["PC0408 72:39"],
    ),
    case(
        ID,
        "id: {allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {type: integer}}}]}",
        &["PC0409 72:99"],
    ),
    case(
        ID,
        "id: {discriminator: {propertyName: a}, oneOf: [{type: string}, {type: integer}]}",
        &["PC0410 72:56"],
    ),
    // Names.
    case(ID, "'%': {type: string}", &["PC0501 72:9"]),
    case(
        "    Pair:\n",
        "    Pet:\n      x-documented-name: A.Pets.Pet\n      type: object\n    Pair:\n",
        &["PC0502 89:5"],
    ),
    case(ID, "Weight: {type: string}", &["PC0503 73:9"]),
    case(ID, "weIght: {type: string}", &["PC0503 73:9"]),
    case(ID, "unknownProperties: {type: string}", &["PC0503 72:9"]),
    case("enum: [cat,", "enum: [big-dog,", &["PC0504 74:46"]),
    case("enum: [cat,", "enum: [undocumented,", &["PC0504 74:37"]),
    case(
        "[Unknown, TooBig, null]",
        "[too_big, TooBig, null]",
        &["PC0505 84:38"],
    ),
    // Extensions.
    case("[Unknown, TooBig, null]", "[Unknown]", &["PC0601 84:11"]),
    case(
        "x-rust-name: vector",
        "x-rust-name: theVector",
        &["PC0602 26:50"],
    ),
    case(
        "        - {name: pet_id, in: path, required: true, schema: {type: string}}\n      requestBody",
        "        - {name: pet_id, in: path, required: true, schema: {type: string}}\n        - {name: version, in: path, required: true, x-client-parameter: {default: '2'}, schema: {type: string}}\n      requestBody",
        &["PC0603 40:83"],
    ),
    case("code: 1001", "code: 1000", &["PC0604 14:12"]),
    case("name: Busy", "name: NotFound", &["PC0604 14:24"]),
    case("name: Busy", "name: busy", &["PC0605 14:24"]),
    case("status: 404", "status: 4040", &["PC0311 13:42"]),
    case("{code: 1000,", "{cod: 1000,", &["PC0101 13:6"]),
    // Not supported yet.
    case(GET, "      operationId: Builder\n", &["PC0506 20:20"]),
    case(
        GET,
        "      operationId: update_pet_response\n",
        &["PC0507 36:20"],
    ),
    case(
        "        '200': {description: Done.,",
        "        '200': {description: Done., headers: {X-A: {schema: {type: string}}, x_a: {schema: {type: integer}}},",
        &["PC0508 43:78"],
    ),
    case(
        ID,
        "tags_mut: {type: array, items: {type: string}}",
        &["PC0509 86:9"],
    ),
    case(
        ID,
        "default: {type: array, items: {type: string}}",
        &["PC0509 72:9"],
    ),
    case(
        "        id: {type: string, format: uuid}",
        "        with_weight: {type: array, items: {type: string}}",
        &["PC0509 73:9"],
    ),
    case(
        "x-enum-varnames: [Unknown,",
        "x-enum-varnames: [Documented,",
        &["PC0505 84:29"],
    ),
    case(
        "  - url: https://api.example.com\n",
        "  - {url: 'https://{clone}.example.com', variables: {clone: {default: a}}}\n",
        &["PC0318 7:54"],
    ),
    case("description: A pet.", "not: {}", &["PC0701 69:7"]),
    case(
        ID,
        "id: {allOf: [{type: string}, {type: integer}]}",
        &["PC0702 72:22"],
    ),
    case(
        ID,
        "id: {type: string, x-keep-null: true}",
        &["PC0110 72:28"],
    ),
    case(
        ID,
        "id: {oneOf: [{type: integer}, {type: string, nullable: true}]}",
        &["PC0702 72:54"],
    ),
    case(ID, "id: {type: string, enum: [a, null]}", &["PC0404 72:38"]),
    case(
        "include, in: query",
        "include, in: cookie",
        &["PC0703 25:39"],
    ),
    case(
        "include, in: query",
        "include, in: query, style: deepObject",
        &["PC0703 25:45"],
    ),
    case(
        "schema: {type: array, items: {type: string}}",
        "schema: {type: array, items: {type: object}}",
        &["PC0703 25:38"],
    ),
    case(
        "schema: {type: array, items: {type: string}}",
        "schema: {oneOf: [{type: string}, {type: integer}]}",
        &["PC0703 25:38"],
    ),
    case("application/xml:", "multipart/form-data:", &["PC0704 60:9"]),
    case(
        "include, in: query, schema: {type: array, items: {type: string}}",
        "include, in: query, content: {text/plain: {schema: {type: string}}}",
        &["PC0703 25:48"],
    ),
    case(
        "include, in: query, schema: {type: array, items: {type: string}}",
        "include, in: header, content: {application/json: {schema: {type: string}}}",
        &["PC0703 25:49"],
    ),
    case(
        "include, in: query, schema: {type: array, items: {type: string}}",
        "include, in: query, style: form, content: {application/json: {}}",
        &["PC0101 25:38", "PC0703 25:61"],
    ),
    case(
        "schema: {type: array, items: {type: string}}",
        "schema: {type: array, items: {type: string, nullable: true}}",
        &["PC0703 25:38"],
    ),
    case(
        "schema: {type: array, items: {type: string}}",
        "schema: {}",
        &["PC0703 25:38"],
    ),
    case(
        "text/json: {schema:",
        "text/json: {encoding: {}, schema:",
        &["PC0701 32:25"],
    ),
    case(ID, "id: {type: number, enum: [1.5, x]}", &["PC0404 72:40"]),
    case(ID, "id: {type: boolean, enum: []}", &["PC0406 72:35"]),
    case("        '201':", "        '1XX':", &["PC0705 44:9"]),
    case("        '201':", "        '102':", &["PC0705 44:9"]),
    case(
        "            text/json: {schema: {$ref: '#/components/schemas/Shop.Pets.V1.Models.Pet'}}\n",
        "            text/json: {}\n",
        &["PC0706 32:13"],
    ),
    case(
        "{type: http, scheme: bearer}",
        "{type: http, scheme: digest}",
        &["PC0707 47:34"],
    ),
    // Warnings.
    case(
        "    Pair:\n",
        "    Lonely: {type: object}\n    Pair:\n",
        &["PC0801 89:5"],
    ),
    case("      description: Gets a pet.\n", "", &["PC0802 19:5"]),
    case(
        GET,
        "      operationId: get_pet\n      requestBody: {$ref: '#/components/requestBodies/Pet'}\n",
        &["PC0804 21:7"],
    ),
    case(
        "  - url: https://api.example.com\n",
        "  - url: https://api.example.com\n  - url: https://b.example.com\n",
        &["PC0803 8:5"],
    ),
];

/// Whole documents that are something else than the document without faults.
fn others() -> Vec<(Vec<u8>, &'static str)> {
    vec![
        (vec![b'a'; (64 << 20) + 1], "PC0001"),
        (b"title: Caf\xe9".to_vec(), "PC0002"),
        (format!("\u{feff}{PETS}").into_bytes(), "PC0003"),
        (Vec::new(), "PC0005"),
        (b"---\n# nothing\n".to_vec(), "PC0005"),
        ("[".repeat(200).into_bytes(), "PC0008"),
        (
            format!("a: [{}]", "1,".repeat(8_000_000)).into_bytes(),
            "PC0009",
        ),
        (format!("{PETS}---\na: b\n").into_bytes(), "PC0010"),
    ]
}

#[test]
fn each_fault_is_found_where_it_stands() {
    let mut wrong = String::new();
    for case in CASES {
        let mut expected = case.said.to_vec();
        expected.sort_by_key(|said| position(said));
        let found = said(&pets_with(case.found, case.replaced));
        if found != expected {
            wrong += &format!(
                "{:?}: expected {expected:?}, found {found:?}\n",
                case.replaced
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn position(said: &str) -> (usize, usize) {
    let (line, column) = said[7..].split_once(':').unwrap();
    (line.parse().unwrap(), column.parse().unwrap())
}

#[test]
fn documents_that_are_none() {
    for (bytes, code) in others() {
        let diagnostics = super::read_bytes(&bytes).unwrap_err();
        let found: Vec<_> = diagnostics.iter().map(|d| d.code.as_str()).collect();
        assert_eq!(found, [code]);
    }
}

#[test]
fn every_code_is_tested() {
    let tested: BTreeSet<&str> = CASES
        .iter()
        .flat_map(|case| case.said)
        .map(|said| &said[..6])
        .chain([
            "PC0001", "PC0002", "PC0003", "PC0005", "PC0008", "PC0009", "PC0010",
        ])
        .collect();
    let untested: Vec<_> = Code::ALL
        .iter()
        .filter(|code| **code != Code::GeneratorFault && !tested.contains(code.as_str()))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn a_fault_is_not_followed_by_others_that_it_causes() {
    // The misspelt key is the reason why path parameters seem to be missing.
    let text = PETS.replacen("      parameters:\n", "      paramters:\n", 1);
    assert_eq!(said(&text), ["PC0101 23:7"]);
}

#[test]
fn the_help_names_what_was_meant() {
    let cases = [
        ("      properties:\n", "      propertes:\n", "`properties`"),
        ("        200:", "        20O:", "`200`"),
        (
            "responses/Failure'\n",
            "responses/Failur'\n",
            "`#/components/responses/Failure`",
        ),
        ("  - bearer: []", "  - bearr: []", "`bearer`"),
        ("format: uuid", "format: guid", "`uuid`"),
        ("name: Busy", "name: very_busy", "`VeryBusy`"),
        (TITLE, "  title: Pets\n  x-sorce: x\n", "`x-source`"),
    ];
    for (found, replaced, meant) in cases {
        let diagnostics = read_text(&pets_with(found, replaced)).unwrap_err();
        let help = &diagnostics.iter().next().unwrap().help;
        assert!(help.contains(meant), "{replaced:?}: {help}");
    }
}

#[test]
fn recursion_through_properties_is_no_circle() {
    // `mother` of a pet is a pet.
    assert!(said(PETS).is_empty());
}
