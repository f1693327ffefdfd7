"""``pincite tokens``: the tokens of programs that use the API."""

from collections.abc import Sequence

import typer

from bot.composition.container import Container
from bot.state.tokens.api_tokens import SCOPES, ApiScope, ApiTokenStore
from index.errors import InvalidSettingError, PinciteError
from index.printable import printable

_MAX_NAME_CHARS = 100
_LARGEST_ID = 2**31 - 1  # that PostgreSQL stores


def create_token(container: Container, name: str, scopes: Sequence[str]) -> None:
    """Print a new token on stdout, once."""
    shown = printable(name.strip())
    if not 0 < len(shown) <= _MAX_NAME_CHARS:
        raise PinciteError(f"Name the program that uses the token, in {_MAX_NAME_CHARS} characters or fewer.")
    chosen: list[ApiScope] = [scope for scope in SCOPES if scope in scopes or not scopes]
    if unknown := set(scopes) - set(SCOPES):
        raise InvalidSettingError(
            f"There is no scope {', '.join(sorted(unknown))}; the scopes are {', '.join(SCOPES)}."
        )
    token = ApiTokenStore(container.bot_database).create(shown, chosen)
    typer.echo("Keep this token secret; it is not shown again.", err=True)
    typer.echo(token)


def revoke_token(container: Container, id_: int) -> None:
    """Revoke a token; raises ``PinciteError`` if there is none of that id."""
    if id_ > _LARGEST_ID or not ApiTokenStore(container.bot_database).revoke(id_):
        raise PinciteError(f"No token has the id {id_}; `pincite tokens` lists them.")
    typer.echo(f"Revoked the token {id_}.")


def list_tokens(container: Container) -> None:
    """Print the tokens, without the secrets, which are not stored."""
    tokens = ApiTokenStore(container.bot_database).get_all()
    if not tokens:
        typer.echo("There is no token yet; `pincite tokens create NAME` makes one.", err=True)
    for token in tokens:
        scopes = ",".join(sorted(token.scopes))
        used = token.used_on or "never"
        typer.echo(f"{token.id}\t{printable(token.name)}\t{scopes}\tcreated {token.created_at:%Y-%m-%d}\tused {used}")
