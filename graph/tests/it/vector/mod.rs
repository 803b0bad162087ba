//! Golden vectors: messages that other implementations wrote, with their types and values as JSON.

pub(crate) mod from_json;
pub(crate) mod to_json;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use ferrow_graph::schema::{EnumType, ExtType, Field, FieldType, StructType, UnionType};
use ferrow_graph::wire::{TypeId, TypeName};
use ferrow_graph::{Builder, Graph, Limits, Mode, References, Texts};
use serde_json::Value as Json;

/// A message, and what it says.
#[derive(Debug)]
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) buffers: Vec<Bytes>,
    /// Read it, do not write it.
    pub(crate) quirk: bool,
    /// What other implementations write for the same value.
    pub(crate) peers: Vec<(String, Vec<u8>)>,
    pub(crate) json: Json,
}

impl Vector {
    /// One without a message: `json` has the types, and how messages are written.
    pub(crate) fn of_types(name: &str, json: Json) -> Self {
        let (bytes, buffers, peers) = Default::default();
        Self { name: name.to_owned(), bytes, buffers, quirk: false, peers, json }
    }

    fn config(&self, flag: &str) -> Option<bool> {
        self.json["config"].get(flag).and_then(Json::as_bool)
    }

    /// The types as a writer of the message has them.
    pub(crate) fn types(&self) -> Types {
        Types::new(&self.json["types"])
    }

    /// The types as its reader has them.
    pub(crate) fn reader_types(&self) -> Types {
        Types::new(self.json.get("reader_types").unwrap_or(&self.json["types"]))
    }

    /// What a reader gets; none where it gets an error.
    pub(crate) fn read_value(&self) -> Option<&Json> {
        let written = self.json.get("decoded").unwrap_or(&self.json["value"]);
        match self.json.get("reader_error") {
            Some(_) => None,
            None => Some(self.json.get("reader_value").unwrap_or(written)),
        }
    }

    pub(crate) fn value(&self) -> &Json {
        &self.json["value"]
    }

    /// Whether binary values are beside the message, and from how many bytes on.
    pub(crate) fn out_of_band(&self) -> Option<usize> {
        self.config("oob").filter(|oob| *oob)?;
        Some(if self.config("oob_take") == Some(false) { usize::MAX } else { 0 })
    }

    pub(crate) fn graph(&self, types: &Types, texts: Texts) -> Graph {
        self.graph_within(Limits::default(), types, texts)
    }

    pub(crate) fn graph_within(&self, limits: Limits, types: &Types, texts: Texts) -> Graph {
        let mode = match self.config("compatible") {
            Some(true) => Mode::Compatible,
            _ => Mode::SameSchema,
        };
        let references = match self.config("ref") {
            Some(true) => References::Tracked,
            _ => References::Values,
        };
        let builder = Graph::builder().mode(mode).references(references);
        let builder = builder.texts(texts).limits(limits);
        let graph = types.register(builder).build();
        graph.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// The types of a vector, by the names that its JSON has for them.
#[derive(Debug, Clone)]
pub(crate) struct Types(BTreeMap<String, Json>);

impl Types {
    fn new(types: &Json) -> Self {
        let types = types.as_array().expect("a list of types").iter();
        Self(types.map(|it| (it["name"].as_str().expect("a name").into(), it.clone())).collect())
    }

    /// The same but for structs, and what needs them.
    pub(crate) fn without_structs(&self) -> Self {
        let kept = self.0.iter().filter(|(_, it)| it["kind"] != "struct" && it["kind"] != "union");
        Self(kept.map(|(name, it)| (name.clone(), it.clone())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> &Json {
        &self.0[name]
    }

    /// The name in the JSON of what is registered as `registered`.
    pub(crate) fn name_of(&self, registered: &TypeName) -> &str {
        let found = self.0.keys().find(|name| self.registered(name) == *registered);
        found.expect("only registered types are read")
    }

    pub(crate) fn registered(&self, name: &str) -> TypeName {
        let declared = self.get(name);
        match declared["id"].as_u64() {
            Some(id) => TypeName::Id(id.try_into().expect("32 bits")),
            None => TypeName::from(declared["reg_name"].as_str().expect("an id or a name")),
        }
    }

    fn register(&self, mut builder: Builder) -> Builder {
        for (name, declared) in &self.0 {
            let registered = self.registered(name);
            builder = match declared["kind"].as_str().expect("a kind") {
                "struct" => builder.structure(self.structure(registered, declared)),
                "enum" => builder.enumeration(enumeration(registered, declared)),
                "union" => builder.union(self.union(registered, declared)),
                "ext" => builder.ext(ExtType::of_scalar(registered, TypeId::VarInt32)),
                kind => panic!("a type of the kind {kind}"),
            };
        }
        builder
    }

    fn structure(&self, registered: TypeName, declared: &Json) -> StructType {
        let mut structure = StructType::new(registered);
        for declared in declared["fields"].as_array().expect("fields") {
            let is = |flag: &str| declared.get(flag).and_then(Json::as_bool) == Some(true);
            let mut field_type = self.field_type(&declared["type"]);
            if is("nullable") {
                field_type = field_type.nullable();
            }
            let mut field = Field::new(declared["name"].as_str().expect("a name"), field_type);
            if let Some(tag) = declared.get("tag").and_then(Json::as_u64) {
                field = field.tag(tag.try_into().expect("32 bits"));
            }
            if is("ref") {
                field = field.tracked();
            }
            if is("dynamic") {
                field = field.dynamic();
            }
            structure = structure.with(field);
        }
        match declared.get("evolving").and_then(Json::as_bool) {
            Some(false) => structure.not_evolving(),
            _ => structure,
        }
    }

    fn union(&self, registered: TypeName, declared: &Json) -> UnionType {
        let cases = declared["cases"].as_object().expect("cases").iter();
        cases.fold(UnionType::new(registered), |union, (case, declared)| {
            union.case(case.parse().expect("a number"), self.field_type(declared))
        })
    }

    pub(crate) fn field_type(&self, declared: &Json) -> FieldType {
        if let Some(name) = declared.as_str() {
            return match name {
                "any" => FieldType::any(),
                name => FieldType::scalar(scalar(name)),
            };
        }
        let (key, of) = only(declared);
        match key {
            "optional" => self.field_type(of).nullable(),
            "ref" => self.field_type(of).tracked(),
            "list" => FieldType::list(self.field_type(of)),
            "set" => FieldType::set(self.field_type(of)),
            "map" => FieldType::map(self.field_type(&of[0]), self.field_type(&of[1])),
            "array" => {
                let element = scalar(of.as_str().expect("a number"));
                FieldType::scalar(element.array().expect("of numbers"))
            }
            _ => FieldType::of(self.registered(of.as_str().expect("a name"))),
        }
    }
}

fn enumeration(registered: TypeName, declared: &Json) -> EnumType {
    let values = declared["values"].as_array().expect("values").iter();
    values.fold(EnumType::new(registered), |it, value| {
        let number = value[1].as_u64().expect("a number");
        it.value(value[0].as_str().expect("a name"), number.try_into().expect("32 bits"))
    })
}

/// The key and the value of an object that has one.
pub(crate) fn only(json: &Json) -> (&str, &Json) {
    let (key, value) = json.as_object().and_then(|it| it.iter().next()).expect("a type");
    (key, value)
}

/// Names in the JSON are those of the protocol, but for integers, which are of variable length
/// where nothing is said.
pub(crate) fn scalar(name: &str) -> TypeId {
    let name = match name {
        "int32" => "varint32",
        "int64" => "varint64",
        "uint32" => "var_uint32",
        "uint64" => "var_uint64",
        name => name.strip_prefix("fixed_").unwrap_or(name),
    };
    let found = TypeId::ALL.iter().find(|type_id| type_id.name() == name);
    *found.unwrap_or_else(|| panic!("no type {name}"))
}

/// The vectors of this repository and those of the folder that `FERROW_GOLDEN` names.
pub(crate) fn load() -> Vec<Vector> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut vectors = load_folder(&root.join("tests/golden"));
    if let Some(more) = std::env::var_os("FERROW_GOLDEN") {
        // Of a relative path the workspace is the root, wherever the harness runs the test.
        let known: Vec<String> = vectors.iter().map(|it| it.name.clone()).collect();
        let more = load_folder(&root.join(more));
        vectors.extend(more.into_iter().filter(|it| !known.contains(&it.name)));
    }
    vectors
}

fn load_folder(folder: &Path) -> Vec<Vector> {
    let peers = folder.join("peers.json");
    let peers = std::fs::read(&peers).map_or(Json::Null, |bytes| {
        serde_json::from_slice(&bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", peers.display()))
    });
    let folder = folder.join("xlang");
    let files = std::fs::read_dir(&folder);
    let files = files.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    let vectors = files.iter().flat_map(|file| {
        let bytes = std::fs::read(file).expect("a file that can be read");
        let vectors: Vec<Json> = serde_json::from_slice(&bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        vectors
    });
    vectors.map(|json| vector(json, &peers)).collect()
}

fn vector(json: Json, peers: &Json) -> Vector {
    let name = json["name"].as_str().expect("a name").to_owned();
    let bytes = hex(json["hex"].as_str().expect("hex"));
    let peers = peers.as_object().into_iter().flatten();
    let peers = peers.filter_map(|(peer, vectors)| {
        let found = vectors.get("xlang")?.get(&name)?.as_str()?;
        Some((peer.clone(), if found == "same" { bytes.clone() } else { hex(found) }))
    });
    let buffers = json.get("buffers").and_then(Json::as_array).into_iter().flatten();
    let buffers = buffers.map(|buffer| hex(buffer.as_str().expect("hex")).into());
    Vector {
        peers: peers.collect(),
        buffers: buffers.collect(),
        quirk: json.get("quirk").is_some(),
        name,
        bytes,
        json,
    }
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let bytes = digits.map(|pair| {
        let pair = std::str::from_utf8(pair).expect("ASCII");
        u8::from_str_radix(pair, 16).expect("hex")
    });
    bytes.collect()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
