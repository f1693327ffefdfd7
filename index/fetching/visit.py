"""One page being fetched: its rules, its time limit and its cookies, over all redirects and retries.

Imported only when a page is fetched: ``httpx`` takes half a second.
"""

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpcore
import httpx

from index.errors import RefusedError
from index.fetching.ip_ranges import Address, Network, is_public, is_within
from index.types import ValidatorLookup


@dataclass(slots=True)
class Visit:
    """The state of one page while it is fetched; its clock runs only during requests.

    Attributes:
        time_left_s: How long the remaining requests may take together.
        open_networks: Networks that may be entered although they are not public.
        is_led: Whether a public page led there, which closes these networks.
        obeys_robots: Whether robots.txt is obeyed; not for pages that a user named.
        validators_of: The validators to send for a URL.
        cookies: Set by redirects; never shared with another page.
        deadline: When the current request must be over, in the seconds of ``time.monotonic``.
        went_private: Whether the current request connected to an open network.
    """

    time_left_s: float
    open_networks: tuple[Network, ...]
    is_led: bool = False
    obeys_robots: bool = False
    validators_of: ValidatorLookup = lambda _url: None
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    deadline: float = field(default=math.inf, init=False)
    went_private: bool = field(default=False, init=False)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Run one request: its time counts, and a public page is noted as the one that leads on."""
        self.deadline = time.monotonic() + self.time_left_s
        self.went_private = False
        try:
            yield
        finally:
            self.time_left_s = self.deadline - time.monotonic()
            self.is_led = self.is_led or not self.went_private

    def remaining_s(self) -> float:
        """Seconds left in the current request; raises ``httpcore.TimeoutException`` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time limit for the whole page is over")
        return left

    def admit(self, host: str, addresses: Iterable[Address]) -> None:
        """Raises ``RefusedError`` if one of a host's addresses must not be connected to."""
        private = [address for address in addresses if not is_public(address)]
        for address in private:
            if not is_within(address, self.open_networks):
                raise RefusedError(
                    f"{host} is at the private address {address}, which is not read; if it should be, add its network "
                    "to PINCITE_FETCH_ALLOW_NETWORKS."
                )
        if private and self.is_led:
            raise RefusedError(
                f"{host} is at a private address, and a public page led there; name the link yourself to index it."
            )
        self.went_private = self.went_private or bool(private)
