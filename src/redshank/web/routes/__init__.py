"""One module an area; each that defines `router` is served."""
