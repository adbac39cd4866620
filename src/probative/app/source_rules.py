"""Rules that travel in a source's description, since Audit Manager's shapes have no place for them.

A line `rule: <CEL expression>` sets the rule, and a line `reason: <text>` says what is wrong with what breaks it.
Either goes on over the lines below it that begin with white space. The words stand at the beginning of a line, in
lower case; all other lines are for people.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    EvidenceSource,
    MetricSource,
    Rule,
    Subject,
)
from probative.library.expressions import scan
from probative.library.rule_checks import check_rule
from probative.ports.asking import ApiModels

REASON: Final = "The rule set for this control does not hold."
"""What is said of what breaks a rule that comes without a reason."""

_LINE: Final = re.compile(r"^(rule|reason):[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)


class RuleText(NamedTuple):
    """A rule as it was written."""

    expression: str
    reason: str | None


def parse_rule(description: str | None) -> RuleText | None:
    r"""Return the rule in a source's description; None: there is no `rule:` line.

    An empty expression, or one given twice, is returned as it stands: it is no CEL, and told as such.

    >>> parse_rule("For auditors.\nrule: has(resource.KmsKeyId)\nreason: No key")
    RuleText(expression='has(resource.KmsKeyId)', reason='No key')
    """
    found: dict[str, list[str]] = {"rule": [], "reason": []}
    for word, text in _LINE.findall((description or "").replace("\r\n", "\n")):
        found[word].append(" ".join(text.split("\n")).strip() if word == "reason" else text.strip())
    if not found["rule"]:
        return None
    return RuleText("\n".join(found["rule"]), " ".join(found["reason"]) or None)


def with_rule(source: EvidenceSource, expression: str, reason: str | None) -> EvidenceSource | None:
    """Return `source` with a rule; None: it takes none, since it brings its own verdict or is for people.

    A rule on an API call that reads `resources` is about all that is found in an account and region together.
    """
    rule = Rule(expression=expression, reason_fail=reason or REASON)
    match source:
        case ApiCallSource():
            subject = (
                Subject.REGION if "resources" in {root for root, _ in scan(expression).paths} else Subject.RESOURCE
            )
            return replace(source, rule=rule, subject=subject)
        case CloudTrailSource() | MetricSource() | AlarmSource():
            return replace(source, rule=rule)
        case _:
            return None


def check_expression(source: EvidenceSource, text: RuleText, models: ApiModels) -> Iterator[str]:
    """Yield what is wrong with a rule on `source`: it is no CEL, or reads what is not there."""
    ruled = with_rule(source, text.expression, text.reason)
    if ruled is None:
        yield "takes no rule: Config and Security Hub bring their own verdict, and people decide on the rest"
        return
    for breach in check_rule((), ruled, (), models):
        yield breach.reason
