//! What the fuzz targets do with their bytes. The generators and the models are those of the tests of
//! `ferrow-row` and `ferrow-graph`: a finding is a case for them.

#![expect(dead_code, unused_imports, reason = "modules of the tests, which use more of them")]

// What the code of `#[derive(Object)]` names.
extern crate ferrow_graph as ferrow;

#[path = "../../row/tests/it/codec/mod.rs"]
mod codec;
#[path = "../../row/tests/it/decode.rs"]
mod decode;
#[path = "../../row/tests/it/generate/mod.rs"]
mod generate;
pub mod graphs;
#[path = "../../row/tests/it/model/mod.rs"]
mod model;
pub mod mutate;
#[path = "../../row/tests/it/survey.rs"]
mod survey;
#[path = "../../row/tests/it/types.rs"]
mod types;
#[path = "../../row/tests/it/vector/mod.rs"]
mod vector;

use std::fmt::Write as _;
use std::sync::Arc;

use arrow_schema::{DataType, Fields, Schema};
use ferrow_row::evolution::Evolution;
use ferrow_row::{
    ErrorKind, ListRef, MapRef, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef,
};

use codec::{Order, Plan, Reader};
use generate::Choices;
use model::Model;
use survey::{Subject, has_key_twice};

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

/// Reads bytes of a schema every way that there is, shows them and explains them.
pub fn open_and_walk(data: &[u8]) {
    let Some((mut choices, bytes)) = split(data) else { return };
    let format = FORMATS[choices.below(2)];
    let bare = choices.one_in(4);
    let fields = generate::fields(&mut choices);
    let bare = fields.iter().map(|field| field.data_type()).find(|of| {
        bare && (generate::list_element(of).is_some() || matches!(of, DataType::Map(..)))
    });
    let root = bare.cloned().unwrap_or(DataType::Struct(fields));
    let Some(subject) = subject(format, &root) else { return };
    let valid = subject.survey(bytes);
    show(&subject.plan, bytes, valid.is_ok());
}

/// Writes values of a schema and reads them: nothing is lost, and the bytes are those of the model.
pub fn round_trip(data: &[u8]) {
    let mut choices = Choices::new(data);
    let fields = generate::fields(&mut choices);
    let values = Model::Struct(generate::row(&mut choices, &fields));
    for format in FORMATS {
        let Some(subject) = subject(format, &DataType::Struct(fields.clone())) else { continue };
        let wanted = subject.encode(&values);
        for order in Order::ALL {
            let written = subject.plan.write(order, &values).expect("values of the schema");
            assert_eq!(written, wanted, "{order:?}");
        }
        assert_eq!(subject.survey(&wanted), Ok(values.clone()));
        show(&subject.plan, &wanted, true);
    }
}

/// Reads compact bytes; what is valid goes to the standard layout and back as the canonical bytes.
pub fn compact(data: &[u8]) {
    let Some((mut choices, bytes)) = split(data) else { return };
    let fields = DataType::Struct(generate::fields(&mut choices));
    let (Some(compact), Some(standard)) =
        (subject(RowFormat::Compact, &fields), subject(RowFormat::Standard, &fields))
    else {
        return;
    };
    let Ok(value) = compact.survey(bytes) else { return };
    let (compact_layout, standard_layout) = (layout(&compact), layout(&standard));
    let there = Evolution::try_new(compact_layout, standard_layout).expect("the same fields");
    let mut writer = RowBatchWriter::new(Arc::clone(compact_layout));
    writer.push(bytes).expect("valid bytes");
    match there.read(&writer.finish()) {
        Ok(rows) => {
            assert_eq!(rows.row_bytes(0), Some(&standard.encode(&value)[..]));
            let back = Evolution::try_new(standard_layout, compact_layout);
            let back = back.expect("no key is nullable").read(&rows).expect("the same values");
            assert_eq!(back.row_bytes(0), Some(&compact.encode(&value)[..]));
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::DuplicateKey, "{error}"),
    }
}

/// Reads rows as those of a changed schema: as if they had been written so.
pub fn evolution(data: &[u8]) {
    let mut choices = Choices::new(data);
    let fields = generate::fields(&mut choices);
    let values = generate::row(&mut choices, &fields);
    let edited = generate::edited(&mut choices, &fields);
    let (from, to) = (DataType::Struct(fields.clone()), DataType::Struct(edited.clone()));
    let value = Model::Struct(values);
    let converted = generate::converted(&value, &from, &to);
    for written in FORMATS.map(|format| subject(format, &from)).iter().flatten() {
        let mut batch = RowBatchWriter::new(Arc::clone(layout(written)));
        batch.push(&written.encode(&value)).expect("a row of the layout");
        let batch = batch.finish();
        for wanted in FORMATS.map(|format| subject(format, &to)).iter().flatten() {
            let plan = Evolution::try_new(layout(written), layout(wanted));
            match (plan.expect("a change that rows survive").read(&batch), &converted) {
                // Keys that lost what made them differ.
                (Err(error), Some(value)) if has_key_twice(value) => {
                    assert_eq!(error.kind(), ErrorKind::DuplicateKey, "{error}");
                }
                (Ok(rows), Some(value)) => {
                    let row = rows.row(0).expect("not null");
                    let canonical = row.canonicalize().expect("no key is there twice");
                    assert_eq!(canonical, wanted.encode(value));
                    assert_eq!(
                        &wanted.plan.read(Reader::Typed, row.bytes()).expect("valid"),
                        value
                    );
                }
                (Err(error), None) => assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}"),
                (found, wanted) => panic!("{found:?} is not {wanted:?}"),
            }
        }
    }
    unrelated(&mut choices, &fields, &value);
}

/// Of a schema that has nothing to do with the rows, there is a plan or an error.
fn unrelated(choices: &mut Choices<'_>, fields: &Fields, value: &Model) {
    let other = generate::fields(choices);
    let format = FORMATS[choices.below(2)];
    let (Some(written), Ok(wanted)) = (
        subject(RowFormat::Standard, &DataType::Struct(fields.clone())),
        RowLayout::try_with_format(Schema::new(other), format),
    ) else {
        return;
    };
    if let Ok(plan) = Evolution::try_new(layout(&written), &wanted) {
        let mut batch = RowBatchWriter::new(Arc::clone(layout(&written)));
        batch.push(&written.encode(value)).expect("a row of the layout");
        if let Ok(rows) = plan.read(&batch.finish()) {
            RowBatch::try_new(wanted, rows.array().clone()).expect("what a plan writes is valid");
        }
    }
}

/// The choices of a schema, and the bytes of a row.
fn split(data: &[u8]) -> Option<(Choices<'_>, &[u8])> {
    let (len, rest) = data.split_first()?;
    let (choices, bytes) = rest.split_at_checked((*len).into())?;
    Some((Choices::new(choices), bytes))
}

/// None where the compact layout does not hold the type: a list of elements without bytes.
fn subject(format: RowFormat, data_type: &DataType) -> Option<Subject> {
    match Subject::new(format, data_type) {
        Ok(subject) => Some(subject),
        Err(error) => {
            assert_eq!((error.kind(), format), (ErrorKind::Unsupported, RowFormat::Compact));
            None
        }
    }
}

fn layout(subject: &Subject) -> &Arc<RowLayout> {
    match &subject.plan {
        Plan::Row(layout) => layout,
        other => panic!("{other:?} is no row"),
    }
}

/// Shows a value in every form that there is, and explains the bytes whether they are valid or not.
fn show(plan: &Plan, bytes: &[u8], is_valid: bool) {
    let mut text = String::new();
    let mut write = |shown: std::fmt::Arguments<'_>| text.write_fmt(shown).expect("memory");
    match plan {
        Plan::Row(layout) => {
            let explanation = layout.explain(bytes);
            assert_eq!(explanation.error().is_none(), is_valid);
            write(format_args!("{explanation}"));
            if let Ok(row) = RowRef::try_new(layout, bytes) {
                write(format_args!("{row} {row:#} {row:.3} {row:?}"));
            }
        }
        Plan::List(layout) => {
            write(format_args!("{}", layout.explain(bytes)));
            if let Ok(list) = ListRef::try_new(layout, bytes) {
                write(format_args!("{list} {list:?}"));
            }
        }
        Plan::Map(layout) => {
            write(format_args!("{}", layout.explain(bytes)));
            if let Ok(map) = MapRef::try_new(layout, bytes) {
                write(format_args!("{map} {map:?}"));
            }
        }
    }
}
