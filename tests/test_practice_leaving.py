"""How the practice coach lets a client go, and goes on with one who comes back."""

from __future__ import annotations

import pytest
from practice_talk import EARLY, LATER, WHOLE, Talk, at, named, names

from coach import TransitionState
from coach.identity import Category, Fact, Identity, SkipCategory, StartBreak, Topic, WarmUpList
from coach.identity.practice.answering.draft import WRITE_AGAIN
from coach.identity.practice.answering.sides import LINES as CATEGORY_LINES
from coach.identity.practice.answering.sides import MORE
from coach.identity.practice.answering.weeks import WEEK
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_review import OVERLAP
from coach.identity.practice.pieces.identity_warm_up import LINES as LIST_LINES
from coach.identity.practice.pieces.introduction import READY

LEAVING = [
    "goodbye",
    "Bye!",
    "byeee",
    "ok bye",
    "thanks, bye",
    "that's enough for today",
    "That's all for today, thank you",
    "I have to go",
    "gotta go, my kids are calling",
    "I need to go to work now",
    "see you tomorrow",
    "goodnight, have to sleep",
    "can we stop here?",
    "let's continue tomorrow",
    "I need a break",
    "stop",
    "adiós",
]


WITH_BREAKS = [state for state in (*EARLY, *LATER) if state not in ("ONWARD", "FAREWELL")]


@pytest.mark.parametrize("text", LEAVING)
@pytest.mark.parametrize("state", WITH_BREAKS)
def test_a_client_who_leaves_has_a_break_and_is_asked_nothing(state: str, text: str) -> None:
    talk = at(state, READY if state == "INTRODUCTION" else "And what else?", fill=named("Gardener", "Walker"))
    talk.memory.facts.add(Fact(key="name", value="Ana"))
    assert talk.say(text) == "Goodbye for now, Ana, and thank you for this talk."
    assert talk.done == [StartBreak()]
    assert "“I am back”" in talk.say("are you there?")
    assert talk.done == []
    assert "Good to have you here again." in talk.say("i am back")
    assert "?" in talk.asked or talk.memory.offer is not None


@pytest.mark.parametrize("text", LEAVING)
def test_in_the_weeks_people_come_and_go_without_a_break(text: str) -> None:
    talk = at("ONWARD", WEEK.question, fill=named("Gardener"))
    assert talk.say(text).endswith(WRITE_AGAIN)
    assert talk.done == []
    assert "?" not in talk.asked
    assert talk.say("hello again").endswith(WEEK.question)


@pytest.mark.parametrize(
    "text",
    ["I have to go to work at six every day", "I want to stop smoking", "I stop at nothing", "back at work by six"],
)
def test_an_answer_that_speaks_of_leaving_is_an_answer(text: str) -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.WORK_AND_LIVING].question)
    assert "Goodbye" not in talk.say(text)
    assert talk.done


def test_goodbye_is_said_once_and_shortly_after_that() -> None:
    talk = at("ONWARD", WEEK.question, fill=named("Gardener"))
    first, second, third = talk.say("goodbye"), talk.say("bye"), talk.say("thanks, you too")
    assert "is kept" in first
    assert "is kept" not in second
    assert len(second) < len(first)
    assert "?" not in first + second + third


def test_who_comes_back_is_asked_again_and_heard() -> None:
    question = TOPIC_LINES[Topic.UPBRINGING].question
    talk = at("GET_TO_KNOW_YOU", question)
    talk.say("goodbye")
    assert talk.say("1").endswith(question)
    talk.say("We lived on a farm")
    assert talk.memory.facts["upbringing"].value == "We lived on a farm"


def test_who_leaves_before_the_beginning_is_not_asked_for_the_name_again() -> None:
    talk = Talk()
    talk.over(["Ana", "I have to go now", "1"])
    assert talk.memory.offer is not None
    assert talk.memory.offer.kind == "consent"
    talk.over(["yes", "bye", "1"])
    assert talk.asked.endswith(READY)
    talk.say("yes")
    assert talk.state == "GET_TO_KNOW_YOU"


def test_who_leaves_at_who_else_are_you_goes_on_there() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say("singer")
    assert "who else you are" in talk.say("goodbye")
    assert talk.say("I am back").endswith(MORE[Category.PASSIONS_AND_TALENTS])
    talk.say("a cook")
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Singer", "Cook"]}


def test_an_answer_before_the_goodbye_counts() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.MAKER_OF_MONEY].question)
    said = talk.say("singer. Got to go, bye!")
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Singer"]}
    assert "“singer”" in said
    assert "Goodbye for now" in said
    assert "?" not in said
    talk.over(["I am back", "a dancer"])
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Singer", "Dancer"]}


def test_an_answer_that_ends_a_phase_and_a_goodbye_are_both_heard() -> None:
    talk = at("IDENTITY_WARM_UP", LIST_LINES[WarmUpList.WHO_I_AM].question)
    talk.memory.who_i_am_closed = True
    assert "Goodbye for now" in talk.say("brave, that's all, I have to go")
    assert talk.state == "IDENTITY_DISCOVERY"
    assert "?" not in talk.asked
    assert talk.say("I am back").endswith(CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)


def everything_but(*left: Category) -> Talk:
    talk = at("IDENTITY_DISCOVERY", "Shall we go on?")
    for category in Category:
        if category not in left:
            talk.memory.identities.add(Identity(name=category.label, category=category))
    return talk


@pytest.mark.parametrize("text", LEAVING)
def test_where_everything_is_done_goodbye_moves_on_and_waits_there(text: str) -> None:
    talk = everything_but()
    talk.say(text)
    assert talk.done == [TransitionState(target_state="IDENTITY_REVIEW"), StartBreak()]
    assert talk.say("i am back").endswith(OVERLAP)


def test_where_everything_is_done_but_the_last_question_goodbye_moves_on_too() -> None:
    talk = everything_but()
    talk.asked = MORE[Category.FAMILIAL_RELATIONS]
    talk.say("no thanks, bye")
    assert talk.state == "IDENTITY_REVIEW"


def test_goodbye_leaves_nothing_out_and_ends_nothing_before_its_time() -> None:
    talk = everything_but(Category.DOER_OF_THINGS)
    talk.over(["goodbye", "1"])
    assert talk.state == "IDENTITY_DISCOVERY"
    assert not talk.memory.skipped
    talk.say("skip it, and goodbye")
    assert SkipCategory(category=Category.DOER_OF_THINGS) in talk.done
    assert talk.state == "IDENTITY_REVIEW"


@pytest.mark.parametrize("state", [*EARLY[1:], *LATER[:-2]])
def test_ending_the_course_before_its_end_is_a_break(state: str) -> None:
    talk = at(state, "And what else?", fill=named("Gardener"))
    talk.say("I want to stop the course here")
    assert (talk.state, talk.done) == (state, [StartBreak()])


def test_a_whole_course_can_be_broken_off_after_every_turn() -> None:
    talk = Talk()
    for text in WHOLE:
        talk.say(text)
        if talk.state not in ("ONWARD", "FAREWELL") and talk.memory.offer is None:
            talk.say("goodbye")
            talk.say("I am back")
    assert talk.state == "FAREWELL"
    assert len(talk.memory.live) == 9
