//! The table of everything that can be said about a document.
//!
//! Numbers are stable: one that was given is never given to something else. They are grouped by
//! what they are about: 00 text and YAML, 01 grammar, 02 references, 03 paths and operations,
//! 04 schemas, 05 names, 06 extensions, 07 what this generator does not support yet, 08 warnings,
//! 09 the generator itself.

use super::examples::{self, Example, edit, made, none};
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
    ($($severity:ident $number:literal $name:ident $title:literal:
        $explanation:literal
        => $example:expr;
    )*) => {
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
                        example: const { $example },
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
    example: Example,
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

    /// A document that is answered with this kind, and how it is mended.
    pub fn example(self) -> &'static Example {
        &self.entry().example
    }

    /// The known code whose letters are nearest to what somebody wrote, for "did you mean".
    ///
    /// ```
    /// use codegen::diagnostic::Code;
    ///
    /// assert_eq!(Code::nearest("PC101"), Some(Code::UnknownKey));
    /// assert_eq!(Code::nearest("help"), None);
    /// ```
    pub fn nearest(written: &str) -> Option<Code> {
        // Nothing that is far longer than a code is one; the distance costs the product.
        if written.len() > 16 {
            return None;
        }
        let written = written.to_ascii_uppercase();
        let distance = |code: &Code| strsim::damerau_levenshtein(&written, code.as_str());
        let nearest = Self::ALL.iter().copied().min_by_key(distance)?;
        (distance(&nearest) <= 2).then_some(nearest)
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
        => made("(a file of more than 64 MiB)", examples::too_large);
    Error "0002" NotUtf8 "the document is not UTF-8":
        "OpenAPI documents are text in UTF-8. Save the file in this encoding; UTF-16 and Latin-1 are not read."
        => made(r"title: Caf\xe9   # one byte in Latin-1", examples::latin_1);
    Error "0003" ByteOrderMark "the document starts with a byte order mark":
        "The mark is invisible, and tools that join or compare files stumble over it. Save the file as UTF-8 without it."
        => made(r"\ufeffopenapi: 3.0.3", examples::byte_order_mark);
    Error "0004" ControlCharacter "a control character stands in the text":
        "YAML allows no control characters except tab and line break. In a double-quoted scalar they can be written as an escape, such as `\\u0007`."
        => made(r"title: \x07Pets   # the byte 7 itself", examples::bell);
    Error "0005" EmptyDocument "the document is empty":
        "Nothing stands in the file, or nothing but comments. A document starts with `openapi: 3.0.3`."
        => made("# openapi: 3.0.3", examples::empty);
    Error "0006" YamlSyntax "the document is not well-formed YAML":
        "The text breaks the grammar of YAML 1.2 at this place or shortly before it: look for a missing quote, bracket or colon, and at the indentation. Nothing after it was looked at."
        => edit("  title: {Pets", "  title: Pets");
    Error "0007" TabIndentation "a tab is used for indentation":
        "YAML is indented with spaces only, because a tab has no agreed width."
        => edit("info:\n\ttitle: Pets", "info:\n  title: Pets");
    Error "0008" TooDeep "the document is nested too deeply":
        "Objects and lists may stand 64 deep in each other, about three times what real documents use. Move inner schemas to `components` and refer to them."
        => made("[[[[[[[[ ... ]]]]]]]]", examples::too_deep);
    Error "0009" TooManyNodes "the document has too many nodes":
        "A document may have eight million keys, values and items."
        => made("(a list of more than eight million items)", examples::too_many_nodes);
    Error "0010" SeveralDocuments "the file holds several YAML documents":
        "A line `---` in the middle starts a second document. Only one API description can be read from a file."
        => edit("openapi: 3.0.3\n---\nopenapi: 3.0.3", "openapi: 3.0.3");
    Error "0011" DuplicateKey "a key stands twice in one object":
        "Readers of YAML disagree on which of the two counts. Keep one."
        => edit("name: {type: string}\nname: {type: integer}", "name: {type: string}");
    Error "0012" KeyNotText "a key is not text":
        "Keys in OpenAPI are text. Status codes may be written without quotes; `true`, `null`, decimals, lists and objects cannot be keys."
        => edit("true: {type: string}", "name: {type: string}");
    Error "0013" AnchorOrAlias "a YAML anchor or alias is used":
        "An alias repeats a part of the document under the same anchor, and a few lines of them can grow to gigabytes. OpenAPI has its own means for this: put the part under `components` and refer to it with `$ref`."
        => edit("  title: &title Pets", "  title: Pets");
    Error "0014" ExplicitTag "a YAML tag is used":
        "Tags such as `!!str` are not part of the YAML that OpenAPI uses. Put text that looks like a number in quotes."
        => edit("  title: !!str Pets", "  title: Pets");
    Error "0015" MergeKey "a YAML merge key is used":
        "`<<` belongs to YAML 1.1 and is read differently by different tools. Write the keys out, or use `$ref`."
        => edit("<<: {type: string}", "name: {type: string}");
    Error "0016" NumberOutOfRange "a number cannot be represented":
        "Integers must fit in 64 bits, other numbers in a double; `.inf` and `.nan` do not exist in JSON."
        => edit("weight: {type: number, example: .inf}", "weight: {type: number, example: 4.5}");

    // Grammar.
    Error "0101" UnknownKey "an object has a key that OpenAPI does not know there":
        "Other tools drop such a key without a word, with all that stands under it; nearly always it is a typing error. What belongs to no keyword can be said in a `description`."
        => edit("type: object\ndescription: A pet.\npropertes:", "type: object\ndescription: A pet.\nproperties:");
    Error "0102" MissingKey "an object lacks a key that OpenAPI demands":
        "OpenAPI 3.0 marks this key as required for this object."
        => edit("info:\n  title: Pets", "info:\n  title: Pets\n  version: '1'");
    Error "0103" WrongType "a value has the wrong type":
        "The keyword takes another type of value. YAML reads `1`, `true` and `null` as number, boolean and null unless they are quoted."
        => edit("  version: 1", "  version: '1'");
    Error "0104" UnknownValue "a value is none of those that the keyword takes":
        "The keyword takes one of a few words."
        => edit("name: {type: strng}", "name: {type: string}");
    Error "0105" OtherVersion "the document is not OpenAPI 3.0":
        "This generator reads OpenAPI 3.0.0 to 3.0.4. Swagger 2.0 and OpenAPI 3.1 differ in many places; convert the document."
        => edit("openapi: 3.1.0", "openapi: 3.0.3");
    Error "0106" EmptyText "a text is empty that must not be":
        "The value becomes a name in the client's code or in its documentation."
        => edit("operationId: ''", "operationId: get_pet");
    Error "0107" ComponentName "a component's key has characters that OpenAPI forbids":
        "Keys in `components` consist of letters, digits, `.`, `-` and `_`, since they are used in references. The name as the service writes it goes in `x-documented-name`."
        => edit("    home: {$ref: '#/components/schemas/Pair[A,B]'}\nPair[A,B]:", "    home: {$ref: '#/components/schemas/Pair'}\nPair:\n  x-documented-name: Pair[A,B]");
    Error "0108" BesideReference "other keys stand beside `$ref`":
        "OpenAPI 3.0 ignores everything beside `$ref`. To describe a reference, wrap it: `allOf` with the reference as its only item, and the other keys beside `allOf`."
        => edit("owner: {description: Whose it is., $ref: '#/components/schemas/Person'}", "owner: {description: Whose it is., allOf: [{$ref: '#/components/schemas/Person'}]}");
    Error "0109" UnknownExtension "an extension that this generator does not know":
        "Keys that start with `x-` are extensions. One that the generator does not know would have no effect, so it is refused. Those it knows are described in EXTENSIONS.md."
        => edit("Pair:\n  x-documentd-name: Pair[A,B]", "Pair:\n  x-documented-name: Pair[A,B]");
    Error "0110" MisplacedExtension "an extension stands where it has no effect":
        "Each extension belongs to certain objects; EXTENSIONS.md says to which."
        => edit("  title: Pets\n  x-error-codes: []", "  title: Pets");

    // References.
    Error "0201" UnresolvedReference "a reference leads nowhere":
        "Nothing stands in the document at the place that `$ref` names."
        => edit("home: {$ref: '#/components/schemas/Pare'}", "home: {$ref: '#/components/schemas/Pair'}");
    Error "0202" ExternalReference "a reference leads out of `components`":
        "Only references of the form `#/components/KIND/NAME` are followed: not to other files, not to URLs, and not into the middle of other objects. Bring the target into `components`."
        => edit("home: {$ref: 'pair.yaml#/Pair'}", "home: {$ref: '#/components/schemas/Pair'}");
    Error "0203" ReferenceKind "a reference leads to another kind of component":
        "Where a schema is expected only `#/components/schemas/` can be referred to, and so on."
        => edit("home: {$ref: '#/components/parameters/Id'}", "home: {$ref: '#/components/schemas/Pair'}");
    Error "0204" CircularReference "references lead in a circle":
        "A component that is only a reference to itself, directly or through others, describes nothing. Recursion through properties and items is fine."
        => edit("Owner: {$ref: '#/components/schemas/Owner'}", "Owner: {$ref: '#/components/schemas/Person'}");

    // Paths and operations.
    Error "0301" MissingOperationId "an operation has no `operationId`":
        "The `operationId` becomes the name of the client's method; a made-up one would change with the path."
        => edit("description: Gets a pet.", "operationId: get_pet\ndescription: Gets a pet.");
    Error "0302" DuplicateOperationId "two operations have the same name":
        "The `operationId` must be unique in the document, and still be so as a Rust method in snake case: `getPet` and `get_pet` are the same method."
        => edit("operationId: getPet", "operationId: put_pet");
    Error "0303" MalformedPath "a path is malformed":
        "A path starts with `/`, has its parameters in braces, each once, and has no `?` or `#`: query parameters are declared under `parameters`."
        => edit("/pets/{id:", "/pets/{id}:");
    Error "0304" SamePath "two paths are the same template":
        "Paths that differ only in the names of their parameters are the same path to the service. Put the operations under one."
        => edit("/pets/{name}: {}\n/pets/{id}:", "/pets/{id}:");
    Error "0305" MissingPathParameter "a parameter of the path is not declared":
        "Each `{name}` in a path needs a parameter with this name and `in: path`, at the operation or at the path."
        => edit("parameters:\n  - {name: include, in: query, schema: {type: string}}", "parameters:\n  - {name: id, in: path, required: true, schema: {type: string}}\n  - {name: include, in: query, schema: {type: string}}");
    Error "0306" SurplusPathParameter "a path parameter does not occur in the path":
        "A parameter with `in: path` is filled in at `{name}`, which the path does not have."
        => edit("- {name: include, in: path, required: true, schema: {type: string}}", "- {name: include, in: query, schema: {type: string}}");
    Error "0307" OptionalPathParameter "a path parameter is not required":
        "Without the value there is no path. OpenAPI demands `required: true` for path parameters."
        => edit("- {name: id, in: path, schema: {type: string}}", "- {name: id, in: path, required: true, schema: {type: string}}");
    Error "0308" DuplicateParameter "an operation has a parameter twice":
        "A parameter is identified by its name and place. (Names of headers are compared without regard to letter case.)"
        => edit("- {name: include, in: query, schema: {type: string}}\n- {name: include, in: query, schema: {type: string}}", "- {name: include, in: query, schema: {type: string}}");
    Error "0309" ArgumentCollision "a parameter's Rust name is taken":
        "Parameters become arguments and setters in snake case, beside what every call has: `accept`, `attempt_timeout`, `body`, `build`, `call`, `client`, `content_type`, `header`, `idle_timeout`, `keep_body`, `new`, `retry`, `send`, `send_blocking`, `send_raw`, `send_raw_blocking` and `timeout`. Give one of them another name with `x-rust-name`."
        => edit("- {name: in-clude, in: query, schema: {type: string}}\n- {name: in_clude, in: header, schema: {type: string}}", "- {name: include, in: query, schema: {type: string}}");
    Error "0310" ReservedHeader "a header is declared that OpenAPI ignores":
        "`Accept` and `Content-Type` follow from the media types of the responses and the request body, `Authorization` from the security schemes. A parameter with one of these names has no effect."
        => edit("- {name: Authorization, in: header, schema: {type: string}}", "- {name: x-note, in: header, schema: {type: string}}");
    Error "0311" InvalidStatus "a response has no valid status":
        "Responses are keyed by three digits from 100 to 599. Mind the letters O and l."
        => edit("20O: {description: Replaced.}", "'200': {description: Replaced.}");
    Error "0312" NoSuccess "an operation documents no success":
        "A response with a status from 200 to 299, `2XX` or `default` is needed, since it gives the type of what the method returns."
        => edit("responses:\n  '400': {description: Replaced.}", "responses:\n  '200': {description: Replaced.}");
    Error "0313" InvalidMediaType "a media type is malformed":
        "A media type is written `type/subtype`, without parameters."
        => edit("required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}\n  json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}", "required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}");
    Error "0314" DuplicateMediaType "a media type stands twice":
        "Media types are compared without regard to letter case."
        => edit("required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}\n  Application/JSON: {schema: {$ref: '#/components/schemas/Shop.Pet'}}", "required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}");
    Error "0315" UndefinedSecurity "a security scheme is not defined":
        "Each name in `security` must be a key of `components.securitySchemes`."
        => edit("security:\n  - bearr: []", "security:\n  - bearer: []");
    Error "0316" InvalidServer "a server's URL cannot be used":
        "The client needs an absolute URL with `https` (or `http`), a host, and neither query nor fragment: paths are appended to it."
        => edit("servers:\n  - url: api.example.com", "servers:\n  - url: https://api.example.com");
    Error "0317" InvalidHeaderName "a header's name is malformed":
        "Names of headers consist of letters, digits and a few signs such as `-` (RFC 9110, section 5.1)."
        => edit("- {name: a note, in: header, schema: {type: string}}", "- {name: x-note, in: header, schema: {type: string}}");
    Error "0318" ServerVariable "a variable of a server's URL is used inconsistently":
        "Each `{name}` in the URL needs an entry under `variables` with a `default`, which is one of its `enum` if it has one, and each entry a place in the URL."
        => edit("servers:\n  - url: https://{region}.example.com", "servers:\n  - url: https://api.example.com");

    // Schemas.
    Error "0401" MissingType "a schema has no `type`":
        "Without a `type` any JSON value is allowed, which is hardly ever meant. (`allOf` with one reference takes its type from there.)"
        => edit("name: {description: What it is called.}", "name: {type: string}");
    Error "0402" KeywordOfOtherType "a keyword does not belong to the schema's type":
        "JSON Schema ignores keywords that belong to other types: `properties` to `object`, `items` to `array`; an `enum` of objects or arrays is not supported."
        => edit("name: {type: string, items: {type: string}}", "name: {type: string}");
    Error "0403" UnknownFormat "a `format` is not known for this type":
        "A format that the generator does not know would be ignored. Known are those of OpenAPI 3.0 and JSON Schema (`date-time`, `date`, `time`, `duration`, `uuid`, `uri`, `email`, `hostname`, `ipv4`, `ipv6`, `byte`, `binary`, `password`, `int32`, `int64`, `float`, `double` and more) and the common ones of the Format Registry, such as `uint64` and `decimal`. Any other can be said in the `description`."
        => edit("born: {type: string, format: datetime}", "born: {type: string, format: date-time}");
    Error "0404" EnumMemberType "a member of an enum has another type than the schema":
        "All members must be of the schema's `type`. YAML reads `1`, `true` and `null` as number, boolean and null unless they are quoted."
        => edit("kind: {type: string, enum: [cat, 1]}", "kind: {type: string, enum: [cat, big_dog]}");
    Error "0405" EnumCollision "two members of an enum are the same":
        "Members are recognised without regard to letter case and underscores, because services are not consistent in them; so two members must differ in more."
        => edit("kind: {type: string, enum: [cat, Cat]}", "kind: {type: string, enum: [cat, big_dog]}");
    Error "0406" EmptyEnum "an enum has no members":
        "Leave `enum` out if any value is possible."
        => edit("kind: {type: string, enum: []}", "kind: {type: string, enum: [cat, big_dog]}");
    Error "0407" RequiredUnknown "a required property is not described":
        "Each name under `required` should stand under `properties`; otherwise it is most often misspelt."
        => edit("type: object\nrequired: [emial]\nproperties: {email: {type: string}}", "type: object\nproperties: {email: {type: string}}");
    Error "0408" AmbiguousAlternatives "alternatives cannot be told apart":
        "A value that comes is read as one of the alternatives of `oneOf` or `anyOf`. Which one, a `discriminator` tells; else its kind (object, list, text, number, boolean); and among objects a required property that is an `enum` of other members in each, or that only one of them has."
        => edit("home: {oneOf: [{$ref: '#/components/schemas/Pair'}, {$ref: '#/components/schemas/Person'}]}", "home: {$ref: '#/components/schemas/Pair'}");
    Error "0409" ConflictingParts "two parts of `allOf` contradict each other":
        "The parts become one object, so a property that two of them describe must be the same in both."
        => edit("name: {allOf: [{type: object, properties: {id: {type: string}}}, {type: object, properties: {id: {type: integer}}}]}", "name: {type: string}");
    Error "0410" InvalidDiscriminator "a discriminator does not fit its alternatives":
        "With a `discriminator`, each alternative is a reference to an object under `components.schemas`; `mapping` names only those, and each value means one of them."
        => edit("home: {oneOf: [{$ref: '#/components/schemas/Pair'}, {type: string}], discriminator: {propertyName: kind}}", "home: {$ref: '#/components/schemas/Pair'}");

    Error "0411" MisplacedXml "a keyword of `xml` has no effect here":
        "`wrapped` belongs to arrays. `attribute` belongs to properties with text, a number or a boolean: an attribute holds no elements."
        => edit("name: {type: string, xml: {wrapped: true}}", "name: {type: string}");
    Error "0412" InvalidXmlName "a name cannot stand in XML":
        "Names of elements and attributes begin with a letter or `_` and go on with ASCII letters, digits, `_`, `-` and `.`; those that begin with `xml` are XML's own. A prefix stands for a namespace and needs one; `i` is taken, for `xsi:nil`. A namespace has no blanks."
        => edit("name: {type: string, xml: {name: first name}}", "name: {type: string}");
    Error "0413" XmlCollision "two properties have the same name in XML":
        "Elements are recognised without regard to letter case and namespace, by their own name and by the property's."
        => edit("properties: {street: {type: string}, town: {type: string, xml: {name: Street}}}", "properties: {street: {type: string}, town: {type: string}}");

    // Names.
    Error "0501" NoRustName "no Rust name can be made of a name":
        "Names in Rust consist of ASCII letters, digits and `_`. `x-documented-name` for schemas, `x-rust-name` for properties and parameters, and `x-enum-varnames` for integer enums give another."
        => edit("'%': {type: string}", "name: {type: string}");
    Error "0502" TypeCollision "two schemas become the same Rust type":
        "The type is the last segment of the documented name, its module the last segment of the namespace that is no version; a schema inside another is named after it and its property. Give one of them another `x-documented-name`."
        => edit("Pets.Pair: {x-documented-name: Pets.V2.Pet, type: object, properties: {a: {type: string}}}\nShop.Pet:\n  x-documented-name: Pets.V1.Pet", "Shop.Pet:");
    Error "0503" PropertyCollision "two properties become the same Rust field":
        "Properties become fields in snake case, and are recognised without regard to letter case; `unknown_properties` is taken by the field that keeps what the document does not know. Give one of them another name with `x-rust-name`."
        => edit("petName: {type: string}\npet_name: {type: string}", "name: {type: string}");
    Error "0504" VariantCollision "two members of an enum become the same Rust variant":
        "Members become variants in upper camel case; `Undocumented` is taken by the variant that keeps what the document does not know."
        => edit("kind: {type: string, enum: [a-b, a.b]}", "kind: {type: string, enum: [cat, big_dog]}");
    Error "0505" ConstantCollision "two names of an enum become the same Rust constant":
        "The names of integer members become constants in upper case with underscores, beside `DOCUMENTED` and `NAMES`, which every enum has."
        => edit("enum: [10, 20]\nx-enum-varnames: [TooBig, too_big]", "enum: [10, 20]\nx-enum-varnames: [TooBig, null]");
    Error "0506" TakenMethod "an operation's Rust method is taken":
        "Operations become methods of the client in snake case, beside `builder`, `clone`, `into`, `new` and `try_into`."
        => edit("operationId: new", "operationId: get_pet");
    Error "0507" OperationTypeCollision "two operations have the same Rust type":
        "The type of an operation's call is its `operationId` in upper camel case. Where it needs them, there are also one with `Response` behind, for several successes, one with `Error` for failures whose bodies have a schema, and one with `Headers` for documented headers."
        => edit("      '200': {description: Replaced., headers: {X-Left: {schema: {type: integer}}}}\n/v{version}/owners:\n  get:\n    operationId: put_pet_headers", "      '200': {description: Replaced.}\n/v{version}/owners:\n  get:\n    operationId: list_owners");
    Error "0508" HeaderCollision "two headers of an operation's answers become the same Rust method":
        "The documented headers of all answers of an operation are read by methods of one type, in snake case. Give one of them another name with `x-rust-name`."
        => edit("'404': {description: There is none., headers: {X-Left: {schema: {type: integer}}, X_Left: {schema: {type: integer}}}}", "'404': {description: There is none.}");
    Error "0509" AccessorCollision "a method of a property is taken":
        "A property has a setter that begins with `with_`, and one more that ends with `_null` under `x-keep-null`. A list has a method of its own name and one that ends with `_mut`, beside `clone`, `default`, `into` and `try_into`, which every type has, and the methods of `x-failure`. Give one of them another name with `x-rust-name`."
        => edit("properties: {street: {type: array, items: {type: string}}, street_mut: {type: array, items: {type: string}}}", "properties: {street: {type: string}, town: {type: string}}");

    // Extensions.
    Error "0601" ExtensionLength "an extension has not one item for each member":
        "`x-enum-varnames` and `x-enum-descriptions` have as many items as `enum`, in the same order; `null` for a member without one."
        => edit("enum: [10, 20]\nx-enum-varnames: [TooBig]", "enum: [10, 20]\nx-enum-varnames: [TooBig, null]");
    Error "0602" InvalidRustName "`x-rust-name` is not a name in snake case":
        "It is taken as it stands: lower-case letters, digits and `_`, not a keyword of Rust."
        => edit("- {name: limit, in: query, x-rust-name: atMost, schema: {type: integer}}", "- {name: limit, in: query, x-rust-name: at_most, schema: {type: integer}}");
    Error "0603" ClientParameterConflict "`x-client-parameter` is used inconsistently":
        "The client holds one value for all operations, so the same path parameter must have the same default everywhere."
        => edit("- {name: version, in: path, required: true, x-client-parameter: {default: '2'}, schema: {type: string}}", "- {$ref: '#/components/parameters/Version'}");
    Error "0604" DuplicateErrorCode "an error code or its name stands twice":
        "Each code has one name, and each name is one code."
        => edit("- {code: 1000, name: Busy, retry: later}", "- {code: 1001, name: Busy, retry: later}");
    Error "0605" InvalidName "a name is not in upper camel case":
        "It becomes the name of a variant in Rust and is taken as it stands."
        => edit("- {code: 1001, name: very_busy, retry: later}", "- {code: 1001, name: Busy, retry: later}");

    // What OpenAPI allows and this generator does not support yet.
    Error "0701" UnsupportedKeyword "a keyword is not supported by this generator yet":
        "The document is right, but the client would not do what it says; so it is refused instead of ignored."
        => edit("type: object\ndescription: A pet.\nnot: {type: string}", "type: object\ndescription: A pet.");
    Error "0702" UnsupportedSchema "a schema is not supported by this generator yet":
        "The document is right, but no Rust type is made for such a schema yet."
        => edit("name: {allOf: [{type: string}, {type: integer}]}", "name: {type: string}");
    Error "0703" UnsupportedParameter "a parameter is not supported by this generator yet":
        "Parameters are strings, integers, numbers, booleans and enums; in path, query and headers also lists of them, and in the query also objects of them. Styles are `simple` in path and headers, `form` in cookies, and in the query `form`, for lists also `spaceDelimited` and `pipeDelimited`, for objects also `deepObject`. In the query, `content` with `application/json` takes any value."
        => edit("- {name: id, in: path, style: matrix, required: true, schema: {type: string}}", "- {name: id, in: path, required: true, schema: {type: string}}");
    Error "0704" UnsupportedMediaType "a media type is not supported by this generator yet":
        "A body is JSON, with XML and (in requests) form bodies beside it if wanted; or it is text or bytes of any other type; or, in a request, `multipart/form-data` alone."
        => edit("required: true\ncontent:\n  multipart/mixed: {schema: {$ref: '#/components/schemas/Shop.Pet'}}", "required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}");
    Error "0705" UnsupportedResponse "a kind of response is not supported by this generator yet":
        "Statuses are documented from 200 to 599, one by one or as `2XX`, `3XX`, `4XX` and `5XX`, and by `default`. Redirects are not followed, and are errors. A status that is not documented is still an error with status, headers and body."
        => edit("'102': {description: There is none.}", "'404': {description: There is none.}");
    Error "0706" UnsupportedBody "a body is not supported by this generator yet":
        "A request body with a structure has a schema, the same in each of its media types. One without, such as `application/octet-stream`, has one media type, and is text or bytes."
        => edit("required: true\ncontent:\n  application/json: {}", "required: true\ncontent:\n  application/json: {schema: {$ref: '#/components/schemas/Shop.Pet'}}");
    Error "0707" UnsupportedSecurity "a kind of security is not supported by this generator yet":
        "HTTP bearer and basic, API keys, and OAuth 2 and OpenID Connect (as bearer tokens) are supported, for the document or an operation, alone, together or as alternatives."
        => edit("bearer: {type: http, scheme: digest}", "bearer: {type: http, scheme: bearer}");

    // Warnings.
    Warning "0801" UnusedComponent "a component is used nowhere":
        "No operation leads to it. A type is emitted for it nevertheless."
        => edit("Lonely: {type: object}\nPair:", "Pair:");
    Warning "0802" UndescribedOperation "an operation has no description":
        "`description` or `summary` becomes the documentation of the client's method."
        => edit("operationId: get_pet", "operationId: get_pet\ndescription: Gets a pet.");
    Warning "0803" SeveralServers "only the first server is used":
        "The client's default base URL is the first one; the others can be set by the user of the client."
        => edit("servers:\n  - url: https://api.example.com\n  - url: https://api.example.net", "servers:\n  - url: https://api.example.com");
    Warning "0804" UnwiseBody "a request body where HTTP gives it no meaning":
        "A body of GET or DELETE has no defined semantics (RFC 9110, sections 9.3.1 and 9.3.5): servers and proxies may ignore it, drop it or refuse the request. It is sent as documented."
        => edit("requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}\nresponses:\n  '204': {description: Gone.}", "responses:\n  '204': {description: Gone.}");

    // The generator itself.
    Error "0901" GeneratorFault "the generator failed":
        "The document passed all checks, and a later stage still could not take it: a fault of the generator, not of the document. Please report it with the document."
        => none("(none known)");
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
        }
    }
}
