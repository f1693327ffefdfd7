"""The parts of replication that share one database."""

from dataclasses import dataclass
from typing import Self

from bot.executors import Executors
from bot.state.replicas.lease import Lease
from bot.state.replicas.replica_registry import ReplicaRegistry, fence
from bot.state.replicas.update_claims import UpdateClaims
from index.catalog.database import Database


@dataclass(frozen=True, slots=True)
class Replication:
    """What a replica needs to share a database with others.

    Attributes:
        database: On a server.
        executors: One thread for heartbeats, so that they wait for no other query.
    """

    database: Database
    registry: ReplicaRegistry
    claims: UpdateClaims
    lease: Lease
    executors: Executors

    @classmethod
    def open(cls, database: Database, *, is_alone: bool) -> Self:
        """Fence a database.

        Args:
            database: On a server.
            is_alone: Whether the vectors are in the folder of this process, so that it admits no other replica.
        """
        database.guard_with(fence)
        return cls(
            database, ReplicaRegistry(database, is_alone=is_alone), UpdateClaims(database), Lease(), Executors(1)
        )
