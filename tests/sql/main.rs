//! `huoju sql`: its script on DuckDB gives huoju's own numbers, on the sample data, a quarter, and a zone where last
//! year's records stand in. Without Python 3 or DuckDB (from PyPI) these tests say so and do nothing.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod command;
mod engine;
mod expressions;
mod numbers;

#[path = "../zone/mod.rs"]
mod zone;
