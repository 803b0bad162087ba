//! Fields that a module converts.

use std::collections::BTreeMap;
use std::fmt::Debug;

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::{ErrorKind, Record as _, RowFormat};

/// Cents, which may not be negative in the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Money(i64);

mod cents {
    use super::Money;

    pub(super) type Stored = i32;

    pub(super) fn to_stored(value: &Money) -> Result<Stored, std::num::TryFromIntError> {
        value.0.try_into()
    }

    pub(super) fn from_stored(stored: Stored) -> Result<Money, String> {
        match stored {
            0.. => Ok(Money(stored.into())),
            _ => Err(format!("money is not negative, as {stored} is")),
        }
    }
}

/// Anything that has words, as one text.
mod words {
    use std::convert::Infallible;

    pub(super) type Stored = String;

    pub(super) fn to_stored<T: AsRef<[String]>>(value: &T) -> Stored {
        value.as_ref().join(" ")
    }

    pub(super) fn from_stored<T: From<Vec<String>>>(stored: Stored) -> Result<T, Infallible> {
        Ok(stored.split(' ').map(str::to_owned).collect::<Vec<_>>().into())
    }
}

/// A map as a list of records.
mod entries {
    use std::collections::BTreeMap;

    #[derive(Debug, ferrow_derive::Record)]
    #[record(crate = ferrow_row)]
    pub(super) struct Entry {
        pub(super) id: u64,
        pub(super) name: String,
    }

    pub(super) type Stored = Option<Vec<Entry>>;

    pub(super) fn to_stored(value: &BTreeMap<u64, String>) -> Stored {
        let entries = value.iter().map(|(id, name)| Entry { id: *id, name: name.clone() });
        (!value.is_empty()).then(|| entries.collect())
    }

    pub(super) fn from_stored(stored: Stored) -> BTreeMap<u64, String> {
        stored.into_iter().flatten().map(|entry| (entry.id, entry.name)).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Sale<T: AsRef<[String]> + From<Vec<String>>> {
    #[record(with = cents)]
    price: Money,
    #[record(with = cents)]
    discount: Option<Money>,
    #[record(with = cents, default = Money(1))]
    tip: Money,
    #[record(with = words)]
    note: T,
    #[record(with = entries)]
    names: BTreeMap<u64, String>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Wrapped(#[record(with = cents)] Money);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Day {
    sales: Vec<Sale<Vec<String>>>,
    total: Wrapped,
}

fn day() -> Day {
    let sale = Sale {
        price: Money(250),
        discount: Some(Money(50)),
        tip: Money(0),
        note: vec!["with".to_owned(), "milk".to_owned()],
        names: [(1, "tea".to_owned())].into(),
    };
    let plain = Sale { discount: None, names: BTreeMap::new(), ..sale.clone() };
    Day { sales: vec![sale, plain], total: Wrapped(Money(500)) }
}

#[test]
fn a_field_stands_in_rows_as_its_module_says() {
    let schema = Sale::<Vec<String>>::layout().schema();
    assert_eq!(*schema.field(0).data_type(), DataType::Int32);
    let nullable: Vec<_> = schema.fields().iter().map(|field| field.is_nullable()).collect();
    assert_eq!(nullable, [false, true, true, false, true]);
}

#[test]
fn it_comes_back_and_the_view_shows_what_is_stored() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Day::rows_in(format, &[day()]).unwrap();
        assert_eq!(rows.records::<Day>().unwrap(), [day()]);
        let view = rows.views::<Day>().unwrap().next().unwrap();
        let sale = view.sales().at(0);
        assert_eq!((sale.price(), sale.discount(), sale.note()), (250, Some(50), "with milk"));
        assert_eq!(sale.names().map(|names| names.at(0).name()), Some("tea"));
        assert_eq!((view.sales().at(1).discount(), view.total()), (None, 500));
    }
}

#[test]
fn what_the_module_refuses_is_an_error_with_the_path() {
    let mut bad = day();
    bad.sales[1].price = Money(i64::MAX);
    let error = Day::rows(&[day(), bad]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert_eq!((error.row(), error.path()), (Some(1), "[1].sales[].price".to_owned()));
    assert!(error.to_string().contains("out of range integral type conversion"), "{error}");

    let mut bad = day();
    bad.sales[1].discount = Some(Money(-1));
    let rows = Day::rows(&[bad]).unwrap();
    let error = rows.records::<Day>().unwrap_err();
    assert_eq!(error.path(), "[0].sales[1].discount");
    assert!(error.to_string().ends_with("money is not negative, as -1 is"), "{error}");
}
