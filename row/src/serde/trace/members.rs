//! What is known of the fields of a struct and the variants of an enum.

use super::node::Node;

/// The fields of a struct, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) fields: Vec<StructField>,
    /// The samples seen; stays 0 where a type is traced, which shows all of its fields.
    pub(super) samples: usize,
    /// Where the next field is expected: samples have theirs in the same order, mostly.
    next: usize,
    /// Fields that are known to have another name, and these names.
    pub(super) aliased: Vec<&'static str>,
    pub(super) aliases: Vec<&'static str>,
}

#[derive(Debug)]
pub(super) struct StructField {
    pub(super) name: String,
    pub(super) node: Node,
    /// The samples that have the field; where others do not, it is nullable.
    pub(super) seen: usize,
    last_sample: usize,
}

/// The variants of an enum, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(super) struct Variants(pub(super) Vec<Variant>);

#[derive(Debug)]
pub(super) struct Variant {
    pub(super) name: String,
    /// What the enum says is the variant's place; enums written by hand may say anything.
    pub(super) index: u32,
    pub(super) has_data: bool,
    pub(super) node: Node,
    /// Whether the variant was traced from its type.
    pub(super) visited: bool,
}

impl Fields {
    /// Begins one more sample.
    pub(super) fn begin(&mut self) {
        self.samples += 1;
        self.next = 0;
    }

    /// The field `name` of the struct that began last.
    pub(super) fn see(&mut self, name: &str) -> &mut Node {
        let expected = self.next;
        let found = match self.fields.get(expected) {
            Some(field) if field.name == name => Some(expected),
            _ => self.fields.iter().position(|field| field.name == name),
        };
        let index = found.unwrap_or_else(|| {
            let node = Node::default();
            self.fields.push(StructField { name: name.to_owned(), node, seen: 0, last_sample: 0 });
            self.fields.len() - 1
        });
        self.next = index + 1;
        let field = &mut self.fields[index];
        // A map may have a key twice.
        if field.last_sample != self.samples {
            field.last_sample = self.samples;
            field.seen += 1;
        }
        &mut field.node
    }

    /// The field `name` is known to exist, but the struct that began last does not have it.
    pub(super) fn see_skipped(&mut self, name: &str) {
        self.see(name).nullable = true;
    }
}

impl Variants {
    pub(super) fn has_data(&self) -> bool {
        self.0.iter().any(|variant| variant.has_data)
    }

    /// The variant `name`.
    pub(super) fn see(&mut self, index: u32, name: &str) -> &mut Variant {
        let found = self.0.iter().position(|variant| variant.name == name);
        let at = found.unwrap_or_else(|| {
            let (name, node) = (name.to_owned(), Node::default());
            self.0.push(Variant { name, index, has_data: false, node, visited: false });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// The variants with their type ids: their indices, so that samples of some variants have the
    /// type ids of all, or where these are none, their ordinals.
    pub(super) fn with_type_ids(&self) -> Option<Vec<(i8, &Variant)>> {
        let mut variants: Vec<_> = self.0.iter().collect();
        variants.sort_by_key(|variant| variant.index);
        let are_unique = variants.windows(2).all(|pair| pair[0].index != pair[1].index);
        let by_index = variants.iter().map(|variant| i8::try_from(variant.index).ok());
        let by_index = by_index.collect::<Option<Vec<i8>>>().filter(|_| are_unique);
        let type_ids = match by_index {
            Some(type_ids) => type_ids,
            None => (0..variants.len()).map(|at| i8::try_from(at).ok()).collect::<Option<_>>()?,
        };
        Some(type_ids.into_iter().zip(variants).collect())
    }
}
