"""The application: answering, Telegram, and the command line."""
