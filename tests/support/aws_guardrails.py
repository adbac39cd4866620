"""Guardrails as an answer server has them: three, on three pages of which the second is empty."""

from tests.support.aws_asking import NOW
from tests.support.aws_server import Asked, Said


def guardrails(*ids: str, token: str | None = None) -> Said:
    listed = [
        {
            "id": id_,
            "arn": f"arn:{id_}",
            "status": "READY",
            "name": id_,
            "version": "1",
            "createdAt": NOW,
            "updatedAt": NOW,
        }
        for id_ in ids
    ]
    return {"guardrails": listed} | ({"nextToken": token} if token else {})


def guardrail(asked: Asked) -> Said:
    id_ = asked.given["guardrailIdentifier"]
    return {
        "guardrailId": id_, "name": id_, "guardrailArn": f"arn:{id_}", "version": "1", "status": "READY",
        "createdAt": NOW, "updatedAt": NOW, "blockedInputMessaging": "no", "blockedOutputsMessaging": "no",
    }  # fmt: skip


PAGES = {None: guardrails("a", "b", token="1"), "1": guardrails(token="2"), "2": guardrails("c")}
HANDLERS = {
    "bedrock:ListGuardrails": lambda asked: PAGES[asked.given.get("nextToken")],
    "bedrock:GetGuardrail": guardrail,
}
