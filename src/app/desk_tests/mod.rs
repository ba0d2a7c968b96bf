//! The desk on a real store in a temporary folder.

mod absence;
mod agreements;
mod deeds;
mod entering;
mod feedback;
mod figures;
mod hostile;
mod meeting;
mod merging;
mod office;
mod organisation;
mod pages;
mod people;
mod probe;
mod rights;
mod rules;
mod second_step;
mod security;
mod sight;
mod veil;
mod world;
