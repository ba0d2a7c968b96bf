//! The signal as JSON (CONTRACT §4): one form for the API, import, `read`, `link` and the store's facts column.
