//! Where it is kept: SQLite or PostgreSQL, through one set of SQL texts.
