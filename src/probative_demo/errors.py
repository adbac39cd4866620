"""What the organization answers when it does not answer: an AWS error."""


class ApiError(Exception):
    """An error as AWS names it; `status` is the HTTP status where the service's model does not say."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message, status)
        self.code = code
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotHereError(Exception):
    """Neither the organization nor moto knows this operation."""


class SeedError(Exception):
    """A seed file says something that the service's model does not know."""
