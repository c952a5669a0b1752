"""`coach walk --junit`: what walks showed, for CI systems."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cli_walking import DIFFERS, SLIP, walk, walks_folder, write
from junitparser import Error, Failure, JUnitXml


@pytest.fixture
def folder(tmp_path: Path, program_folder: Callable[..., Path]) -> Path:
    return walks_folder(tmp_path, program_folder())


def test_for_ci_systems_it_is_junit_xml(folder: Path) -> None:
    write(folder / "walks", differs=DIFFERS, slip=SLIP)
    assert walk(folder, "walks", "--junit", "walks.xml").returncode == 1
    suites = list(JUnitXml.fromfile(str(folder / "walks.xml")))
    assert [(suite.name, suite.tests, suite.failures, suite.errors) for suite in suites] == [
        ("walks/differs.walk.yaml", 1, 1, 0),
        ("walks/kept.walk.yaml", 2, 0, 0),
        ("walks/slip.walk.yaml", 1, 0, 1),
    ]
    differs, kept, slip = (list(suite) for suite in suites)
    assert [(case.classname, case.name, case.is_passed) for case in kept] == [
        ("walks/kept.walk.yaml", "A goal is kept[run]", True),
        ("walks/kept.walk.yaml", "A goal is kept[sing]", True),
    ]
    assert all(case.time > 0 for case in kept)
    (failure,) = differs[0].result
    assert isinstance(failure, Failure)
    assert failure.message == "walks/differs.walk.yaml:6: it did not move to PLAN; it stayed in WELCOME"
    assert "    client: To run & to sing <now>.\n" in failure.text
    (error,) = slip[0].result
    assert isinstance(error, Error)
    assert error.message.startswith("walks/slip.walk.yaml:2: turn: there is no 'turn' here")


#: What the strictest schema of the format wants of an element: its attributes, and its children in their order.
STRICT = {
    "testsuites": ([], "testsuite*"),
    "testsuite": (
        ["errors", "failures", "hostname", "id", "name", "package", "skipped", "tests", "time", "timestamp"],
        "properties testcase* system-out system-err",
    ),
    "properties": ([], ""),
    "testcase": (["classname", "name", "time"], "(failure|error)?"),
    "failure": (["message", "type"], ""),
    "error": (["message", "type"], ""),
    "system-out": ([], ""),
    "system-err": ([], ""),
}


def test_the_xml_is_what_the_strictest_schema_wants(folder: Path) -> None:
    write(folder / "walks", differs=DIFFERS, slip=SLIP)
    walk(folder, "walks", "--junit", "walks.xml")
    root = ElementTree.parse(folder / "walks.xml").getroot()
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = STRICT[element.tag]
        assert sorted(element.attrib) == attributes
        pattern = "".join(f"(?:{part.rstrip('*')} ){'*' if part.endswith('*') else ''}" for part in children.split())
        pattern = pattern.replace("(failure|error)? ", "(?:failure |error )?")
        assert re.fullmatch(pattern, "".join(f"{child.tag} " for child in element)), element.tag
    for number, suite in enumerate(root):
        assert suite.get("id") == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        took = sum(Decimal(case.get("time", "")) for case in suite.iter("testcase"))
        assert abs(Decimal(suite.get("time", "")) - took) <= Decimal("0.001") * len(suite)
        assert suite.get("hostname")


def test_what_xml_cannot_hold_is_left_out_of_it(folder: Path) -> None:
    write(folder / "walks", differs='walk: W\nturns: [{user: a, coach: "b \\uFFFE", expect: {says: c}}]')
    assert walk(folder, "walks", "--junit", "walks.xml").returncode == 1
    (failure,) = next(iter(next(iter(JUnitXml.fromfile(str(folder / "walks.xml")))))).result
    assert "coach: b \N{REPLACEMENT CHARACTER}" in failure.text
