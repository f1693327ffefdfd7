"""What admins do in their chat with the bot: people, sources, and what happened."""
