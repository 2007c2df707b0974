"""Who may do what: people, sessions, keys, roles, and the audit trail of everything that was done or looked at."""
