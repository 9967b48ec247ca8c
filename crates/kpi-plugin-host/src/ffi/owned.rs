//! Arrow structs with an owner: released when dropped, unless they moved on.

use std::ffi::CStr;

use kpi_plugin_abi::{ArrowArray, ArrowArrayStream, ArrowSchema};

macro_rules! owned {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name($inner);

        // SAFETY: the Arrow C interfaces allow to use and release a struct on any thread, one at a time.
        unsafe impl Send for $name {}

        impl $name {
            /// # Safety
            /// The struct is valid by the Arrow C interfaces, and nobody else owns it.
            pub(super) unsafe fn new(inner: $inner) -> Self {
                Self(inner)
            }

            pub(crate) fn get(&self) -> &$inner {
                &self.0
            }

            /// Whether there is nothing in it.
            pub(super) fn is_released(&self) -> bool {
                self.0.release.is_none()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.0.release {
                    // SAFETY: a struct that still has its `release` was not released.
                    unsafe { release(&raw mut self.0) };
                }
            }
        }
    };
}

owned!(
    /// The type of a column or batch.
    OwnedSchema(ArrowSchema)
);
owned!(
    /// The values of a column or batch.
    OwnedArray(ArrowArray)
);
owned!(
    /// A stream of batches.
    OwnedStream(ArrowArrayStream)
);

// SAFETY: a schema is only read through a shared reference.
unsafe impl Sync for OwnedSchema {}
// SAFETY: an array is only read through a shared reference.
unsafe impl Sync for OwnedArray {}

impl OwnedSchema {
    /// Gives the struct away.
    pub(super) fn into_inner(mut self) -> ArrowSchema {
        std::mem::replace(&mut self.0, ArrowSchema::released())
    }

    /// The format; empty if there is none.
    pub(super) fn format(&self) -> &str {
        // SAFETY: the schema is valid as long as its owner.
        unsafe { text(self.0.format) }
    }

    /// The children; none if one is missing.
    pub(super) fn children(&self) -> Option<Vec<&ArrowSchema>> {
        // SAFETY: the schema is valid as long as its owner.
        unsafe { children(self.0.children, self.0.n_children) }
    }
}

impl OwnedArray {
    /// Gives the struct away.
    pub(super) fn into_inner(mut self) -> ArrowArray {
        std::mem::replace(&mut self.0, ArrowArray::released())
    }

    /// Whoever changes the struct must leave it valid.
    pub(super) fn get_mut(&mut self) -> &mut ArrowArray {
        &mut self.0
    }

    /// The children, to be changed; none if one is missing.
    pub(super) fn children_mut(&mut self) -> Option<Vec<&mut ArrowArray>> {
        // SAFETY: the array is valid as long as its owner, and borrowed for changes.
        let pointers = unsafe { pointers(self.0.children, self.0.n_children) }?;
        pointers
            .iter()
            // SAFETY: as above; the children of an array are distinct structs.
            .map(|pointer| unsafe { pointer.as_mut() })
            .collect()
    }
}

impl OwnedStream {
    /// Whoever uses the struct must leave it valid.
    pub(super) fn get_mut(&mut self) -> &mut ArrowArrayStream {
        &mut self.0
    }
}

/// Borrows a C text; empty if it is missing or not UTF-8.
///
/// # Safety
/// `pointer` is null or points to a text that ends with a zero and lives for `'a`.
pub(super) unsafe fn text<'a>(pointer: *const std::ffi::c_char) -> &'a str {
    if pointer.is_null() {
        return "";
    }
    // SAFETY: promised by the caller.
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap_or_default()
}

/// # Safety
/// `first` is null or points to `count` pointers, each null or valid for `'a`.
unsafe fn children<'a, T>(first: *mut *mut T, count: i64) -> Option<Vec<&'a T>> {
    // SAFETY: promised by the caller.
    let pointers = unsafe { pointers(first, count) }?;
    pointers
        .iter()
        // SAFETY: promised by the caller.
        .map(|pointer| unsafe { pointer.as_ref() })
        .collect()
}

/// # Safety
/// `first` is null or points to `count` pointers that live for `'a`.
unsafe fn pointers<'a, T>(first: *mut *mut T, count: i64) -> Option<&'a [*mut T]> {
    let count = usize::try_from(count).ok()?;
    if count == 0 {
        return Some(&[]);
    }
    if first.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    Some(unsafe { std::slice::from_raw_parts(first, count) })
}
