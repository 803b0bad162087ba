//! Lists and maps in a dump.

use std::ops::Range;

use super::line::Role;
use super::region::{Region, Step};
use super::walk::Walk;
use crate::error::Problem;
use crate::lazy::{LazyList, LazyMap};
use crate::standard::{self, WORD};
use crate::{Error, ListLayout, MapLayout};

impl<'a> Walk<'a> {
    pub(super) fn list(&mut self, region: Region<'a>, layout: &'a ListLayout) {
        if self.skips(region) {
            return;
        }
        match LazyList::open(layout, region.bytes) {
            Ok(list) => self.whole_list(region, list),
            Err(error) => self.cut_list(region, layout, error),
        }
        self.flush(region);
    }

    pub(super) fn map(&mut self, region: Region<'a>, layout: &'a MapLayout) {
        if self.skips(region) {
            return;
        }
        let sizes = region.bytes.split_at_checked(WORD).map(|(size, lists)| {
            let size = usize::try_from(standard::load(size, 0)).ok();
            (standard::load(region.bytes, 0), size.filter(|&size| size <= lists.len()))
        });
        match sizes {
            Some((_, Some(size))) => self.sides(region, layout, size),
            broken => {
                let len = region.bytes.len();
                let size = if broken.is_some() { 0..WORD } else { len..len };
                self.fault(region, size.clone(), Error::new(Problem::ListCut { len }));
                let text = broken.map_or("cut".to_owned(), |(size, _)| keys_text(size));
                self.part(region, 0..len.min(WORD), 0, Role::Structure, text);
                self.unused(region, size.end.min(len)..len);
            }
        }
        self.flush(region);
    }

    /// The size of the keys, the keys, the values.
    fn sides(&mut self, region: Region<'a>, layout: &'a MapLayout, size: usize) {
        let (keys, values) = (WORD..WORD + size, WORD + size..region.bytes.len());
        let opens = |layout: &'a ListLayout, at: &Range<usize>| {
            LazyList::open(layout, &region.bytes[at.clone()])
        };
        if let (Ok(key_list), Ok(value_list)) =
            (opens(layout.keys(), &keys), opens(layout.values(), &values))
            && let Err(error) = LazyMap::open(layout, region.bytes)
        {
            debug_assert_ne!(key_list.len(), value_list.len(), "what else a map checks");
            self.fault(region, values.start..values.start + layout.values().count_width(), error);
        }
        self.line(region, 0..WORD, 0, Role::Structure, keys_text(size as u64));
        let (keys, values) =
            (region.part(keys, region.is_valid), region.part(values, region.is_valid));
        self.inside(Step::Field("keys"), |walk| walk.list(keys, layout.keys()));
        self.inside(Step::Field("values"), |walk| walk.list(values, layout.values()));
    }

    /// A list whose elements are not all there, or too many.
    fn cut_list(&mut self, region: Region<'a>, layout: &'a ListLayout, error: Error) {
        let (len, width) = (region.bytes.len(), layout.count_width());
        let count_end = width.min(len);
        let (at, text) = match region.bytes.get(..width) {
            Some(bytes) => (0..width, count_text(standard::load_short(bytes))),
            None => (len..len, "cut".to_owned()),
        };
        self.fault(region, at, error);
        self.part(region, 0..count_end, 0, Role::Structure, text);
        if count_end < len {
            self.unused(region, count_end..len);
        }
    }
}

fn keys_text(size: u64) -> String {
    format!("the keys have {size} bytes")
}

pub(super) fn count_text(len: u64) -> String {
    format!("{len} element{}", if len == 1 { "" } else { "s" })
}
