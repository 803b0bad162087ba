//! Structs of few and of many fields.

use ferrow_derive::Record;
use ferrow_row::Record as _;

#[test]
fn a_struct_without_fields_is_a_record_of_empty_rows() {
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Braces {}

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Unit;

    let rows = Braces::rows(&vec![Braces {}; 3]).unwrap();
    assert_eq!((rows.len(), rows.byte_len()), (3, 0));
    assert_eq!(rows.records::<Braces>().unwrap(), vec![Braces {}; 3]);
    assert_eq!(rows.records::<Unit>().unwrap(), vec![Unit; 3]);
}

#[test]
fn a_struct_of_skipped_fields_is_one_too() {
    #[derive(Debug, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Cache {
        #[record(skip, default = vec![1])]
        entries: Vec<u64>,
    }

    let rows = Cache::rows(&[Cache { entries: vec![] }]).unwrap();
    assert_eq!(rows.byte_len(), 0);
    assert_eq!(rows.records::<Cache>().unwrap(), [Cache { entries: vec![1] }]);
}

macro_rules! wide {
    ($($number:ident $text:ident)*) => {
        /// Twice as many fields as are named: numbers that may be null, and text.
        #[derive(Debug, Clone, Default, PartialEq, Record)]
        #[record(crate = ferrow_row)]
        struct Wide {
            $($number: Option<u32>, $text: String,)*
        }

        impl Wide {
            fn numbers(&mut self) -> Vec<&mut Option<u32>> {
                vec![$(&mut self.$number),*]
            }

            fn text(&mut self) -> Vec<&mut String> {
                vec![$(&mut self.$text),*]
            }
        }

        fn numbers_of(view: WideView<'_>) -> Vec<Option<u32>> {
            vec![$(view.$number()),*]
        }

        fn text_of(view: WideView<'_>) -> Vec<&str> {
            vec![$(view.$text()),*]
        }
    };
}

wide! {
    n00 t00 n01 t01 n02 t02 n03 t03 n04 t04 n05 t05 n06 t06 n07 t07 n08 t08 n09 t09
    n10 t10 n11 t11 n12 t12 n13 t13 n14 t14 n15 t15 n16 t16 n17 t17 n18 t18 n19 t19
    n20 t20 n21 t21 n22 t22 n23 t23 n24 t24 n25 t25 n26 t26 n27 t27 n28 t28 n29 t29
    n30 t30 n31 t31 n32 t32 n33 t33 n34 t34 n35 t35 n36 t36 n37 t37 n38 t38 n39 t39
    n40 t40 n41 t41 n42 t42 n43 t43 n44 t44 n45 t45 n46 t46 n47 t47 n48 t48 n49 t49
    n50 t50 n51 t51 n52 t52 n53 t53 n54 t54 n55 t55 n56 t56 n57 t57 n58 t58 n59 t59
    n60 t60 n61 t61 n62 t62 n63 t63 n64 t64
}

#[test]
fn fields_beyond_the_first_words_of_the_bitmap_keep_their_places() {
    assert_eq!(Wide::layout().len(), 130);
    assert_eq!(Wide::layout().fixed_width(), 3 * 8 + 130 * 8);

    let mut records = vec![Wide::default(); 66];
    for (row, record) in records.iter_mut().enumerate() {
        // In each row one number is null, and in the last none is.
        for (column, number) in record.numbers().into_iter().enumerate() {
            *number = (column != row).then(|| u32::try_from(column * 1000 + row).unwrap());
        }
        for (column, text) in record.text().into_iter().enumerate() {
            *text = format!("{row}/{column}");
        }
    }
    let rows = Wide::rows(&records).unwrap();
    assert_eq!(rows.records::<Wide>().unwrap(), records);

    for (view, record) in rows.views::<Wide>().unwrap().zip(&mut records) {
        let numbers: Vec<_> = record.numbers().into_iter().map(|number| *number).collect();
        assert_eq!(numbers_of(view), numbers);
        assert!(text_of(view).iter().eq(&record.text()));
    }
}
