//! Which household? Record linkage: blocking keys, evidence with match weights, decision with reasons. Pure.
