"""The front end of the rules language: text to a checked program, or every reason why not."""
