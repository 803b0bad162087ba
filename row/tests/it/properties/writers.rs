//! Writers that are dropped, and lists of any capacity.

use ferrow_row::{ListWriter, RowRef, RowWriter, SlotWriter, ValueRef};
use proptest::prelude::*;

use super::{cases, choices, layouts, modelled};
use crate::generate::{self, Choices};

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn writers_that_are_dropped_take_back_what_they_wrote(bytes in choices(), accidents: Vec<u8>) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let values = generate::row(&mut choices, &fields);
        for layout in layouts(&fields) {
            let wanted = modelled(&layout, &values);
            let row = RowRef::try_new(&layout, &wanted).unwrap();
            let mut clumsy = Clumsy { choices: Choices::new(&accidents) };
            let mut buffer = vec![0xaa; 5];
            clumsy.abandon_row(RowWriter::new(&layout, &mut buffer), row);
            prop_assert_eq!(&buffer, &[0xaa; 5]);
            clumsy.row(RowWriter::new(&layout, &mut buffer), row);
            prop_assert_eq!(&buffer[5..], &wanted);
        }
    }
}

/// Writes values, and on the way starts many more that it drops, with lists of any capacity.
struct Clumsy<'c> {
    choices: Choices<'c>,
}

impl Clumsy<'_> {
    fn row(&mut self, mut row: RowWriter<'_>, from: RowRef<'_>) {
        for index in 0..from.layout().len() {
            if self.choices.one_in(3) {
                self.abandon(row.slot(index), from.value(index));
            }
            self.slot(row.slot(index), from.value(index));
        }
        if self.choices.one_in(3) {
            for index in 0..from.layout().len() {
                self.abandon(row.slot(index), from.value(index));
            }
        }
        row.finish().expect("a whole row");
    }

    /// Writes some of the fields.
    fn abandon_row(&mut self, mut row: RowWriter<'_>, from: RowRef<'_>) {
        for index in 0..from.layout().len() {
            match self.choices.below(3) {
                0 => {}
                1 => self.abandon(row.slot(index), from.value(index)),
                _ => self.slot(row.slot(index), from.value(index)),
            }
        }
    }

    fn slot(&mut self, slot: SlotWriter<'_>, value: ValueRef<'_>) {
        match value {
            ValueRef::Struct(from) => self.row(slot.row().expect("a struct"), from),
            ValueRef::List(from) => {
                let mut list = slot.list(self.choices.below(90)).expect("a list");
                self.elements(&mut list, from.values());
                list.finish().expect("a whole list");
            }
            ValueRef::Map(from) => {
                let mut map = slot.map().expect("a map");
                for _ in 0..=self.choices.below(2) {
                    let mut keys = map.keys(self.choices.below(90)).expect("keys");
                    self.elements(&mut keys, from.keys().values());
                    keys.finish().expect("whole keys");
                }
                for _ in 0..=self.choices.below(2) {
                    let mut values = map.values(self.choices.below(90)).expect("values");
                    self.elements(&mut values, from.values().values());
                    values.finish().expect("whole values");
                }
                map.finish().expect("a whole map");
            }
            ValueRef::Union(from) => {
                let mut union = slot.union(from.type_id()).expect("a union");
                if self.choices.one_in(3) {
                    self.abandon(union.value(), from.value());
                }
                self.slot(union.value(), from.value());
                union.finish().expect("a whole union");
            }
            value => slot.set_value(value).expect("a value of the place"),
        }
    }

    fn elements<'a>(
        &mut self,
        list: &mut ListWriter<'_>,
        values: impl Iterator<Item = ValueRef<'a>>,
    ) {
        for value in values {
            if self.choices.one_in(4) {
                self.abandon(list.slot().expect("room"), value);
            }
            self.slot(list.slot().expect("room"), value);
        }
    }

    /// Starts a value that has parts, and drops it with some of them written.
    fn abandon(&mut self, slot: SlotWriter<'_>, value: ValueRef<'_>) {
        match value {
            ValueRef::Struct(from) => self.abandon_row(slot.row().expect("a struct"), from),
            ValueRef::List(from) => {
                let mut list = slot.list(self.choices.below(90)).expect("a list");
                let some = self.choices.below(5);
                self.elements(&mut list, from.values().take(some));
            }
            ValueRef::Map(from) => {
                let mut map = slot.map().expect("a map");
                let mut keys = map.keys(0).expect("keys");
                self.elements(&mut keys, from.keys().values());
                if self.choices.one_in(2) {
                    keys.finish().expect("whole keys");
                    let mut values = map.values(1).expect("values");
                    self.elements(&mut values, from.values().values());
                }
            }
            ValueRef::Union(from) => {
                let mut union = slot.union(from.type_id()).expect("a union");
                self.slot(union.value(), from.value());
            }
            _ => {}
        }
    }
}
