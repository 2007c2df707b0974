"""Templates and word lists, all written for this project, and the small composer that fills them."""
