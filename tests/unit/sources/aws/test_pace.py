"""The token bucket finds the rate of a service that throttles, and never stops."""

import pytest

from probative.sources.aws.pace import Bucket, Rate


class Service:
    """A service with a token bucket of its own, asked as soon as the client's bucket allows; time is simulated."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.tokens, self.most, self.at = rate, burst, burst, 0.0

    def takes(self, now: float) -> bool:
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def ask(service: Service, bucket: Bucket, calls: int) -> tuple[float, int]:
    """Return when `calls` were answered, and how often the service throttled on the way."""
    now, throttled = 0.0, 0
    while calls:
        now = bucket.ready_at(now)
        bucket.take(now)
        if service.takes(now):
            bucket.answered(now)
            calls -= 1
        else:
            bucket.throttled(now, now)
            throttled += 1
    return now, throttled


@pytest.mark.parametrize("rate", [1.0, 5.0, 15.0, 50.0, 150.0])
@pytest.mark.parametrize("burst", [1.0, 5.0, 40.0])
def test_it_settles_near_the_rate_of_the_service(rate: float, burst: float) -> None:
    calls = int(rate * 60)
    took, throttled = ask(Service(rate, burst), Bucket(Rate(), 0.0), calls)
    assert took <= 1.2 * max(0.0, calls - burst) / rate + 2
    assert throttled <= 40


def test_a_service_that_never_throttles_is_asked_faster_and_faster_up_to_the_most() -> None:
    bucket = Bucket(Rate(initial=10, most=100, burst=1), 0.0)
    ask(Service(1e9, 1e9), bucket, 2000)
    assert bucket.rate == 100


def test_the_burst_may_be_sent_at_once() -> None:
    bucket = Bucket(Rate(initial=1, burst=3), 0.0)
    for _ in range(3):
        assert bucket.ready_at(0.0) == 0.0
        bucket.take(0.0)
    assert bucket.ready_at(0.0) == pytest.approx(1.0)


def test_the_first_throttle_halves_the_rate_and_calls_sent_before_it_do_not_cut_it_again() -> None:
    bucket = Bucket(Rate(initial=40), 0.0)
    bucket.throttled(sent_at=1.0, now=1.1)
    assert bucket.rate == 20
    bucket.throttled(sent_at=1.0, now=1.2)
    assert bucket.rate == 20
    bucket.throttled(sent_at=1.15, now=1.3)
    assert bucket.rate == pytest.approx(18)


def test_the_rate_never_falls_to_nothing() -> None:
    bucket = Bucket(Rate(), 0.0)
    for second in range(1, 100):
        bucket.throttled(second, second)
    assert bucket.rate == 0.5


def test_dry_is_counted_from_the_first_throttle_since_the_last_answer() -> None:
    bucket = Bucket(Rate(), 0.0)
    assert bucket.dry_seconds(100.0) == 0
    bucket.throttled(100.0, 100.0)
    bucket.throttled(103.0, 103.0)
    assert bucket.dry_seconds(105.0) == 5
    bucket.answered(106.0)
    assert bucket.dry_seconds(107.0) == 0
