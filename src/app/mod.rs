//! Builds the whole from its settings and runs it. The only place that asks what time it is.

#[cfg(test)]
mod desk_tests;
