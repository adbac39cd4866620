"""What goes wrong with one log file: it becomes a refusal that names the file, and the rest goes on."""

from datetime import datetime

from probative.domain.errors import PortError
from probative.domain.ids import SlotId
from probative.domain.slots import Refusal, RefusalReason

_MESSAGE_LENGTH = 500


class UnreadableError(Exception):
    """A file or folder could not be read, or does not hold what a log file holds; `message` names no content."""

    def __init__(self, reason: RefusalReason, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"

    def to_refusal(self, slot_id: SlotId, unit: str, at: datetime) -> Refusal:
        """Return the refusal of `unit` (the key of the file) within the slot."""
        message = f"{unit}: {self.message}"
        return Refusal(slot_id=slot_id, unit=unit, reason=self.reason, message=message[:_MESSAGE_LENGTH], refused_at=at)


def malformed(message: str) -> UnreadableError:
    """Return the error of a file that was read but is not a whole, sound log file."""
    return UnreadableError(RefusalReason.MALFORMED, message)


class WorkerLostError(PortError):
    """A reading process ended before it was done: killed, or out of memory."""

    def __init__(self, exit_code: int | None, task: str) -> None:
        super().__init__(exit_code, task)
        self.exit_code = exit_code
        self.task = task

    def __str__(self) -> str:
        return (
            f"a reading process ended with exit code {self.exit_code} while it read {self.task}; "
            "perhaps memory ran out: nothing of it was kept, run again"
        )
