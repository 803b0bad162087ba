mod flights {
    #[derive(ferrow_derive::Record)]
    #[record(crate = ferrow_row)]
    pub struct Flight {
        pub carrier: String,
        secret: i32,
        #[record(skip)]
        pub seen: bool,
    }
}

fn read(flight: flights::FlightView<'_>) {
    flight.carrier();
    flight.secret();
    flight.seen();
}

fn main() {}
