"""The worker: what need not be answered at once, such as webhooks, the lake and retention."""
