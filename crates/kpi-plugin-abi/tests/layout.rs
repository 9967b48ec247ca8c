//! The layout of the boundary: sizes and offsets that a released version may never change, and the C header agrees.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::fmt::Write as _;
use std::mem::offset_of;
use std::path::Path;
use std::process::Command;

use kpi_plugin_abi::{
    ABI_MAJOR, ABI_MINOR, ArrowArray, ArrowArrayStream, ArrowSchema, KpiError, KpiHost, KpiPlugin, KpiStr, abi_version,
    split_abi_version,
};

/// `(name in C, size or offset)` of everything that crosses.
fn layout() -> Vec<(&'static str, usize)> {
    macro_rules! layout {
        ($($c_name:literal = $rust_name:ty { $($field:ident),* }),* $(,)?) => {
            vec![$(
                (concat!("sizeof(", $c_name, ")"), size_of::<$rust_name>()),
                $((concat!("offsetof(", $c_name, ", ", stringify!($field), ")"), offset_of!($rust_name, $field)),)*
            )*]
        };
    }
    layout![
        "kpi_str" = KpiStr { ptr, len },
        "kpi_error" = KpiError { code, message, help, release, private_data },
        "kpi_host" = KpiHost { struct_size, abi_major, abi_minor, context, log, is_cancelled },
        "kpi_plugin" = KpiPlugin {
            struct_size,
            abi_major,
            abi_minor,
            flags,
            manifest,
            function_call,
            source_schema,
            source_scan,
            release,
            private_data
        },
        "struct ArrowSchema" =
            ArrowSchema { format, name, metadata, flags, n_children, children, dictionary, release, private_data },
        "struct ArrowArray" = ArrowArray {
            length,
            null_count,
            offset,
            n_buffers,
            n_children,
            buffers,
            children,
            dictionary,
            release,
            private_data
        },
        "struct ArrowArrayStream" = ArrowArrayStream { get_schema, get_next, get_last_error, release, private_data },
    ]
}

#[test]
#[cfg(target_pointer_width = "64")]
fn sizes_are_those_of_version_one() {
    let sizes: Vec<_> =
        layout().into_iter().filter(|(name, _)| name.starts_with("sizeof")).map(|(_, size)| size).collect();
    assert_eq!(sizes, [16, 56, 40, 64, 72, 80, 40]);
}

#[test]
fn version_is_packed_and_unpacked() {
    assert_eq!(abi_version(), 0x0001_0000);
    assert_eq!(split_abi_version(abi_version()), (ABI_MAJOR, ABI_MINOR));
    assert_eq!(split_abi_version(0x0007_0203), (7, 0x203));
}

/// Compiles the header with the C compiler of the machine, if there is one, and has it check every number.
#[test]
fn header_has_the_same_layout() {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    if Command::new(&compiler).arg("--version").output().is_err() {
        eprintln!("no C compiler on this machine: the header is not compared");
        return;
    }
    let mut program = String::from("#include \"kpi_plugin.h\"\n");
    for (expression, expected) in layout() {
        writeln!(program, "_Static_assert({expression} == {expected}, \"{expression}\");").unwrap();
    }
    writeln!(program, "_Static_assert(KPI_ABI_VERSION == {}u, \"version\");", abi_version()).unwrap();

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let source = folder.join("layout.c");
    std::fs::write(&source, program).unwrap();
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let output = Command::new(&compiler)
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I"])
        .arg(include)
        .arg(&source)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
