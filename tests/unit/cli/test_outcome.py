"""How a run ends: what could not be told is never sound, and outweighs what was found."""

from collections.abc import Sequence

import pytest

from probative.cli.outcome import outcome_of
from probative.domain.summaries import Coverage, RefusalLine, Standing
from tests.support.summaries import a_line, a_summary

WHOLE = Coverage(answered=2, not_applicable=5)
UNSEEN = Coverage(answered=1, unseen=1)


@pytest.mark.parametrize(
    ("refusals", "coverage", "standing", "code"),
    [
        ((), WHOLE, Standing.COMPLIANT, 0),
        ((), WHOLE, Standing.NO_EVIDENCE, 0),
        ((), WHOLE, Standing.NON_COMPLIANT, 1),
        ((a_line(),), WHOLE, Standing.COMPLIANT, 3),
        ((a_line(),), WHOLE, Standing.NON_COMPLIANT, 3),
        ((), UNSEEN, Standing.COMPLIANT, 3),
        ((), UNSEEN, Standing.NON_COMPLIANT, 3),
        ((a_line(),), UNSEEN, Standing.NON_COMPLIANT, 3),
    ],
)
def test_what_could_not_be_told_outweighs_a_finding(
    refusals: Sequence[RefusalLine], coverage: Coverage, standing: Standing, code: int
) -> None:
    assert outcome_of(a_summary(refusals, standing, coverage)).code == code


@pytest.mark.parametrize(
    ("refusals_count", "coverage", "why"),
    [
        (0, WHOLE, "findings: 1 control non-compliant, and nothing left unread"),
        (2, WHOLE, "could not tell: 2 refusals, which may hide more than is shown"),
        (0, UNSEEN, "could not tell: 1 observation not made, which may hide more than is shown"),
        (1, UNSEEN, "could not tell: 1 refusal and 1 observation not made, which may hide more than is shown"),
    ],
)
def test_one_sentence_says_why(refusals_count: int, coverage: Coverage, why: str) -> None:
    summary = a_summary([a_line(number) for number in range(refusals_count)], Standing.NON_COMPLIANT, coverage)
    assert outcome_of(summary).why == why


def test_a_sound_run_says_so() -> None:
    assert outcome_of(a_summary()).why == "sound: nothing non-compliant, and nothing left unread"
