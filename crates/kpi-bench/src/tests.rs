//! That a small company gives the same numbers in every way that needs no other program.

use crate::company::{Company, Months, write_data, write_project};
use crate::failure::Failure;
use crate::forms::{Asked, Form, Grain, compute};

fn numbers(form: Form, events: u64, asked: Asked, months: u32) -> Result<crate::values::Values, Failure> {
    let folder = tempfile::tempdir()?;
    write_project(folder.path())?;
    write_data(&Company { events, months: Months::last(months) }, folder.path())?;
    Ok(compute(form, folder.path(), asked)?.values)
}

/// With fewer people some segment has no row in some month; the engine then lists no such slice.
#[test]
fn the_engine_and_hand_written_polars_agree() -> Result<(), Failure> {
    let asked = Asked { months: Months::last(13), kpis: 30, grain: Grain::Month };
    for months in [13, 20] {
        let ours = numbers(Form::Ours, 200_000, asked, months)?;
        let comparison = ours.compare(&numbers(Form::Hand, 200_000, asked, months)?);
        assert!(comparison.compared > 1_500, "{comparison:?}");
        assert_eq!(comparison.differences, Vec::<String>::new());
    }
    Ok(())
}

#[test]
fn numbers_that_differ_or_are_missing_are_named() -> Result<(), Failure> {
    let all = Asked { months: Months::last(2), kpis: 30, grain: Grain::Month };
    let few = Asked { kpis: 3, ..all };
    let ours = numbers(Form::Ours, 10_000, all, 2)?;
    let fewer = numbers(Form::Ours, 10_000, few, 2)?;
    let comparison = ours.compare(&fewer);
    assert!(comparison.differences.iter().any(|difference| difference.starts_with("nps of all in 2026-05: ")));
    assert!(comparison.differences.iter().all(|difference| !difference.starts_with("sales of ")));
    let other = numbers(Form::Ours, 11_000, all, 2)?;
    assert!(
        ours.compare(&other).differences.iter().any(|difference| difference.starts_with("sales of all in 2026-06: "))
    );
    Ok(())
}
