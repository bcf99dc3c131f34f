//! The table of everything that can be said about a document.
//!
//! Numbers are stable: one that was given is never given to something else. They are grouped by
//! what they are about: 00 text and YAML, 01 grammar, 02 references, 03 paths and operations,
//! 04 schemas, 05 names, 06 extensions, 07 what this generator does not support yet, 08 warnings,
//! 09 the generator itself.

use std::fmt;

/// Whether a diagnostic stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Legal, but unwise.
    Warning,
    /// Nothing is generated.
    Error,
}

macro_rules! codes {
    ($($severity:ident $number:literal $name:ident $title:literal: $explanation:literal $example:literal;)*) => {
        /// The kinds of diagnostics. Shown as `PC0101`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("PC", $number, ": ", $title, ".")] $name,)*
        }

        impl Code {
            /// All kinds, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            fn entry(self) -> &'static Entry {
                match self {
                    $(Code::$name => &Entry {
                        code: concat!("PC", $number),
                        severity: Severity::$severity,
                        title: $title,
                        explanation: $explanation,
                        example: $example,
                    },)*
                }
            }
        }
    };
}

struct Entry {
    code: &'static str,
    severity: Severity,
    title: &'static str,
    explanation: &'static str,
    example: &'static str,
}

impl Code {
    /// The code as it is shown: `PC0101`.
    pub fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// The kind that is shown so; letter case does not matter.
    ///
    /// ```
    /// use codegen::diagnostic::Code;
    ///
    /// assert_eq!(Code::find("pc0101"), Some(Code::UnknownKey));
    /// assert_eq!(Code::find("PC9999"), None);
    /// ```
    pub fn find(code: &str) -> Option<Code> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.as_str().eq_ignore_ascii_case(code))
    }

    /// Whether it stops the run.
    pub fn severity(self) -> Severity {
        self.entry().severity
    }

    /// The kind in a few words.
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// Why it is a fault and how it is mended, in Markdown.
    pub fn explanation(self) -> &'static str {
        self.entry().explanation
    }

    /// A piece of YAML (now and then a word for it) that is answered with this kind.
    pub fn example(self) -> &'static str {
        self.entry().example
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

codes! {
    // Text and YAML.
    Error "0001" TooLarge "the document is too large":
        "A document may have 64 MiB. The largest public API descriptions have about half of that; something else than a document was probably passed."
        "(a file of more than 64 MiB)";
    Error "0002" NotUtf8 "the document is not UTF-8":
        "OpenAPI documents are text in UTF-8. Save the file in this encoding; UTF-16 and Latin-1 are not read."
        "title: Caf\\xe9   # one byte in Latin-1";
    Error "0003" ByteOrderMark "the document starts with a byte order mark":
        "The mark is invisible, and tools that join or compare files stumble over it. Save the file as UTF-8 without it."
        "\\ufeffopenapi: 3.0.3";
    Error "0004" ControlCharacter "a control character stands in the text":
        "YAML allows no control characters except tab and line break. In a double-quoted scalar they can be written as an escape, such as `\\u0007`."
        "title: \\x07Pets   # the byte 7 itself";
    Error "0005" EmptyDocument "the document is empty":
        "Nothing stands in the file, or nothing but comments. A document starts with `openapi: 3.0.3`."
        "# openapi: 3.0.3";
    Error "0006" YamlSyntax "the document is not well-formed YAML":
        "The text breaks the grammar of YAML 1.2 at this place or shortly before it: look for a missing quote, bracket or colon, and at the indentation. Nothing after it was looked at."
        "info: {title: Pets";
    Error "0007" TabIndentation "a tab is used for indentation":
        "YAML is indented with spaces only, because a tab has no agreed width."
        "info:\n\ttitle: Pets";
    Error "0008" TooDeep "the document is nested too deeply":
        "Objects and lists may stand 64 deep in each other, about three times what real documents use. Move inner schemas to `components` and refer to them."
        "[[[[[[[[ ... ]]]]]]]]";
    Error "0009" TooManyNodes "the document has too many nodes":
        "A document may have four million keys, values and items."
        "(a list of five million items)";
    Error "0010" SeveralDocuments "the file holds several YAML documents":
        "A line `---` in the middle starts a second document. Only one API description can be read from a file."
        "openapi: 3.0.3\n---\nopenapi: 3.0.3";
    Error "0011" DuplicateKey "a key stands twice in one object":
        "Readers of YAML disagree on which of the two counts. Keep one."
        "properties:\n  id: {type: string}\n  id: {type: integer}";
    Error "0012" KeyNotText "a key is not text":
        "Keys in OpenAPI are text. Status codes may be written without quotes; `true`, `null`, decimals, lists and objects cannot be keys."
        "properties:\n  true: {type: string}";
    Error "0013" AnchorOrAlias "a YAML anchor or alias is used":
        "An alias repeats a part of the document under the same anchor, and a few lines of them can grow to gigabytes. OpenAPI has its own means for this: put the part under `components` and refer to it with `$ref`."
        "a: &part {type: string}\nb: *part";
    Error "0014" ExplicitTag "a YAML tag is used":
        "Tags such as `!!str` are not part of the YAML that OpenAPI uses. Put text that looks like a number in quotes."
        "version: !!str 1";
    Error "0015" MergeKey "a YAML merge key is used":
        "`<<` belongs to YAML 1.1 and is read differently by different tools. Write the keys out, or use `$ref`."
        "<<: {type: string}";
    Error "0016" NumberOutOfRange "a number cannot be represented":
        "Integers must fit in 64 bits, other numbers in a double; `.inf` and `.nan` do not exist in JSON."
        "enum: [18446744073709551616]";

    // Grammar.
    Error "0101" UnknownKey "an object has a key that OpenAPI does not know there":
        "Other tools drop such a key without a word, with all that stands under it; nearly always it is a typing error. What belongs to no keyword can be said in a `description`."
        "type: object\npropertes: {}";
    Error "0102" MissingKey "an object lacks a key that OpenAPI demands":
        "OpenAPI 3.0 marks this key as required for this object."
        "info:\n  title: Pets   # `version` is missing";
    Error "0103" WrongType "a value has the wrong type":
        "The keyword takes another type of value. YAML reads `1`, `true` and `null` as number, boolean and null unless they are quoted."
        "info: {title: Pets, version: 1}";
    Error "0104" UnknownValue "a value is none of those that the keyword takes":
        "The keyword takes one of a few words."
        "type: strng";
    Error "0105" OtherVersion "the document is not OpenAPI 3.0":
        "This generator reads OpenAPI 3.0.0 to 3.0.4. Swagger 2.0 and OpenAPI 3.1 differ in many places; convert the document."
        "openapi: 3.1.0";
    Error "0106" EmptyText "a text is empty that must not be":
        "The value becomes a name in the client's code or in its documentation."
        "operationId: ''";
    Error "0107" ComponentName "a component's key has characters that OpenAPI forbids":
        "Keys in `components` consist of letters, digits, `.`, `-` and `_`, since they are used in references. The name as the service writes it goes in `x-documented-name`."
        "schemas:\n  Pair[A,B]: {type: object}";
    Error "0108" BesideReference "other keys stand beside `$ref`":
        "OpenAPI 3.0 ignores everything beside `$ref`. To describe a reference, wrap it: `allOf` with the reference as its only item, and the other keys beside `allOf`."
        "description: The owner\n$ref: '#/components/schemas/Person'";
    Error "0109" UnknownExtension "an extension that this generator does not know":
        "Keys that start with `x-` are extensions. One that the generator does not know would have no effect, so it is refused. Those it knows are described in EXTENSIONS.md."
        "x-documentd-name: Shop.Cart";
    Error "0110" MisplacedExtension "an extension stands where it has no effect":
        "Each extension belongs to certain objects; EXTENSIONS.md says to which."
        "info:\n  x-error-codes: []";

    // References.
    Error "0201" UnresolvedReference "a reference leads nowhere":
        "Nothing stands in the document at the place that `$ref` names."
        "$ref: '#/components/schemas/Pett'";
    Error "0202" ExternalReference "a reference leads out of `components`":
        "Only references of the form `#/components/KIND/NAME` are followed: not to other files, not to URLs, and not into the middle of other objects. Bring the target into `components`."
        "$ref: 'pets.yaml#/Pet'";
    Error "0203" ReferenceKind "a reference leads to another kind of component":
        "Where a schema is expected only `#/components/schemas/` can be referred to, and so on."
        "schema:\n  $ref: '#/components/parameters/Id'";
    Error "0204" CircularReference "references lead in a circle":
        "A component that is only a reference to itself, directly or through others, describes nothing. Recursion through properties and items is fine."
        "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}";

    // Paths and operations.
    Error "0301" MissingOperationId "an operation has no `operationId`":
        "The `operationId` becomes the name of the client's method; a made-up one would change with the path."
        "get:\n  responses: {}";
    Error "0302" DuplicateOperationId "two operations have the same name":
        "The `operationId` must be unique in the document, and still be so as a Rust method in snake case: `getPet` and `get_pet` are the same method."
        "operationId: getPet   # and elsewhere: operationId: get_pet";
    Error "0303" MalformedPath "a path is malformed":
        "A path starts with `/`, has its parameters in braces, each once, and has no `?` or `#`: query parameters are declared under `parameters`."
        "/pets/{id: {}";
    Error "0304" SamePath "two paths are the same template":
        "Paths that differ only in the names of their parameters are the same path to the service. Put the operations under one."
        "/pets/{id}: {}\n/pets/{name}: {}";
    Error "0305" MissingPathParameter "a parameter of the path is not declared":
        "Each `{name}` in a path needs a parameter with this name and `in: path`, at the operation or at the path."
        "/pets/{id}:\n  get: {parameters: []}";
    Error "0306" SurplusPathParameter "a path parameter does not occur in the path":
        "A parameter with `in: path` is filled in at `{name}`, which the path does not have."
        "/pets:\n  get:\n    parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}";
    Error "0307" OptionalPathParameter "a path parameter is not required":
        "Without the value there is no path. OpenAPI demands `required: true` for path parameters."
        "- {name: id, in: path, schema: {type: string}}";
    Error "0308" DuplicateParameter "an operation has a parameter twice":
        "A parameter is identified by its name and place. (Names of headers are compared without regard to letter case.)"
        "- {name: id, in: query, schema: {type: string}}\n- {name: id, in: query, schema: {type: string}}";
    Error "0309" ArgumentCollision "a parameter's Rust name is taken":
        "Parameters become arguments and setters in snake case, beside what every call has: `accept`, `attempt_timeout`, `body`, `build`, `call`, `client`, `content_type`, `header`, `idle_timeout`, `keep_body`, `new`, `retry`, `send`, `send_blocking`, `send_raw`, `send_raw_blocking` and `timeout`. Give one of them another name with `x-rust-name`."
        "- {name: pet-id, in: query, schema: {type: string}}\n- {name: pet_id, in: header, schema: {type: string}}";
    Error "0310" ReservedHeader "a header is declared that OpenAPI ignores":
        "`Accept` and `Content-Type` follow from the media types of the responses and the request body, `Authorization` from the security schemes. A parameter with one of these names has no effect."
        "- {name: Authorization, in: header, schema: {type: string}}";
    Error "0311" InvalidStatus "a response has no valid status":
        "Responses are keyed by three digits from 100 to 599. Mind the letters O and l."
        "responses:\n  20O: {description: OK}";
    Error "0312" NoSuccess "an operation documents no success":
        "A response with a status from 200 to 299, `2XX` or `default` is needed, since it gives the type of what the method returns."
        "responses:\n  '400': {description: Bad request}";
    Error "0313" InvalidMediaType "a media type is malformed":
        "A media type is written `type/subtype`, without parameters."
        "content:\n  json: {}";
    Error "0314" DuplicateMediaType "a media type stands twice":
        "Media types are compared without regard to letter case."
        "content:\n  application/json: {}\n  Application/JSON: {}";
    Error "0315" UndefinedSecurity "a security scheme is not defined":
        "Each name in `security` must be a key of `components.securitySchemes`."
        "security:\n  - bearr: []";
    Error "0316" InvalidServer "a server's URL cannot be used":
        "The client needs an absolute URL with `https` (or `http`), a host, and neither query nor fragment: paths are appended to it."
        "servers:\n  - url: api.example.com";
    Error "0317" InvalidHeaderName "a header's name is malformed":
        "Names of headers consist of letters, digits and a few signs such as `-` (RFC 9110, section 5.1)."
        "- {name: 'request id', in: header, schema: {type: string}}";
    Error "0318" ServerVariable "a variable of a server's URL is used inconsistently":
        "Each `{name}` in the URL needs an entry under `variables` with a `default`, which is one of its `enum` if it has one, and each entry a place in the URL."
        "servers:\n  - url: https://{region}.example.com";

    // Schemas.
    Error "0401" MissingType "a schema has no `type`":
        "Without a `type` any JSON value is allowed, which is hardly ever meant. (`allOf` with one reference takes its type from there.)"
        "properties:\n  id: {description: The id}";
    Error "0402" KeywordOfOtherType "a keyword does not belong to the schema's type":
        "JSON Schema ignores keywords that belong to other types: `properties` to `object`, `items` to `array`, `enum` here to `string` and `integer`."
        "type: string\nitems: {type: string}";
    Error "0403" UnknownFormat "a `format` is not known for this type":
        "A format that the generator does not know would be ignored. Known are `date-time`, `date`, `time`, `duration`, `uuid`, `uri`, `email`, `hostname`, `ipv4`, `ipv6`, `byte`, `binary` and `password` for strings, `int32` and `int64` for integers, `float` and `double` for numbers."
        "type: string\nformat: datetime";
    Error "0404" EnumMemberType "a member of an enum has another type than the schema":
        "All members must be of the schema's `type`. YAML reads `1`, `true` and `null` as number, boolean and null unless they are quoted."
        "type: string\nenum: [small, 1]";
    Error "0405" EnumCollision "two members of an enum are the same":
        "Members are recognised without regard to letter case and underscores, because services are not consistent in them; so two members must differ in more."
        "type: string\nenum: [one_time, OneTime]";
    Error "0406" EmptyEnum "an enum has no members":
        "Leave `enum` out if any value is possible."
        "type: string\nenum: []";
    Error "0407" RequiredUnknown "a required property is not described":
        "Each name under `required` should stand under `properties`; otherwise it is most often misspelt."
        "type: object\nrequired: [nmae]\nproperties: {name: {type: string}}";
    Error "0408" AmbiguousAlternatives "alternatives cannot be told apart":
        "A value that comes is read as one of the alternatives of `oneOf` or `anyOf`. Which one, a `discriminator` tells; else its kind (object, list, text, number, boolean); and among objects a required property that is an `enum` of other members in each, or that only one of them has."
        "oneOf:\n  - {type: string}\n  - {type: string, format: uuid}";
    Error "0409" ConflictingParts "two parts of `allOf` contradict each other":
        "The parts become one object, so a property that two of them describe must be the same in both."
        "allOf:\n  - {type: object, properties: {id: {type: string}}}\n  - {type: object, properties: {id: {type: integer}}}";
    Error "0410" InvalidDiscriminator "a discriminator does not fit its alternatives":
        "With a `discriminator`, each alternative is a reference to an object under `components.schemas`; `mapping` names only those, and each value means one of them."
        "oneOf: [{type: string}]\ndiscriminator: {propertyName: kind}";

    Error "0411" MisplacedXml "a keyword of `xml` has no effect here":
        "`wrapped` belongs to arrays. `attribute` belongs to properties with text, a number or a boolean: an attribute holds no elements."
        "type: string\nxml: {wrapped: true}";
    Error "0412" InvalidXmlName "a name cannot stand in XML":
        "Names of elements and attributes begin with a letter or `_` and go on with ASCII letters, digits, `_`, `-` and `.`; those that begin with `xml` are XML's own. A prefix stands for a namespace and needs one; `i` is taken, for `xsi:nil`. A namespace has no blanks."
        "xml: {name: line items}";
    Error "0413" XmlCollision "two properties have the same name in XML":
        "Elements are recognised without regard to letter case and namespace, by their own name and by the property's."
        "properties:\n  id: {type: string}\n  key: {type: string, xml: {name: Id}}";

    // Names.
    Error "0501" NoRustName "no Rust name can be made of a name":
        "Names in Rust consist of ASCII letters, digits and `_`. `x-documented-name` for schemas, `x-rust-name` for properties and parameters, and `x-enum-varnames` for integer enums give another."
        "properties:\n  '%': {type: string}";
    Error "0502" TypeCollision "two schemas become the same Rust type":
        "The type is the last segment of the documented name, its module the last segment of the namespace that is no version; a schema inside another is named after it and its property. Give one of them another `x-documented-name`."
        "Shop.Carts.V1.Cart: {type: object}\nShop.Carts.V2.Cart: {type: object}";
    Error "0503" PropertyCollision "two properties become the same Rust field":
        "Properties become fields in snake case, and are recognised without regard to letter case; `unknown_properties` is taken by the field that keeps what the document does not know. Give one of them another name with `x-rust-name`."
        "properties:\n  petId: {type: string}\n  pet_id: {type: string}";
    Error "0504" VariantCollision "two members of an enum become the same Rust variant":
        "Members become variants in upper camel case; `Undocumented` is taken by the variant that keeps what the document does not know."
        "type: string\nenum: [a-b, a.b]";
    Error "0505" ConstantCollision "two names of an enum become the same Rust constant":
        "The names of integer members become constants in upper case with underscores."
        "type: integer\nenum: [1, 2]\nx-enum-varnames: [NotFound, not_found]";

    // Extensions.
    Error "0601" ExtensionLength "an extension has not one item for each member":
        "`x-enum-varnames` and `x-enum-descriptions` have as many items as `enum`, in the same order; `null` for a member without one."
        "enum: [1, 2]\nx-enum-varnames: [One]";
    Error "0602" InvalidRustName "`x-rust-name` is not a name in snake case":
        "It is taken as it stands: lower-case letters, digits and `_`, not a keyword of Rust."
        "x-rust-name: petId";
    Error "0603" ClientParameterConflict "`x-client-parameter` is used inconsistently":
        "The client holds one value for all operations, so the same path parameter must have the same default everywhere."
        "x-client-parameter: {default: '1'}   # and elsewhere: {default: '2'}";
    Error "0604" DuplicateErrorCode "an error code or its name stands twice":
        "Each code has one name, and each name is one code."
        "x-error-codes:\n  - {code: 1, name: A}\n  - {code: 1, name: B}";
    Error "0605" InvalidName "a name is not in upper camel case":
        "It becomes the name of a variant in Rust and is taken as it stands."
        "x-error-codes:\n  - {code: 1, name: not_found}";

    // What OpenAPI allows and this generator does not support yet.
    Error "0701" UnsupportedKeyword "a keyword is not supported by this generator yet":
        "The document is right, but the client would not do what it says; so it is refused instead of ignored."
        "type: string\nnot: {enum: [a]}";
    Error "0702" UnsupportedSchema "a schema is not supported by this generator yet":
        "The document is right, but no Rust type is made for such a schema yet."
        "allOf:\n  - {type: string}\n  - {type: integer}";
    Error "0703" UnsupportedParameter "a parameter is not supported by this generator yet":
        "Parameters are strings, integers, numbers, booleans and enums; in path, query and headers also lists of them, and in the query also objects of them. Styles are `simple` in path and headers, `form` in cookies, and in the query `form`, for lists also `spaceDelimited` and `pipeDelimited`, for objects also `deepObject`."
        "- {name: id, in: path, style: matrix, required: true, schema: {type: string}}";
    Error "0704" UnsupportedMediaType "a media type is not supported by this generator yet":
        "A body is JSON, with XML and (in requests) form bodies beside it if wanted; or it is text or bytes of any other type; or, in a request, `multipart/form-data` alone."
        "content:\n  multipart/mixed: {}";
    Error "0705" UnsupportedResponse "a kind of response is not supported by this generator yet":
        "Statuses are documented from 200 to 299 and from 400 to 599, one by one or as `2XX`, `4XX` and `5XX`, and by `default`. A status that is not documented is still an error with status, headers and body."
        "responses:\n  '302': {description: Elsewhere}";
    Error "0706" UnsupportedBody "a body is not supported by this generator yet":
        "A request body with a structure has a schema, the same in each of its media types. One without, such as `application/octet-stream`, has one media type, and is text or bytes."
        "content:\n  application/json: {}";
    Error "0707" UnsupportedSecurity "a kind of security is not supported by this generator yet":
        "HTTP bearer and basic, API keys, and OAuth 2 and OpenID Connect (as bearer tokens) are supported, for the document or an operation, alone, together or as alternatives."
        "digest: {type: http, scheme: digest}";

    // Warnings.
    Warning "0801" UnusedComponent "a component is used nowhere":
        "No operation leads to it. A type is emitted for it nevertheless."
        "components:\n  schemas:\n    Lonely: {type: object}";
    Warning "0802" UndescribedOperation "an operation has no description":
        "`description` or `summary` becomes the documentation of the client's method."
        "get:\n  operationId: get_pet";
    Warning "0803" SeveralServers "only the first server is used":
        "The client's default base URL is the first one; the others can be set by the user of the client."
        "servers:\n  - url: https://a.example\n  - url: https://b.example";
    Warning "0804" UnwiseBody "a request body where HTTP gives it no meaning":
        "A body of GET or DELETE has no defined semantics (RFC 9110, sections 9.3.1 and 9.3.5): servers and proxies may ignore it, drop it or refuse the request. It is sent as documented."
        "delete:\n  requestBody: {}";

    // The generator itself.
    Error "0901" GeneratorFault "the generator failed":
        "The document passed all checks, and a later stage still could not take it: a fault of the generator, not of the document. Please report it with the document."
        "(none known)";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_in_order() {
        let numbers: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(numbers, sorted);
    }

    #[test]
    fn each_is_explained() {
        for code in Code::ALL {
            assert!(
                code.title().starts_with(|c: char| !c.is_uppercase()),
                "{code}"
            );
            assert!(code.explanation().ends_with(['.', ')']), "{code}");
            assert!(!code.example().is_empty(), "{code}");
        }
    }
}
