"""ONWARD: week by week a name, a promise with its time, and how it went, until the client ends the course."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddCommitment,
    ArchiveIdentity,
    Category,
    EndCourse,
    ReportCommitment,
    SaveIdentity,
    SetWeeklyFocus,
    Stage,
)

SEEN = Stage.VISUALISED
END = TransitionState(target_state="FAREWELL")


def test_a_week_from_the_choice_to_the_report(walk: Walk) -> None:
    walk.at("ONWARD", knowing("Night Light", "Lamp", stage=SEEN))
    walk.user("Hello again.")
    walk.coach("Hello. Who wants to be lived this week?").prompt_contains("They are here for the first time")
    walk.user("Night Light. I will sit down for the report, on Tuesday.")
    sits = AddCommitment(text="sit down for the report", when="on Tuesday")
    walk.coach("On Tuesday, sitting.", SetWeeklyFocus(identity="Night Light"), sits).applied()
    walk.user("See you.")
    step = walk.coach("Until then.").prompt_contains("Chosen for this week:\n- “Night Light”")
    step.prompt_contains("“sit down for the report”, when: “on Tuesday”, as “Night Light”; promised today")
    (kept,) = walk.memory.open_commitments
    walk.silence(days=7)
    walk.user("I did it!")
    report = ReportCommitment(commitment=kept.id, report="I did it!", kept=True)
    step = (
        walk.coach("You sat. What was it like?", report).applied().prompt_contains("The client last wrote 7 days ago")
    )
    step.prompt_contains(f"- {kept.id}: “sit down").prompt_contains("to be followed up once its time has come")
    walk.user("Like being in charge.")
    step = walk.coach("In charge.").prompt_contains("- “sit down for the report”: done, “I did it!”")
    step.prompt_contains("No promise is open.")


def test_a_promise_that_was_not_kept_is_told_and_no_fault(walk: Walk) -> None:
    walk.at("ONWARD", knowing("Night Light", "Lamp", stage=SEEN))
    walk.user("I will sing in the car on Friday.")
    walk.coach("On Friday.", AddCommitment(text="sing in the car", when="Friday", identity="Lamp")).applied()
    walk.silence(days=7)
    (open_one,) = walk.memory.open_commitments
    walk.user("I did not dare.")
    report = ReportCommitment(commitment=open_one.id, report="I did not dare", kept=False)
    walk.coach("You thought of it, though.", report).applied().prompt_contains("as “Lamp”")
    walk.user("I did.")
    step = walk.coach("What would make it easier?").prompt_contains("- “sing in the car”: not done, “I did not dare”")
    step.prompt_contains("Today is ")
    walk.user("Again?")
    walk.coach("Once.", report).refused("the client has told about 'sing in the car' already")


def test_a_promise_needs_a_name_and_a_time(walk: Walk) -> None:
    walk.at("ONWARD", knowing("Night Light", stage=SEEN))
    walk.user("I will sing.")
    nobodys = AddCommitment(text="sing", when="Friday")
    timeless = AddCommitment.model_construct(text="sing", when="", identity="Night Light")
    step = walk.coach("Sing?", nobodys, timeless).refused("no identity is chosen for this week")
    step.refused("when: ")
    assert not walk.memory.commitments


def test_only_a_client_who_ends_the_course_leaves_it(walk: Walk) -> None:
    walk.at("ONWARD", knowing("Night Light", stage=SEEN))
    assert walk.missing("FAREWELL") == ["The client has not ended the course"]
    walk.user("Enough for today.")
    walk.coach("Goodbye.", END).refused("The client has not ended the course", kind="guard").stays()
    walk.user("No, I am done with it all, for good. It was enough.")
    step = walk.coach("For good, then.", EndCourse(), END).then("Night Light, thank you. Go well.").applied()
    step.moves_to("FAREWELL").says("Night Light, thank you. Go well.").prompt_contains("# Now: the end")


@pytest.mark.parametrize("target", ["IDENTITY_DISCOVERY", "IDENTITY_COMMITMENT", "I_AM_STATEMENTS"])
def test_the_ways_back_are_open_and_keep_what_was_reached(walk: Walk, target: str) -> None:
    walk.at("ONWARD", knowing("Night Light", stage=SEEN))
    walk.user("Something has changed.")
    walk.coach("Let us see.", TransitionState(target_state=target)).then("What has?").moves_to(target).says("What has?")
    walk.remembers("identities", name="Night Light", stage=SEEN)


@pytest.mark.parametrize(
    "action",
    [SaveIdentity(identity="Sailor", category=Category.SPIRITUAL), ArchiveIdentity(identity="Lamp")],
    ids=lambda action: type(action).__name__,
)
def test_names_come_and_go_elsewhere(walk: Walk, action: Action) -> None:
    walk.at("ONWARD", knowing("Night Light", "Lamp", stage=SEEN))
    walk.user("I am a sailor now and no lamp.")
    walk.coach("Shall we go back for that?", action).refused("allowed here: 'REPORT_COMMITMENT'", kind="not_allowed")
