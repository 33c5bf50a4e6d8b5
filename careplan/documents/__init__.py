"""Documents: bytes of a known media type to Text."""
