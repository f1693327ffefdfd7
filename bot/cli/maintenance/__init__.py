"""The commands that look after what is stored: ``doctor``, ``backup``, ``restore`` and ``migrate``.

Depends on ``bot.composition``, ``bot.state`` and ``index``.
"""
