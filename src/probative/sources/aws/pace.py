"""How fast a service of an account and region may be asked: a token bucket that learns the service's own.

It begins at a given rate and doubles each second until the service throttles, which halves it. From then on a
throttle takes a tenth off, and each answer adds a little, the more the longer the service was content. So it
settles near the service's own rate, whatever that is, and follows it.
"""

from dataclasses import dataclass
from typing import Final

_LEAST: Final = 0.5
"""Calls a second, however often the service throttles."""
_FIRST_CUT: Final = 0.5
_CUT: Final = 0.9
_GROWTH: Final = 0.03
"""What an answer adds to the rate, in calls a second, right after a throttle; the same again for each second since."""
_SLOW: Final = 10.0
"""Below this rate the growth is slowed down with it: a throttle costs a slow service's turn, which is long."""
_FASTEST_GROWTH: Final = 1.0
"""What an answer adds at most: the rate doubles in a second."""
_HELD_SECONDS: Final = 0.1
"""How many seconds' worth of calls may be saved up for later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Calls a second for one account, region and service: to begin with, and at most; `burst` at once."""

    initial: float = 10.0
    most: float = 200.0
    burst: int = 2


class Bucket:
    """The token bucket of one service in one account and region. Not safe between threads; times in seconds."""

    def __init__(self, rate: Rate, now: float) -> None:
        self.rate = rate.initial
        self._dry_since: float | None = None
        self._most = rate.most
        self._tokens = float(rate.burst)
        self._filled_at = now
        self._cut_at = now
        self._is_new = True

    def ready_at(self, now: float) -> float:
        """Return when the next call may be sent; `now` when it may be sent at once."""
        self._fill(now)
        return now if self._tokens >= 1 else now + (1 - self._tokens) / self.rate

    def take(self, now: float) -> None:
        """Spend the token of one call."""
        self._fill(now)
        self._tokens -= 1

    def answered(self, now: float) -> None:
        """Note that the service answered, or refused for a reason that is not its load."""
        self._dry_since = None
        self._fill(now)
        self.rate = min(self._most, self.rate + (_FASTEST_GROWTH if self._is_new else self._growth(now)))

    def _growth(self, now: float) -> float:
        slowness = min(1.0, self.rate / _SLOW)
        return min(_FASTEST_GROWTH, _GROWTH * slowness * (1 + (now - self._cut_at) * slowness))

    def throttled(self, sent_at: float, now: float) -> None:
        """Note that a call sent at `sent_at` was throttled; calls sent before the last cut tell nothing new."""
        if self._dry_since is None:
            self._dry_since = now
        if sent_at <= self._cut_at:
            return
        self._fill(now)
        self.rate = max(self.rate * (_FIRST_CUT if self._is_new else _CUT), _LEAST)
        self._tokens = min(self._tokens, 0.0)
        self._is_new = False
        self._cut_at = now

    def dry_seconds(self, now: float) -> float:
        """Return for how long the service has said nothing but "slow down"."""
        return 0.0 if self._dry_since is None else now - self._dry_since

    def _fill(self, now: float) -> None:
        most = max(1.0, self.rate * _HELD_SECONDS, self._tokens)
        self._tokens = min(most, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now
