"""A small sound framework file to bend, and how to load it."""

from pathlib import Path

from probative.domain.errors import InvalidError
from probative.domain.frameworks import Framework
from probative.library.loading import load
from probative.ports.asking import ApiModels

SOUND = """\
id: house-rules
name: House rules
version: 1.0.0
description: What we ask of our own systems.
platforms:
  - id: bedrock
    name: Amazon Bedrock
    services: [bedrock]
    event_sources: [bedrock.amazonaws.com]
    probes:
      - {calls: ['bedrock:ListGuardrails'], each: guardrails}
    events: ['bedrock.amazonaws.com:InvokeModel']
control_sets:
  - id: GUARD
    name: Guardrails
    objectives:
      - id: GUARD-1
        name: Guardrails are kept
        layer: system
        controls:
          - id: GUARD-1.1
            name: Guardrails block
            platforms: [bedrock]
            description: Each guardrail has a message for what it blocks.
            parameters:
              - {name: words, type: list(string), default: [], meaning: Words that the message must have}
            evidence_sources:
              - id: guard-1.1-message
                type: api_call
                name: Message of each guardrail
                calls:
                  - bedrock:ListGuardrails
                  - {call: 'bedrock:GetGuardrail', for_each: guardrails, with: {guardrailIdentifier: id}}
                resource_id: guardrailArn
                subject: resource
                frequency: DAILY
                capture: [name]
                rule:
                  expression: params.words.all(w, resource.blockedInputMessaging.contains(w))
                  decided_when: size(params.words) > 0
                  when_empty: fail
                  reason_fail: The message lacks a word
                  tests:
                    - expect: pass
                      answer: {blockedInputMessaging: Call 111}
                      parameters: {words: ['111']}
                    - expect: fail
                      answer: {blockedInputMessaging: Hello}
                      parameters: {words: ['111']}
                    - expect: inconclusive
                      answer: {blockedInputMessaging: 'No'}
              - id: guard-1.1-deleted
                type: cloudtrail_event
                name: Guardrail deleted
                events: ['bedrock.amazonaws.com:DeleteGuardrail']
                rule:
                  expression: 'false'
                  reason_fail: A guardrail was deleted
              - id: guard-1.1-paper
                type: manual
                name: Why the words were chosen
                artefact: A page
                accepts: [text]
                review_interval_days: 365
"""


def line_of(text: str, needle: str) -> int:
    """Return the line of the first `needle` in `text`."""
    return text[: text.index(needle)].count("\n") + 1


def findings_in(path: Path, models: ApiModels | None = None) -> list[str]:
    """Return what is wrong with the framework at `path`."""
    try:
        load(str(path), models=models, cache=None)
    except InvalidError as error:
        return [str(finding) for finding in error.findings]
    return []


def load_text(text: str, folder: Path, models: ApiModels | None = None, name: str = "mine.yaml") -> Framework:
    """Return the framework that `text` describes."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(str(path), models=models, cache=None)
