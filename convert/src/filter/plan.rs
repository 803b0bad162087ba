//! A predicate, bound to the rows of one layout.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::ArrayRef;
use ferrow_row::{LazyRow, RowLayout};

use super::Literal;
use super::bind;
use super::block::Block;
use super::place::SlotPlace;
use super::predicate::{Comparison, Node, Part, Predicate};
use super::test::{FieldTest, IsPresent, Sense};
use crate::FieldPath;
use crate::error::Error;
use crate::path::{FieldPlace, struct_layout};

/// Which rows a predicate is true for.
///
/// `Not` has gone down to the tests of fields, which know what a null makes of them, so that here two
/// values will do: what is not true is left out, false or null.
#[derive(Debug)]
pub(super) enum Plan {
    /// All rows.
    All,
    /// None.
    Nothing,
    Field(FieldPlan),
    /// The rows that pass every one of these.
    Every(Vec<Plan>),
    /// The rows that pass some of these.
    Some(Vec<Plan>),
}

/// A test of one field, in the row or in a struct in it.
#[derive(Debug)]
pub(super) struct FieldPlan {
    /// The structs on the way, each with where it stands.
    structs: Vec<(SlotPlace, Arc<RowLayout>)>,
    at: FieldPlace,
    test: Box<dyn FieldTest>,
    /// Whether the rows pass that the test is true for, or the others.
    sense: Sense,
}

impl Plan {
    pub(super) fn try_new(layout: &RowLayout, predicate: &Predicate) -> Result<Self, Error> {
        Self::of(layout, predicate, Sense::Holds)
    }

    /// Of the predicate where `sense` is that it holds, else of its opposite.
    fn of(layout: &RowLayout, predicate: &Predicate, sense: Sense) -> Result<Self, Error> {
        let each = |predicates: &[Predicate]| {
            predicates.iter().map(|one| Self::of(layout, one, sense)).collect::<Result<_, Error>>()
        };
        match (&predicate.0, sense) {
            (Node::Not(inner), sense) => Self::of(layout, inner, sense.opposite()),
            (Node::All(all), Sense::Holds) => Ok(Self::Every(each(all)?)),
            (Node::All(all), Sense::Fails) => Ok(Self::Some(each(all)?)),
            (Node::Any(any), Sense::Holds) => Ok(Self::Some(each(any)?)),
            (Node::Any(any), Sense::Fails) => Ok(Self::Every(each(any)?)),
            (Node::IsNull(field), sense) => {
                Ok(Target::resolve(layout, field)?.is_present(sense.opposite()))
            }
            (Node::Compare { field, comparison, literal }, sense) => {
                Target::resolve(layout, field)?.compare(*comparison, literal, sense)
            }
            (Node::IsIn { field, list }, sense) => {
                Target::resolve(layout, field)?.is_in(list, sense)
            }
            (Node::Matches { field, part, pattern }, sense) => {
                Target::resolve(layout, field)?.matches(*part, pattern, sense)
            }
        }
    }

    /// The `wanted` rows that pass.
    pub(super) fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        match self {
            _ if wanted == 0 => 0,
            Self::All => wanted,
            Self::Nothing => 0,
            Self::Field(field) => field.select(block, wanted),
            Self::Every(plans) => {
                plans.iter().fold(wanted, |wanted, plan| plan.select(block, wanted))
            }
            Self::Some(plans) => {
                plans.iter().fold(0, |found, plan| found | plan.select(block, wanted & !found))
            }
        }
    }

    /// Whether one unknown row of the plan's layout passes, where its slots tell; `None` where
    /// [`test`](Self::test) is to be asked. The row has all its slots.
    #[inline]
    pub(super) fn test_slots(&self, row: &[u8]) -> Option<bool> {
        match self {
            Self::Field(field) => field.test_slot(row),
            plan => plan.test_slots_of_parts(row),
        }
    }

    fn test_slots_of_parts(&self, row: &[u8]) -> Option<bool> {
        match self {
            Self::All => Some(true),
            Self::Nothing => Some(false),
            Self::Field(field) => field.test_slot(row),
            Self::Every(plans) => {
                for plan in plans {
                    if !plan.test_slots(row)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            Self::Some(plans) => {
                for plan in plans {
                    if plan.test_slots(row)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
        }
    }

    /// Whether one unknown row passes. What is not asked is not looked at.
    #[inline]
    pub(super) fn test(&self, row: LazyRow<'_>) -> Result<bool, ferrow_row::Error> {
        match self {
            Self::Field(field) => field.test(row),
            plan => plan.test_parts(row),
        }
    }

    fn test_parts(&self, row: LazyRow<'_>) -> Result<bool, ferrow_row::Error> {
        match self {
            Self::All => Ok(true),
            Self::Nothing => Ok(false),
            Self::Field(field) => field.test(row),
            Self::Every(plans) => {
                for plan in plans {
                    if !plan.test(row)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Some(plans) => {
                for plan in plans {
                    if plan.test(row)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

impl FieldPlan {
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        let found = match &self.structs[..] {
            [] => self.test.select(block, wanted),
            [(place, layout), rest @ ..] => {
                let mut inner = place.enter(block, layout, wanted);
                for (place, layout) in rest {
                    inner = place.enter(&inner, layout, wanted);
                }
                self.test.select(&inner, wanted & inner.present())
            }
        };
        match self.sense {
            Sense::Holds => found,
            Sense::Fails => wanted & !found,
        }
    }

    #[inline]
    fn test_slot(&self, row: &[u8]) -> Option<bool> {
        if !self.structs.is_empty() {
            return None;
        }
        let found = self.test.test_slot(row)?;
        Some(found == (self.sense == Sense::Holds))
    }

    #[inline]
    fn test(&self, row: LazyRow<'_>) -> Result<bool, ferrow_row::Error> {
        let found = match &self.at.structs[..] {
            [] => self.test.test(row, self.at.index)?,
            structs => self.test_inside(row, structs)?,
        };
        Ok(found == (self.sense == Sense::Holds))
    }

    fn test_inside(&self, row: LazyRow<'_>, structs: &[usize]) -> Result<bool, ferrow_row::Error> {
        let [index, rest @ ..] = structs else { return self.test.test(row, self.at.index) };
        let Some(inside) = row.row(*index)? else { return Ok(false) };
        let name = || row.layout().schema().field(*index).name();
        self.test_inside(inside, rest).map_err(|error| error.in_field(name()))
    }
}

/// The field that a test is about.
struct Target<'a> {
    layout: &'a RowLayout,
    at: FieldPlace,
}

impl<'a> Target<'a> {
    fn resolve(layout: &'a RowLayout, field: &FieldPath) -> Result<Self, Error> {
        Ok(Self { layout, at: field.resolve(layout)? })
    }

    fn place(&self) -> SlotPlace {
        SlotPlace::new(self.at.parent(self.layout), self.at.index)
    }

    /// The rows that pass `test`, or the others.
    fn plan(&self, test: Box<dyn FieldTest>, sense: Sense) -> Plan {
        let (mut layout, mut structs) = (self.layout, Vec::with_capacity(self.at.structs.len()));
        for &index in &self.at.structs {
            let inside = struct_layout(layout, index);
            structs.push((SlotPlace::new(layout, index), Arc::clone(inside)));
            layout = inside;
        }
        Plan::Field(FieldPlan { structs, at: self.at.clone(), test, sense })
    }

    fn is_present(&self, sense: Sense) -> Plan {
        self.plan(Box::new(IsPresent { place: self.place() }), sense)
    }

    fn literal(&self, literal: &Literal) -> Result<Option<ArrayRef>, Error> {
        let value = self.at.value(self.layout);
        bind::check_comparable(value)?;
        literal.for_field(value)
    }

    fn compare(
        &self,
        comparison: Comparison,
        literal: &Literal,
        sense: Sense,
    ) -> Result<Plan, Error> {
        use Comparison as C;
        let Some(literal) = self.literal(literal)? else {
            return Ok(match comparison {
                C::NotDistinct => self.is_present(sense.opposite()),
                C::Distinct => self.is_present(sense),
                _ => Plan::Nothing,
            });
        };
        let (ordering, holds) = match comparison {
            C::Eq | C::NotDistinct | C::Distinct => (Ordering::Equal, sense),
            C::NotEq => (Ordering::Equal, sense.opposite()),
            C::Lt => (Ordering::Less, sense),
            C::GtEq => (Ordering::Less, sense.opposite()),
            C::Gt => (Ordering::Greater, sense),
            C::LtEq => (Ordering::Greater, sense.opposite()),
        };
        // What is never null is asked in one sense, and then turned over with its nulls.
        let (holds, sense) = match comparison {
            C::NotDistinct => (Sense::Holds, sense),
            C::Distinct => (Sense::Holds, sense.opposite()),
            _ => (holds, Sense::Holds),
        };
        let value = self.at.value(self.layout);
        let test = bind::comparison(value, self.place(), (ordering, holds), &literal)?;
        Ok(self.plan(test, sense))
    }

    fn is_in(&self, list: &[Literal], sense: Sense) -> Result<Plan, Error> {
        let literals = (list.iter())
            .map(|literal| self.literal(literal))
            .collect::<Result<Vec<_>, Error>>()?;
        let values: Vec<ArrayRef> = literals.iter().flatten().cloned().collect();
        match sense {
            Sense::Holds if values.is_empty() => return Ok(Plan::Nothing),
            Sense::Fails if list.is_empty() => return Ok(Plan::All),
            // What is none of the values may be the null.
            Sense::Fails if values.len() < list.len() => return Ok(Plan::Nothing),
            _ => {}
        }
        let value = self.at.value(self.layout);
        let test = bind::is_in(value, self.place(), sense, &values)?;
        Ok(self.plan(test, Sense::Holds))
    }

    fn matches(&self, part: Part, pattern: &Literal, sense: Sense) -> Result<Plan, Error> {
        let value = self.at.value(self.layout);
        bind::check_text(value)?;
        let Some(pattern) = self.literal(pattern)? else { return Ok(Plan::Nothing) };
        let test = bind::matches(self.place(), (part, sense), &pattern);
        Ok(self.plan(test, Sense::Holds))
    }
}
