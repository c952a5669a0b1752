"""The identity program's offers: what they ask, and what each of their buttons does."""

from __future__ import annotations

import json

import pytest
from identity_steps import after, kept, knowing, names, plan, pressed, refusal, ruled

from coach import Action, TransitionState
from coach.identity import (
    AcceptCommitment,
    AcceptStatement,
    AcceptVisualization,
    AcknowledgeVideo,
    ArchiveIdentity,
    EndBreak,
    GiveConsent,
    IdentityMemory,
    MarkSummarySeen,
    MergeIdentities,
    NestIdentity,
    OfferArchive,
    OfferConsent,
    OfferMerge,
    OfferNest,
    OfferStatement,
    OfferSummary,
    ReorderIdentities,
    Stage,
    StartBreak,
    break_offer,
    limits,
    video_offer,
    visualisation_offer,
)
from coach.program.offer import LONGEST_TEXT, Offer


def asked(memory: IdentityMemory, action: Action) -> tuple[IdentityMemory, Offer]:
    """The memory once an offer is put, and the offer."""
    memory = after(memory, action)
    assert memory.offer is not None
    return memory, memory.offer


def labels(offer: Offer) -> dict[str, str]:
    return {each.name: each.label for each in offer.buttons}


def test_consent_is_a_yes_a_no_or_a_question() -> None:
    memory, offer = asked(IdentityMemory(explained=True), OfferConsent())
    assert offer.kind == "consent"
    assert offer.text.endswith("Would you like to begin on these terms?")
    assert labels(offer) == {"yes": "Yes", "no": "No", "more": "Tell me more"}
    assert plan(memory, "yes") == [GiveConsent()]
    assert plan(memory, "no") == plan(memory, "more") == []
    yes, no = pressed(memory, "yes"), pressed(memory, "no")
    assert (kept(yes).consent_given, kept(no).consent_given) == (True, False)
    assert no.state == "HERE"


def test_a_merge_is_asked_for_with_the_name_it_gives() -> None:
    memory, offer = asked(knowing("Aunt", "Sister"), OfferMerge(first="sister", second="Aunt"))
    aunt, sister = memory.live
    assert (offer.kind, labels(offer)) == ("merge", {"yes": "Yes", "no": "No"})
    assert offer.text == "“Sister” and “Aunt” may be one and the same. Shall they become one, “Sister/Aunt”?"
    assert plan(memory, "yes") == [MergeIdentities(first=sister.id, second=aunt.id)]
    assert plan(memory, "no") == []
    assert names(kept(pressed(memory, "yes")).live) == ["Sister/Aunt"]
    assert names(kept(pressed(memory, "no")).live) == ["Aunt", "Sister"]


def test_nesting_is_asked_for() -> None:
    memory, offer = asked(knowing("Aunt", "Sister"), OfferNest(identity="Sister", under="Aunt"))
    aunt, sister = memory.live
    assert (offer.kind, labels(offer)) == ("nest", {"yes": "Yes", "no": "No"})
    assert offer.text == "Shall “Sister” go on as a part of “Aunt”? It keeps its name."
    assert plan(memory, "yes") == [NestIdentity(identity=sister.id, under=aunt.id)]
    assert plan(memory, "no") == []
    assert kept(pressed(memory, "yes")).identities["Sister"].nested_in == aunt.id


def test_while_commitment_is_talked_about_a_no_to_letting_go_commits() -> None:
    memory = knowing("Aunt", "Sister", stage=Stage.REFINED, towards=Stage.COMMITTED)
    memory, offer = asked(memory, OfferArchive(identity="Sister"))
    sister = memory.identities["Sister"]
    assert (offer.kind, labels(offer)) == ("archive", {"yes": "Yes", "no": "No"})
    assert offer.text == (
        "Shall we let “Sister” go? Yes puts it aside, and you can have it back. No means that you commit to it."
    )
    assert plan(memory, "yes") == [ArchiveIdentity(identity=sister.id)]
    assert plan(memory, "no") == [AcceptCommitment(identity=sister.id)]
    assert names(kept(pressed(memory, "yes")).archived) == ["Sister"]
    committed = pressed(memory, "no")
    assert committed.results[0].status == "applied"  # though it is not the one at hand
    assert kept(committed).identities["Sister"].stage is Stage.COMMITTED


@pytest.mark.parametrize(
    ("stage", "towards"), [(Stage.ACCEPTED, Stage.REFINED), (Stage.COMMITTED, Stage.COMMITTED), (Stage.STATED, None)]
)
def test_elsewhere_a_no_to_letting_go_changes_nothing(stage: Stage, towards: Stage | None) -> None:
    memory, offer = asked(knowing("Aunt", "Sister", stage=stage, towards=towards), OfferArchive(identity="Aunt"))
    assert offer.text.endswith("No leaves everything as it is.")
    assert plan(memory, "no") == []
    assert kept(pressed(memory, "no")).identities == memory.identities


def test_a_statement_can_be_loved_sent_back_or_reworded() -> None:
    memory = knowing("Aunt", stage=Stage.COMMITTED)
    memory, offer = asked(memory, OfferStatement(identity="Aunt", statement="I am \n close."))
    accept = AcceptStatement(identity=memory.live[0].id, statement="I am close.")
    assert offer.kind == "statement"
    assert offer.text == "Your statement for “Aunt”: “I am close.” Does it fit? You can change the words."
    assert labels(offer) == {"love": "I love it", "work": "It needs work", "own": "My own words"}
    assert [(f.name, f.value, f.longest) for f in offer.fields] == [("statement", "I am close.", limits.STATEMENT)]
    assert plan(memory, "love") == plan(memory, "own") == [accept]
    assert plan(memory, "work") == []
    loved, worked = kept(pressed(memory, "love")), kept(pressed(memory, "work"))
    own = kept(pressed(memory, "own", statement="I am near."))
    assert (loved.live[0].statement, loved.live[0].stage) == ("I am close.", Stage.STATED)
    assert (own.live[0].statement, own.live[0].stage) == ("I am near.", Stage.STATED)
    assert worked.live[0].stage is Stage.COMMITTED
    assert pressed(memory, "own", statement="  ").results[0].reason == "the statement is empty"


def test_an_accepted_statement_can_be_offered_anew() -> None:
    memory = knowing("Aunt", "Sister", stage=Stage.STATED)
    memory, _ = asked(memory, OfferStatement(identity="Sister", statement="I am loud."))
    memory = kept(pressed(memory, "love"))
    assert memory.identities["Sister"].statement == "I am loud."
    assert memory.identities["Aunt"].statement == "I am."


def test_the_summary_shows_all_statements_in_the_clients_order() -> None:
    memory = after(knowing("Aunt", "Sister", stage=Stage.STATED), ReorderIdentities(identities=("Sister",)))
    memory, offer = asked(memory, OfferSummary())
    assert (offer.kind, labels(offer)) == ("summary", {"on": "Continue"})
    assert offer.text == "This is who you are, in your own words:\nSister: I am.\nAunt: I am."
    assert plan(memory, "on") == [MarkSummarySeen()]
    assert kept(pressed(memory, "on")).summary_seen


def test_a_long_summary_shows_as_much_as_there_is_room_for() -> None:
    memory = knowing(*(f"{n:02} {'x' * 70}" for n in range(20)), stage=Stage.STATED)
    for identity in memory.live:
        memory.identities.change(identity, statement="y" * limits.STATEMENT)
    _, offer = asked(memory, OfferSummary())
    assert len(offer.text) <= LONGEST_TEXT
    assert offer.text.endswith("\n… and 15 more")


def test_a_break_holds_what_the_client_writes() -> None:
    memory, offer = asked(IdentityMemory(), StartBreak())
    assert (offer.kind, labels(offer)) == ("break", {"on": "I am back"})
    assert "“I am back”" in offer.holds
    assert plan(memory, "on") == [EndBreak()]


def put(memory: IdentityMemory, offer: Offer) -> IdentityMemory:
    return memory.copied().with_offer(offer)


def test_a_break_between_two_parts_leads_on() -> None:
    memory = put(IdentityMemory(), break_offer(to="ELSEWHERE"))
    assert plan(memory, "on") == [EndBreak(), TransitionState(target_state="ELSEWHERE")]
    assert pressed(memory, "on").state == "ELSEWHERE"


@pytest.mark.parametrize("blocking", [True, False])
def test_a_video_is_shown_and_acknowledged(blocking: bool) -> None:
    link = "https://videos.example/welcome"
    offer = video_offer("welcome", "A word of welcome.", link, to="ELSEWHERE", blocking=blocking)
    assert (offer.kind, offer.text, offer.link) == ("video", "A word of welcome.", link)
    assert bool(offer.holds) is blocking
    memory = put(IdentityMemory(), offer)
    assert plan(memory, "on") == [AcknowledgeVideo(video="welcome"), TransitionState(target_state="ELSEWHERE")]
    watched = pressed(memory, "on")
    assert (kept(watched).videos_seen, watched.state) == (("welcome",), "ELSEWHERE")
    alone = put(IdentityMemory(), video_offer("welcome", "Hello.", link))
    assert plan(alone, "on") == [AcknowledgeVideo(video="welcome")]


def test_those_who_picture_by_themselves_say_so_with_a_button() -> None:
    memory = knowing("Aunt", "Sister", stage=Stage.STATED)
    memory.identities.change("Aunt", stage=Stage.VISUALISED)
    memory = put(memory, visualisation_offer(memory, to="ELSEWHERE"))
    assert memory.offer is not None
    assert (memory.offer.kind, labels(memory.offer)) == ("visualisation", {"on": "Continue"})
    assert memory.offer.text.endswith("\nAunt\nSister")
    sister = AcceptVisualization(identity=memory.identities["Sister"].id, declined=True)
    assert plan(memory, "on") == [sister, TransitionState(target_state="ELSEWHERE")]
    done = pressed(memory, "on")
    assert done.state == "ELSEWHERE"
    assert kept(done).below(Stage.VISUALISED) == ()


def test_a_newer_offer_takes_the_place_of_one_of_an_earlier_turn() -> None:
    memory = after(knowing("Aunt", "Sister", stage=Stage.STATED), OfferSummary(), turn=3)
    memory = after(memory, OfferMerge(first="Aunt", second="Sister"), turn=4)
    assert memory.offer is not None
    assert memory.offer.kind == "merge"


@pytest.mark.parametrize(
    "second",
    [
        OfferConsent(),
        OfferMerge(first="Aunt", second="Sister"),
        OfferNest(identity="Aunt", under="Sister"),
        OfferArchive(identity="Aunt"),
        OfferStatement(identity="Aunt", statement="I am."),
        OfferSummary(),
    ],
    ids=lambda action: type(action).__name__,
)
def test_one_reply_asks_one_question(second: Action) -> None:
    memory = knowing("Aunt", "Sister", stage=Stage.STATED)
    memory.explained = True
    asks = OfferNest(identity="Sister", under="Aunt")
    assert refusal(memory, asks, second).startswith("one offer at a time: “Shall “Sister” go on as a part of “Aunt”?")
    assert after(after(memory, asks), second, turn=4).offer


def test_the_longest_names_fit_into_every_offer() -> None:
    one, other = "a" * limits.NAME, "b" * limits.NAME
    memory = knowing(one, other, stage=Stage.REFINED, towards=Stage.COMMITTED)
    long = "z" * limits.STATEMENT
    offers: list[Action] = [
        OfferMerge(first=one, second=other),
        OfferNest(identity=one, under=other),
        OfferArchive(identity=one),
        OfferStatement(identity=one, statement=long),
    ]
    for offer in offers:
        assert ruled(memory, offer).results[0].status == "applied"


def test_an_offer_is_stored_and_found_again() -> None:
    _, offer = asked(knowing("Aunt", stage=Stage.COMMITTED), OfferStatement(identity="Aunt", statement="I am."))
    assert Offer.load(json.dumps(offer.plain())) == offer
