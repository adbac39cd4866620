"""Whether an input keeps the constraints of the model; all breaches are told at once, in AWS's words."""

from probative.api.protocol.model import Members, Structure


def verify_input(shape: Structure, values: Members) -> None:
    """Return if `values` keep every constraint of `shape`.

    Raises:
        ConstraintError: They do not; it carries the breaches, in the order of the model.
    """
    raise NotImplementedError
