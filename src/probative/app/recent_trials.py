"""A rule tried on what was really answered lately, before it is kept.

Only evidence is read that the caller may ask for; nothing that a trial says is kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from json import loads
from typing import Final, NamedTuple

from probative.app.access import may
from probative.app.application import Application
from probative.app.evidence_queries import QUERY
from probative.app.rule_checking import collected_source
from probative.app.source_rules import REASON, with_rule
from probative.app.viewing import open_all
from probative.books import Books
from probative.domain.custom import SourceType
from probative.domain.errors import Finding, InvalidError, NotFoundError
from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_queries import EvidenceFilter
from probative.domain.evidence_sources import ApiCallSource, CloudTrailSource, EvidenceSource, chain_key, rule_of
from probative.domain.ids import AssessmentId, FactId
from probative.domain.people import Caller
from probative.domain.slots import SourceKind
from probative.library.rule_checks import answers_of
from probative.rules import LISTS, Decision, Judge, variable_of

LOOKED_BACK: Final = timedelta(days=31)
_LOOKED_AT_MOST: Final = 500
"""So many items of an assessment are looked at: one fact stands behind the evidence of many controls."""


class Tried(NamedTuple):
    """What the rule makes of one answer that there was."""

    evidence: Evidence
    """One of those that rest on the answer; of a rule on a whole list, on its first member."""
    decision: Decision
    answer: object
    """As the rule sees it, as JSON."""


def try_on_recent(  # noqa: PLR0913  what is tried on what
    application: Application,
    caller: Caller,
    *,
    expression: str,
    type_: SourceType,
    keyword: str,
    assessment_id: str | None = None,
    limit: int,
) -> Sequence[Tried]:
    """Return what the rule makes of up to `limit` recent answers to `keyword`, the latest first.

    They come from one assessment, or from all that the caller may ask; none: nothing of the kind was collected lately.

    Raises:
        InvalidError: There is no such keyword, it takes no rule, or the expression is no CEL.
        NotFoundError: There is no such assessment, or the caller may not ask for its evidence.
    """
    source = with_rule(collected_source(application, type_, keyword), expression, REASON)
    if source is None or rule_of(source) is None:
        raise InvalidError(Finding("sourceType", "takes no rule: try one on an API call or a CloudTrail event"))
    judge = _judge(source)
    assessments = application.store.read(lambda books: _asked(application, books, caller, assessment_id))
    found: dict[FactId, Evidence] = {}
    for id_ in assessments:
        for item in application.lake.query(id_, _filter(application, source), after=None, limit=_LOOKED_AT_MOST):
            found.setdefault(item.fact_id, item)
    facts = [fact for fact in application.lake.facts(list(found)) if _is_of(fact, source)]
    facts.sort(key=lambda fact: (fact.time, fact.id), reverse=True)
    values = {fact.id: _value(application, source, fact) for fact in facts}
    is_list = variable_of(source) in LISTS
    tried = _together(facts) if is_list else [[fact] for fact in facts]
    now = application.clock()
    seen = []
    for members in tried[:limit]:
        item, answers = found[members[0].id], [values[fact.id] for fact in members]
        answer = answers if is_list else answers[0]
        decision = judge.decide(answer, now=now, account=item.account, region=item.region)
        seen.append(Tried(item, decision, answer))
    return seen


def _judge(source: EvidenceSource) -> Judge:
    rule = rule_of(source)
    if rule is None:
        raise TypeError(f"{source.id} has no rule")
    try:
        return Judge(rule, variable_of(source), {})
    except ValueError as error:
        raise InvalidError(Finding("expression", str(error))) from error


def _asked(application: Application, books: Books, caller: Caller, assessment_id: str | None) -> Sequence[AssessmentId]:
    engagements = books.engagements.select(newest_first=True)
    allowed = [
        opened.engagement.id for opened in open_all(books, engagements) if may(application, caller, QUERY, opened)
    ]
    if assessment_id is None:
        return allowed
    if assessment_id not in allowed:
        raise NotFoundError("assessment", assessment_id)
    return [AssessmentId(assessment_id)]


def _filter(application: Application, source: EvidenceSource) -> EvidenceFilter:
    since = (application.clock() - LOOKED_BACK).date()
    if isinstance(source, ApiCallSource):
        names = frozenset({source.chain[-1].operation})
        return EvidenceFilter(kind=frozenset({SourceKind.API_CALL}), event_name=names, since=since)
    events = source.events if isinstance(source, CloudTrailSource) else ()
    return EvidenceFilter(
        kind=frozenset({SourceKind.CLOUDTRAIL}),
        event_name=frozenset(event.name for event in events),
        event_source=frozenset(event.source for event in events),
        since=since,
    )


def _is_of(fact: Fact, source: EvidenceSource) -> bool:
    """Say whether `fact` is an element of what `source` would be answered."""
    if isinstance(source, ApiCallSource):
        return fact.question == chain_key(source.chain) and fact.part == (source.each or "")
    return True


def _value(application: Application, source: EvidenceSource, fact: Fact) -> object:
    content = loads(fact.content)
    if not isinstance(source, ApiCallSource):
        return content
    answers = answers_of(source, application.models)
    return content if answers is None else application.models.revive(*answers, content)


def _together(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the facts that were answered together, the latest first."""
    together: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        together[fact.slot_id].append(fact)
    return list(together.values())
