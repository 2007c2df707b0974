"""The functions that rules call: their signatures, their documentation, their meaning."""
