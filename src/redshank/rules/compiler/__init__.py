"""From a checked program to one generated Python function per rule set.

How failure is carried: a value that failed is `None` wherever its type has no None of its own, and `FAILED` where it
has. So the hot path tests `is None` and raises nothing. An expression is lowered to two things: the tests under which
it fails, and the code that gives its value when none of them holds.

What is shared and what is lazy: pure calls are written where they are needed, and one that is needed in several places
is kept after its first evaluation. Whatever can report an error or leave a trace (a window, a random draw, a look-up)
is evaluated in the order of the text, always.
"""
