"""The playground's part in a function's Python: what starts the handler, and what makes its HTTP calls."""
