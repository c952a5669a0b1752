"""How the practice coach refines the names one by one, and asks who is missing."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, named

from coach import TransitionState
from coach.identity import (
    AcceptRefinement,
    AddUserNote,
    Category,
    Identity,
    RenameIdentity,
    SaveIdentity,
    SkippedCategory,
    Stage,
)
from coach.identity.practice.answering.refining import SHORTER, lines_for
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.pieces.anything_missing import ANOTHER, MISSING, WHO
from coach.identity.practice.pieces.identity_refinement import AGAIN


def refining(*names: str) -> Talk:
    talk = at("IDENTITY_REFINEMENT", fill=named(*names))
    talk.asked = lines_for(talk.memory.live[0]).question
    return talk


@pytest.mark.parametrize(
    "text", ["yes", "love it", "it makes me smile", "yes, very much", "it's fine", "keep it", "skip", "totally me"]
)
def test_a_name_with_life_in_it_stays(text: str) -> None:
    talk = refining("Baker", "Walker")
    assert "“Baker” stays." in talk.say(text)
    assert talk.done[-1] == AcceptRefinement(identity="Baker")
    assert talk.asked.endswith(lines_for(talk.memory.live[1]).question)


@pytest.mark.parametrize(
    "text", ["no", "it's flat", "not really, sounds like a job", "a bit heavy", "idk", "meh", "boring"]
)
def test_a_flat_name_is_asked_for_a_better_word(text: str) -> None:
    talk = refining("Baker", "Walker")
    assert talk.say(text).endswith(lines_for(talk.memory.live[0]).example)
    talk.say("Bread Whisperer!")
    assert talk.done == [AcceptRefinement(identity="Baker", new_name="Bread Whisperer")]


@pytest.mark.parametrize("text", ["no, Bread Whisperer", "yes but Bread Whisperer is better", "no. Bread whisperer"])
def test_a_better_name_said_plainly_is_taken_at_once(text: str) -> None:
    talk = refining("Baker")
    talk.say(text)
    [accepted] = [each for each in talk.done if isinstance(each, AcceptRefinement)]
    assert accepted.new_name.lower() == "bread whisperer"


@pytest.mark.parametrize(
    "text", ["Bread Whisperer", "how about Bread Whisperer?", "maybe bread whisperer", "I'd say Bread Whisperer"]
)
def test_a_name_that_comes_up_is_tried_on(text: str) -> None:
    talk = refining("Baker")
    talk.say(text)
    [renamed] = talk.done
    assert isinstance(renamed, RenameIdentity)
    assert talk.asked.endswith(lines_for(talk.memory.live[0]).question)
    talk.say("yes")
    assert talk.memory.live[0].stage is Stage.REFINED
    assert talk.memory.live[0].name.lower() == "bread whisperer"


@pytest.mark.parametrize("text", ["eh, its ok", "it's fine really", "love it after all, yes"])
def test_a_name_may_be_found_good_after_all(text: str) -> None:
    talk = refining("Baker")
    talk.over(["no", text])
    assert talk.memory.live[0].name == "Baker"


def test_a_long_name_is_asked_for_shortly_and_then_taken() -> None:
    talk = refining("Baker")
    talk.say("no")
    assert talk.say("the one who gets up before everybody else does").endswith(SHORTER)
    talk.say("early one")
    assert talk.done[0] == AcceptRefinement(identity="Baker", new_name="Early one")


def test_a_name_of_another_one_is_not_taken_and_the_old_one_may_stay() -> None:
    talk = refining("Baker", "Walker")
    talk.say("no")
    assert talk.say("Walker").endswith(lines_for(talk.memory.live[0]).offer)
    talk.say("yes")
    assert talk.done == [AcceptRefinement(identity="Baker")]


def test_somebody_without_a_name_is_remembered_until_there_is_room() -> None:
    talk = refining("Baker")
    talk.say("oh, I forgot someone. I'm a daughter")
    assert talk.done == [AddUserNote(text="oh, I forgot someone. I'm a daughter")]
    assert "I forgot someone" in talk.say("yes")
    assert talk.state == "ANYTHING_MISSING"
    talk.say("a daughter")
    assert talk.done == [SaveIdentity(identity="Daughter", category=Category.FAMILIAL_RELATIONS)]


def test_two_names_that_turn_out_to_be_one_go_back_to_the_looking_over() -> None:
    talk = refining("Baker", "Cook")
    talk.say("hang on, baker and cook are the same really")
    assert (talk.state, talk.done[0]) == ("IDENTITY_REVIEW", TransitionState(target_state="IDENTITY_REVIEW"))


def test_who_comes_back_to_refined_names_may_change_one() -> None:
    talk = refining("Baker")
    talk.memory.identities.change("Baker", stage=Stage.REFINED)
    talk.asked = AGAIN
    assert talk.say("the baker") == CALLED.format("Baker")
    assert talk.say("Bread Whisperer").endswith(AGAIN)
    talk.say("no that's it")
    assert talk.state == "ANYTHING_MISSING"


def missing(*names: str, asked: str = MISSING.question) -> Talk:
    talk = at("ANYTHING_MISSING", asked, fill=named(*names))
    for each in names:
        talk.memory.identities.change(each, stage=Stage.REFINED)
    return talk


@pytest.mark.parametrize("text", ["no", "nobody", "no that's everyone", "skip", "that's all of me", "looks complete"])
def test_where_nobody_is_missing_it_goes_on(text: str) -> None:
    talk = missing("Baker")
    talk.say(text)
    assert talk.state == "IDENTITY_COMMITMENT"


def test_who_is_missing_is_named_refined_and_asked_after() -> None:
    talk = missing("Baker")
    assert talk.say("yes").endswith(WHO)
    assert talk.say("the stargazer").endswith(lines_for(talk.memory.live[1]).question)
    assert talk.say("yes").endswith(ANOTHER)
    assert talk.memory.live[1].stage is Stage.REFINED


def test_a_side_that_was_left_out_is_opened_for_who_belongs_there() -> None:
    talk = missing("Baker")
    talk.memory.skipped.add(SkippedCategory(category=Category.ROMANTIC_RELATION))
    talk.say("I'm also a husband")
    assert talk.memory.identities["husband"].category is Category.ROMANTIC_RELATION
    assert Category.ROMANTIC_RELATION not in talk.memory.skipped


def test_a_name_that_is_there_already_is_not_saved_twice_and_leads_on() -> None:
    talk = missing("Baker")
    assert "has its place already" in talk.say("baker")
    talk.say("baker")
    assert talk.state == "IDENTITY_COMMITMENT"


def test_what_rests_can_come_back_and_old_names_can_be_looked_at_again() -> None:
    talk = missing("Baker", "Walker")
    talk.memory.identities.change("Walker", archived=True, stage=Stage.PROPOSED)
    assert "“Walker” is back." in talk.say("can I have the walker back?")
    assert talk.memory.current == talk.memory.identities["Walker"]
    talk.say("let me work on the names again")
    assert talk.state == "IDENTITY_REFINEMENT"


def test_only_live_names_are_spoken_of() -> None:
    talk = missing("Baker", "Walker")
    talk.memory.identities.change("Walker", archived=True)
    talk.memory.identities.add(Identity(name="Cook", category=Category.DOER_OF_THINGS, stage=Stage.REFINED))
    assert "“Walker”" not in talk.reply("", arrived=True).message
