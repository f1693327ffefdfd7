"""What a language model is told: one Markdown file a prompt, and the library that loads and fills them in."""
