"""The control catalogue that standard controls are filed in: domains, objectives and common controls, by ARN.

A domain is a control set of a standard framework, an objective one of its objectives. All controls of an objective
together are a common control, which a custom control can rest on.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from probative.app.application import Catalogue
from probative.assess.insights import Domain
from probative.domain.evidence_searches import UNCATEGORIZED
from probative.domain.frameworks import Control, ControlSet, Objective
from probative.domain.ids import ControlId, name_based_uuid

NO_DOMAIN: Final = Domain(UNCATEGORIZED, "Uncategorized")
"""Of controls that are in none: custom ones."""

_HEAD: Final = "arn:aws:controlcatalog:::"


def domain_arn(control_set: ControlSet) -> str:
    """Return the ARN of the domain that a standard control set is."""
    return f"{_HEAD}domain/{control_set.uuid}"


def objective_arn(objective: Objective) -> str:
    """Return the ARN of an objective of a standard framework."""
    return f"{_HEAD}objective/{_uuid(objective)}"


def common_control_arn(objective: Objective) -> str:
    """Return the ARN of all controls of an objective together."""
    return f"{_HEAD}common-control/{_uuid(objective)}"


def controls_filed(catalogue: Catalogue, arn: str) -> tuple[Control, ...]:
    """Return the standard controls in the domain, objective or common control with this ARN; none: it is not known."""
    return _filed(catalogue).get(arn, ())


def common_controls(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ARNs of all common controls, sorted."""
    return tuple(sorted(arn for arn in _filed(catalogue) if arn.startswith(f"{_HEAD}common-control/")))


@lru_cache(maxsize=4)
def domains_of_controls(catalogue: Catalogue) -> Mapping[str, Domain]:
    """Return the domain of every standard control, by the control's UUID."""
    return {
        control.uuid: Domain(domain_arn(control_set), control_set.name)
        for framework in catalogue.frameworks
        for control_set in framework.control_sets
        for control in control_set.controls
    }


@lru_cache(maxsize=4)
def domains_in_lake(catalogue: Catalogue) -> Mapping[ControlId, str]:
    """Return the id of the domain of every standard control, by what the lake calls the control."""
    domains = domains_of_controls(catalogue)
    return {control.id: domains[uuid].id for uuid, control in catalogue.controls.items()}


@lru_cache(maxsize=4)
def domain_names(catalogue: Catalogue) -> Mapping[str, str]:
    """Return what every domain is called, by its id."""
    return {domain.id: domain.name for domain in (*domains_of_controls(catalogue).values(), NO_DOMAIN)}


@lru_cache(maxsize=4)
def domain_ids(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the id of every domain, by its id and by the UUID of its control set."""
    sets = [each for framework in catalogue.frameworks for each in framework.control_sets]
    by_uuid = {control_set.uuid: domain_arn(control_set) for control_set in sets}
    return {**by_uuid, **{arn: arn for arn in by_uuid.values()}, UNCATEGORIZED: UNCATEGORIZED}


@lru_cache(maxsize=4)
def _filed(catalogue: Catalogue) -> Mapping[str, tuple[Control, ...]]:
    return dict(_walk(catalogue))


def _walk(catalogue: Catalogue) -> Iterator[tuple[str, tuple[Control, ...]]]:
    for framework in catalogue.frameworks:
        for control_set in framework.control_sets:
            yield domain_arn(control_set), control_set.controls
            for objective in control_set.objectives:
                yield objective_arn(objective), objective.controls
                yield common_control_arn(objective), objective.controls


def _uuid(objective: Objective) -> str:
    return name_based_uuid("objective", *(control.uuid for control in objective.controls[:1]), objective.id)
