//! Takes from the outbox, sends, retries by table, and puts what cannot be sent before a human.
