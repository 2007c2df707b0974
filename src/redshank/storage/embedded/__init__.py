"""PostgreSQL as a child of ours: binaries, the unprivileged account, the cluster's folder, the server process."""
