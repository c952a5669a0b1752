"""A whole course, from the first hello to the farewell: Yara, who repairs nets and sings to the boats."""

from __future__ import annotations

from coach import TransitionState, Walk
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    MarkIntroductionComplete,
    MarkTopicCovered,
    RemoveWhoIAm,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
)


def to(state: str) -> TransitionState:
    return TransitionState(target_state=state)


def covered(topic: Topic, *, declined: bool = False) -> MarkTopicCovered:
    return MarkTopicCovered(topic=topic, declined=declined)


def name(identity: str, category: Category, description: str = "") -> SaveIdentity:
    return SaveIdentity(identity=identity, category=category, description=description)


def test_yara_goes_from_hello_to_farewell(walk: Walk) -> None:
    walk.begin(label="yara").says("What would you like me to call you?")
    introduction(walk)
    getting_to_know(walk)
    warm_up(walk)
    discovery(walk)
    walk.says("Thank you, Yara.").says("Net Mender, Voice of the Quay, Patient Earner")
    view = walk.now
    assert view.state == "FAREWELL"
    assert view.missing == {}
    assert view.turn == 21
    assert len(view.messages) == 2 * view.turn + 1
    assert {action.label for action in view.actions} == {"yara"}
    assert [a.to_state for a in view.actions if a.type == "TRANSITION_STATE" and a.status == "applied"] == [
        "GET_TO_KNOW_YOU",
        "IDENTITY_WARM_UP",
        "IDENTITY_DISCOVERY",
        "IDENTITY_WARM_UP",
        "IDENTITY_DISCOVERY",
        "FAREWELL",
    ]


def introduction(walk: Walk) -> None:
    walk.user("Yara. What is this?")
    walk.coach("Yara. A talk about who you are. Shall we?", SaveUserInfo(key="name", value="Yara")).applied()
    walk.user("What if I do not like it?")
    walk.coach("Then you leave it. Shall we?", to("GET_TO_KNOW_YOU")).refused("not complete yet").stays()
    walk.user("Then yes.")
    step = walk.coach("Good.", MarkIntroductionComplete(), to("GET_TO_KNOW_YOU")).then("Where did you grow up, Yara?")
    step.moves_to("GET_TO_KNOW_YOU").says("Where did you grow up, Yara?")


def getting_to_know(walk: Walk) -> None:
    walk.user("Behind the harbour, between nets and cats.")
    nets = SaveUserInfo(key="grew_up", value="behind the harbour, between nets and cats")
    walk.coach("Between nets and cats. Who was there?", nets, covered(Topic.UPBRINGING)).applied()
    walk.user("I would rather not speak of them.")
    walk.coach("Then we do not. What are your days?", covered(Topic.FAMILY, declined=True)).applied()
    walk.silence(days=4)
    walk.user("I mend nets. And I sing, when the boats come in.")
    step = walk.coach("You sing to them. Why are you here?", covered(Topic.WORK_AND_LIVING), covered(Topic.INTERESTS))
    step.applied().prompt_contains("The client last wrote 4 days ago").prompt_contains("“Yara”")
    walk.user("To hear who I am when nobody needs a net.")
    step = walk.coach("When nobody does.", covered(Topic.WHY_HERE_AND_HOPES), to("IDENTITY_WARM_UP"))
    step.then("Finish this: I am …").moves_to("IDENTITY_WARM_UP").says("I am …")


def warm_up(walk: Walk) -> None:
    walk.user("A mender. A singer. Stubborn. A sister.")
    walk.coach("Stubborn. More?", AddWhoIAm(items=("A mender", "A singer", "Stubborn", "A sister"))).applied()
    walk.user("Not a sister. That is all.")
    sister = RemoveWhoIAm(items=("a sister",))
    step = walk.coach("And who do you want to be?", sister, CloseWarmUpList(list=WarmUpList.WHO_I_AM))
    step.applied().stays()
    walk.user("Heard. That is all, too.")
    heard = [AddWhoIWantToBe(items=("Heard",)), CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE)]
    walk.coach("Heard.", *heard, to("IDENTITY_DISCOVERY")).then("What do you love?").moves_to("IDENTITY_DISCOVERY")


def discovery(walk: Walk) -> None:
    walk.user("Mending. A net forgives everything.")
    mender = name("Net Mender", Category.PASSIONS_AND_TALENTS, "a net forgives everything")
    walk.coach("It forgives. And the singing?", mender).applied().prompt_contains("“A singer”")
    walk.user("Then I am the voice of the quay.")
    walk.coach("And when you earn?", name("Voice of the Quay", Category.PASSIONS_AND_TALENTS)).applied()
    walk.user("Patient. A patient earner.")
    walk.coach("And what you keep?", name("Patient Earner", Category.MAKER_OF_MONEY)).applied()
    walk.user("Skip that. And I have no church.")
    left = [SkipCategory(category=Category.KEEPER_OF_MONEY), SkipCategory(category=Category.SPIRITUAL)]
    walk.coach("Fine. How do you dress?", *left).applied()
    back_to_the_lists(walk)
    walk.user("In salt. Call me Salt and Wool. And I walk the mole every night: the Walker.")
    salt = name("Salt and Wool", Category.PERSONAL_APPEARANCE)
    walk.coach("And the family?", salt, name("The Walker", Category.PHYSICAL_EXPRESSION)).applied()
    walk.user("Leave it.")
    walk.coach("And love?", SkipCategory(category=Category.FAMILIAL_RELATIONS)).applied()
    walk.user("Can we stop here?")
    walk.coach("We can.", to("FAREWELL")).refused("Romantic relation has no identity yet").stays()
    walk.user("All right. Somebody waits at the window. And the sea, put me down for the sea after all.")
    window = name("Lamp in the Window", Category.ROMANTIC_RELATION)
    sea = [UnskipCategory(category=Category.SPIRITUAL), name("Daughter of the Sea", Category.SPIRITUAL)]
    walk.coach("The sea.", window, *sea).applied()
    assert walk.missing("FAREWELL") == ["Doer of things has no identity yet"]
    walk.user("And I finish things. The Finisher.")
    walk.coach("The Finisher.", name("The Finisher", Category.DOER_OF_THINGS), to("FAREWELL")).moves_to("FAREWELL")


def back_to_the_lists(walk: Walk) -> None:
    walk.user("Wait, I forgot something on my list.")
    step = walk.coach("Then let us look at them together again.", to("IDENTITY_WARM_UP"))
    step.moves_to("IDENTITY_WARM_UP").says("together again")
    walk.user("I am afraid of nothing. That is all, both.")
    closing = [CloseWarmUpList(list=each) for each in WarmUpList]
    step = walk.coach("Of nothing.", AddWhoIAm(items=("afraid of nothing",)), *closing, to("IDENTITY_DISCOVERY"))
    step.then("So, how do you dress?").applied().moves_to("IDENTITY_DISCOVERY")
