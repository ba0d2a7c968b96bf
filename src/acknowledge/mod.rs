//! Whether a reporter is answered, and with which words. Never a robot, never personal data. Pure.
