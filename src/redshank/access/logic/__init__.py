"""Pure parts of access: password hashing, secrets, the audit chain's arithmetic, the throttle."""
