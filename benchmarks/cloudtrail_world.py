"""Who and what made-up CloudTrail events are about: keys, buckets, sessions, drawn by seeded numbers."""

import random
import string

from benchmarks.cloudtrail_words import ROLES, SERVICE_CALLERS, USERS, WORDS

Json = dict[str, object]

_BASE32 = string.ascii_uppercase + "234567"


class Chance(random.Random):
    """Seeded numbers, and the ids that AWS makes of such."""

    def hexadecimal(self, length: int) -> str:
        """Return `length` hexadecimal digits."""
        return f"{self.getrandbits(4 * length):0{length}x}"

    def uuid(self) -> str:
        """Return what looks like a UUID of version 4."""
        digits = self.hexadecimal(32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def base32(self, length: int) -> str:
        """Return `length` characters as they stand in access key ids."""
        return "".join(self.choices(_BASE32, k=length))


class Pools:
    """What there is in an account and region; the same in every file."""

    def __init__(self, account: str, region: str) -> None:
        chance = Chance(f"{account}{region}")
        self.keys = [_key(chance, account, region) for _ in range(40)]
        self.buckets = [f"acme-{chance.choice(WORDS)}-{chance.choice(WORDS)}-{account}-{region}" for _ in range(30)]
        self.instances = [f"i-0{chance.hexadecimal(16)}" for _ in range(150)]
        self.role_ids = {role: "AROA" + chance.base32(17) for role in ROLES}
        self.user_ids = {user: "AIDA" + chance.base32(17) for user in USERS}
        self.addresses = [_address(chance) for _ in range(120)]
        self.tables = [f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{chance.hexadecimal(4)}" for _ in range(60)]


def _key(chance: Chance, account: str, region: str) -> str:
    parts = [chance.hexadecimal(length) for length in (8, 4, 3, 3, 12)]
    return f"arn:aws:kms:{region}:{account}:key/{parts[0]}-{parts[1]}-4{parts[2]}-a{parts[3]}-{parts[4]}"


def _address(chance: Chance) -> str:
    first = chance.choice([10, 52, 54, 18, 3])
    return f"{first}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def identities(chance: Chance, pools: Pools, account: str, day: str) -> list[Json]:
    """Return who calls: 70 sessions of roles, which live about as long as a file, the users, and AWS services."""
    sessions = [_role_session(chance, pools, account, day) for _ in range(70)]
    users = [_user(chance, pools, account, user) for user in USERS]
    services: list[Json] = [{"type": "AWSService", "invokedBy": caller} for caller in SERVICE_CALLERS]
    return [*sessions, *users, *services]


def _role_session(chance: Chance, pools: Pools, account: str, day: str) -> Json:
    role = chance.choice(ROLES)
    role_id = pools.role_ids[role]
    session = _session_name(chance, pools)
    path = "aws-reserved/sso.amazonaws.com/" if "SSO" in role else ""
    return {
        "type": "AssumedRole",
        "principalId": f"{role_id}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        "accountId": account,
        "accessKeyId": f"ASIA{chance.base32(16)}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role_id,
                "arn": f"arn:aws:iam::{account}:role/{path}{role}",
                "accountId": account,
                "userName": role,
            },
            "webIdFederationData": {},
            "attributes": {"creationDate": f"{day}T{_time(chance)}Z", "mfaAuthenticated": "false"},
        }
        | ({"ec2RoleDelivery": "2.0"} if session.startswith("i-") else {}),
    }


def _session_name(chance: Chance, pools: Pools) -> str:
    if chance.random() < 0.4:
        return chance.choice(pools.instances)
    return chance.choice(
        [
            f"botocore-session-{chance.randrange(1 << 31)}",
            "GitHubActions",
            "eks-node",
            f"datalake-job-{chance.hexadecimal(6)}",
            f"{chance.choice(USERS)}@example.com",
        ]
    )


def _time(chance: Chance) -> str:
    return f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}"


def _user(chance: Chance, pools: Pools, account: str, user: str) -> Json:
    return {
        "type": "IAMUser",
        "principalId": pools.user_ids[user],
        "arn": f"arn:aws:iam::{account}:user/{user}",
        "accountId": account,
        "accessKeyId": f"AKIA{chance.base32(16)}",
        "userName": user,
    }
