"""From a link or file to ranked passages. Knows no Telegram and no language model."""
