"""INTRODUCTION: the client hears what this is, is asked for a name, and says when they are ready."""

from __future__ import annotations

import pytest

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    GiveConsent,
    IdentityMemory,
    MarkExplained,
    MarkIntroductionComplete,
    MarkTopicCovered,
    OfferConsent,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
    WithdrawOffer,
)

ON = TransitionState(target_state="GET_TO_KNOW_YOU")
AGREED = IdentityMemory(explained=True, consent_given=True)
WANTED = (
    "The client was not told yet what this work is",
    "The client has not agreed yet",
    "The introduction is not complete yet",
)


def test_the_coach_speaks_first(walk: Walk) -> None:
    walk.begin().says("What would you like me to call you?")
    assert walk.state == "INTRODUCTION"


def test_a_client_agrees_with_a_button_is_ready_and_moves_on(walk: Walk) -> None:
    walk.begin()
    walk.user("Call me Ines.")
    told = [SaveUserInfo(key="name", value="Ines"), MarkExplained(), OfferConsent()]
    walk.coach("Ines. We look at who you are, because what one does follows from it.", *told).applied().stays()
    walk.button("yes")
    step = walk.coach("Good, Ines. Are you ready to begin?").applied(GiveConsent()).offers_nothing().stays()
    step.prompt_contains("[The client pressed a button: “Yes”]").prompt_contains("They have agreed. Next: whether they")
    walk.user("I am.")
    walk.coach("Then let us.", MarkIntroductionComplete(), ON).then("Where did you grow up, Ines?")
    walk.remembers(introduction_complete=True, consent_given=True).remembers("facts", key="name", value="Ines")
    walk.says("Where did you grow up, Ines?")
    assert walk.state == "GET_TO_KNOW_YOU"


@pytest.mark.parametrize(("button", "label"), [("no", "No"), ("more", "Tell me more")])
def test_a_client_who_does_not_agree_stays_and_is_answered(walk: Walk, button: str, label: str) -> None:
    walk.at("INTRODUCTION", IdentityMemory(explained=True))
    walk.user("And now?")
    walk.coach("Now it is yours to say.", OfferConsent()).offers("consent", "Would you like to begin on these terms?")
    walk.button(button)
    step = walk.coach("That is quite all right.").stays().offers_nothing().says("That is quite all right.")
    step.prompt_contains(f"[The client pressed a button: “{label}”]").prompt_contains("They have not agreed so far.")
    walk.remembers(consent_given=False)
    walk.user("Ask me once more.")
    walk.coach("Here it is.", OfferConsent()).offers("consent")


def test_nobody_agrees_in_the_clients_place(walk: Walk) -> None:
    walk.at("INTRODUCTION", IdentityMemory(explained=True))
    walk.user("Yes, yes, go on.")
    walk.coach("Gladly.", GiveConsent()).refused("is the client's to choose, with a button", kind="not_allowed").stays()
    walk.remembers(consent_given=False)


def test_nobody_is_asked_before_it_was_explained(walk: Walk) -> None:
    walk.begin()
    walk.user("Hello.")
    walk.coach("Shall we?", OfferConsent()).refused("explain first what this work is", kind="invalid").offers_nothing()


def test_an_offer_that_is_answered_in_words_can_be_taken_back(walk: Walk) -> None:
    walk.at("INTRODUCTION", IdentityMemory(explained=True))
    walk.user("And now?")
    walk.coach("Now it is yours to say.", OfferConsent()).offers("consent")
    walk.user("Not today, thank you.")
    walk.coach("That is quite all right.", WithdrawOffer()).applied().offers_nothing()
    walk.remembers(consent_given=False)


def test_nobody_moves_on_before_all_three_are_there(walk: Walk) -> None:
    walk.begin()
    told, agreed, ready = WANTED
    assert walk.missing("GET_TO_KNOW_YOU") == [told, agreed, ready]
    walk.user("Hm.")
    walk.coach("Let us go on.", ON).refused(told, kind="guard").stays()
    walk.says("Let us go on.").remembers(introduction_complete=False)


@pytest.mark.parametrize("missing", range(3))
def test_one_of_the_three_keeps_the_exit_closed(walk: Walk, missing: int) -> None:
    there = {name: n != missing for n, name in enumerate(("explained", "consent_given", "introduction_complete"))}
    walk.at("INTRODUCTION", IdentityMemory(**there))
    assert walk.missing("GET_TO_KNOW_YOU") == [WANTED[missing]]
    walk.user("Go on.")
    walk.coach("I would like to.", ON).refused(WANTED[missing], kind="guard").stays()


def test_what_was_marked_opens_the_exit_for_a_later_turn(walk: Walk) -> None:
    walk.at("INTRODUCTION", AGREED)
    walk.user("I am ready, but let me make some tea first.")
    walk.coach("Take your time.", MarkIntroductionComplete()).applied().stays()
    assert walk.missing("GET_TO_KNOW_YOU") == []
    walk.user("The tea is here.")
    walk.coach("Then let us begin.", ON).then("Where did you grow up?").moves_to("GET_TO_KNOW_YOU")


def test_asking_to_move_on_is_decided_last_wherever_it_stands(walk: Walk) -> None:
    walk.at("INTRODUCTION", AGREED)
    walk.user("Ready.")
    walk.coach("Good.", ON, MarkIntroductionComplete()).then("Where did you grow up?").applied()
    assert walk.state == "GET_TO_KNOW_YOU"


def test_a_coach_who_forgot_the_mark_is_asked_again_and_does_both(walk: Walk) -> None:
    walk.at("INTRODUCTION", AGREED)
    walk.user("Yes, I am ready.")
    step = walk.coach("Let us go on.", ON)
    step.then("Gladly.", MarkIntroductionComplete(), ON).then("Where did you grow up?")
    step.refused("not complete").applied(MarkIntroductionComplete, ON).moves_to("GET_TO_KNOW_YOU")
    step.says("Where did you grow up?").prompt_contains("Your reply was not shown to the client")


def test_the_same_key_changes_what_was_noted(walk: Walk) -> None:
    walk.begin()
    walk.user("I am Tom. No: Tomasz, and I am a tram driver.")
    name, work = SaveUserInfo(key="name", value="Tom"), SaveUserInfo(key="work", value="tram driver")
    walk.coach("Tomasz.", name, work, SaveUserInfo(key="Name", value="Tomasz")).applied()
    walk.remembers("facts", key="name", value="Tomasz").remembers("facts", key="work", value="tram driver")
    assert len(walk.memory.facts) == 2


@pytest.mark.parametrize(
    ("info", "reason"),
    [
        (SaveUserInfo(key=" ", value="nurse"), "the key is empty"),
        (SaveUserInfo(key="work", value="\n\t"), "the value is empty"),
        (SaveUserInfo.model_construct(key="work", value=""), "at least 1 character"),
        (SaveUserInfo.model_construct(key="work", value="w" * 501), "at most 500 characters"),
        (SaveUserInfo.model_construct(key="k" * 41, value="nurse"), "at most 40 characters"),
    ],
)
def test_info_that_cannot_be_kept_is_refused(walk: Walk, info: SaveUserInfo, reason: str) -> None:
    walk.begin()
    walk.user("…")
    walk.coach("I hear you.", info).refused(reason, kind="invalid").stays()
    assert not walk.memory.facts


def test_no_more_than_eighty_facts_are_kept(walk: Walk) -> None:
    walk.at("INTRODUCTION", IdentityMemory(facts=[{"key": f"fact {n}", "value": "true"} for n in range(80)]))
    walk.user("And I play chess.")
    walk.coach("Chess.", SaveUserInfo(key="chess", value="plays"), SaveUserInfo(key="fact 7", value="plays chess"))
    walk.remembers("facts", key="fact 7", value="plays chess")
    assert len(walk.memory.facts) == 80
    assert [action.status for action in walk.now.actions] == ["refused", "applied"]
    assert walk.now.actions[0].reason == "80 facts are kept already; put this into one of them by using its key"


def test_the_introduction_is_completed_once(walk: Walk) -> None:
    walk.at("INTRODUCTION", IdentityMemory(introduction_complete=True))
    walk.user("Still ready.")
    walk.coach("Good.", MarkIntroductionComplete()).refused("the introduction is complete already", kind="invalid")


@pytest.mark.parametrize(
    "action",
    [
        MarkTopicCovered(topic=Topic.FAMILY),
        AddWhoIAm(items=("calm",)),
        RemoveWhoIAm(items=("calm",)),
        AddWhoIWantToBe(items=("brave",)),
        RemoveWhoIWantToBe(items=("brave",)),
        CloseWarmUpList(list=WarmUpList.WHO_I_AM),
        SaveIdentity(identity="Runner", category=Category.PHYSICAL_EXPRESSION),
        SkipCategory(category=Category.SPIRITUAL),
        UnskipCategory(category=Category.SPIRITUAL),
    ],
    ids=lambda action: type(action).__name__,
)
def test_nothing_of_later_phases_can_be_done_yet(walk: Walk, action: Action) -> None:
    walk.begin()
    walk.user("I run, and I never pray.")
    walk.coach("We will come to that.", action)
    walk.says("We will come to that.")
    (ruled,) = walk.now.actions
    assert (ruled.status, ruled.kind) == ("refused", "not_allowed")
    assert "allowed here: 'MARK_EXPLAINED', 'OFFER_CONSENT', 'WITHDRAW_OFFER', 'MARK_INTRODUCTION_COMPLETE'" in str(
        ruled.reason
    )


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("IDENTITY_WARM_UP", "there is no exit from INTRODUCTION to IDENTITY_WARM_UP"),
        ("FAREWELL", "you may ask for 'GET_TO_KNOW_YOU'"),
        ("INTRODUCTION", "there is no exit from INTRODUCTION to INTRODUCTION"),
        ("GET_TO_KNOW_ME", "did you mean 'GET_TO_KNOW_YOU'?"),
        ("GARDEN", "there is no state 'GARDEN'"),
    ],
)
def test_an_exit_that_is_not_declared_leads_nowhere(walk: Walk, target: str, reason: str) -> None:
    walk.at("INTRODUCTION", IdentityMemory(introduction_complete=True))
    walk.user("Take me to the end!")
    walk.coach("Off we go.", TransitionState(target_state=target)).refused(reason, kind="undeclared").stays()


def test_the_coach_knows_where_things_stand(walk: Walk) -> None:
    walk.begin()
    walk.user("Good morning.")
    step = walk.coach("Good morning. What shall I call you?")
    step.prompt_contains("The client has told nothing about themselves yet.")
    step.prompt_contains("GET_TO_KNOW_YOU: The client was not told yet what this work is; ")
    walk.user("Ines. And I am ready.")
    walk.coach("Wait a little.", SaveUserInfo(key="name", value="Ines Duarte"), MarkIntroductionComplete())
    walk.user("All right.")
    step = walk.coach("There we are.").prompt_contains("The client is called “Ines”")
    step.prompt_contains("Next: tell them what this is, and put the question").prompt_contains("has not agreed yet")


def test_the_model_is_told_next_time_what_was_not_done(walk: Walk) -> None:
    walk.begin()
    walk.user("I pray.")
    walk.coach("Do you?", SkipCategory(category=Category.SPIRITUAL)).refused(kind="not_allowed")
    walk.user("Every morning.")
    walk.coach("Every morning.").prompt_contains("# Not done last time\n- SKIP_CATEGORY: SKIP_CATEGORY is not allowed")
    walk.user("At five.")
    walk.coach("So early.")
    with pytest.raises(AssertionError):
        walk.prompt_contains("# Not done last time")


def test_a_client_who_comes_back_after_days_is_welcomed(walk: Walk) -> None:
    walk.begin().silence(days=3, hours=2)
    walk.user("Sorry, life happened.")
    walk.coach("Welcome back.").prompt_contains("The client last wrote 3 days ago")
