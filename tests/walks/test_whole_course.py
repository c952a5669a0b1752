"""A whole course, from the first hello to the farewell: Yara, who repairs nets and sings to the boats."""

from __future__ import annotations

from coach import TransitionState, Walk
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptVisualization,
    AddCommitment,
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    EndCourse,
    GiveConsent,
    MarkExplained,
    MarkIntroductionComplete,
    MarkNothingMissing,
    MarkReviewComplete,
    MarkTopicCovered,
    OfferArchive,
    OfferConsent,
    OfferMerge,
    OfferNest,
    OfferStatement,
    OfferSummary,
    RemoveWhoIAm,
    ReportCommitment,
    SaveIdentity,
    SaveUserInfo,
    SetWeeklyFocus,
    SkipCategory,
    StartBreak,
    Topic,
    UnskipCategory,
    UpdateVisualization,
    WarmUpList,
)

KEPT = ["The Walker", "Sea", "Mender"]


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
    review(walk)
    refinement(walk)
    commitment(walk)
    statements(walk)
    visualisation(walk)
    onward(walk)
    walk.says("Go well, Yara")
    view = walk.now
    assert view.state == "FAREWELL"
    assert view.missing == {}
    assert [each.name for each in walk.memory.live] == KEPT
    assert {action.label for action in view.actions} == {"yara"}
    assert [a.to_state for a in view.actions if a.type == "TRANSITION_STATE" and a.status == "applied"] == [
        "GET_TO_KNOW_YOU",
        "IDENTITY_WARM_UP",
        "IDENTITY_DISCOVERY",
        "IDENTITY_WARM_UP",
        "IDENTITY_DISCOVERY",
        "IDENTITY_REVIEW",
        "IDENTITY_REFINEMENT",
        "ANYTHING_MISSING",
        "IDENTITY_COMMITMENT",
        "I_AM_STATEMENTS",
        "IDENTITY_VISUALIZATION",
        "ONWARD",
        "FAREWELL",
    ]


def introduction(walk: Walk) -> None:
    walk.user("Yara. What is this?")
    told = [SaveUserInfo(key="name", value="Yara"), MarkExplained(), OfferConsent()]
    walk.coach("Yara. A talk about who you are, and who you choose to be.", *told).applied().offers("consent")
    walk.user("What if I do not like it?")
    walk.coach("Then you leave it.", to("GET_TO_KNOW_YOU")).refused("The client has not agreed yet").stays()
    walk.button("Yes")
    walk.coach("Good. Are you ready to begin?").applied(GiveConsent()).stays()
    walk.user("Yes.")
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
    walk.coach("We can.", to("IDENTITY_REVIEW")).refused("Romantic relation has no identity yet").stays()
    walk.user("All right. Somebody waits at the window. And the sea, put me down for the sea after all.")
    window = name("Lamp in the Window", Category.ROMANTIC_RELATION)
    sea = [UnskipCategory(category=Category.SPIRITUAL), name("Daughter of the Sea", Category.SPIRITUAL)]
    walk.coach("The sea.", window, *sea).applied()
    assert walk.missing("IDENTITY_REVIEW") == ["Doer of things has no identity yet"]
    walk.user("And I finish things. The Finisher.")
    step = walk.coach("The Finisher.", name("The Finisher", Category.DOER_OF_THINGS), to("IDENTITY_REVIEW"))
    step.then("Which of all these, if any, say the same?").moves_to("IDENTITY_REVIEW")


def back_to_the_lists(walk: Walk) -> None:
    walk.user("Wait, I forgot something on my list.")
    step = walk.coach("Then let us look at them together again.", to("IDENTITY_WARM_UP"))
    step.moves_to("IDENTITY_WARM_UP").says("together again")
    walk.user("I am afraid of nothing. That is all, both.")
    closing = [CloseWarmUpList(list=each) for each in WarmUpList]
    step = walk.coach("Of nothing.", AddWhoIAm(items=("afraid of nothing",)), *closing, to("IDENTITY_DISCOVERY"))
    step.then("So, how do you dress?").applied().moves_to("IDENTITY_DISCOVERY")


def review(walk: Walk) -> None:
    walk.user("The mender and the finisher, perhaps.")
    walk.coach("Both bring to an end.", OfferMerge(first="Net Mender", second="The Finisher")).offers("merge")
    walk.button("yes")
    walk.coach("One, then. Any others?").applied()
    walk.user("No.")
    step = walk.coach("No others.", MarkReviewComplete(), to("IDENTITY_REFINEMENT")).then(
        "Say “I am Voice of the Quay”."
    )
    step.moves_to("IDENTITY_REFINEMENT")


def refinement(walk: Walk) -> None:
    short = {"Net Mender/The Finisher": "Mender", "Daughter of the Sea": "Sea", "The Finisher/Net Mender": "Mender"}
    for identity in walk.memory.pending:
        walk.user("Say it.")
        new_name = short.get(identity.name, "")
        walk.coach("Said.", AcceptRefinement(identity=identity.name, new_name=new_name)).applied()
    walk.user("That was all.")
    walk.coach("All.", to("ANYTHING_MISSING")).then("Is anybody missing?").moves_to("ANYTHING_MISSING")
    walk.user("Nobody. I need a rest.")
    walk.coach("Rest, then.", MarkNothingMissing(), StartBreak()).applied().offers("break")
    walk.silence(days=2)
    walk.button("I am back")
    step = walk.coach("Welcome back.", to("IDENTITY_COMMITMENT")).then("Will you live this one?")
    step.moves_to("IDENTITY_COMMITMENT")


def commitment(walk: Walk) -> None:
    while (identity := walk.memory.current) is not None:
        walk.user("Well.")
        if identity.name in KEPT:
            walk.coach("You will.", AcceptCommitment(identity=identity.name)).applied()
            continue
        nest = identity.name == "Voice of the Quay"
        offer = OfferNest(identity=identity.name, under="Mender") if nest else OfferArchive(identity=identity.name)
        walk.coach("That is for you to say.", offer).offers("nest" if nest else "archive")
        walk.button("yes")
        walk.coach("So be it.").applied()
    walk.user("These three.")
    step = walk.coach("These.", to("I_AM_STATEMENTS")).then("What is it to be Mender?").moves_to("I_AM_STATEMENTS")
    step.prompt_contains("“Voice of the Quay” (a part of “Mender”)")


def statements(walk: Walk) -> None:
    while (identity := walk.memory.current) is not None:
        walk.user("I am.")
        statement = f"I am {identity.name}."
        walk.coach("You are.", OfferStatement(identity=identity.name, statement=statement)).offers(
            "statement", statement
        )
        walk.button("love")
        walk.coach("Good.", *([OfferSummary()] if identity.name == KEPT[-1] else [])).applied()
    walk.button("Continue")
    step = walk.coach("Good.", to("IDENTITY_VISUALIZATION")).then("Where are you, as Mender?")
    step.moves_to("IDENTITY_VISUALIZATION").prompt_contains("“I am Sea.”")


def visualisation(walk: Walk) -> None:
    while (identity := walk.memory.current) is not None:
        walk.user("On the quay in my apron, and warm.")
        ref = identity.name
        picture = UpdateVisualization(identity=ref, setting="on the quay", appearance="in my apron", emotion="warm")
        walk.coach("Warm.", picture, AcceptVisualization(identity=ref)).applied()
    walk.user("I have seen them.")
    walk.coach("You have.", to("ONWARD")).then("Who wants to be lived this week?").moves_to("ONWARD")


def onward(walk: Walk) -> None:
    walk.user("Sea. I will swim on Sunday.")
    swim = [SetWeeklyFocus(identity="Sea"), AddCommitment(text="swim", when="on Sunday")]
    walk.coach("On Sunday, then.", *swim).applied()
    (promise,) = walk.memory.open_commitments
    walk.silence(days=7)
    walk.user("I swam! And now I can go on alone, for good.")
    report = ReportCommitment(commitment=promise.id, report="I swam!", kept=True)
    step = walk.coach("You swam.", report, EndCourse(), to("FAREWELL")).then("Go well, Yara: Mender, Walker, Sea.")
    step.applied().moves_to("FAREWELL").prompt_contains("Promises they kept:\n- “swim”, “I swam!”")
