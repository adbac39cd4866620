"""What nobody needs any more is removed: evidence of deleted assessments, and files that were put and never used.

It is done once a day by one of the servers, and by the first that starts. Each step can be done again, so that a kill
between two of them leaves nothing worse than work for the next time:
1. assessments that the lake has evidence of, and neither the books nor the runs know, are written down as gone;
2. of those that have been gone for long enough, evidence and facts leave the lake, and what was known of their slots;
3. evidence files that are evidence of nothing else are nobody's from then on;
4. files that were put and have been nobody's evidence for a week are deleted, and so are those that left the lake.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from probative.app.application import Application
from probative.app.leasing import Leases
from probative.books import Books
from probative.domain.collecting import Removal
from probative.domain.errors import DomainError, PortError
from probative.domain.ids import AssessmentId

UNUSED_LASTS: Final = timedelta(days=7)
"""How long an evidence file stays that could be put no longer, and is evidence of nothing."""
_EVERY: Final = timedelta(days=1)
_AGAIN_AFTER: Final = timedelta(hours=1)
"""How soon it is tried again once it broke off."""
_NAME: Final = "housekeeping"
_NOBODY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekeeping:
    """An errand of the collector."""

    application: Application
    recover: Callable[[], None]
    """Finishes, or forgets, what somebody began to commit."""
    tell: Callable[[str, Exception], None]
    keep_deleted: timedelta | None
    """How long the evidence of a deleted assessment stays; None: for ever."""

    def __call__(self) -> bool:
        """Do what is due, unless somebody else does or did; return whether it was done."""
        application = self.application
        daily = Leases(store=application.store, clock=application.clock, new_id=application.new_id, length=_EVERY)
        if application.store.read(lambda books: _is_held(books, application.clock())):
            return False
        lease = daily.take(_NAME)
        if lease is None:
            return False
        try:
            self._remove_deleted()
            self._remove_unused()
            application.lake.keeping.clear(application.clock())
        except (DomainError, PortError) as error:
            self.tell("removing what nobody needs any more", error)
            replace(daily, length=_AGAIN_AFTER).renew(lease)
        return True

    def _remove_deleted(self) -> None:
        application = self.application
        # The lake before the books: an assessment is there before its evidence.
        held = application.lake.keeping.assessments()
        runs = {run.id for run in application.records.assessments()}
        due = application.store.change(lambda books: self._due(books, held, runs))
        if not due:
            return
        self.recover()
        for id_ in due:
            # From here on nobody can commit for it, and a run can be adopted no longer.
            application.records.forget(id_)
        application.lake.keeping.remove(due, application.clock())
        application.store.change(lambda books: _settle(books, due))

    def _due(
        self, books: Books, held: Collection[AssessmentId], runs: Collection[AssessmentId]
    ) -> tuple[AssessmentId, ...]:
        """Write down what is gone, and return what has been for long enough."""
        now = self.application.clock()
        known = {engagement.id for engagement in books.engagements.select()}
        marked = {removal.id: removal for removal in books.removals.select()}
        for id_ in marked.keys() & known:
            # A run that was deleted as an assessment, and adopted again.
            books.removals.remove(id_)
        for id_ in set(held) - known - set(runs) - marked.keys():
            books.removals.add(Removal(id=id_, deleted_at=now))
        if self.keep_deleted is None:
            return ()
        until = now - self.keep_deleted
        return tuple(sorted(id_ for id_, each in marked.items() if id_ not in known and each.deleted_at <= until))

    def _remove_unused(self) -> None:
        application = self.application
        before = application.clock() - UNUSED_LASTS
        uploads = application.store.read(lambda books: books.uploads.select())
        for upload in (each for each in uploads if each.assessment_ids == () and each.expires_at <= before):
            # First it is nobody's: what is attached meanwhile is refused, not lost.
            if application.store.change(partial(_give_up, upload.id, before)):
                if upload.key:
                    application.objects.remove(upload.key)
                application.store.change(partial(_forget, upload.id))


def _is_held(books: Books, now: datetime) -> bool:
    lease = books.leases.find(_NAME)
    return lease is not None and now < lease.until <= now + 2 * _EVERY


def _give_up(id_: str, before: datetime, books: Books) -> bool:
    upload = books.uploads.find(id_)
    if upload is None or upload.assessment_ids != () or upload.expires_at > before:
        return False
    books.uploads.put(replace(upload, created_by=_NOBODY))
    return True


def _forget(id_: str, books: Books) -> None:
    books.uploads.remove(id_)


def _settle(books: Books, removed: Collection[AssessmentId]) -> None:
    for upload in books.uploads.select():
        left = tuple(id_ for id_ in upload.assessment_ids or () if id_ not in removed)
        if upload.assessment_ids is not None and left != upload.assessment_ids:
            books.uploads.put(replace(upload, assessment_ids=left))
    for id_ in removed:
        books.removals.remove(id_)
