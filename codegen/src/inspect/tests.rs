//! What is said of documents that have everything.

use super::*;
use crate::diagnostic::EXAMPLES_DOCUMENT;

fn inspected(text: &str) -> Inspection {
    inspect(&Document {
        name: "pets.yaml",
        bytes: text.as_bytes(),
    })
    .unwrap()
}

#[test]
fn operations_say_what_was_understood() {
    let inspection = inspected(EXAMPLES_DOCUMENT);
    let methods: Vec<_> = inspection
        .operations
        .iter()
        .map(|one| one.rust.as_str())
        .collect();
    assert_eq!(
        methods,
        ["delete_owner", "get_pet", "list_owners", "put_pet"]
    );
    let list = &inspection.operations[2];
    assert_eq!(
        (list.method.as_str(), list.path.as_str()),
        ("GET", "/v{version}/owners")
    );
    let version = &list.parameters[0];
    assert_eq!(version.client_default.as_deref(), Some("1"));
    let limit = list
        .parameters
        .iter()
        .find(|one| one.name == "limit")
        .unwrap();
    assert_eq!(
        (limit.rust.as_str(), limit.place.as_str()),
        ("at_most", "query")
    );
    let get = &inspection.operations[1];
    let answers: Vec<_> = get
        .answers
        .iter()
        .map(|one| (one.status.as_str(), one.success))
        .collect();
    assert_eq!(answers, [("200", true), ("404", false)]);
}

#[test]
fn types_say_their_members() {
    let inspection = inspected(EXAMPLES_DOCUMENT);
    let state = inspection
        .types
        .iter()
        .find(|one| one.rust == "shop::PetState")
        .unwrap();
    assert_eq!(state.shape, "integer enum");
    let members: Vec<_> = state
        .members
        .iter()
        .map(|one| (one.wire.as_str(), one.rust.as_deref()))
        .collect();
    assert_eq!(members, [("10", Some("TOO_BIG")), ("20", None)]);
    let pet = inspection
        .types
        .iter()
        .find(|one| one.rust == "shop::Pet")
        .unwrap();
    assert_eq!(pet.documented_name.as_deref(), Some("Shop.Pet"));
}

#[test]
fn what_lowering_changed_is_named_with_the_pass_that_puts_it_back() {
    let text = EXAMPLES_DOCUMENT.replace(
        "        '204': {description: Gone.}\n",
        "        '200': {description: Gone., content: {application/json: {schema: {type: object}}}}\n        '204': {description: Gone.}\n",
    );
    let inspection = inspected(&text);
    let has = |lowering: &[Lowering], change: &str, pass: &str| {
        let found = lowering
            .iter()
            .any(|one| one.change.contains(change) && one.restored_by == pass);
        assert!(found, "no {change:?} by {pass} in {lowering:#?}");
    };
    let operation = |rust: &str| {
        let found = inspection
            .operations
            .iter()
            .find(|one| one.rust == rust)
            .unwrap();
        &found.lowering
    };
    has(operation("delete_owner"), "204", "operations");
    has(operation("get_pet"), "404", "operations");
    has(operation("get_pet"), "description", "client");
    let of_type = |rust: &str| {
        let found = inspection
            .types
            .iter()
            .find(|one| one.rust == rust)
            .unwrap();
        &found.lowering
    };
    has(of_type("shop::PetKind"), "closed", "string_enums");
    has(of_type("shop::PetState"), "TooBig", "integer_enums");
    has(
        of_type("shop::Pet"),
        "client_runtime::wire::Decimal",
        "objects",
    );
    has(of_type("shop::Pet"), "ShopPet", "modules");
    has(&inspection.lowering, "2 error codes", "error_codes");
}

/// Everything that the document of the examples has not.
const RICH: &str = r#"
openapi: 3.0.3
info: {title: Rich, version: '1'}
servers:
  - url: https://{region}.example.com
    variables: {region: {default: eu, enum: [eu, us]}}
security: [{key: []}]
paths:
  /pets/{id}:
    put:
      operationId: putPet
      summary: Puts a pet.
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: session, in: cookie, deprecated: true, schema: {type: string, maxLength: 9}}
        - {name: kinds, in: query, explode: false, schema: {type: array, items: {type: string}}}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '202':
          description: Put.
          headers: {X-Left: {schema: {type: integer}}}
          content: {text/plain: {schema: {type: string}}}
        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '409': {description: Taken., content: {application/json: {schema: {type: array, items: {type: string}}}}}
    post:
      operationId: addPhoto
      summary: Adds a photo.
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: binary}}}}
      responses: {'204': {description: Added.}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Cat: {type: object, properties: {lives: {type: integer}}}
    Pet:
      type: object
      deprecated: true
      minProperties: 1
      properties:
        a: {type: object, additionalProperties: {type: number}}
        b: {type: string, nullable: true, x-keep-null: true, maxLength: 3}
        c: {type: object, x-failure: true}
        d: {type: string, xml: {attribute: true}}
        e: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: kind}}
"#;

#[test]
fn everything_that_lowering_changes_is_named() {
    let inspection = inspected(RICH);
    let region = &inspection.server_variables[0];
    assert_eq!(
        (region.rust.as_str(), region.default.as_str()),
        ("region", "eu")
    );
    assert_eq!(region.values, ["eu", "us"]);
    let put = &inspection.operations[1];
    assert_eq!(put.request_body.as_deref(), Some("models::Pet"));
    let bodies: Vec<_> = put.answers.iter().map(|one| one.body.as_deref()).collect();
    assert_eq!(
        bodies,
        [Some("text"), Some("models::Pet"), Some("list of text")]
    );
    let pet = &inspection.types[1];
    assert_eq!(pet.members[0].value.as_deref(), Some("map of Decimal"));
    let changes = |lowering: &[Lowering]| -> Vec<String> {
        let changes = lowering.iter();
        changes
            .map(|one| format!("{}: {}", one.restored_by, one.change))
            .collect()
    };
    assert_eq!(
        changes(&inspection.lowering),
        [
            "client: the server's URL is left out",
            "client: the variables `region` of the URL are left out",
        ]
    );
    assert_eq!(
        changes(&put.lowering),
        [
            "operations: `putPet` is called `call_put_pet`",
            "operations: the path is given as `/call_put_pet/{of_id}`",
            "operations: `id` is called `of_id`",
            "operations: `kinds` is called `of_kinds`, without how it is written",
            "operations: `session` is called `of_session` and a parameter of the query, not a cookie, \
             without what limits it, that it is deprecated",
            "operations: the body is given as required",
            "operations: the success 202 is given as 200",
            "operations: the text of the success 202 is left out",
            "operations: the error 404 is left out, and its body, `ModelsPet`",
            "operations: the error 409 is moved to an operation of its own, `answer_409_put_pet`",
            "operations: the headers `X-Left` of answers are left out",
            "operations: what proves the caller is left out",
            "client: summary and description are left out",
        ]
    );
    let photo = changes(&inspection.operations[0].lowering);
    for expected in [
        "operations: `photo` is called `of_photo` and a parameter of the query, not a part, \
         without what limits it",
        "operations: the body is left out but for its parts",
    ] {
        assert!(photo.iter().any(|change| change == expected), "{photo:#?}");
    }
    assert_eq!(
        changes(&pet.lowering),
        [
            "modules: `Pet` is called `ModelsPet`",
            "objects: `a` is given as the type `client_runtime::wire::Decimal`",
            "strip: `a` is given as a map without an order",
            "objects: `b` is given without what limits it, that `null` is a value",
            "objects: `c` is given as the type `client_runtime::wire::JsonObject`",
            "failures: that `c` tells of a failure is left out",
            "objects: properties that are not documented are not known",
            "spellings: how XML spells it is left out",
            "objects: what limits it is left out",
            "objects: that it is deprecated is left out",
        ]
    );
    let union = changes(&inspection.types[2].lowering);
    assert!(
        union.contains(&String::from(
            "unions: that `kind` tells which it is, is left out"
        )),
        "{union:#?}"
    );
}

#[test]
fn the_passes_that_are_named_exist() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/passes");
    for document in [EXAMPLES_DOCUMENT, RICH] {
        let inspection = inspected(document);
        let all = inspection
            .operations
            .iter()
            .flat_map(|one| &one.lowering)
            .chain(inspection.types.iter().flat_map(|one| &one.lowering))
            .chain(&inspection.lowering);
        for lowering in all {
            let file = folder.join(format!("{}.rs", lowering.restored_by));
            assert!(file.is_file(), "{lowering:?}");
        }
    }
}

#[test]
fn text_and_json_say_the_same_names() {
    let text = inspected(RICH).to_string();
    for line in [
        "    region in the URL: `eu` unless set by `region`, documented are eu, us\n",
        "    body: models::Pet in application/json\n",
        "    202 success: text in text/plain\n",
        "    409 error: list of text\n",
        "    a as `a`: map of Decimal\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    let inspection = inspected(EXAMPLES_DOCUMENT);
    let text = inspection.to_string();
    let json = serde_json::to_value(&inspection).unwrap();
    assert_eq!(json["version"], 1);
    for operation in json["operations"].as_array().unwrap() {
        assert!(text.contains(operation["id"].as_str().unwrap()), "{text}");
    }
    for planned in json["types"].as_array().unwrap() {
        assert!(text.contains(planned["rust"].as_str().unwrap()), "{text}");
    }
}
