"""The only wiring: settings, the parts of a process, and the processes of an installation."""
