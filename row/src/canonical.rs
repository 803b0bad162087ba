//! Canonical form: the bytes that Ferrow writes for a row's values, with no freedom left.
//!
//! Valid rows from elsewhere may have bytes behind their end, padding of any content, values in any
//! order, anything under a null or in the null bits of fields that do not exist. Rows that are
//! written again have none of it: then equal rows are equal bytes.

use crate::{
    Error, ListRef, ListWriter, MapRef, MapWriter, RowBatch, RowBatchWriter, RowRef, RowWriter,
    ValueRef,
};

impl RowRef<'_> {
    /// The canonical bytes of the row's values.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use ferrow_row::{RowLayout, RowRef};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int8, true)]))?;
    /// // Something stands under the null and behind the row.
    /// let row = RowRef::try_new(&layout, b"\x01\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0more")?;
    /// assert!(!row.is_canonical());
    /// assert_eq!(row.canonicalize()?, b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    /// # Ok::<(), ferrow_row::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey) where a map has a key twice.
    pub fn canonicalize(self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(self.bytes().len());
        let mut row = RowWriter::new(self.layout(), &mut bytes);
        row.set_row(self)?;
        row.finish()?;
        Ok(bytes)
    }

    /// Whether the row's bytes are canonical: those that Ferrow writes for its values.
    #[must_use]
    pub fn is_canonical(self) -> bool {
        self.canonicalize().is_ok_and(|canonical| canonical == self.bytes())
    }
}

impl ListRef<'_> {
    /// The canonical bytes of a bare list.
    ///
    /// # Errors
    ///
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey) where a map in it has a key twice.
    pub fn canonicalize(self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(self.bytes().len());
        let mut list = ListWriter::new(self.layout(), &mut bytes, self.len())?;
        self.values().try_for_each(|value| list.push_value(value))?;
        list.finish()?;
        Ok(bytes)
    }

    /// Whether the list's bytes are canonical.
    #[must_use]
    pub fn is_canonical(self) -> bool {
        self.canonicalize().is_ok_and(|canonical| canonical == self.bytes())
    }
}

impl MapRef<'_> {
    /// The canonical bytes of a bare map, its entries in their order.
    ///
    /// # Errors
    ///
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey) where it has a key twice, or a map in it has.
    pub fn canonicalize(self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(self.bytes().len());
        let mut map = MapWriter::new(self.layout(), &mut bytes);
        map.set_map(self)?;
        map.finish()?;
        Ok(bytes)
    }

    /// Whether the map's bytes are canonical.
    #[must_use]
    pub fn is_canonical(self) -> bool {
        self.canonicalize().is_ok_and(|canonical| canonical == self.bytes())
    }
}

impl RowBatch {
    /// The rows in canonical form; null rows stay null.
    ///
    /// # Errors
    ///
    /// As [`RowRef::canonicalize`]; [`Error::row`] says which row it is.
    pub fn canonicalize(&self) -> Result<Self, Error> {
        let mut writer = RowBatchWriter::with_capacity(self.layout().clone(), self.len());
        for (index, row) in self.rows().enumerate() {
            let Some(row) = row else {
                writer.push_null();
                continue;
            };
            let mut copy = writer.row();
            let copied = copy.set_row(row).and_then(|()| copy.finish());
            copied.map_err(|error| error.in_row(index))?;
        }
        Ok(writer.finish())
    }

    /// Whether the bytes of every row are canonical.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        self.rows().flatten().all(RowRef::is_canonical)
    }
}

impl MapWriter<'_> {
    /// Writes all entries of another map, in their order.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set_value`].
    pub fn set_map(&mut self, map: MapRef<'_>) -> Result<(), Error> {
        let push = |mut list: ListWriter<'_>, from: ListRef<'_>| -> Result<(), Error> {
            from.values().try_for_each(|value: ValueRef<'_>| list.push_value(value))?;
            list.finish()
        };
        push(self.keys(map.len())?, map.keys())?;
        push(self.values(map.len())?, map.values())
    }
}
