//! The parts of messages, by themselves.

use ferrow_graph::ErrorKind;
use ferrow_graph::wire::meta_string::{
    Encoding, MetaString, MetaStringReader, MetaStringWriter, Place,
};
use ferrow_graph::wire::type_meta::{FieldKey, FieldMeta, FieldTypeMeta, TypeMeta};
use ferrow_graph::wire::{Decimal, Reader, TextEncoding, TypeId, TypeName, Writer};

/// Around every power of two.
fn numbers() -> impl Iterator<Item = u64> {
    (0..64).flat_map(|bit| {
        let power = 1_u64 << bit;
        [power.wrapping_sub(1), power, power + 1, !power]
    })
}

#[test]
fn numbers_are_read_as_they_were_written_whatever_follows() {
    for number in numbers() {
        let mut writer = Writer::new();
        writer.var_u64(number);
        let len = writer.len();
        assert_eq!(len, usize::try_from((number.max(1).ilog2() / 7 + 1).min(9)).unwrap());
        writer.var_i64(number.cast_signed());
        writer.tagged_u64(number);
        writer.tagged_i64(number.cast_signed());
        let (low, _) = number.to_le_bytes().split_first_chunk().map(|(low, _)| (*low, ())).unwrap();
        let low = u32::from_le_bytes(low);
        writer.var_u32(low);
        writer.var_i32(low.cast_signed());
        for tail in 0..10 {
            let bytes = [writer.as_bytes(), &[0xff; 10][..tail]].concat();
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.var_u64().unwrap(), number);
            assert_eq!(reader.offset(), len);
            assert_eq!(reader.var_i64().unwrap(), number.cast_signed());
            assert_eq!(reader.tagged_u64().unwrap(), number);
            assert_eq!(reader.tagged_i64().unwrap(), number.cast_signed());
            assert_eq!(reader.var_u32().unwrap(), low);
            assert_eq!(reader.var_i32().unwrap(), low.cast_signed());
            assert_eq!(reader.rest().len(), tail);
        }
    }
}

#[test]
fn numbers_that_are_cut_are_errors_at_their_start() {
    for number in numbers() {
        let mut writer = Writer::new();
        writer.var_u64(number);
        for len in 0..writer.len() {
            let error = Reader::new(&writer.as_bytes()[..len]).var_u64().unwrap_err();
            assert_eq!((error.kind(), error.offset()), (ErrorKind::Truncated, Some(0)));
        }
    }
}

#[test]
fn texts_keep_their_encoding_where_it_has_their_characters() {
    for (text, encoding, len) in [
        ("thé", TextEncoding::Latin1, 4),
        ("thé", TextEncoding::Utf16, 7),
        ("thé", TextEncoding::Utf8, 5),
        ("茶", TextEncoding::Utf16, 3),
        ("🍵", TextEncoding::Utf16, 5),
        ("", TextEncoding::Latin1, 1),
    ] {
        let mut writer = Writer::new();
        writer.text(text, encoding);
        assert_eq!(writer.len(), len, "{text} {encoding:?}");
        let bytes = writer.into_vec();
        let read = Reader::new(&bytes).text().unwrap();
        assert_eq!((read.as_str(), read.encoding()), (text, Some(encoding)));
        assert_eq!(Reader::new(&bytes).str().unwrap(), text);
    }
    let mut writer = Writer::new();
    writer.text("茶", TextEncoding::Latin1);
    assert_eq!(writer.as_bytes()[0] & 3, 2, "as UTF-8");
}

#[test]
fn texts_that_are_none_are_errors_where_they_begin() {
    for bytes in [&[0x06, 0xff][..], &[0x0a, 0xc3, 0x28], &[0x05, 0x00], &[0x09, 0x00, 0xd8]] {
        let error = Reader::new(bytes).str().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Text, Some(1)), "{bytes:02x?}");
    }
    assert_eq!(Reader::new(&[0x03]).str().unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn names_are_written_in_the_shortest_encoding_that_their_place_has() {
    use Encoding::{AllToLowerSpecial, FirstToLowerSpecial, LowerUpperDigitSpecial, Utf8};
    for (name, place, encoding) in [
        ("demo", Place::Namespace, AllToLowerSpecial),
        ("a.b", Place::Namespace, AllToLowerSpecial),
        ("Item", Place::TypeName, FirstToLowerSpecial),
        ("Item", Place::FieldName, LowerUpperDigitSpecial),
        ("lineItem", Place::TypeName, AllToLowerSpecial),
        ("LineItem", Place::TypeName, LowerUpperDigitSpecial),
        ("x9", Place::FieldName, LowerUpperDigitSpecial),
        ("größe", Place::FieldName, Utf8),
        ("a-b", Place::FieldName, Utf8),
        ("", Place::Namespace, Utf8),
    ] {
        let encoded = MetaString::encode(name, place);
        assert_eq!(encoded.encoding, encoding, "{name}");
        assert_eq!(encoded.decode(place).unwrap(), name);
    }
}

#[test]
fn every_encoding_of_a_name_reads_as_the_name() {
    for len in 0..40 {
        let lower = "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz"[..len].to_owned();
        for encoding in [
            Encoding::Utf8,
            Encoding::LowerSpecial,
            Encoding::LowerUpperDigitSpecial,
            Encoding::AllToLowerSpecial,
        ] {
            let encoded = MetaString::encode_as(&lower, encoding, Place::TypeName).unwrap();
            let decoded = encoded.decode(Place::TypeName).unwrap();
            assert_eq!(decoded, lower, "{encoding:?}");
        }
    }
    assert!(MetaString::encode_as("A", Encoding::LowerSpecial, Place::TypeName).is_err());
}

#[test]
fn names_stand_once_in_a_message_and_are_referred_to_after_that() {
    let long = MetaString::encode("a_name_that_is_longer_than_sixteen_bytes", Place::TypeName);
    let short = MetaString::encode("short", Place::TypeName);
    let empty = MetaString::encode("", Place::Namespace);
    let (mut names, mut writer) = (MetaStringWriter::default(), Writer::new());
    for name in [&long, &empty, &short, &empty, &long] {
        names.write(name, &mut writer);
    }
    let bytes = writer.into_vec();
    assert_eq!(bytes[bytes.len() - 2..], [2 << 1 | 1, 1 << 1 | 1]);
    let (mut names, mut reader) = (MetaStringReader::default(), Reader::new(&bytes));
    for name in [&long, &empty, &short, &empty, &long] {
        assert_eq!(names.read(&mut reader).unwrap(), name);
    }
    // The hash is checked, and so are references.
    let mut wrong = bytes.clone();
    wrong[3] ^= 1;
    assert!(MetaStringReader::default().read(&mut Reader::new(&wrong)).is_err());
    assert!(MetaStringReader::default().read(&mut Reader::new(&[0x03])).is_err());
}

fn meta(fields: u32) -> TypeMeta {
    let list = FieldTypeMeta {
        nullable: true,
        of: vec![FieldTypeMeta { tracked: true, ..FieldTypeMeta::of(TypeId::CompatibleStruct) }],
        ..FieldTypeMeta::of(TypeId::List)
    };
    let field = |index: u32| match index % 3 {
        0 => FieldMeta { key: FieldKey::Tag(index), field_type: list.clone() },
        1 => FieldMeta::named(&format!("field_{index}"), FieldTypeMeta::of(TypeId::String)),
        _ => FieldMeta::named(
            &format!("a_long_name_of_a_field_{index}"),
            FieldTypeMeta {
                of: vec![FieldTypeMeta::of(TypeId::String), list.clone()],
                ..FieldTypeMeta::of(TypeId::Map)
            },
        ),
    };
    TypeMeta {
        type_id: TypeId::NamedCompatibleStruct,
        name: TypeName::from("org.example.Thing"),
        fields: (0..fields).map(field).collect(),
    }
}

#[test]
fn type_definitions_of_any_size_are_read_as_they_were_written() {
    for fields in [0, 1, 2, 15, 30, 31, 32, 200] {
        let meta = meta(fields);
        let bytes = meta.to_vec().unwrap();
        let mut reader = Reader::new(&bytes);
        assert_eq!(TypeMeta::read(&mut reader).unwrap(), meta);
        assert!(reader.rest().is_empty());
    }
}

#[test]
fn every_damaged_byte_of_a_type_definition_is_an_error() {
    let bytes = meta(5).to_vec().unwrap();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1 << bit;
            let found = TypeMeta::read(&mut Reader::new(&wrong));
            assert!(found.is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn decimals_of_any_precision_are_read_as_they_were_written() {
    let digits = "1234567890".repeat(40);
    for (negative, digits, scale) in [
        (false, "0", 0),
        (true, "1", 5),
        (false, "4611686018427387904", 0),
        (true, "4611686018427387904", 0),
        (true, "4611686018427387905", 0),
        (false, "9223372036854775808", -3),
        (true, digits.as_str(), 10_000),
    ] {
        let decimal = Decimal::from_digits(negative, digits, scale).unwrap();
        assert_eq!(decimal.digits(), digits);
        let mut writer = Writer::new();
        decimal.write(&mut writer).unwrap();
        let bytes = writer.into_vec();
        let mut reader = Reader::new(&bytes);
        assert_eq!(Decimal::read(&mut reader).unwrap(), decimal);
        assert!(reader.rest().is_empty());
    }
    assert!(Decimal::new(1, 10_001).write(&mut Writer::new()).is_err());
    // Not in the shortest form: zero in the form of large numbers, and a zero at the end.
    assert!(Decimal::read(&mut Reader::new(&[0x00, 0x01])).is_err());
    assert!(Decimal::read(&mut Reader::new(&[0x00, 0x09, 0x01, 0x00])).is_err());
}
