"""The running bot: alerts to its admins, its profile in Telegram, errors and maintenance.

``application``, ``lifecycle``, ``chat`` and ``admin`` import it.
"""
