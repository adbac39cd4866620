"""Custom controls and frameworks, made through the use cases, and the pieces they are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from probative.api.operations.context import Context, Shape
from probative.api.protocol.model import service
from probative.api.protocol.serialize import to_json
from probative.app.application import Application
from probative.app.controls import ControlDraft, TaggedControl, create_control
from probative.app.custom_frameworks import ControlSetDraft, FrameworkDraft, create_framework
from probative.app.freezing import freeze
from probative.books import Books
from probative.domain.access import Resource
from probative.domain.custom import CustomFramework, MappingSource, SourceKeyword, SourceType
from probative.domain.engagements import AssessmentStatus, Destination, Engagement, ScopedAccount
from probative.domain.evidence_sources import Frequency
from probative.domain.ids import AssessmentId
from probative.domain.people import Caller
from tests.support.serving import ACCOUNT, REGION, caller

R = TypeVar("R")

ENCRYPTION = "s3_GetBucketEncryption"
RULED = "For auditors.\nrule: has(resource.ServerSideEncryptionConfiguration)\nreason: The bucket is open"


def source(
    keyword: str | None = ENCRYPTION,
    type_: SourceType | None = SourceType.API_CALL,
    *,
    id_: str = "",
    description: str | None = None,
    frequency: Frequency | None = None,
) -> MappingSource:
    """Return a source as a client sends it."""
    return MappingSource(
        id=id_,
        name="Buckets",
        description=description,
        set_up=None,
        type=type_,
        keyword=None if keyword is None else SourceKeyword(input_type="SELECT_FROM_LIST", value=keyword),
        frequency=frequency,
        troubleshooting=None,
    )


def draft(*sources: MappingSource, name: str = "Buckets are encrypted") -> ControlDraft:
    """Return a control as a client sends it."""
    return ControlDraft(
        name=name,
        description="All of them.",
        testing_information=None,
        action_plan_title=None,
        action_plan_instructions="",
        sources=sources or (source(),),
    )


def new_control(
    application: Application, *sources: MappingSource, name: str = "Buckets are encrypted"
) -> TaggedControl:
    """Return a custom control that is in the library."""
    return create_control(application, caller(), draft(*sources, name=name), {})


def framework_draft(*sets: ControlSetDraft, name: str = "Ours") -> FrameworkDraft:
    """Return a framework as a client sends it."""
    return FrameworkDraft(name=name, description="What we hold ourselves to.", compliance_type=None, control_sets=sets)


def set_draft(name: str, *control_ids: str, id_: str = "") -> ControlSetDraft:
    """Return a control set as a client sends it."""
    return ControlSetDraft(id=id_, name=name, control_ids=control_ids)


def new_framework(application: Application, *sets: ControlSetDraft, name: str = "Ours") -> CustomFramework:
    """Return a custom framework that is in the library."""
    made = create_framework(application, caller(), framework_draft(*sets, name=name), {}).framework
    assert isinstance(made, CustomFramework)
    return made


def new_engagement(application: Application, framework_id: str) -> Engagement:
    """Return an assessment of the framework."""
    frozen = in_books(application, lambda books: freeze(application, books, framework_id))
    engagement = Engagement(
        id=AssessmentId(application.new_id()),
        name="Audit",
        description=None,
        status=AssessmentStatus.ACTIVE,
        destination=Destination(type="S3", url="s3://reports"),
        accounts=(ScopedAccount(id=ACCOUNT),),
        regions=(REGION,),
        roles=(),
        framework=frozen.framework,
        control_sets=frozen.control_sets,
        created_at=application.clock(),
        updated_at=application.clock(),
        creator_arn=caller().arn,
        created_by=caller().name,
    )
    application.store.change(lambda books: books.engagements.add(engagement))
    return engagement


def end(application: Application, engagement: Engagement) -> None:
    """Make the assessment inactive."""
    ended = replace(engagement, status=AssessmentStatus.INACTIVE)
    application.store.change(lambda books: books.engagements.put(ended))


def in_books(application: Application, act: Callable[[Books], R]) -> R:
    """Return what `act` reads in the books."""
    return application.store.read(act)


def standard_ids(application: Application, count: int) -> Sequence[str]:
    """Return the UUIDs of the first standard controls."""
    return tuple(application.catalogue.controls)[:count]


@dataclass
class AllowNothing:
    """Allows nothing, and remembers what was asked."""

    asked: list[str]

    def allows(self, caller: Caller, action: str, resource: Resource, at: object) -> bool:
        del caller, resource, at
        self.asked.append(action)
        return False


def locked(application: Application) -> tuple[Application, list[str]]:
    """Return the application with everything forbidden, and the list of actions that are asked about."""
    asked: list[str] = []
    return replace(application, authorizer=AllowNothing(asked)), asked


def answer(operation: Callable[[Context, Shape], Shape], context: Context, request: Shape) -> Shape:
    """Return what the operation answers, once it fits the operation's output in the model."""
    output = operation(context, request)
    to_json(service().operations[context.operation].output, output)
    return output
