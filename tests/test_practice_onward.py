"""How the practice coach goes through the weeks with a client, and ends the course with them."""

from __future__ import annotations

import pytest
from practice_talk import NOW, Talk, at, named

from coach.identity import (
    AddCommitment,
    Commitment,
    EndCourse,
    OfferArchive,
    ReportCommitment,
    SetWeeklyFocus,
    Stage,
)
from coach.identity.practice.answering.draft import WRITE_AGAIN
from coach.identity.practice.answering.weeks import WEEK, WHEN, promise_of
from coach.identity.practice.hearing.promises import read_promise, was_kept
from coach.identity.practice.pieces.onward import END, how


def weekly(*names: str, asked: str = WEEK.question) -> Talk:
    talk = at("ONWARD", asked, fill=named(*names))
    for name in names:
        talk.memory.identities.change(name, stage=Stage.VISUALISED, statement=f"I am {name}.")
    return talk


def promised(text: str = "swim", *names: str) -> Talk:
    """A talk in which something was promised, and nobody has written since."""
    talk = weekly(*(names or ("Baker", "Walker")), asked=f"Go well. {WRITE_AGAIN}")
    baker = talk.memory.live[0]
    talk.memory.weekly_focus = baker.id
    talk.memory.commitments.add(Commitment(text=text, identity=baker.id, when="on Sunday", made_at=NOW))
    return talk


PROMISES = [
    ("I will swim on Sunday", "swim", "on Sunday"),
    ("swim every morning before work", "swim", "every morning before work"),
    ("tomorrow at 7 I'll call my mother", "call my mother", "tomorrow at 7"),
    ("Going to bed at 10", "Going to bed", "at 10"),
    ("write one page each day this week", "write one page", "each day this week"),
    ("bake bread for the neighbours", "bake bread for the neighbours", ""),
    ("on monday and thursday", "", "on monday and thursday"),
]


@pytest.mark.parametrize(("text", "what", "when"), PROMISES)
def test_a_promise_is_read_with_its_time(text: str, what: str, when: str) -> None:
    assert read_promise(text) == (what, when)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *(("yes", True), ("I did it!", True), ("half of it", True), ("went well, I was proud", True), ("nope", False)),
        *(("no, too tired", False), ("I forgot", False), ("didn't manage", False), ("skip", False), ("once", True)),
    ],
)
def test_a_report_tells_whether_it_was_kept(text: str, kept: bool) -> None:
    assert was_kept(text) is kept


def test_a_week_gets_a_name_and_a_promise_with_its_time() -> None:
    talk = weekly("Baker", "Walker")
    assert talk.say("the walker, I think").endswith(promise_of(talk.memory.live[1]).question)
    assert "“I am Walker.”" in talk.asked
    assert talk.say("go round the lake").endswith(WHEN)
    assert talk.say("on saturday at eight").endswith(WRITE_AGAIN)
    assert talk.done == [AddCommitment(text="go round the lake", when="on saturday at eight")]
    assert "“Walker” will be seen" in talk.asked
    assert "?" not in talk.asked


def test_name_promise_and_time_may_come_at_once() -> None:
    talk = weekly("Baker", "Walker")
    talk.say("Walker. I'll go round the lake on saturday")
    assert talk.done == [SetWeeklyFocus(identity="Walker"), AddCommitment(text="go round the lake", when="on saturday")]


def test_a_promise_without_a_time_is_kept_for_some_time_this_week() -> None:
    talk = weekly("Baker")
    talk.over(["baker", "bake for the neighbours", "no idea"])
    assert talk.done == [AddCommitment(text="bake for the neighbours", when="some time this week")]


@pytest.mark.parametrize(
    "texts", [["no", "yes"], ["no", "no", "no"], ["skip"], ["idk", "idk", "idk"], ["my cat died", "she was old"]]
)
def test_a_week_may_stay_open(texts: list[str]) -> None:
    talk = weekly("Baker", "Walker")
    talk.over(texts)
    assert talk.asked.endswith(WRITE_AGAIN)
    assert talk.memory.weekly is None


def test_who_comes_back_is_asked_how_it_went_and_the_report_is_kept() -> None:
    talk = promised()
    [commitment] = talk.memory.commitments
    assert talk.say("hi").endswith(how(commitment))
    assert "You did it." in talk.say("twice! the water was freezing")
    assert talk.done == [ReportCommitment(commitment=commitment.id, report="twice! the water was freezing", kept=True)]
    assert talk.asked.endswith(WEEK.question)


def test_who_comes_back_telling_is_heard_at_once() -> None:
    talk = promised()
    assert "no fault" in talk.say("I didn't dare in the end")
    assert not talk.memory.open_commitments


def test_who_comes_back_with_something_else_is_heard_first() -> None:
    talk = promised()
    assert talk.say("what a week").startswith("“what a week”, I hear.")
    assert talk.asked.endswith(how(next(iter(talk.memory.commitments))))


def test_several_promises_are_asked_about_one_after_another() -> None:
    talk = promised()
    talk.memory.commitments.add(Commitment(text="bake", identity=talk.memory.live[0].id, when="on Monday", made_at=NOW))
    swim, bake = talk.memory.commitments
    assert talk.say("hello").endswith(how(swim))
    assert talk.say("yes").endswith(how(bake))
    assert talk.say("no").endswith(WEEK.question)
    assert [each.kept for each in talk.memory.commitments] == [True, False]


@pytest.mark.parametrize(
    "text", ["I want to stop the course here", "I'm done with the course", "can we end the course?"]
)
def test_the_end_is_asked_about_once(text: str) -> None:
    talk = weekly("Baker")
    assert talk.say(text) == END
    assert talk.say("no, not yet").endswith(WEEK.question)
    talk.over([text, "yes I do"])
    assert talk.state == "FAREWELL"
    assert EndCourse() in talk.done


def test_who_says_for_good_is_believed() -> None:
    talk = promised()
    talk.over(["hi", "I swam! And now I can go on alone, for good."])
    assert talk.state == "FAREWELL"
    assert "“swim”" in talk.asked
    assert talk.memory.commitments[next(iter(talk.memory.commitments)).id].kept


def test_who_ends_it_instead_of_telling_is_not_taken_to_have_told() -> None:
    talk = promised()
    talk.over(["hi", "stop the course"])
    assert (talk.asked, talk.done) == (END, [])


def test_nothing_is_no_promise() -> None:
    talk = weekly("Baker")
    talk.over(["baker", "nothing this week"])
    assert talk.asked.endswith(WRITE_AGAIN)
    assert not talk.memory.commitments


def test_being_done_may_be_the_end_or_enough_for_today() -> None:
    talk = weekly("Baker")
    assert talk.say("that's all") == END
    talk.say("bye for now")
    assert talk.state == "ONWARD"
    assert talk.asked.endswith(WRITE_AGAIN)


def test_the_farewell_speaks_of_live_names_only() -> None:
    talk = weekly("Baker", "Walker")
    talk.memory.identities.change("Walker", archived=True)
    talk.say("I want to end this course for good")
    assert "“Baker”" in talk.asked
    assert "Walker" not in talk.asked


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("I forgot one: the gardener", "IDENTITY_DISCOVERY"),
        ("let the walker go", "IDENTITY_COMMITMENT"),
        ("I want to change my sentence for Baker", "I_AM_STATEMENTS"),
    ],
)
def test_who_wants_to_change_something_goes_back_to_it(text: str, state: str) -> None:
    talk = weekly("Baker", "Walker")
    talk.say(text)
    assert talk.state == state


def test_letting_go_from_here_is_put_with_buttons_and_leads_on_again() -> None:
    talk = weekly("Baker", "Walker")
    talk.say("let the walker go")
    assert talk.done[-1] == OfferArchive(identity="Walker")
    talk.press("yes")
    assert talk.state == "I_AM_STATEMENTS"
    assert [each.name for each in talk.memory.live] == ["Baker"]


def test_another_name_may_be_chosen_for_the_week() -> None:
    talk = promised()
    talk.over(["hi", "yes", "walker"])
    talk.say("actually baker")
    assert talk.memory.weekly == talk.memory.live[0]


def test_the_only_name_is_chosen_with_a_yes_and_a_promise_needs_more_than_a_time() -> None:
    talk = weekly("Baker")
    baker = talk.memory.live[0]
    assert talk.say("yes").endswith(promise_of(baker).question)
    assert talk.say("on sunday").endswith(promise_of(baker).example)
    talk.say("bake on sunday")
    assert talk.done == [AddCommitment(text="bake", when="on sunday")]


def test_a_promise_for_the_name_of_last_week_needs_no_other_name() -> None:
    talk = promised()
    talk.over(["hi", "yes", "swim again on Sunday"])
    assert talk.done == [AddCommitment(text="swim again", when="on Sunday")]


def test_the_same_promise_is_made_once() -> None:
    talk = promised()
    talk.asked = promise_of(talk.memory.live[0]).question
    assert "promised already" in talk.say("swim on Sunday")
    assert talk.done == []


@pytest.mark.parametrize("text", ["why do you ask?", "lol", "are you a bot?"])
def test_a_question_back_is_answered_and_the_question_stays(text: str) -> None:
    talk = promised()
    talk.asked = promise_of(talk.memory.live[0]).question
    assert talk.say(text).endswith(promise_of(talk.memory.live[0]).question)
