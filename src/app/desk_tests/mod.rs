//! The desk on a real store in a temporary folder.

mod agreements;
mod deeds;
mod entering;
mod feedback;
mod figures;
mod meeting;
mod merging;
mod office;
mod pages;
mod rights;
mod rules;
mod world;
