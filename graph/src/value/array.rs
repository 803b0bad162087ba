//! Dense arrays.

use half::{bf16, f16};

use crate::error::{Error, Problem, Result};
use crate::wire::{Reader, TypeId, Writer};

macro_rules! arrays {
    ($($variant:ident $type:ty, $type_id:ident, $width:literal;)*) => {
        /// An array of numbers or bools, without nulls, in as few bytes as they have.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Array {
            $(
                #[doc = concat!("`", stringify!($type), "`")]
                $variant(Vec<$type>),
            )*
        }

        impl Array {
            /// The type, of which it is told apart in messages.
            #[must_use]
            pub fn type_id(&self) -> TypeId {
                match self {
                    $(Self::$variant(_) => TypeId::$type_id,)*
                }
            }

            /// How many elements there are.
            #[must_use]
            pub fn len(&self) -> usize {
                match self {
                    $(Self::$variant(values) => values.len(),)*
                }
            }

            pub(crate) fn write(&self, writer: &mut Writer) -> Result<()> {
                let len = self.len() * self.type_id().width();
                let Ok(len) = u32::try_from(len) else {
                    return Err(Error::new(Problem::TooLong { what: "an array", len }));
                };
                writer.var_u32(len);
                match self {
                    $(Self::$variant(values) => {
                        let bytes = writer.vec();
                        bytes.reserve(values.len() * $width);
                        for value in values {
                            bytes.extend_from_slice(&Dense::to_bytes(*value));
                        }
                    })*
                }
                Ok(())
            }

            pub(crate) fn read(type_id: TypeId, reader: &mut Reader<'_>) -> Result<Self> {
                match type_id {
                    $(TypeId::$type_id => {
                        let (bytes, len) = reader.array($width)?;
                        let (chunks, _) = bytes.as_chunks::<$width>();
                        let mut values = Vec::with_capacity(len);
                        for chunk in chunks {
                            let value = <$type as Dense<$width>>::from_bytes(*chunk);
                            let value = value.map_err(|error| {
                                error.at(reader.offset() - bytes.len() + values.len() * $width)
                            })?;
                            values.push(value);
                        }
                        Ok(Self::$variant(values))
                    })*
                    type_id => Err(reader.error(Problem::NotAValue { type_id })),
                }
            }
        }

        $(
            impl From<Vec<$type>> for Array {
                fn from(values: Vec<$type>) -> Self {
                    Self::$variant(values)
                }
            }
        )*
    };
}

arrays! {
    Bool bool, BoolArray, 1;
    Int8 i8, Int8Array, 1;
    Int16 i16, Int16Array, 2;
    Int32 i32, Int32Array, 4;
    Int64 i64, Int64Array, 8;
    UInt8 u8, UInt8Array, 1;
    UInt16 u16, UInt16Array, 2;
    UInt32 u32, UInt32Array, 4;
    UInt64 u64, UInt64Array, 8;
    Float16 f16, Float16Array, 2;
    BFloat16 bf16, BFloat16Array, 2;
    Float32 f32, Float32Array, 4;
    Float64 f64, Float64Array, 8;
}

impl Array {
    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An element in its bytes.
trait Dense<const N: usize>: Sized {
    fn to_bytes(self) -> [u8; N];
    fn from_bytes(bytes: [u8; N]) -> Result<Self>;
}

macro_rules! dense {
    ($($type:ty, $width:literal;)*) => {
        $(
            impl Dense<$width> for $type {
                fn to_bytes(self) -> [u8; $width] {
                    self.to_le_bytes()
                }

                fn from_bytes(bytes: [u8; $width]) -> Result<Self> {
                    Ok(Self::from_le_bytes(bytes))
                }
            }
        )*
    };
}

dense! {
    i8, 1; i16, 2; i32, 4; i64, 8; u8, 1; u16, 2; u32, 4; u64, 8; f16, 2; bf16, 2; f32, 4; f64, 8;
}

impl Dense<1> for bool {
    fn to_bytes(self) -> [u8; 1] {
        [self.into()]
    }

    fn from_bytes([found]: [u8; 1]) -> Result<Self> {
        match found {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(Error::new(Problem::BoolByte { found })),
        }
    }
}
