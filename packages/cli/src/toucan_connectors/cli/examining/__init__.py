"""What is wrong, step by step, and what to share of it."""
