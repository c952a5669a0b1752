"""The practice coach with people as they are: cross, lost, long-winded, in a hurry, in danger, in other languages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from practice_talk import EARLY, LATER, Talk, at, facts, names

from coach import SyncCoach
from coach.cli.offers import meant
from coach.identity import Category, Identity, ListItem, Topic, WarmUpList
from coach.identity.practice.answering.asides import COMPLAINED
from coach.identity.practice.answering.draft import DANGER, ENGLISH_ONLY
from coach.identity.practice.answering.sides import LINES, MORE, NAMING, SHORTLY
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_warm_up import MORE as LIST_MORE


@pytest.mark.parametrize(
    "text",
    ["I want to die", "sometimes i think about killing myself", "I don't want to live anymore", "my husband hits me"],
)
@pytest.mark.parametrize("state", [*EARLY, *LATER[:-1]])
def test_who_is_in_danger_is_sent_to_people_and_asked_nothing(state: str, text: str) -> None:
    talk = at(state, "Shall we begin?")
    for said in (text, f"{text}. Goodbye", f"Hi. {text}"):
        assert talk.say(said) == DANGER
        assert talk.done == []


def test_danger_is_heard_where_everything_is_done_too() -> None:
    talk = at("IDENTITY_DISCOVERY", "Shall we go on?")
    for category in Category:
        talk.memory.identities.add(Identity(name=category.label, category=category))
    assert talk.say("I want to die") == DANGER


def test_a_complaint_is_heard_and_a_second_one_leaves_the_question() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.FAMILY].question)
    talk.say("skip")
    assert COMPLAINED in talk.say("this is pointless")
    talk.say("THIS IS STUPID")
    assert talk.memory.topics[Topic.FAMILY].declined


def test_who_does_not_see_what_is_asked_gets_an_example() -> None:
    lines = LINES[Category.SPIRITUAL]
    talk = at("IDENTITY_DISCOVERY", lines.question)
    for category in list(Category)[:3]:
        talk.memory.identities.add(Identity(name=category.label, category=category))
    assert lines.example in talk.say("what do you mean by larger than me?")


def test_what_was_said_so_far_is_told() -> None:
    talk = at("IDENTITY_WARM_UP", LIST_MORE[WarmUpList.WHO_I_AM])
    for text in ("kind", "nosy"):
        talk.memory.who_i_am.add(ListItem(text=text))
    said = talk.say("what did I say so far?")
    assert "“kind” and “nosy”" in said
    assert said.endswith(LIST_MORE[WarmUpList.WHO_I_AM])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I work as a nurse", {"work_and_living": "I work as a nurse"}),
        ("i drive a van for a living", {"work_and_living": "i drive a van for a living"}),
        ("Thanks for asking, by the sea", {"upbringing": "by the sea"}),
        (
            "Leeds. I work nights at a bakery. It's hard.",
            {"upbringing": "Leeds.", "work_and_living": "I work nights at a bakery. It's hard."},
        ),
    ],
)
def test_what_is_plainly_about_another_topic_goes_there(text: str, told: dict[str, str]) -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    talk.say(text)
    assert facts(talk) == told
    assert (Topic.UPBRINGING in talk.memory.topics) is ("upbringing" in told)


def test_a_topic_that_was_left_out_may_be_told_about_later() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    for text in ("by the sea", "a brother", "skip"):
        talk.say(text)
    assert talk.say("I work as a nurse and I hate it").endswith(TOPIC_LINES[Topic.INTERESTS].question)
    assert not talk.memory.topics[Topic.WORK_AND_LIVING].declined
    talk.say("I live in a tent")
    assert facts(talk)["interests"] == "I live in a tent"


@pytest.mark.parametrize(
    "text", ["I'm not religious", "never been in love", "dont believe in that stuff", "no job, not earning yet"]
)
def test_nothing_to_name_is_met_with_an_offer_to_leave_it(text: str) -> None:
    talk = at("IDENTITY_DISCOVERY", LINES[Category.PASSIONS_AND_TALENTS].question)
    assert talk.say(text).endswith(LINES[Category.PASSIONS_AND_TALENTS].offer)
    talk.say(text)
    assert Category.PASSIONS_AND_TALENTS in talk.memory.skipped


NAMED = [
    ("the reliable one lol", "Reliable one", ""),
    ("no, wait. the comfy one", "Comfy one", ""),
    ("squirrel I think, definitely a squirrel", "Squirrel", ""),
    ("i already said swimmer", "Swimmer", ""),
    ("swimmer already said", "Swimmer", ""),
    ("swimmer as i said", "Swimmer", ""),
    ("whatever needs doing I do. handyman?", "Handyman", ""),
    ("a nurse, and I love it", "Nurse", ""),
    ("careful. You had to be with six of us.", "Careful", "careful. You had to be with six of us."),
    ("careful, thorough and scared", "Careful and thorough", ""),
    ("money... I'd say Squirrel", "Squirrel", ""),
    ("Earning? Steady hand, I suppose", "Steady hand", ""),
    ("I pay the rent, call it Steady Hand", "Steady Hand", "I pay the rent, call it Steady Hand"),
    ("money? Rent, mostly, call it Steady Hand", "Steady Hand", ""),
    ("Oh I don't earn anything, I'm a volunteer", "Volunteer", "Oh I don't earn anything, I'm a volunteer"),
]


@pytest.mark.parametrize(("text", "name", "about"), NAMED)
def test_the_name_is_found_in_what_is_said_around_it(text: str, name: str, about: str) -> None:
    talk = at("IDENTITY_DISCOVERY", LINES[Category.MAKER_OF_MONEY].question)
    talk.memory.identities.add(Identity(name="Singer", category=Category.PASSIONS_AND_TALENTS))
    talk.say(text)
    [identity] = talk.memory.identities_in(Category.MAKER_OF_MONEY)
    assert (identity.name, identity.description) == (name, about)


def test_a_second_story_is_asked_for_shortly_and_does_not_borrow_the_first() -> None:
    talk = at("IDENTITY_DISCOVERY", LINES[Category.PASSIONS_AND_TALENTS].question)
    assert NAMING in talk.say("I feed the pigeons in the park before anybody is awake")
    talk.say("Pigeon lady")
    said = talk.say("I give it all away to people who need it more than I do")
    assert SHORTLY in said
    assert said.endswith(MORE[Category.PASSIONS_AND_TALENTS])
    talk.say("Giver")
    assert [each.description for each in talk.memory.identities] == [
        "I feed the pigeons in the park before anybody is awake",
        "",
    ]
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Pigeon lady", "Giver"]}


@pytest.mark.parametrize(
    "text", ["Crecí en Sevilla, en una casa con patio", "Ich bin auf dem Land und bei Oma gewesen"]
)
def test_another_language_is_kept_and_answered_in_english(text: str) -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    assert talk.say(text).startswith(ENGLISH_ONLY)
    assert facts(talk) == {"upbringing": text}


def test_what_is_told_before_the_beginning_is_kept() -> None:
    talk = Talk()
    talk.say("Xx, and my gran raised me in Leeds")
    talk.say("she is ill now, sadly")
    assert "gran raised me in Leeds" in facts(talk)["about"]
    assert facts(talk)["about"].endswith("she is ill now, sadly")


IN_A_HURRY = [
    *("hi", "hey, it's sam here!!", "do i have a choice", "yes", "ok"),
    *(
        "well i was born in leeds, so nowhere really felt like home tbh",
        "just me and my mum now",
        "sorry that was a lot",
    ),
    *("i drive a van for a living", "you already asked me that", "football. and gaming 🐶", "why?", "just feel lost"),
    *("1. funny\n2. tired", "i want to be calmer", "gotta go", "im back", "1", "remove tired", "nothing else"),
    *("what did i say so far?", "braver lol", "thats it"),
    *("im a dreamer", "call it Drifter instead of dreamer", "no", "van driver", "skipper of rent lol"),
    *(
        "what do you mean by larger than me?",
        "dont believe in that stuff",
        "yes",
        "HOODIE GUY!!!",
        "bye",
        "i am back",
        "strong I guess",
    ),
    *("my mums rock", "a rock", "yes, a dog dad too", "single, fine with it", "doer. thanks, bye!"),
]


def test_a_client_in_a_hurry_gets_through_on_a_real_database(tmp_path: Path) -> None:
    with SyncCoach.open(f"sqlite:///{tmp_path}/coach.db", model="practice") as coach:
        conversation = coach.start(user="sam")
        results = [conversation.opening]
        for text in IN_A_HURRY:
            results.append(coach.say(conversation.id, meant(text, results[-1].offer)))
        memory = coach.snapshot(conversation.id).memory
    assert {action.status for result in results for action in result.actions} == {"applied"}
    assert results[-1].state == "IDENTITY_REVIEW"
    assert results[-1].offer is not None
    assert results[-1].offer.kind == "break"
    assert [item["text"] for item in memory["who_i_am"]] == ["funny"]
    assert [item["text"] for item in memory["who_i_want_to_be"]] == ["calmer", "braver"]
    assert [identity["name"] for identity in memory["identities"]] == [
        *(
            "Drifter",
            "Van driver",
            "Skipper of rent",
            "HOODIE GUY",
            "Strong",
            "Rock",
            "Dog dad",
            "Single and fine with it",
        ),
        "Doer",
    ]


def test_a_program_that_a_model_speaks_for_does_not_load_the_script() -> None:
    code = "import sys, coach.identity; sys.exit('coach.identity.practice.hearing.phrases' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
