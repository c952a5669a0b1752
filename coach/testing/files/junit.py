"""The results of walks as JUnit XML, which the pages of CI systems are made of."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from xml.etree import ElementTree as Xml

from coach.testing.files.suite import WalkResult

#: What XML cannot hold, however it is written.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(results: Sequence[WalkResult], began: datetime) -> str:
    """A suite a file, a case a walk; `began` is local time. It has what every dialect of the format wants."""
    root = Xml.Element("testsuites")
    for number, (file, group) in enumerate(groupby(results, lambda result: result.file)):
        cases = list(group)
        suite = Xml.SubElement(
            root,
            "testsuite",
            id=str(number),
            package="coach.walk",
            name=_fit(file),
            timestamp=began.strftime("%Y-%m-%dT%H:%M:%S"),
            hostname=_fit(platform.node() or "localhost"),
            tests=str(len(cases)),
            failures=str(sum(case.status == "failed" for case in cases)),
            errors=str(sum(case.status == "broken" for case in cases)),
            skipped="0",
            time=f"{sum(case.seconds for case in cases):.3f}",
        )
        Xml.SubElement(suite, "properties")
        for case in cases:
            _case(suite, case)
        Xml.SubElement(suite, "system-out")
        Xml.SubElement(suite, "system-err")
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _case(suite: Xml.Element, case: WalkResult) -> None:
    element = Xml.SubElement(
        suite, "testcase", classname=_fit(case.file), name=_fit(case.name), time=f"{case.seconds:.3f}"
    )
    if case.status == "passed":
        return
    tag, kind = ("failure", "WalkFailed") if case.status == "failed" else ("error", "WalkError")
    told = Xml.SubElement(element, tag, type=kind, message=_fit(f"{case.where}: {case.problem}"))
    told.text = _fit(case.told)


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
