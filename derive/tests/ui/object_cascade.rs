use std::collections::BTreeMap;
use std::rc::Rc;

use ferrow_derive::Object;
use ferrow_graph::{Error, Graph};

#[derive(Object)]
#[object(crate = ferrow_graph, name = "shop.Payment")]
enum Payment {
    Cash,
    Card { number: String, year: u16 },
}

#[derive(Object)]
#[object(rename_all = "camelCase", crate = ferrow_graph)]
struct Note<'a, T> {
    text: &'a str,
    about: T,
}

#[derive(Object)]
#[object(crate = ferrow_graph, name = "shop.Order")]
struct Order {
    payment: Payment,
    before: Option<Rc<Payment>>,
    all: BTreeMap<String, Vec<Payment>>,
}

fn main() -> Result<(), Error> {
    let graph = Graph::builder().register::<Order>().register::<Payment>().build()?;
    let message = graph.to_vec(&Order {
        payment: Payment::Cash,
        before: None,
        all: BTreeMap::new(),
    })?;
    let order: Order = graph.from_slice(&message)?;
    graph.deep_copy(&order.payment)?;
    graph.to_vec(&Note { text: "tea", about: Payment::Cash })?;
    Ok(())
}
