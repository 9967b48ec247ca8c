//! Tests of the project.
