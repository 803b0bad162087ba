use ferrow_derive::Object;

#[derive(Object)]
#[object(crate = ferrow_graph, id = 1, name = "t.Both")]
struct Both {
    x: i32,
}

#[derive(Object)]
#[object(crate = ferrow_graph, rename_all = "camelCase")]
struct Renamed {
    x: i32,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
union Bits {
    int: u32,
    float: f32,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
struct Borrowed<'a, 'b> {
    first: &'a str,
    second: &'b str,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
enum Nothing {}

#[derive(Object)]
#[object(crate = ferrow_graph)]
enum Shape {
    Circle(f64),
    Rectangle(f64, f64),
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
enum Color {
    Red,
    #[object(tag = 5)]
    Green,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
enum Later {
    Known(i32),
    #[object(unknown)]
    Unknown,
}

fn main() {}
