"""The collecting side of the API benchmark, a process of its own so that its memory is its own."""

import json
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.api_account import sources
from probative.clock import utc_now
from probative.domain.assessments import Scope
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import chain_key
from probative.domain.ids import AccountId, Region
from probative.domain.slots import Refusal
from probative.ports.asking import Period, Question
from probative.sources.aws.collector import AwsSource
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.sessions import Access, Keys, Sessions


def main() -> None:
    """Collect from the server at the address given, and print what it came to."""
    models = BotocoreModels()
    sessions = Sessions(Access(endpoint_url=sys.argv[1]), models, utc_now, keys=Keys("AKIABENCH", "s", None, None))
    live = AwsSource(sessions, clock=utc_now)
    scope = Scope(accounts=(AccountId("111122223333"),), regions=(Region("us-east-1"),))
    now = datetime(2026, 11, 20, tzinfo=UTC)
    slots = list(live.plan(sources(), scope, Period(now - timedelta(days=1), now, now)))
    questions = {chain_key(source.chain): Question(source.chain, ("",)) for source in sources()}
    facts = refusals = 0
    began, cpu = time.perf_counter(), time.process_time()
    for observation in live.collect(slots, questions):
        facts += isinstance(observation, Fact)
        refusals += isinstance(observation, Refusal)
    took = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "facts": facts,
        "refusals": refusals,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main()
