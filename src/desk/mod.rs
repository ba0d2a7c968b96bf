//! The pages of the projectleider.
