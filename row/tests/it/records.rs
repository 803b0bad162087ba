//! Records in batches. The derive is tested in its own crate; this record is written by hand.

use std::sync::{Arc, OnceLock};

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::record::{
    ColumnSink, ColumnSource, ColumnValues, FixedColumn, FromRow, RecordView, Views,
};
use ferrow_row::{
    ColumnValue, Error, ErrorKind, Record, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef,
    RowWriter,
};

#[derive(Debug, Clone, PartialEq)]
struct Id(i64);

#[derive(Clone, Copy)]
struct IdView<'a>(RowRef<'a>);

impl<'a> RecordView<'a> for IdView<'a> {
    fn of_row(row: RowRef<'a>) -> Self {
        Self(row)
    }

    fn row(self) -> RowRef<'a> {
        self.0
    }
}

impl Record for Id {
    type View<'a> = IdView<'a>;
    type Columns = FixedColumn<i64>;
    type ColumnView<'a> = i64;

    fn layout_in(format: RowFormat) -> &'static Arc<RowLayout> {
        static LAYOUTS: [OnceLock<Arc<RowLayout>>; 2] = [OnceLock::new(), OnceLock::new()];
        let [standard, compact] = &LAYOUTS;
        let layout = match format {
            RowFormat::Standard => standard,
            RowFormat::Compact => compact,
        };
        layout.get_or_init(|| layout_of("id", DataType::Int64, false, format))
    }

    fn write(&self, row: &mut RowWriter<'_>) -> Result<(), Error> {
        row.set_at::<i64>(0, self.0)
    }

    fn to_columns<'a, S: ColumnSink>(
        records: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        <i64 as ColumnValue>::fill(sink, records.map(|record| record.map(|record| record.0)))
    }

    fn columns_of<S: ColumnSource>(source: &S) -> Result<FixedColumn<i64>, S::Error> {
        <i64 as ColumnValue>::column(source, 0)
    }

    fn column_view(columns: &FixedColumn<i64>, index: usize) -> i64 {
        columns.values[index]
    }
}

impl<'a> FromRow<'a> for Id {
    fn from_view(view: IdView<'a>) -> Result<Self, Error> {
        match view.row().get_at::<i64>(0).expect("not nullable") {
            id @ 0.. => Ok(Self(id)),
            id => Err(Error::out_of_range(format!("an id is not negative, as {id} is"))),
        }
    }

    fn from_columns(columns: &'a FixedColumn<i64>, index: usize) -> Result<Self, Error> {
        Ok(Self(columns.value(index)))
    }
}

fn layout(name: &str, data_type: DataType, nullable: bool) -> Arc<RowLayout> {
    layout_of(name, data_type, nullable, RowFormat::Standard)
}

fn layout_of(name: &str, data_type: DataType, nullable: bool, format: RowFormat) -> Arc<RowLayout> {
    let schema = Schema::new(vec![Field::new(name, data_type, nullable)]);
    RowLayout::try_with_format(schema, format).expect("flat types")
}

fn batch() -> RowBatch {
    Id::rows(&[Id(1), Id(2), Id(3), Id(4)]).expect("small rows")
}

#[test]
fn records_are_written_out_of_any_collection() {
    let records = vec![Id(1), Id(2), Id(3), Id(4)];
    let deque: std::collections::VecDeque<_> = records.iter().cloned().collect();
    for rows in [
        Id::rows(&records),
        Id::rows(records.as_slice()),
        Id::rows(&deque),
        Id::rows(records.iter().filter(|record| record.0 > 0)),
    ] {
        assert_eq!(rows.unwrap(), batch());
    }
    assert_eq!(batch().records::<Id>().unwrap(), records);
}

#[test]
fn views_and_rows_are_walked_from_both_ends_and_skipped_through() {
    let batch = batch();
    let id = |view: IdView<'_>| Id::from_view(view).expect("an id").0;
    let views = || batch.views::<Id>().unwrap();
    assert_eq!(views().map(id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(views().rev().map(id).collect::<Vec<_>>(), [4, 3, 2, 1]);
    let mut some: Views<'_, Id> = views();
    assert_eq!((some.nth(1).map(id), some.next_back().map(id), some.len()), (Some(2), Some(4), 1));
    assert_eq!(
        (some.next().map(id), some.next_back().map(id), some.next().map(id)),
        (Some(3), None, None)
    );

    let mut ids = Vec::new();
    for row in &batch {
        ids.push(row.unwrap().get_at::<i64>(0).unwrap());
    }
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(batch.rows().rev().nth(1).flatten().unwrap().get_at::<i64>(0), Some(3));
}

#[test]
fn views_of_a_batch_with_a_null_row_are_refused() {
    let mut writer = RowBatchWriter::new(Arc::clone(Id::layout()));
    writer.append(&Id(1)).unwrap();
    writer.push_null();
    let batch = writer.finish();
    let error = batch.views::<Id>().unwrap_err();
    assert_eq!((error.kind(), error.row()), (ErrorKind::NotNull, Some(1)));
    assert_eq!(batch.slice(0..1).records::<Id>().unwrap(), [Id(1)]);
}

#[test]
fn a_record_is_appended_where_its_rows_can_be_read() {
    let mut writer = RowBatchWriter::new(layout("id", DataType::Int64, true));
    writer.append(&Id(7)).unwrap();
    writer.row().finish().unwrap();
    let ids: Vec<_> = writer.finish().rows().map(|row| row.unwrap().get_at::<i64>(0)).collect();
    assert_eq!(ids, [Some(7), None]);

    for other in [layout("key", DataType::Int64, false), layout("id", DataType::Date64, false)] {
        let mut writer = RowBatchWriter::new(other);
        assert_eq!(writer.append(&Id(7)).unwrap_err().kind(), ErrorKind::LayoutMismatch);
        assert!(writer.is_empty());
    }
}

#[test]
fn rows_are_read_in_either_format_as_their_layout_says() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Id::rows_in(format, &[Id(1), Id(2)]).unwrap();
        assert_eq!(rows.layout().format(), format);
        assert_eq!(rows.records::<Id>().unwrap(), [Id(1), Id(2)]);
        let mut writer = RowBatchWriter::new(Arc::clone(Id::layout_in(format)));
        writer.append(&Id(1)).unwrap();
        writer.append(&Id(2)).unwrap();
        assert_eq!(writer.finish(), rows);
    }
}

#[test]
fn what_is_no_record_is_an_error_of_its_row() {
    let rows = Id::rows(&[Id(1), Id(-1)]).unwrap();
    let error = rows.records::<Id>().unwrap_err();
    assert_eq!((error.kind(), error.row()), (ErrorKind::OutOfRange, Some(1)));
    assert_eq!(error.to_string(), "[1]: an id is not negative, as -1 is");
}
