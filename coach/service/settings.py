"""Settings of the service, from the environment and a file `coach.toml`; whatever is wrong says where it was set."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo

from coach.engine.reply import FormatName
from coach.errors import ConfigurationError
from coach.program.words import nearest
from coach.service.access import Origin, RateText, Tokens, check_tokens
from coach.store.connecting import DEFAULT_URL
from coach.turns.taking import DEADLINE
from coach.values import value

#: The file that is read where none is named, if it is there.
FILE = "coach.toml"
#: How the names of our variables begin.
PREFIX = "COACH_"
_FILE_VARIABLE = f"{PREFIX}CONFIG"

#: The context in which settings are written with their secrets, for a process of our own.
WITH_SECRETS = {"secrets": True}


def _written(secret: SecretStr, info: SerializationInfo) -> str:
    return secret.get_secret_value() if info.context == WITH_SECRETS else "***"


#: A setting that nobody is shown.
Secret = Annotated[SecretStr, PlainSerializer(_written, return_type=str)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class ServiceSettings(BaseModel):
    """What can be set: `port` in the file is `COACH_PORT` in the environment, which goes before the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: str = DEFAULT_URL
    """`sqlite:///FILE` or `postgresql://…`."""
    database_schema: str | None = None
    """The PostgreSQL schema that has the tables."""
    program: str | None = None
    """The program's folder; without one, identity coaching."""
    model: str | None = None
    """`openai/NAME`, `scripted:FILE` or `practice`."""
    format: FormatName = "json"
    """How the model writes its replies."""
    deadline: Seconds = DEADLINE
    """The longest a turn may take, in seconds."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    """How many processes serve."""
    grace: Seconds = 30.0
    """How many seconds running turns are given when the service is told to stop."""

    max_body: Annotated[int, Field(ge=1024)] = 4 * 1024 * 1024
    """The largest body of a request, in bytes."""
    max_header: Annotated[int, Field(ge=1024, le=1024 * 1024)] = 32 * 1024
    """The largest head of a request, in bytes."""
    slow: Seconds = 20.0
    """After how many seconds a request that is still arriving is cut off, or a reader that takes nothing."""

    cors_origins: tuple[Origin, ...] = ()
    """The origins whose pages may call the service, as `https://app.example.org`; `*` is all of them."""

    jwt_issuer: str | None = None
    """Who signs the JSON Web Tokens that callers may send instead of a key (`iss`)."""
    jwt_audience: str | None = None
    """Whom such a token has to be for (`aud`): this service."""
    jwt_jwks_url: str | None = None
    """Where the issuer's public keys are; for tokens signed with RS256, PS256, ES256 or EdDSA."""
    jwt_secret: Secret | None = None
    """What signs tokens by HS256, where the issuer shares a secret with this service."""
    jwt_user_claim: str = "sub"
    """The claim that says who the user is; `a.b` is the claim `b` within `a`."""
    jwt_tenant_claim: str = "tenant"
    """The claim that says whose user that is; a token without it is of the tenant without a name."""
    jwt_role_claim: str = "role"
    """The claim with the role, or a list that has it; a token without it is a client's."""

    rate_per_key: RateText | None = None
    """How often one key, or one user's token, may call: `60/minute`. The workers share it out among themselves."""
    rate_per_tenant: RateText | None = None
    """How often all callers of a tenant may."""
    budget_per_user: Tokens | None = None
    """How many tokens the conversations of one user may use in a day, by UTC."""
    budget_per_tenant: Tokens | None = None
    """How many those of a tenant may."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_words: bool = False
    """Whether logs may hold what people said, as the texts of exceptions can."""
    tracing: bool = False
    """Whether turns are traced, to where OpenTelemetry's OTEL_EXPORTER_OTLP_ENDPOINT says."""
    trace_words: bool = False
    """Whether spans may hold what people said."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_tokens(self.jwt_issuer, self.jwt_audience, self.jwt_jwks_url, self.jwt_secret)
        return self

    @property
    def takes_tokens(self) -> bool:
        """Whether callers may send JSON Web Tokens."""
        return self.jwt_jwks_url is not None or self.jwt_secret is not None


@value
class Found:
    """Settings, and where each was set: a file's name, a variable's name, or `default`."""

    settings: ServiceSettings
    sources: Mapping[str, str]
    file: Path | None
    strange: tuple[str, ...]
    """Variables that begin like ours and are none of them."""


def read_settings(
    file: str | Path | None = None,
    given: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Found:
    """The settings: `given` goes before the environment, that before the file, that before the defaults.

    Without a `file`, it is the one that `COACH_CONFIG` names, or `coach.toml` if it is there. Raises
    `ConfigurationError`, which says what is wrong and where it was set.
    """
    environ = os.environ if environ is None else environ
    path = _path(file, environ)
    values: dict[str, Any] = {}
    sources = dict.fromkeys(ServiceSettings.model_fields, "default")
    if path is not None:
        for name, setting in _read(path).items():
            if name not in ServiceSettings.model_fields:
                raise ConfigurationError(
                    f"{path}: there is no setting {name!r}{nearest(name, ServiceSettings.model_fields)}"
                )
            values[name], sources[name] = setting, str(path)
    for name, field in ServiceSettings.model_fields.items():
        variable = variable_of(name)
        if text := environ.get(variable):
            values[name], sources[name] = _of_text(text, field), variable
    for name, setting in (given or {}).items():
        if setting is not None:
            values[name], sources[name] = setting, "command line"
    try:
        settings = ServiceSettings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(_said(error, sources)) from None
    known = {_FILE_VARIABLE, *map(variable_of, ServiceSettings.model_fields)}
    strange = tuple(sorted(name for name in environ if name.startswith(PREFIX) and name not in known))
    return Found(settings, sources, path, strange)


def variable_of(name: str) -> str:
    """The environment's name of a setting."""
    return PREFIX + name.upper()


def _path(file: str | Path | None, environ: Mapping[str, str]) -> Path | None:
    named = file or environ.get(_FILE_VARIABLE)
    if named:
        return Path(named)
    return Path(FILE) if Path(FILE).is_file() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"the settings {path} cannot be read ({error.strerror}); name another file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not TOML: {error}") from None


def _of_text(text: str, field: FieldInfo) -> Any:
    """What a variable holds: a list is written with commas."""
    if isinstance(field.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _said(error: ValidationError, sources: Mapping[str, str]) -> str:
    """What is wrong, with the place where it was set; never with the value, which may be a secret."""
    said = []
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        problem = each["msg"].removeprefix("Value error, ")
        if not each["loc"]:  # of several settings, which it names itself
            said.append(problem)
            continue
        name = str(each["loc"][0])
        where = sources.get(name, "")
        place = where if where.startswith(PREFIX) else f"{where}: {name}"
        said.append(f"{place}: {problem}")
        if name == "port" and where.startswith(PREFIX):
            said.append(
                "Kubernetes sets COACH_PORT for a service named coach; turn that off with enableServiceLinks: false"
            )
    return "; ".join(said)
