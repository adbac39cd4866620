"""Calls that nobody gives arguments: which list call gives what they need, and where the resources in an answer are.

Read off botocore's models. A call that needs arguments follows a list call of its service whose elements have members
of those names; where two list calls would do equally well, or none does, there is no plan: a guess would collect the
wrong thing, and nobody would see it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape

from probative.domain.evidence_sources import CallStep, Chain
from probative.ports.asking import CallPlan
from probative.sources.aws import read_only, shapes

_LISTS_BEFORE: Final = 2
"""How many list calls may come before a call: things, say, then the parts of each."""
_BATCH_MOST: Final = 100
_BATCH_SAFE: Final = 10
"""How many ids are handed over at a time where the model does not say how many may be."""

_ENDINGS_OF_ARGUMENTS: Final = ("identifier", "arn", "name", "url", "id")

_ALSO_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "ecs:DescribeClusters": ("clusters",),
    "ecs:DescribeContainerInstances": ("cluster",),
    "ecs:DescribeServices": ("cluster",),
    "ecs:DescribeTasks": ("cluster",),
    "ecs:ListContainerInstances": ("cluster",),
    "ecs:ListServices": ("cluster",),
    "ecs:ListTasks": ("cluster",),
    "events:ListRules": ("EventBusName",),
}
"""Arguments that need not be given: but AWS then answers for one default thing only, and says nothing of the others."""

_EACH: Final[Mapping[str, str]] = {"ec2:DescribeInstances": "Reservations[].Instances"}
"""Where the resources are, when that is not where botocore's paginator has its elements."""

_LISTING: Final = ("List", "Describe", "Search", "BatchGet", "BatchDescribe", "Lookup")
_VERB: Final = re.compile(r"^(BatchDescribe|BatchGet|Describe|Get|List|Lookup|Search)")
_OF_A_LIST: Final = re.compile(r"(summary|list|detail|entry|metadata|info|set|item|arn|id|name|url)$")
_OF_PAGES: Final = re.compile(r"(token|marker|truncated|maxitems|maxresults|nextpage|count|requestid)$", re.IGNORECASE)
_PLAIN_PATH: Final = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
_ENDINGS: Final = ("arn", "id", "identifier", "name")


class Models(Protocol):
    """What is known of operations."""

    def model(self, service: str) -> ServiceModel:
        """Return botocore's model of a service."""

    def operation(self, service: str, operation: str) -> OperationModel:
        """Return botocore's model of a call."""

    def paginator(self, service: str, operation: str) -> Mapping[str, object] | None:
        """Return botocore's paginator for the call, if it has one."""

    def missing_inputs(self, service: str, operation: str, given: Sequence[str]) -> tuple[str, ...]:
        """Return the required input members that `given` lacks, sorted."""


def plan_call(models: Models, service: str, operation: str) -> CallPlan | None:
    """Return how a sound call is made that is given no arguments; None: no one list call gives what it needs."""
    chain = _chain(models, service, operation, _LISTS_BEFORE)
    if chain is None:
        return None
    each = _each(models, service, operation)
    if each is None:
        return CallPlan(chain, None, None)
    element = _element(models, service, operation, each)
    return CallPlan(chain, each, _identifier(element, _nouns(operation, each)))


# --- what comes before ------------------------------------------------------------------------------------------


class _Fit(NamedTuple):
    """How sensible a list call before a call is; more is better."""

    shared: int
    """How much of the call's own name is what is listed: roles, before the policies of a role."""
    is_named: bool
    """Whether what is listed is called as the argument is: buckets, for a bucket."""
    shortness: int
    """The fewer calls, the better."""
    is_list: bool
    """AWS: where a service lists a thing twice, List is what counts it and Describe what tells of it."""


def _chain(models: Models, service: str, operation: str, most: int) -> Chain | None:
    required = _required(models, service, operation)
    if not required:
        return (CallStep(service=service, operation=operation),)
    if most == 0:
        return None
    offers: list[tuple[_Fit, Chain]] = []
    for lister in _listers(models, service, operation):
        step = _Handing(models, service, lister, operation).step(required)
        before = _chain(models, service, lister, most - 1) if step is not None else None
        if step is not None and before is not None:
            offers.append((_fit(operation, lister, required, len(before)), (*before, step)))
    best = max((fit for fit, _ in offers), default=None)
    chains = [chain for fit, chain in offers if fit == best]
    return chains[0] if len(chains) == 1 else None


def _required(models: Models, service: str, operation: str) -> tuple[str, ...]:
    return (*models.missing_inputs(service, operation, ()), *_ALSO_NEEDED.get(f"{service}:{operation}", ()))


def _listers(models: Models, service: str, operation: str) -> Iterator[str]:
    for name in models.model(service).operation_names:
        is_listing = name.startswith(_LISTING) or (name.startswith("Get") and name.endswith("s"))
        if is_listing and name != operation and read_only.check_read_only(service, name) is None:
            yield name


def _fit(operation: str, lister: str, required: Sequence[str], calls: int) -> _Fit:
    listed, subject = _singular(_subject(lister)), _subject(operation)
    return _Fit(
        shared=len(listed) if subject.startswith(listed) else 0,
        is_named=any(_parted(_singular(name.lower())).base == listed for name in required),
        shortness=-calls,
        is_list=lister.startswith("List"),
    )


class _Parted(NamedTuple):
    """The name of an argument: what it is of, and which of its names."""

    base: str
    ending: str


def _parted(asked: str) -> _Parted:
    ending = next((each for each in _ENDINGS_OF_ARGUMENTS if asked.endswith(each)), "")
    return _Parted(asked.removesuffix(ending), ending)


@dataclass(frozen=True, slots=True)
class _Handing:
    """What the list call `lister` hands over to `operation`."""

    models: Models
    service: str
    lister: str
    operation: str

    def step(self, required: Sequence[str]) -> CallStep | None:
        """Return the call of `operation` for each element listed; None: the elements lack something."""
        each = _each(self.models, self.service, self.lister)
        element = _element(self.models, self.service, self.lister, each)
        if each is None or element is None:
            return None
        takes = _members(self.models.operation(self.service, self.operation).input_shape)
        paths = {name: self._find(name, takes[name], element, _nouns(self.lister, each)) for name in required}
        of_element = [name for name, path in paths.items() if path and not path.startswith("args.")]
        batched = [name for name in of_element if isinstance(takes[name], ListShape)]
        if not all(paths.values()) or not of_element or (batched and len(of_element) > 1):
            return None
        return CallStep(
            service=self.service,
            operation=self.operation,
            for_each=each,
            hand_over=paths,
            batch=_batch(takes[batched[0]]) if batched else None,
        )

    def _find(self, name: str, wanted: Shape, element: Shape, nouns: frozenset[str]) -> str:
        """Return the path that gives the argument `name`; empty: there is none."""
        is_batch = isinstance(wanted, ListShape)
        if not isinstance(wanted.member if isinstance(wanted, ListShape) else wanted, StringShape):
            return ""
        asked = _singular(name.lower()) if is_batch else name.lower()
        base, ending = _parted(asked)
        for noun in sorted(nouns, key=len, reverse=True):
            if self._is_of(base, noun):
                path = _path(_Wanted(asked, base, ending, noun), element)
                if path:
                    return path
        return f"args.{name}" if name in _required(self.models, self.service, self.lister) and not is_batch else ""

    def _is_of(self, base: str, noun: str) -> bool:
        """Say whether a list of `noun` is a list of what an argument called `base` is of."""
        return noun == base or (noun.endswith(base) and _subject(self.operation).startswith(noun))


class _Wanted(NamedTuple):
    """An argument, in lower case, and what a list calls what it is of."""

    asked: str
    base: str
    ending: str
    noun: str


def _path(wanted: _Wanted, element: Shape) -> str:
    """Return the path in `element` to what is wanted; empty: it has nothing of the kind."""
    if isinstance(element, StringShape):
        return "."
    members = {name.lower(): name for name, member in _members(element).items() if isinstance(member, StringShape)}
    if wanted.base and wanted.asked in members:
        return members[wanted.asked]
    # AWS: an `identifier` takes an ARN, an id or a name; a thing named without an ending takes its name first.
    endings = {"": ("name", "id", "arn"), "identifier": ("arn", "id", "name")}.get(wanted.ending, (wanted.ending,))
    spelled = (head + ending for ending in endings for head in ("", wanted.base, wanted.noun))
    return next((members[name] for name in spelled if name in members), "")


def _batch(wanted: Shape) -> int:
    most = wanted.metadata.get("max")
    return min(most, _BATCH_MOST) if isinstance(most, int) else _BATCH_SAFE


# --- what is in an answer ---------------------------------------------------------------------------------------


def _each(models: Models, service: str, operation: str) -> str | None:
    """Return the path to the list that the answer is about; None: it is about itself, or about several."""
    if f"{service}:{operation}" in _EACH:
        return _EACH[f"{service}:{operation}"]
    output = models.operation(service, operation).output_shape
    if output is None:
        return None
    paged = (models.paginator(service, operation) or {}).get("result_key")
    if isinstance(paged, str) and _PLAIN_PATH.fullmatch(paged) and _is_list(output, paged):
        return paged
    members = {name: member for name, member in _members(output).items() if not _OF_PAGES.search(name)}
    lists = [name for name, member in members.items() if isinstance(member, ListShape)]
    if len(lists) != 1 or isinstance(paged, list):
        return None
    return lists[0] if operation.startswith(_LISTING) or len(members) == 1 else None


def _element(models: Models, service: str, operation: str, each: str | None) -> Shape | None:
    """Return the shape of what is listed at `each` of the answer."""
    output = models.operation(service, operation).output_shape
    return shapes.shape_at(output, f"{each}[]") if output is not None and each is not None else None


def _is_list(output: Shape, path: str) -> bool:
    try:
        return isinstance(shapes.shape_at(output, path), ListShape)
    except shapes.PathError:
        return False


def _identifier(element: Shape | None, nouns: frozenset[str]) -> str | None:
    """Return the member that names a resource best: its ARN, its id, its name; "." where it is a name itself."""
    if isinstance(element, StringShape):
        return "."
    members = {name.lower(): name for name, each in _members(element).items() if isinstance(each, StringShape)}
    for ending in _ENDINGS:
        for spelled in (ending, *(noun + ending for noun in sorted(nouns, key=len, reverse=True))):
            if spelled in members:
                return members[spelled]
    for ending in _ENDINGS:
        found = [name for lower, name in members.items() if lower.endswith(ending)]
        if len(found) == 1:
            return found[0]
    return None


def _nouns(operation: str, each: str) -> frozenset[str]:
    """Return what the elements at `each` may be called, in lower case and in the singular."""
    listed = _singular(each.replace("[]", "").rpartition(".")[2].lower())
    return frozenset({listed, _OF_A_LIST.sub("", listed), _singular(_subject(operation))} - {""})


def _subject(operation: str) -> str:
    """Return what `operation` is about, in lower case: its name without the verb."""
    return _VERB.sub("", operation).lower()


def _singular(word: str) -> str:
    """Return `word` in the singular, as far as a rule can tell.

    >>> _singular("policies"), _singular("buckets"), _singular("aliases"), _singular("addresses")
    ('policy', 'bucket', 'alias', 'address')
    """
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ases", "uses", "xes", "ches", "shes")) and not word.endswith("databases"):
        return word[:-2]
    return word.removesuffix("s") if not word.endswith("ss") else word


def _members(shape: Shape | None) -> Mapping[str, Shape]:
    return shape.members if isinstance(shape, StructureShape) else {}
