"""How many requests one address (of IPv6: one /64) may make: off unless the owner sets it, since offices share addresses."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Rates:
    """Counts requests by who makes them, in memory, a minute at a time. ``a_minute`` 0 allows any number."""

    def __init__(self, a_minute: int) -> None:
        self.limit = RateLimitItemPerMinute(a_minute) if a_minute else None
        self.limiter = FixedWindowRateLimiter(MemoryStorage()) if a_minute else None

    def wait(self, who: str) -> int:
        """Whole seconds to wait before the next request, 0 where it may come in now (it is counted)."""
        if self.limit is None or self.limiter.hit(self.limit, who):
            return 0
        return max(1, math.ceil(self.limiter.get_window_stats(self.limit, who).reset_time - time.time()))
