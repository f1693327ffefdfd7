"""The running bot: alerts to admins, its profile, errors and maintenance.

``application`` imports it.
"""
