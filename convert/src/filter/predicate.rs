//! What rows are asked, as data.

use std::ops::Not;

use super::Literal;
use crate::FieldPath;

/// A question to a row, in terms of its fields: true, false, or null where that hangs on a null.
///
/// As in SQL, a comparison with a null is null, and `and`, `or` and `!` follow three-valued logic; a
/// filter keeps the rows for which a predicate is true. Values compare as Arrow's
/// [`cmp`](arrow::compute::kernels::cmp) kernels have it: floats by the total order of IEEE 754, in
/// which -0.0 is less than 0.0 and every NaN has a place and equals itself; text and bytes by their
/// bytes.
///
/// Nothing is looked up until a [`RowFilter`](super::RowFilter) is made of it.
///
/// ```
/// use ferrow_convert::Predicate;
///
/// let late = Predicate::column("dep_delay").gt(30_i16);
/// let big = Predicate::column("carrier").is_in(["UA", "AA"]);
/// let current = Predicate::column("status.deprecated").eq(true);
/// let wanted = late.and(big.or(!current));
/// # let _ = wanted;
/// ```
#[derive(Debug, Clone)]
pub struct Predicate(pub(super) Node);

#[derive(Debug, Clone)]
pub(super) enum Node {
    Compare { field: FieldPath, comparison: Comparison, literal: Literal },
    IsNull(FieldPath),
    IsIn { field: FieldPath, list: Vec<Literal> },
    Matches { field: FieldPath, part: Part, pattern: Literal },
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    Distinct,
    NotDistinct,
}

/// Where a text or bytes have a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Start,
    End,
    Anywhere,
}

impl Predicate {
    /// Begins a predicate about one field, to be found by its name, its path or its ordinal.
    pub fn column(field: impl Into<FieldPath>) -> PredicateColumn {
        PredicateColumn { field: field.into() }
    }

    /// Whether all of these are true; true where there are none.
    pub fn all(predicates: impl IntoIterator<Item = Self>) -> Self {
        Self(Node::All(predicates.into_iter().collect()))
    }

    /// Whether any of these is true; false where there are none.
    pub fn any(predicates: impl IntoIterator<Item = Self>) -> Self {
        Self(Node::Any(predicates.into_iter().collect()))
    }

    /// Whether both are true. What is here is asked first: put first what few rows pass.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self.0 {
            Node::All(mut predicates) => {
                predicates.push(other);
                Self(Node::All(predicates))
            }
            node => Self::all([Self(node), other]),
        }
    }

    /// Whether either is true. What is here is asked first: put first what most rows pass.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match self.0 {
            Node::Any(mut predicates) => {
                predicates.push(other);
                Self(Node::Any(predicates))
            }
            node => Self::any([Self(node), other]),
        }
    }
}

/// True for false, false for true; null stays null.
impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        Self(Node::Not(Box::new(self)))
    }
}

/// One field, of which something is to be asked.
#[derive(Debug, Clone)]
#[must_use = "a field alone is no predicate"]
pub struct PredicateColumn {
    field: FieldPath,
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $comparison:ident;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, literal: impl Into<Literal>) -> Predicate {
            let comparison = Comparison::$comparison;
            Predicate(Node::Compare { field: self.field, comparison, literal: literal.into() })
        }
    )*};
}

impl PredicateColumn {
    comparisons! {
        /// Whether the field equals the literal; null where either is null.
        eq Eq;
        /// Whether the field differs from the literal; null where either is null.
        not_eq NotEq;
        /// Whether the field is less than the literal; null where either is null.
        lt Lt;
        /// Whether the field is at most the literal; null where either is null.
        lt_eq LtEq;
        /// Whether the field is greater than the literal; null where either is null.
        gt Gt;
        /// Whether the field is at least the literal; null where either is null.
        gt_eq GtEq;
        /// Whether the field differs from the literal, of which a null differs from every value and
        /// not from another null: never null.
        is_distinct_from Distinct;
        /// Whether the field equals the literal, or both are null: never null.
        is_not_distinct_from NotDistinct;
    }

    /// Whether the field is null, or a struct on the way to it is.
    pub fn is_null(self) -> Predicate {
        Predicate(Node::IsNull(self.field))
    }

    /// Whether the field is not null.
    pub fn is_not_null(self) -> Predicate {
        !self.is_null()
    }

    /// Whether the field equals one of `list`. Null where the field is, and where it equals none and
    /// one of them is null; false where there are none. Its opposite is `!column.is_in(list)`.
    pub fn is_in<L: Into<Literal>>(self, list: impl IntoIterator<Item = L>) -> Predicate {
        let list = list.into_iter().map(Into::into).collect();
        Predicate(Node::IsIn { field: self.field, list })
    }

    /// Whether a field of text or bytes begins with `prefix`; null where either is null.
    pub fn starts_with(self, prefix: impl Into<Literal>) -> Predicate {
        self.matches(Part::Start, prefix.into())
    }

    /// Whether a field of text or bytes ends with `suffix`; null where either is null.
    pub fn ends_with(self, suffix: impl Into<Literal>) -> Predicate {
        self.matches(Part::End, suffix.into())
    }

    /// Whether a field of text or bytes contains `part`; null where either is null.
    pub fn contains(self, part: impl Into<Literal>) -> Predicate {
        self.matches(Part::Anywhere, part.into())
    }

    fn matches(self, part: Part, pattern: Literal) -> Predicate {
        Predicate(Node::Matches { field: self.field, part, pattern })
    }
}
