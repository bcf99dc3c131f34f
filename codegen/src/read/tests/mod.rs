//! The stage as a whole: small documents in, diagnostics out.

mod faults;
mod hostile;
mod rendered;

use super::{Checked, read};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;

const PETS: &str = include_str!("pets.yaml");

fn read_text(text: &str) -> Result<Checked, Diagnostics> {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Checked, Diagnostics> {
    read(&Document {
        name: "pets.yaml",
        bytes,
    })
}

/// The document with one place changed, which must occur exactly once.
fn pets_with(found: &str, replaced: &str) -> String {
    assert_eq!(PETS.matches(found).count(), 1, "{found:?} is not unique");
    PETS.replacen(found, replaced, 1)
}

/// All that is said about a document, as `PC0101 3:5`.
fn said(text: &str) -> Vec<String> {
    let diagnostics = match read_text(text) {
        Ok(checked) => checked.warnings,
        Err(diagnostics) => diagnostics,
    };
    diagnostics
        .iter()
        .map(|diagnostic| match diagnostic.span {
            Some(span) => format!("{} {}:{}", diagnostic.code, span.line, span.column),
            None => diagnostic.code.to_string(),
        })
        .collect()
}

#[test]
fn a_document_without_faults_is_read_whole() {
    let checked = read_text(PETS).unwrap();
    assert!(checked.warnings.is_empty(), "{}", checked.warnings);
    let openapi = &checked.openapi;
    assert_eq!(openapi.info.version, "1");
    assert_eq!(openapi.paths.paths.len(), 1);
    let components = openapi.components.as_ref().unwrap();
    let keys: Vec<_> = components.schemas.keys().collect();
    assert_eq!(keys, ["Shop.Pets.V1.Models.Pet", "Pair"]);
    let openapiv3::ReferenceOr::Item(pet) = &components.schemas["Shop.Pets.V1.Models.Pet"] else {
        panic!("a schema");
    };
    let openapiv3::SchemaKind::Type(openapiv3::Type::Object(pet)) = &pet.schema_kind else {
        panic!("an object");
    };
    let properties: Vec<_> = pet.properties.keys().collect();
    assert_eq!(
        properties,
        ["id", "weight", "type", "mother", "error", "tags"]
    );
}

#[test]
fn json_is_read_as_well() {
    let checked = read_text(PETS).unwrap();
    let json = checked.source.value_of("").unwrap().to_string();
    let again = read_text(&json).unwrap();
    assert_eq!(again.openapi, checked.openapi);
    let with_tabs = json.replace("{\"", "{\n\t\"");
    assert_eq!(read_text(&with_tabs).unwrap().openapi, checked.openapi);
}

#[test]
fn later_stages_find_places_by_json_pointers() {
    let source = read_text(PETS).unwrap().source;
    let place = |pointer: &str| {
        let span = source.span_of(pointer);
        (span.line, span.column)
    };
    assert_eq!(place(""), (2, 1));
    assert_eq!(place("/info/title"), (4, 3));
    assert_eq!(place("/paths/~1v{version}~1pets~1{pet_id}/get"), (19, 5));
    // The nearest parent that exists.
    assert_eq!(place("/info/license/name"), (3, 1));
    let xml = source.value_of("/components/schemas/Shop.Pets.V1.Models.Pet/xml/name");
    assert_eq!(xml, Some("pet".into()));
    assert_eq!(source.value_of("/nowhere"), None);
}

#[test]
fn later_stages_add_diagnostics_of_their_own() {
    let source = read_text(PETS).unwrap().source;
    let mut diagnostics = source.diagnostics();
    let path = "/paths/~1v{version}~1pets~1{pet_id}/get";
    diagnostics.push(source.diagnostic(Code::GeneratorFault, path, "it failed", "report it"));
    let shown = diagnostics.to_string();
    assert!(shown.contains("pets.yaml:19:5"), "{shown}");
    assert!(shown.contains(path), "{shown}");
}

#[test]
fn diagnostics_name_the_node_they_are_about() {
    let text = pets_with(
        "        id: {type: string, format: uuid}",
        "        id: {type: strng}",
    );
    let diagnostics = read_text(&text).unwrap_err();
    let paths: Vec<_> = diagnostics.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/components/schemas/Shop.Pets.V1.Models.Pet/properties/id/type"]
    );
}

#[test]
fn encodings_are_of_parts_and_say_media_types() {
    let of = |encoding: &str| {
        let schema = "schema: {type: object, properties: {photo: {type: string, format: binary}}}";
        let body = format!("multipart/form-data: {{{schema}, encoding: {encoding}}}");
        let text = pets_with(
            "        application/json: {schema: {$ref: '#/components/schemas/Shop.Pets.V1.Models.Pet'}}\n        application/xml:",
            &format!("        {body}\n        # application/xml:"),
        );
        let said = said(&text);
        said.iter()
            .map(|said| said[..6].to_owned())
            .collect::<Vec<_>>()
    };
    assert!(of("{photo: {contentType: 'image/png, image/*'}}").is_empty());
    assert_eq!(of("{foto: {contentType: image/png}}"), ["PC0101"]);
    assert_eq!(of("{photo: {contentType: png}}"), ["PC0313"]);
    assert_eq!(of("{photo: {headers: {}}}"), ["PC0701"]);
    assert_eq!(of("{photo: {style: form}}"), ["PC0701"]);
}
