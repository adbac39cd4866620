"""What the rule editor asks: keywords by their words, a rule looked through as it is typed, and on recent answers."""

from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta

from probative.app.keyword_search import search_keywords
from probative.app.recent_trials import Tried, try_on_recent
from probative.app.rule_checking import EXPRESSION_MOST, check_rule_text
from probative.domain.custom import SourceType
from probative.domain.evidence import Verdict
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

Expression = Annotated[str, Meta(min_length=1, max_length=EXPRESSION_MOST)]
Keyword = Annotated[str, Meta(max_length=100)]


class KeywordsQuery(Input):
    """Of which kind of source, and words that are in them."""

    source_type: SourceType
    text: Annotated[str, Meta(max_length=200)] = ""
    max_results: Annotated[int, Meta(ge=1, le=500)] = 50


class KeywordsShown(Output):
    """Keywords that fit, the best first, and how many fit in all."""

    keywords: list[str]
    total: int


class RuleCheckGiven(Input):
    """A rule, and what its source asks."""

    expression: Expression
    source_type: SourceType
    keyword: Keyword


class RuleFaultShown(Output):
    """One thing wrong with a rule, and where: line and column, from 1."""

    message: str
    line: int
    column: int


class RuleCheckShown(Output):
    """Whether a rule is sound, what it calls what was found, and an answer with all members filled, where known."""

    is_sound: bool
    faults: list[RuleFaultShown]
    variable: str
    specimen: Any


class RecentTrialGiven(RuleCheckGiven, kw_only=True):
    """A rule to try on recent answers: those of one assessment, or of all whose evidence the caller may read."""

    assessment_id: str | None = None
    max_results: Annotated[int, Meta(ge=1, le=100)] = 20


class TriedShown(Output):
    """What the rule makes of an answer that there was, and what was said of it when it was collected."""

    assessment_id: str
    evidence_id: str
    account: str
    region: str
    resource: str
    time: datetime
    verdict: Verdict
    reason: str
    verdict_before: Verdict
    answer: Any


class RecentTrialShown(Output):
    """The latest answers first; none: nothing of the kind was collected in the last month."""

    trials: list[TriedShown]
    counts: dict[Verdict, int]


def show_keywords(asked: Asked, query: KeywordsQuery, _body: Nothing) -> KeywordsShown:
    """Return keywords that fit."""
    found = search_keywords(asked.application, asked.caller, query.source_type, query.text, limit=query.max_results)
    return KeywordsShown(keywords=list(found.keywords), total=found.total)


def check_rule(asked: Asked, _query: Nothing, given: RuleCheckGiven) -> RuleCheckShown:
    """Return what is wrong with a rule."""
    found = check_rule_text(
        asked.application,
        asked.caller,
        expression=given.expression,
        type_=given.source_type,
        keyword=given.keyword,
    )
    return RuleCheckShown(
        is_sound=not found.faults,
        faults=[RuleFaultShown(message=each.message, line=each.line, column=each.column) for each in found.faults],
        variable=found.variable,
        specimen=found.specimen,
    )


def try_recent(asked: Asked, _query: Nothing, given: RecentTrialGiven) -> RecentTrialShown:
    """Return what a rule makes of recent answers."""
    found = try_on_recent(
        asked.application,
        asked.caller,
        expression=given.expression,
        type_=given.source_type,
        keyword=given.keyword,
        assessment_id=given.assessment_id,
        limit=given.max_results,
    )
    verdicts = [each.decision.verdict for each in found]
    return RecentTrialShown(
        trials=list(map(_tried, found)), counts={verdict: verdicts.count(verdict) for verdict in Verdict}
    )


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", "/v1/keywords", "Find keywords of evidence sources.", show_keywords),
    endpoint("POST", "/v1/rule-checks", "Look through a rule against what its source answers.", check_rule),
    endpoint("POST", "/v1/recent-rule-trials", "Try a rule on what was really answered lately.", try_recent),
)


def _tried(tried: Tried) -> TriedShown:
    item = tried.evidence
    return TriedShown(
        assessment_id=item.assessment_id,
        evidence_id=item.id,
        account=item.account,
        region=item.region,
        resource=item.resource,
        time=item.time,
        verdict=tried.decision.verdict,
        reason=tried.decision.reason,
        verdict_before=item.verdict,
        answer=tried.answer,
    )
