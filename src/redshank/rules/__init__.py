"""The rules language (SML): read, checked, compiled, judged live, tested."""
