//! Files and environment become checked [`Settings`]; all complaints at once, with file, line and column.

mod settings;

pub use settings::{
    AckLimits, AddressPolicy, DoorLimits, HttpSettings, LmtpSettings, OutgoingSettings, Settings, SmtpSettings, Team,
};
