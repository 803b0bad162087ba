//! What a person writes to fill Arrow's builders from records by hand, a record at a time.

use arrow_array::builder::{
    BooleanBuilder, Float32Builder, Float64Builder, Int8Builder, Int16Builder, Int32Builder,
    Int64Builder, StringBuilder,
};
use arrow_array::{
    Array, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
};

/// A field of a record that has a builder.
pub(crate) trait Cell {
    type Builder;

    fn builder(rows: usize) -> Self::Builder;
    fn append(&self, builder: &mut Self::Builder);
}

/// A field of a record that is read out of an array without being copied.
pub(crate) trait FixedCell: Cell {
    type Array: 'static;

    fn read(array: &Self::Array, row: usize) -> Self;
}

macro_rules! fixed_cells {
    ($($type:ty, $builder:ident, $array:ident;)*) => {$(
        impl Cell for $type {
            type Builder = $builder;

            fn builder(rows: usize) -> $builder {
                $builder::with_capacity(rows)
            }

            #[inline]
            fn append(&self, builder: &mut $builder) {
                builder.append_value(*self);
            }
        }

        impl FixedCell for $type {
            type Array = $array;

            #[inline]
            fn read(array: &$array, row: usize) -> Self {
                array.value(row)
            }
        }

        impl Cell for Option<$type> {
            type Builder = $builder;

            fn builder(rows: usize) -> $builder {
                $builder::with_capacity(rows)
            }

            #[inline]
            fn append(&self, builder: &mut $builder) {
                builder.append_option(*self);
            }
        }

        impl FixedCell for Option<$type> {
            type Array = $array;

            #[inline]
            fn read(array: &$array, row: usize) -> Self {
                array.is_valid(row).then(|| array.value(row))
            }
        }
    )*};
}

fixed_cells! {
    i64, Int64Builder, Int64Array;
    i32, Int32Builder, Int32Array;
    i16, Int16Builder, Int16Array;
    i8, Int8Builder, Int8Array;
    f64, Float64Builder, Float64Array;
    f32, Float32Builder, Float32Array;
    bool, BooleanBuilder, BooleanArray;
}

/// A guess of the length of a text, which a person would make too.
const TEXT: usize = 8;

impl Cell for String {
    type Builder = StringBuilder;

    fn builder(rows: usize) -> StringBuilder {
        StringBuilder::with_capacity(rows, rows * TEXT)
    }

    #[inline]
    fn append(&self, builder: &mut StringBuilder) {
        builder.append_value(self);
    }
}

impl Cell for Option<String> {
    type Builder = StringBuilder;

    fn builder(rows: usize) -> StringBuilder {
        String::builder(rows)
    }

    #[inline]
    fn append(&self, builder: &mut StringBuilder) {
        builder.append_option(self.as_deref());
    }
}

/// A struct of builders, one per field of a record.
macro_rules! builders {
    ($builders:ident of $record:ident { $($field:ident: $type:ty,)* }) => {
        struct $builders {
            $($field: <$type as $crate::cells::Cell>::Builder,)*
        }

        impl $builders {
            fn new(rows: usize) -> Self {
                Self { $($field: <$type as $crate::cells::Cell>::builder(rows),)* }
            }

            #[inline]
            fn push(&mut self, record: &$record) {
                $(<$type as $crate::cells::Cell>::append(&record.$field, &mut self.$field);)*
            }

            fn finish(mut self) -> Vec<arrow_array::ArrayRef> {
                vec![$(std::sync::Arc::new(self.$field.finish()),)*]
            }
        }
    };
}

pub(crate) use builders;
