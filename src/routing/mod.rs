//! Which queue, how urgent, who else must know: the rules of `routes.toml`. Pure.
