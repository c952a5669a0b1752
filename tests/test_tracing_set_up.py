"""Who is traced, and by which names: a process that has set up spans, and nobody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from turn_models import small_program

from coach.tracing import names, steps


def test_the_names_are_those_of_the_conventions() -> None:
    known = {each for name, each in vars(gen_ai_attributes).items() if name.startswith("GEN_AI")}
    ours = {each for each in vars(names).values() if isinstance(each, str) and each.startswith("gen_ai.")}
    assert len(ours) > 10
    assert ours <= known


@pytest.mark.parametrize("configured", [False, True])
def test_a_process_that_has_set_up_its_spans_is_traced_by_itself(tmp_path: Path, configured: bool) -> None:
    small_program(tmp_path / "goals")
    script = SETTING_UP * configured + TALKING
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == (["5", "True"] if configured else ["0", "False"])


SETTING_UP = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter = InMemorySpanExporter()
trace.set_tracer_provider(TracerProvider())
trace.get_tracer_provider().add_span_processor(SimpleSpanProcessor(exporter))
"""
TALKING = """
import sys
from coach import SyncCoach
from coach.models.scripted import ScriptedModel
model = ScriptedModel(['{"actions": [], "message": "A."}'])
with SyncCoach.open("sqlite:///c.db", program="goals", model=model) as coach:
    coach.say(coach.start("ann").id, "Hello.")
print(len(exporter.get_finished_spans()) if "exporter" in globals() else 0, "opentelemetry" in sys.modules)
"""


def test_where_nobody_traces_a_step_is_called_as_it_stands() -> None:
    def add(one: int, *, two: int) -> int:
        return one + two

    assert steps.around == {}
    traced = steps.traced("decision")(add)
    assert (traced(1, two=2), traced.__name__) == (3, "add")
