//! The project of the example company: `kpi.toml` and its definitions, carried in the program.
//!
//! The texts are files of their own, so that an editor knows them and `git` shows their history: `project/kpi.toml` of this
//! crate, and the definitions of the folder `kpi-defs` beside `crates`, where they are for every reader.

/// `kpi.toml`. The clock in it is that of data up to 2026-06-30.
pub const PROJECT_FILE: &str = include_str!("../project/kpi.toml");

/// The definitions by file name, in the order of the scorecard.
pub const DEFINITION_FILES: [(&str, &str); 8] = [
    ("reach.kpi", include_str!("../../../kpi-defs/reach.kpi")),
    ("act.kpi", include_str!("../../../kpi-defs/act.kpi")),
    ("convert.kpi", include_str!("../../../kpi-defs/convert.kpi")),
    ("engage.kpi", include_str!("../../../kpi-defs/engage.kpi")),
    ("value.kpi", include_str!("../../../kpi-defs/value.kpi")),
    ("service.kpi", include_str!("../../../kpi-defs/service.kpi")),
    ("people.kpi", include_str!("../../../kpi-defs/people.kpi")),
    ("insights.kpi", include_str!("../../../kpi-defs/insights.kpi")),
];
