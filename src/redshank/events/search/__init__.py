"""Search over every event: a small language, filters, histograms, groups, exports and the page of a subject."""
