//! Types of other crates, whose values travel as those of a type here.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "uuid")]
mod uuid;

/// Types, what carries each, how it is put there, and how it is taken out.
macro_rules! carried {
    ($($type:ty as $carrier:ty: |$value:ident| $put:expr, |$found:ident| $take:expr;)*) => {
        $(
            impl $crate::Object for $type {
                const TYPE: $crate::wire::TypeId = <$carrier as $crate::Object>::TYPE;

                fn field_type(
                    names: &$crate::object::TypeNames<'_>,
                ) -> $crate::schema::FieldType {
                    <$carrier as $crate::Object>::field_type(names)
                }

                fn write(
                    &self,
                    cx: &mut $crate::context::WriteContext<'_>,
                    types: $crate::object::Types,
                ) -> $crate::Result<()> {
                    let $value = self;
                    let carrier: $carrier = $put;
                    $crate::Object::write(&carrier, cx, types)
                }
            }

            impl<'a> $crate::FromObject<'a> for $type {
                fn read(
                    cx: &mut $crate::context::ReadContext<'_, 'a>,
                ) -> $crate::Result<Self> {
                    let start = cx.reader().offset();
                    let $found = <$carrier as $crate::FromObject<'a>>::read(cx)?;
                    let taken: $crate::Result<Self> = $take;
                    taken.map_err(|error| error.at(start))
                }

                fn from_value(value: $crate::Value) -> $crate::Result<Self> {
                    let $found = <$carrier as $crate::FromObject<'a>>::from_value(value)?;
                    $take
                }
            }
        )*
    };
}
use carried;
