"""``kill -9`` of one of two replicas under load, again and again: ``python -m benchmarks.replica_kills``.

Starts a PostgreSQL server, a Chroma server, two ``pincite serve`` and a Bot API server on loopback, and stops all of
them. After each kill it checks that each question was answered once and in order, or that its user was asked whether
the answer arrived, and that each index job is done. It ends with an error at the first difference.
"""

import argparse
import tempfile
from pathlib import Path

from tests.support.chroma_server import running_chroma
from tests.support.postgresql_server import PostgresqlServer
from tests.support.replica_load import kill_under_load, running_replicas

_MOST_KILLS = 20


def main() -> None:
    """Run the kills and print what each one left."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=_MOST_KILLS, choices=range(1, _MOST_KILLS + 1), metavar="1-20")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, PostgresqlServer() as server:
        folder = Path(name)
        address = server.address(server.new_schema())
        with running_chroma(folder / "chroma") as chroma, running_replicas(folder, address, chroma.url) as replicas:
            print(kill_under_load(replicas, options.kills, seed=options.seed, report=print))


if __name__ == "__main__":
    main()
