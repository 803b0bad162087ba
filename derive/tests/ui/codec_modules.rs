use ferrow_derive::Record;

struct Money(i64);

mod cents {
    pub type Stored = i64;

    pub fn to_stored(value: &super::Money) -> Stored {
        value.0
    }

    pub fn from_stored(stored: Stored) -> Result<super::Money, String> {
        Ok(super::Money(stored))
    }
}

mod half {
    pub type Stored = i64;

    pub fn to_stored(value: &super::Money) -> Stored {
        value.0
    }
}

mod unheld {
    pub type Stored = super::Money;

    pub fn to_stored(value: &super::Money) -> Stored {
        super::Money(value.0)
    }

    pub fn from_stored(stored: Stored) -> super::Money {
        stored
    }
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct OfAnotherType {
    #[record(with = cents)]
    name: String,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Incomplete {
    #[record(with = half)]
    price: Money,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Unheld {
    #[record(with = unheld)]
    price: Money,
}

fn main() {}
