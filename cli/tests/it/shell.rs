//! The shell, as a script drives it.

use crate::support::Place;

#[test]
fn statements_and_commands_are_piped_to_the_shell() {
    let place = Place::with_data();
    let script = "SELECT count(*) AS n
                  FROM people;
\\o csv
SELECT id,
  name FROM people WHERE name = '
\\o json;
' OR id = 1;
\\dt
\\d people
\\q
SELECT nothing";
    let ran = place.pipe(["sql", "people.csv"], script.as_bytes()).well();
    let wanted = "n\n5\nid,name\n1,Ada\ntable_name,table_type\npeople,BASE TABLE\n\
                  column_name,data_type,is_nullable\nage,Int64,YES\n";
    assert!(ran.text().starts_with(wanted), "{}", ran.text());
}

#[test]
fn a_script_stops_at_the_first_failure_with_its_exit_code() {
    let place = Place::with_data();
    let script = "SELECT 1 AS one;\nSELECT nothing FROM people;\nSELECT 2 AS two;";
    let ran = place.pipe(["sql", "people.csv", "-o", "csv"], script.as_bytes()).fails(2);
    assert_eq!(ran.text(), "one\n1\n");
    ran.says("there is no column nothing");
    place.pipe(["sql"], b"\\nothing\n").fails(2).says("there is no command `\\nothing`");
    place.pipe(["sql"], b"\\o word\n").fails(2).says("table, json or csv");
    place.pipe(["sql"], b"SELECT 1;\n\\timing\nSELEC 2;").fails(2).says("line 3");
    place.pipe(["sql", "-"], b"").fails(2).says("cannot be a table as well");
    place.write("cut.ferrow", &place.read("people.ferrow")[..900]);
    place.pipe(["sql", "cut.ferrow"], b"SELECT * FROM cut").fails(1).says("ferrow: cut.ferrow: ");
}

#[test]
fn the_shell_helps() {
    let place = Place::new();
    let ran = place.pipe(["sql"], b"\\?\n").well();
    for command in ["\\d", "\\dt", "\\o FORM", "\\timing", "\\q", "\\?"] {
        assert!(ran.text().contains(command), "{command}");
    }
    assert!(place.names().is_empty(), "no history is kept of a script");
}
