//! The desk on a real store in a temporary folder.

mod deeds;
mod entering;
mod merging;
mod pages;
mod rights;
mod world;
