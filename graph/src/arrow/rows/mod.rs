//! Messages of a struct as rows, and rows as messages of it.

mod connection;
mod mapping;
mod read;
mod target;
mod write;

use std::fmt;
use std::sync::Arc;

use arrow_schema::SchemaRef;
use bytes::Bytes;
use ferrow_row::{RowBatch, RowBatchWriter, RowLayout, RowRef};

use self::mapping::no_column;
use self::read::RowReader;
use self::target::{StructRows, compile};
use super::of_rows;
use crate::context::{Held, ReadContext};
use crate::error::{Error, Problem, Result};
use crate::graph::{Graph, read_message, whole, write_message};
use crate::plan::{StructPlan, TypePlan};
use crate::wire::{TypeId, TypeName};

/// Makes rows of the messages of one struct, and messages of rows, without objects in between.
///
/// The columns are the fields of the struct, in the order of their declaration. A message is read as
/// [`read_value`](Graph::read_value) reads it, with the same limits: one of another version too,
/// where the graph is compatible. What such a message lacks is null, or where it may not be, zero or
/// empty. Objects that are shared are there as often as they are referred to, and a message is no
/// longer than [`Limits::bytes`](crate::Limits::bytes) with them. A message that is null is a row
/// that is null.
///
/// ```
/// use ferrow_graph::arrow::MessageRows;
/// use ferrow_graph::schema::{FieldType, StructType};
/// use ferrow_graph::value::StructValue;
/// use ferrow_graph::{Graph, Value};
///
/// let item = StructType::new("shop.Item")
///     .field("name", FieldType::string())
///     .field("price", FieldType::float64().nullable());
/// let graph = Graph::builder().structure(item).build()?;
/// let items = MessageRows::new(&graph, "shop.Item")?;
///
/// let item = graph.struct_type("shop.Item").expect("is registered").clone();
/// let tea = Value::from(StructValue::new(item, ["tea".into(), 2.5.into()]));
/// let message = graph.write_value(&tea)?;
///
/// let mut rows = items.writer();
/// items.append(&message, &mut rows)?;
/// assert!(items.append(&message[1..], &mut rows).is_err());
/// let rows = rows.finish();
/// assert_eq!(rows.len(), 1);
/// assert_eq!(rows.row(0).and_then(|row| row.get_at::<str>(0)), Some("tea"));
/// assert_eq!(items.to_vec(rows.row(0))?, message);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Clone)]
pub struct MessageRows {
    graph: Graph,
    layout: Arc<RowLayout>,
    rows: Arc<StructRows>,
}

impl MessageRows {
    /// Of the struct that is registered as `name`.
    ///
    /// # Errors
    ///
    /// Where there is no such struct; of the kind `Unsupported` and with the path of the field, where
    /// it has a field of a type that columns do not have: any type, a type with code of its own, or
    /// the struct itself.
    pub fn new(graph: &Graph, name: impl Into<TypeName>) -> Result<Self> {
        let index = find(graph, name.into())?;
        let schema = mapping::schema(graph.shared(), plan(graph, index)?)?;
        let layout = RowLayout::try_new(schema).map_err(|error| not_planned(&error))?;
        Self::compiled(graph, index, layout)
    }

    /// Of a struct's rows in a layout of one's own choice: with other types of columns that hold the
    /// same values, or compact.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new), and where a column is not of a type for the values of its
    /// field.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use ferrow_graph::Graph;
    /// use ferrow_graph::arrow::MessageRows;
    /// use ferrow_graph::schema::{FieldType, StructType};
    /// use ferrow_row::RowLayout;
    ///
    /// let item = StructType::new("shop.Item").field("price", FieldType::decimal());
    /// let graph = Graph::builder().structure(item).build()?;
    /// let cents = Field::new("price", DataType::Decimal128(9, 2), false);
    /// let layout = RowLayout::try_new(Schema::new(vec![cents]))?;
    /// let items = MessageRows::with_layout(&graph, "shop.Item", layout)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_layout(
        graph: &Graph,
        name: impl Into<TypeName>,
        layout: Arc<RowLayout>,
    ) -> Result<Self> {
        let index = find(graph, name.into())?;
        Self::compiled(graph, index, layout)
    }

    /// Of the Rust type, which is a struct.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new).
    pub fn of<T: crate::Object + ?Sized>(graph: &Graph) -> Result<Self> {
        let Some(index) = graph.shared().index_of::<T>() else {
            let what = std::any::type_name::<T>().to_owned();
            return Err(Error::new(Problem::NotRegistered { what }));
        };
        let name = graph.shared().announced(index).name.clone();
        Self::new(graph, name)
    }

    fn compiled(graph: &Graph, index: usize, layout: Arc<RowLayout>) -> Result<Self> {
        let rows = compile(graph.shared(), index, &layout)?;
        Ok(Self { graph: graph.clone(), layout, rows: Arc::new(rows) })
    }

    /// The graph of the messages.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The schema of the rows.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        self.layout.schema()
    }

    /// A writer of such rows.
    #[must_use]
    pub fn writer(&self) -> RowBatchWriter {
        RowBatchWriter::new(Arc::clone(&self.layout))
    }

    /// Appends the struct of a message as a row.
    ///
    /// # Errors
    ///
    /// Where the bytes are no message of the struct, exceed the limits, or have a value that the
    /// columns do not hold; the rows are as they were then.
    pub fn append(&self, message: &[u8], rows: &mut RowBatchWriter) -> Result<()> {
        self.append_with(message, &[], rows)
    }

    /// Appends the struct of a message with buffers beside it as a row.
    ///
    /// # Errors
    ///
    /// As those of [`append`](Self::append), and where buffers are missing.
    pub fn append_with(
        &self,
        message: &[u8],
        buffers: &[Bytes],
        rows: &mut RowBatchWriter,
    ) -> Result<()> {
        self.check(rows.layout())?;
        let shared = Held::of(&self.graph.0.readers);
        let graph = self.graph.shared();
        let read = read_message(graph, shared, message, None, buffers, |cx| {
            self.read_row(cx, rows, Some(message.len()))
        });
        read.map(|_| ())
    }

    /// Appends the struct of the first message of a stream, which begins behind that message
    /// afterwards.
    ///
    /// # Errors
    ///
    /// As those of [`append`](Self::append); the stream is as it was then.
    pub fn append_from(&self, stream: &mut &[u8], rows: &mut RowBatchWriter) -> Result<()> {
        self.check(rows.layout())?;
        let shared = Held::of(&self.graph.0.readers);
        let graph = self.graph.shared();
        let read = |cx: &mut ReadContext<'_, '_>| self.read_row(cx, rows, None);
        let ((), len) = read_message(graph, shared, stream, None, &[], read)?;
        *stream = stream.get(len..).unwrap_or_default();
        Ok(())
    }

    /// The structs of messages as rows.
    ///
    /// # Errors
    ///
    /// As those of [`append`](Self::append), with the ordinal of the message in front of the path.
    pub fn read<M: AsRef<[u8]>>(&self, messages: impl IntoIterator<Item = M>) -> Result<RowBatch> {
        let mut rows = self.writer();
        for (index, message) in messages.into_iter().enumerate() {
            let read = self.append(message.as_ref(), &mut rows);
            read.map_err(|error| error.in_element(index))?;
        }
        Ok(rows.finish())
    }

    /// The message of a row: the bytes that a [`Value`](crate::Value) of the same is written as, of
    /// which nothing is shared.
    ///
    /// # Errors
    ///
    /// Where the row is of another layout, or a column has a value that the field does not: the name
    /// of an enum's value, a float with more digits than a `bfloat16`.
    pub fn to_vec(&self, row: Option<RowRef<'_>>) -> Result<Vec<u8>> {
        let mut message = Vec::new();
        self.append_to(row, &mut message).map(|()| message)
    }

    /// Appends the message of a row to a stream of them.
    ///
    /// # Errors
    ///
    /// As those of [`to_vec`](Self::to_vec); the stream is as it was then.
    pub fn append_to(&self, row: Option<RowRef<'_>>, stream: &mut Vec<u8>) -> Result<()> {
        if let Some(row) = row {
            self.check_row(row.layout())?;
        }
        let (len, shared) = (stream.len(), Held::of(&self.graph.0.writers));
        let written = write_message(self.graph.shared(), shared, None, stream, |cx| {
            write::root(cx, row, &self.rows)
        });
        written.inspect_err(|_| stream.truncate(len))
    }

    /// The message of each row.
    ///
    /// # Errors
    ///
    /// Where the rows are of another layout; each message as [`to_vec`](Self::to_vec), with the
    /// ordinal of the row in front of the path.
    pub fn messages(
        &self,
        rows: &RowBatch,
    ) -> Result<impl ExactSizeIterator<Item = Result<Vec<u8>>>> {
        // Rows of another plan of the layout are known as those of this one, once for all.
        let rows = rows.with_layout(&self.layout).map_err(|error| of_rows(&error))?;
        Ok((0..rows.len()).map(move |index| {
            self.to_vec(rows.row(index)).map_err(|error| error.in_element(index))
        }))
    }

    /// Reads a message into a row, up to the end of the bytes if the message is to end there.
    fn read_row(
        &self,
        cx: &mut ReadContext<'_, '_>,
        rows: &mut RowBatchWriter,
        end: Option<usize>,
    ) -> Result<()> {
        let mut row = rows.row();
        let is_there = RowReader::default().root(cx, &self.rows, &mut row)?;
        if let Some(end) = end {
            let len = cx.offset();
            whole(((), len), end)?;
        }
        if is_there {
            row.finish().map_err(|error| of_rows(&error).at(cx.offset()))
        } else {
            drop(row);
            rows.push_null();
            Ok(())
        }
    }

    /// Whether rows of the layout are those that this writes.
    fn check(&self, layout: &RowLayout) -> Result<()> {
        if std::ptr::eq(Arc::as_ptr(&self.layout), layout) {
            return Ok(());
        }
        let same = layout.check_readable_as(&self.layout);
        let same = same.and_then(|()| self.layout.check_readable_as(layout));
        same.map_err(|error| of_rows(&error))
    }

    /// Whether rows of the layout are read as those that this reads.
    fn check_row(&self, layout: &RowLayout) -> Result<()> {
        if std::ptr::eq(Arc::as_ptr(&self.layout), layout) {
            return Ok(());
        }
        layout.check_readable_as(&self.layout).map_err(|error| of_rows(&error))
    }
}

fn find(graph: &Graph, name: TypeName) -> Result<usize> {
    let found = graph.shared().find(&name, TypeId::Struct);
    found.ok_or_else(|| Error::new(Problem::NotRegistered { what: format!("struct {name}") }))
}

fn plan(graph: &Graph, index: usize) -> Result<&StructPlan> {
    match graph.shared().plan(index) {
        TypePlan::Struct(plan) => Ok(plan),
        _ => Err(no_column("only structs are rows")),
    }
}

/// A schema that rows do not have, with the path there.
#[cold]
fn not_planned(error: &ferrow_row::Error) -> Error {
    of_rows(error).in_field(&error.path())
}

impl fmt::Debug for MessageRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageRows").field("schema", self.schema()).finish_non_exhaustive()
    }
}
