"""What is said of running the service, and the files it is run with."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.service import ServiceSettings
from coach.service.settings import variable_of

ROOT = Path(__file__).parent.parent
DOCKER = ROOT / "examples" / "docker"
DEPLOYING = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")


def test_the_image_is_written_as_its_linter_wants_it() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if linter is None:
        pytest.skip("there is no hadolint for this machine")
    done = subprocess.run([linter, DOCKER / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_image_is_of_nobody_privileged_and_hears_the_signal_itself() -> None:
    lines = (DOCKER / "Dockerfile").read_text(encoding="utf-8").splitlines()
    said = [line.partition(" ") for line in lines if line and not line.startswith((" ", "#"))]
    last = {name: rest for name, _, rest in said}
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last["USER"])
    assert last["ENTRYPOINT"].startswith("["), "a shell would keep the signal to itself"
    assert "HEALTHCHECK" in last
    assert all(re.search(r":\d[^ ]*", rest) for name, _, rest in said if name == "FROM")


def test_what_the_image_is_built_from_is_enough(tmp_path: Path) -> None:
    """Of all files, those that `.dockerignore` lets through make the package."""
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in let_in:
        there = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__", "*.db")
        if there.is_dir():
            shutil.copytree(there, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(there, tmp_path / name)
    build = [
        sys.executable,
        "-m",
        "uv",
        "--quiet",
        "build",
        "--wheel",
        "--out-dir",
        str(tmp_path / "dist"),
        str(tmp_path),
    ]
    subprocess.run(build, check=True)
    assert list((tmp_path / "dist").glob("*.whl"))


def test_the_compose_file_is_one() -> None:
    compose_spec = pytest.importorskip("compose_spec", reason="there is no compose-spec for this machine")
    read = compose_spec.PyOptions(apply_merge=True).from_yaml((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
    read.validate()
    assert set(read.service_names()) == {"database", "migrate", "coach"}


def test_the_compose_file_holds_no_secret_and_gives_turns_their_time() -> None:
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    told: dict[str, str] = services["coach"]["environment"]
    assert all(each.startswith("${") for name, each in told.items() if "KEY" in name or "PASSWORD" in name)
    assert "@" not in told["COACH_DATABASE_URL"].partition("//")[2].replace("coach@", "", 1)
    assert float(services["coach"]["stop_grace_period"].rstrip("s")) > float(told["COACH_GRACE"])
    assert services["coach"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    # Over TCP nobody answers before the database is set up; over the socket a server does that is then stopped.
    assert "--host=127.0.0.1" in services["database"]["healthcheck"]["test"]


def test_every_variable_that_is_named_is_a_setting() -> None:
    known = {variable_of(name) for name in ServiceSettings.model_fields}
    texts = [DEPLOYING, *(each.read_text(encoding="utf-8") for each in DOCKER.iterdir() if each.is_file())]
    named = {each for text in texts for each in re.findall(r"COACH_[A-Z_]+", text)}
    assert len(named) >= 10
    assert named <= known


def test_the_manifests_give_turns_their_time_and_ask_the_right_addresses() -> None:
    [found] = re.findall(r"<!-- kubernetes -->\n```yaml\n(.*?)```", DEPLOYING, re.DOTALL)
    deployment, service, job = yaml.safe_load_all(found)
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    grace = float(next(each["value"] for each in container["env"] if each["name"] == "COACH_GRACE"))
    assert pod["terminationGracePeriodSeconds"] > grace + container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["enableServiceLinks"] is False
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    [migrating] = job["spec"]["template"]["spec"]["containers"]
    assert (migrating["image"], migrating["args"]) == (container["image"], ["db", "upgrade"])
