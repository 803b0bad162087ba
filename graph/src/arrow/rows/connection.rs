//! Rows of messages that share type definitions.

use std::sync::Arc;

use ferrow_row::{RowBatchWriter, RowRef};

use super::{MessageRows, write};
use crate::connection::Connection;
use crate::error::{Error, Problem, Result};

impl Connection {
    /// Appends the struct of the next message as a row.
    ///
    /// # Errors
    ///
    /// As those of [`MessageRows::append`], and where the bytes are not the next message, or the
    /// connection is of another graph.
    ///
    /// ```
    /// use ferrow_graph::arrow::MessageRows;
    /// use ferrow_graph::schema::{FieldType, StructType};
    /// use ferrow_graph::{Graph, Mode};
    ///
    /// let item = StructType::new("shop.Item").field("name", FieldType::string());
    /// let graph = Graph::builder().mode(Mode::Compatible).structure(item).build()?;
    /// let items = MessageRows::new(&graph, "shop.Item")?;
    /// let mut rows = items.writer();
    /// let mut row = rows.row();
    /// row.set_at::<str>(0, "tea")?;
    /// row.finish()?;
    /// let rows = rows.finish();
    ///
    /// let (mut here, mut there) = (graph.connection(), graph.connection());
    /// let first = here.row_to_vec(&items, rows.row(0))?;
    /// let second = here.row_to_vec(&items, rows.row(0))?;
    /// assert!(second.len() < first.len());
    /// let mut copy = items.writer();
    /// there.append_row(&items, &first, &mut copy)?;
    /// there.append_row(&items, &second, &mut copy)?;
    /// assert_eq!(copy.finish().slice(0..1), rows);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append_row(
        &mut self,
        of: &MessageRows,
        message: &[u8],
        rows: &mut RowBatchWriter,
    ) -> Result<()> {
        self.check(of)?;
        of.check(rows.layout())?;
        self.read_next(message, |cx| of.read_row(cx, rows, Some(message.len())))
    }

    /// The next message, of a row.
    ///
    /// # Errors
    ///
    /// As those of [`MessageRows::to_vec`], and where the connection is of another graph.
    pub fn row_to_vec(&mut self, of: &MessageRows, row: Option<RowRef<'_>>) -> Result<Vec<u8>> {
        self.check(of)?;
        if let Some(row) = row {
            of.check_row(row.layout())?;
        }
        let mut message = Vec::new();
        self.write_next(&mut message, |cx| write::root(cx, row, &of.rows))?;
        Ok(message)
    }

    fn check(&self, of: &MessageRows) -> Result<()> {
        match Arc::ptr_eq(&self.graph().0, &of.graph().0) {
            true => Ok(()),
            false => {
                let message = "the connection is of another graph than the rows".to_owned();
                Err(Error::new(Problem::Registration { message }))
            }
        }
    }
}
