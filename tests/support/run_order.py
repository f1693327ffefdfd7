"""The order of the tests of a run with several processes."""

from collections.abc import Sequence
from itertools import groupby

import pytest


def deal_slow_modules(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """Let each process begin with its share of the modules that have slow tests.

    pytest-xdist gives each process an equal part of the tests, in their order, and one that has finished takes tests
    from the end of another part. A slow module at the end of a part would keep one process busy alone.

    Args:
        items: The tests of the run, each module's together.
        processes: How many processes there are.

    Returns:
        The same tests; those of a module stay together and in order.
    """
    modules = [list(tests) for _, tests in groupby(items, lambda item: item.path)]
    slow = [tests for tests in modules if any(test.get_closest_marker("slow") for test in tests)]
    quick = iter([test for tests in modules if tests not in slow for test in tests])
    dealt: list[pytest.Item] = []
    for process in range(processes):
        share = [test for tests in slow[process::processes] for test in tests]
        room = (len(items) - len(dealt)) // (processes - process)
        dealt += [*share, *(test for _, test in zip(range(room - len(share)), quick, strict=False))]
    return [*dealt, *quick]
