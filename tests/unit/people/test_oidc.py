"""Sign-in at a provider, against a small real one: what proves somebody, and all that does not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from probative.app.application import Application
from probative.app.callers import caller_of, caller_of_session
from probative.app.provider_sign_in import (
    DEPARTURES_PER_ADDRESS,
    EXCURSION_LASTS,
    Arrival,
    GroupRights,
    ProviderSignIn,
    arrive,
    depart,
)
from probative.app.signing_in import SignInError, by_address, sign_in
from probative.app.users import set_password
from probative.domain.errors import InvalidError, ProviderError, ThrottledError, UnprovenError, WrongStateError
from probative.domain.people import Attempts, Standing
from probative.people.oidc import OidcProvider, OidcSettings
from probative.ports.people import Visit
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, new_key, serving, signed, unsigned
from tests.support.people import guarded, keep_user, keyring
from tests.support.serving import SetClock

KEYRING: Final = keyring()
CLIENT: Final = httpx.Client()
BACK: Final = "https://probative.example/v1/session/oidc/callback"
ROLE: Final = "arn:aws:iam::111122223333:role/Audit"
RIGHTS: Final = GroupRights.parse(
    ["Admins=administrator", "Audit=auditor", f"Audit Team={ROLE}", "Staff=member"], "PROBATIVE_OIDC_GROUP_ROLES"
)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def provider(clock: SetClock) -> Iterator[Provider]:
    with serving(lambda: clock().timestamp()) as provider:
        yield provider


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return guarded(tmp_path, clock)


@pytest.fixture
def by(provider: Provider, clock: SetClock) -> ProviderSignIn:
    return ProviderSignIn(provider=OidcProvider(settings_for(provider), clock, CLIENT), rights=GroupRights())


def settings_for(provider: Provider, secret: str = CLIENT_SECRET) -> OidcSettings:
    return OidcSettings(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=secret)


def leave(app: Application, by: ProviderSignIn, return_to: str = "/reports") -> dict[str, str]:
    """Send a browser to the provider, and return what it brings back."""
    departure = depart(app, KEYRING, by, redirect_uri=BACK, return_to=return_to, address="::1")
    went = CLIENT.get(departure.address)
    assert went.status_code == 302
    address = urlsplit(went.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == BACK
    brought = dict(parse_qsl(address.query))
    assert brought["state"] == departure.state
    return brought


def go(app: Application, by: ProviderSignIn) -> Arrival:
    return arrive(app, KEYRING, by, redirect_uri=BACK, **leave(app, by))


def test_whom_the_provider_proves_is_signed_in(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    provider.user = {"sub": "1", "preferred_username": "Olivia", "groups": ["Staff"]}

    arrival = go(app, by)

    assert arrival.return_to == "/reports"
    user = arrival.session.user
    assert (user.name, user.standing, user.groups) == ("Olivia", Standing.MEMBER, ("Staff",))
    assert user.subject == f"{provider.issuer}|1"
    assert caller_of_session(app, arrival.session.token)


def test_the_same_subject_is_the_same_user_whatever_its_name(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    provider.user = {"sub": "1", "preferred_username": "olivia"}
    first = go(app, by)
    provider.user = {"sub": "1", "preferred_username": "olivia.new"}

    assert go(app, by).session.user.id == first.session.user.id
    assert go(app, by).session.user.name == "olivia"


def test_who_comes_by_a_provider_and_what_its_groups_change_is_in_the_log(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    provider.user = {"sub": "1", "preferred_username": "olivia", "groups": ["Staff"]}
    go(app, by)
    go(app, by)
    provider.user = {"sub": "1", "preferred_username": "olivia", "groups": ["Audit"]}
    go(app, by)

    changes = app.store.read(lambda books: books.account_changes.select())
    assert [(each.action, each.user_name, each.detail) for each in changes] == [
        ("CREATE", "olivia", "member; groups Staff"),
        ("RIGHTS", "olivia", "member; groups Audit"),
    ]
    assert {each.created_by.rpartition("/")[2] for each in changes} == {"olivia"}


def test_a_name_that_is_taken_is_not_taken_over(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    local = keep_user(app, "Admin", Standing.ADMINISTRATOR)
    provider.user = {"sub": "1", "preferred_username": "admin"}

    user = go(app, by).session.user

    assert user.id != local.id
    assert user.name.startswith("admin-")
    assert go(app, by).session.user == user


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "o@example.com"}, "o@example.com"),
        ({"preferred_username": "", "email": "o@example.com"}, "o@example.com"),
        ({}, "248289761001"),
        ({"preferred_username": "Ölivia  Öwn/er"}, "-livia-wn-er"),
        ({"preferred_username": "x" * 100}, "x" * 64),
        ({"preferred_username": ["x"]}, "248289761001"),
    ],
)
def test_a_user_gets_a_name_that_fits(  # noqa: PLR0917  a case and its parts
    app: Application, by: ProviderSignIn, provider: Provider, claims: dict[str, Any], name: str
) -> None:
    provider.user = {"sub": "248289761001", **claims}

    assert go(app, by).session.user.name == name


def test_a_user_of_a_provider_has_no_password(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    provider.user = {"sub": "1", "preferred_username": "olivia"}
    go(app, by)

    with pytest.raises(SignInError):
        sign_in(app, KEYRING, name="olivia", password="", address="::1")


@pytest.mark.parametrize(
    ("groups", "standing", "roles"),
    [
        (["Staff"], Standing.MEMBER, ()),
        (["Staff", "Admins"], Standing.ADMINISTRATOR, ()),
        (["Audit Team"], Standing.MEMBER, (ROLE,)),
        (["Audit Team", "Audit"], Standing.AUDITOR, (ROLE,)),
        ("Staff", Standing.MEMBER, ()),
    ],
)
def test_groups_give_standing_and_roles(  # noqa: PLR0917  a case and its parts
    app: Application, by: ProviderSignIn, provider: Provider, groups: object, standing: Standing, roles: tuple[str]
) -> None:
    provider.claims = {"groups": groups}

    session = go(app, ProviderSignIn(provider=by.provider, rights=RIGHTS)).session

    assert (session.user.standing, session.user.role_arns) == (standing, roles)
    assert session.caller.role_arns == frozenset(roles)


def test_rights_follow_the_groups_at_each_sign_in(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    mapped = ProviderSignIn(provider=by.provider, rights=RIGHTS)
    provider.claims = {"groups": ["Admins", "Audit Team"]}
    go(app, mapped)
    provider.claims = {"groups": ["Staff"]}

    user = go(app, mapped).session.user

    assert (user.standing, user.role_arns) == (Standing.MEMBER, ())


@pytest.mark.parametrize("groups", [None, [], ["Strangers"], {"a": 1}])
def test_who_is_in_no_group_of_ours_is_not_let_in(
    app: Application, by: ProviderSignIn, provider: Provider, groups: object
) -> None:
    provider.claims = {"groups": groups}

    with pytest.raises(SignInError):
        go(app, ProviderSignIn(provider=by.provider, rights=RIGHTS))
    assert app.store.read(lambda books: books.users.count()) == 0


def test_who_is_disabled_here_is_not_let_in(app: Application, by: ProviderSignIn) -> None:
    user = go(app, by).session.user
    app.store.change(lambda books: books.users.put(replace(user, is_disabled=True)))

    with pytest.raises(SignInError):
        go(app, by)


@pytest.mark.parametrize("line", ["", "Staff", "Staff=", "=member", "Staff=king", "Staff=arn:aws:iam::1:role/x"])
def test_a_line_that_gives_nothing_is_refused(line: str) -> None:
    with pytest.raises(InvalidError) as refused:
        GroupRights.parse(["A=member", line], "PROBATIVE_OIDC_GROUP_ROLES")

    assert [finding.path for finding in refused.value.findings] == ["PROBATIVE_OIDC_GROUP_ROLES"]


# --- what is refused


def test_a_state_serves_once(app: Application, by: ProviderSignIn) -> None:
    brought = leave(app, by)
    arrive(app, KEYRING, by, redirect_uri=BACK, **brought)

    with pytest.raises(UnprovenError, match="state"):
        arrive(app, KEYRING, by, redirect_uri=BACK, **brought)


def test_a_state_that_was_not_given_is_refused_and_spends_no_code(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    brought = leave(app, by)

    with pytest.raises(UnprovenError, match="state"):
        arrive(app, KEYRING, by, redirect_uri=BACK, state="made-up", code=brought["code"])
    assert "/token" not in provider.seen


def test_a_state_runs_out(app: Application, by: ProviderSignIn, clock: SetClock) -> None:
    brought = leave(app, by)
    clock.advance(seconds=EXCURSION_LASTS.total_seconds())

    with pytest.raises(UnprovenError, match="state"):
        arrive(app, KEYRING, by, redirect_uri=BACK, **brought)


def test_visits_that_ran_out_are_swept(app: Application, by: ProviderSignIn, clock: SetClock) -> None:
    leave(app, by)
    clock.advance(seconds=EXCURSION_LASTS.total_seconds())
    leave(app, by)

    assert app.store.read(lambda books: books.excursions.count()) == 1


def test_a_code_of_another_browser_is_refused(app: Application, by: ProviderSignIn) -> None:
    mine, other = leave(app, by), leave(app, by)

    with pytest.raises(UnprovenError, match="take the code"):
        arrive(app, KEYRING, by, redirect_uri=BACK, state=mine["state"], code=other["code"])


def test_a_code_that_was_used_is_refused(app: Application, by: ProviderSignIn) -> None:
    mine, other = leave(app, by), leave(app, by)
    arrive(app, KEYRING, by, redirect_uri=BACK, **mine)

    with pytest.raises(UnprovenError, match="take the code"):
        arrive(app, KEYRING, by, redirect_uri=BACK, state=other["state"], code=mine["code"])


def test_departures_run_out(app: Application, by: ProviderSignIn) -> None:
    spent = Attempts(id=by_address("departure", "::1"), count=DEPARTURES_PER_ADDRESS - 1, created_at=app.clock())
    app.store.change(lambda books: books.attempts.add(spent))
    depart(app, KEYRING, by, redirect_uri=BACK, return_to="/", address="::1")

    with pytest.raises(ThrottledError):
        depart(app, KEYRING, by, redirect_uri=BACK, return_to="/", address="::1")
    depart(app, KEYRING, by, redirect_uri=BACK, return_to="/", address="::2")


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "another client"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": "never"}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": 99_999_999_999, "exp": 999_999_999_999}, "future"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
    ],
)
def test_a_claim_that_is_not_right_is_refused(  # noqa: PLR0917  a case and its parts
    app: Application, by: ProviderSignIn, provider: Provider, claims: dict[str, Any], reason: str
) -> None:
    provider.claims = claims

    with pytest.raises(UnprovenError, match=reason):
        go(app, by)
    assert app.store.read(lambda books: books.users.count()) == 0


def test_a_token_for_several_is_taken_when_it_is_ours(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    provider.claims = {"aud": ["another", CLIENT_ID], "azp": CLIENT_ID}

    go(app, by)


def shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET * 2))


FORGED: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "none": unsigned,
    "shared secret": shared_secret,
    "unknown key": lambda claims: signed(claims, new_key("unknown")),
    "another key of the same name": lambda claims: signed(claims, new_key("first", "forger")),
    "another kind of key": lambda claims: jwt.encode(
        {"alg": "ES256", "kid": "first"}, claims, ECKey.generate_key("P-256", {"kid": "first"})
    ),
    "a header made wrong": lambda claims: unsigned(claims, crit=7, alg="RS256", kid="first"),
    "no token": lambda _: "a.b.c",
    "nothing": lambda _: "",
}


@pytest.mark.parametrize("way", FORGED)
def test_a_forged_token_is_refused(app: Application, by: ProviderSignIn, provider: Provider, way: str) -> None:
    provider.token = FORGED[way]

    with pytest.raises(UnprovenError):
        go(app, by)
    assert app.store.read(lambda books: books.users.count()) == 0


def test_a_published_shared_secret_checks_no_signature(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    key = OctKey.generate_key(256, {"kid": "first"})
    provider.published = {"/shared": {"keys": [key.as_dict(private=True)]}}
    provider.discovery = {"jwks_uri": f"{provider.issuer}/shared"}
    provider.token = lambda claims: jwt.encode({"alg": "HS256", "kid": "first"}, claims, key)

    with pytest.raises(UnprovenError):
        go(app, by)


def test_new_keys_are_fetched_when_a_token_has_one(
    app: Application, by: ProviderSignIn, provider: Provider, clock: SetClock
) -> None:
    go(app, by)
    provider.keys = [new_key("second")]
    clock.advance(minutes=1)

    go(app, by)
    assert provider.seen.count("/keys") == 2


def test_unknown_keys_do_not_make_us_ask_again_and_again(
    app: Application, by: ProviderSignIn, provider: Provider, clock: SetClock
) -> None:
    provider.token = FORGED["unknown key"]
    for _ in range(3):
        with pytest.raises(UnprovenError):
            go(app, by)

    assert provider.seen.count("/keys") == 1
    clock.advance(minutes=1)
    with pytest.raises(UnprovenError):
        go(app, by)
    assert provider.seen.count("/keys") == 2


def test_what_is_published_is_asked_anew_after_an_hour(
    app: Application, by: ProviderSignIn, provider: Provider, clock: SetClock
) -> None:
    go(app, by)
    go(app, by)
    assert provider.seen.count("/keys") == 1

    clock.advance(hours=1)
    go(app, by)
    assert provider.seen.count("/keys") == 2


def test_the_secret_travels_in_the_form_where_the_provider_wants_it_so(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    provider.auth_methods = ["client_secret_post"]

    go(app, by)


def test_a_wrong_client_secret_is_refused(app: Application, provider: Provider, clock: SetClock) -> None:
    wrong = ProviderSignIn(provider=OidcProvider(settings_for(provider, "wrong"), clock, CLIENT), rights=GroupRights())

    with pytest.raises(UnprovenError, match="take the code"):
        go(app, wrong)


def test_a_public_client_names_itself_only(provider: Provider, clock: SetClock) -> None:
    sent: list[httpx.Request] = []

    def watch(request: httpx.Request) -> None:
        sent.append(request)

    with httpx.Client(event_hooks={"request": [watch]}) as client:
        public = OidcProvider(settings_for(provider, ""), clock, client)
        with pytest.raises(UnprovenError):
            public.identify(Visit(BACK, "s", "n", "v"), "code")

    form = parse_qs(sent[-1].content.decode())
    assert form["client_id"] == [CLIENT_ID]
    assert "client_secret" not in form
    assert "authorization" not in sent[-1].headers


@pytest.mark.parametrize("issuer", ["http://provider.example", "ftp://x", "provider.example", ""])
def test_a_provider_must_be_reached_safely(clock: SetClock, issuer: str) -> None:
    with pytest.raises(InvalidError, match="https"):
        OidcProvider(OidcSettings(issuer=issuer, client_id=CLIENT_ID), clock)


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://provider.example/x", "javascript:alert(1)", None, 7])
def test_an_endpoint_must_be_reached_safely(  # noqa: PLR0917  a case and its parts
    app: Application, by: ProviderSignIn, provider: Provider, endpoint: str, address: object
) -> None:
    provider.discovery = {endpoint: address}

    with pytest.raises(ProviderError, match=endpoint):
        go(app, by)


def test_a_token_endpoint_must_be_reached_safely(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    provider.discovery = {"token_endpoint": "http://provider.example/token"}

    with pytest.raises(ProviderError, match="token_endpoint"):
        go(app, by)


def test_a_provider_that_says_it_is_another_is_refused(
    app: Application, by: ProviderSignIn, provider: Provider
) -> None:
    provider.discovery = {"issuer": "https://elsewhere.example"}

    with pytest.raises(ProviderError, match="another issuer"):
        go(app, by)


def test_a_provider_that_is_not_there_is_told(clock: SetClock) -> None:
    with serving() as gone:
        settings = settings_for(gone)

    with pytest.raises(ProviderError, match="cannot be reached"):
        OidcProvider(settings, clock, CLIENT).address_of(Visit(BACK, "s", "n", "v"))


def test_a_provider_that_talks_nonsense_is_told(clock: SetClock, provider: Provider) -> None:
    settings = OidcSettings(issuer=f"{provider.issuer}/nowhere", client_id=CLIENT_ID)

    with pytest.raises(ProviderError, match="no JSON object"):
        OidcProvider(settings, clock, CLIENT).address_of(Visit(BACK, "s", "n", "v"))


def test_a_provider_that_is_gone_when_the_code_comes_is_told(clock: SetClock) -> None:
    with serving(lambda: clock().timestamp()) as gone:
        leaving = OidcProvider(settings_for(gone), clock, CLIENT)
        leaving.address_of(Visit(BACK, "s", "n", "v"))

    with pytest.raises(ProviderError, match="/token cannot be reached"):
        leaving.identify(Visit(BACK, "s", "n", "v"), "code")


def test_an_answer_without_an_id_token_proves_nothing(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    provider.published = {"/other-token": {"access_token": "x"}}
    provider.discovery = {"token_endpoint": f"{provider.issuer}/other-token"}

    with pytest.raises(UnprovenError, match="no ID token"):
        go(app, by)


@pytest.mark.parametrize("said", [b"<html>", b"[]", b"\xff"])
def test_an_answer_that_is_no_object_is_told(
    app: Application, by: ProviderSignIn, provider: Provider, said: bytes
) -> None:
    provider.published = {"/other-keys": said}
    provider.discovery = {"jwks_uri": f"{provider.issuer}/other-keys"}

    with pytest.raises(ProviderError, match="no JSON object"):
        go(app, by)


def test_a_user_of_a_provider_gets_no_password_here(app: Application, by: ProviderSignIn) -> None:
    session = go(app, by).session
    ada = caller_of(app.account, keep_user(app, "ada", Standing.ADMINISTRATOR))

    with pytest.raises(WrongStateError):
        set_password(app, KEYRING, ada, user_id=session.user.id, password="another password")


def test_keys_that_are_no_keys_are_passed_over(app: Application, by: ProviderSignIn, provider: Provider) -> None:
    described: Any = KeySet(list(provider.keys)).as_dict(private=False)
    strange = [7, {"kty": "RSA"}, {"kty": "oct", "k": "AAAA"}, {"kty": "EC", "crv": "P-999", "x": "A", "y": "A"}]
    provider.discovery = {"jwks_uri": f"{provider.issuer}/strange-keys"}
    provider.published = {"/strange-keys": {"keys": [*strange, *described["keys"]]}}

    go(app, by)


def test_a_secret_does_not_show() -> None:
    settings = OidcSettings(issuer="https://x.example", client_id="c", client_secret="very secret")

    assert "very secret" not in repr(settings)
