//! The thin binary: builds the real world and calls the library.

fn main() {}
