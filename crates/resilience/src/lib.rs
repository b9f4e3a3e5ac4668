//! What failures do: patterns, delivery, path survival, exact expectations.
