"""A scenario as a person may write it, and what can be wrong with it."""

from __future__ import annotations

#: A scenario as a person may write it: what is not there is empty.
SMALL = """\
program: goals
version: any
state: WELCOME
entered: [WELCOME]
memory:
  ready: true
  goals:
    - {id: goals-1, name: Run}
    - name: Rest
turns:
  - state: WELCOME
    ago: 1d
    messages:
      - {role: coach, state: WELCOME, text: "What do you want?"}
  - state: WELCOME
    ago: 10m
    messages:
      - {role: client, state: WELCOME, text: I run.}
    calls:
      - {state: WELCOME, model: someone, format: json, finish: stop, raw: "{}"}
    actions:
      - {type: OFFER_GOAL, params: {name: Run}, status: applied}
      - {type: FLY, status: refused, kind: undeclared}
    offer:
      id: offer-1
      kind: goal
      text: Is it a goal?
      buttons:
        - {name: yes, label: Yes, plan: [{type: KEEP_GOAL, name: Swim}]}
        - {name: no, label: No}
      fields:
        - {name: name, label: In your words}
      closed: 2
      how: answered
      button: no
  - state: WELCOME
    offer:
      id: offer-2
      kind: goal
      text: Another one?
      buttons: [{name: yes, label: Yes, plan: [{type: TRANSITION_STATE, target_state: PLAN}]}]
"""

#: What is written instead of what, and what is said of it.
MISTAKES = [
    # --- what is missing, misspelt, or of another type
    ("program: goals\n", "", ":1: program: is missing"),
    ("memory:\n", "memories:\n", ":5: memories: there is no 'memories' here; did you mean 'memory'?"),
    ("version: any", "version: 7", ":2: version: is a number, not text"),
    ("entered: [WELCOME]", "entered: WELCOME", ":4: entered: is text, not a list"),
    ("entered: [WELCOME]\n", "entered:\n", ":4: entered: is empty, not a list"),
    ("turns:", "turns: []\nnotes:", ":11: notes: there is no 'notes' here; there are 'entered', 'gone', 'label'"),
    (
        "role: client",
        "role: clint",
        ":18: turns[1].messages[0].role: 'clint' is none of its values; did you mean 'client'?",
    ),
    ("text: I run.", "txt: I run.", ":18: turns[1].messages[0].txt: there is no 'txt' here; did you mean 'text'?"),
    (", text: I run.", "", ":18: turns[1].messages[0].text: is missing"),
    ("text: I run.", "text: [I, run]", ":18: turns[1].messages[0].text: is a list, not text"),
    (
        "status: applied",
        "status: aplied",
        ":22: turns[1].actions[0].status: 'aplied' is none of its values; did you mean 'applied'?",
    ),
    ("kind: undeclared", "kind: unknown", ":23: turns[1].actions[1].kind: 'unknown' is none of its values; "),
    ("params: {name: Run}", "params: [Run]", ":22: turns[1].actions[0].params: is a list, not a mapping of names"),
    (
        "format: json",
        "format: jason",
        ":20: turns[1].calls[0].format: 'jason' is none of its values; did you mean 'json'?",
    ),
    ("finish: stop, ", "", ":20: turns[1].calls[0].finish: is missing"),
    (
        "finish: stop",
        "finish: stop, retries: -1",
        ":20: turns[1].calls[0].retries: should be greater than or equal to 0",
    ),
    (
        "finish: stop",
        "finish: stop, input_tokens: 9999999999",
        "input_tokens: should be less than or equal to 2147483647",
    ),
    ("ago: 10m", "ago: soon", ":16: turns[1].ago: 'soon' is no time ago; write it like 3d 2h 10m 5.25s"),
    ("ago: 1d", "ago: 9999999d", ":12: turns[0].ago: is too long ago for a date"),
    # --- states, actions
    (
        "state: WELCOME\nentered: [WELCOME]",
        "state: WELCOM\nentered: [WELCOM]",
        ":3: state: is 'WELCOM', and the last turn ends in 'WELCOME'",
    ),
    ("entered: [WELCOME]", "entered: [WELCOME, PLN]", ":4: entered[1]: there is no state 'PLN'; did you mean 'PLAN'?"),
    (
        "entered: [WELCOME]",
        "entered: [PLAN]",
        ":4: entered: does not have 'WELCOME', the state that the conversation is in",
    ),
    ("entered: [WELCOME]", "entered: [WELCOME, WELCOME]", ":4: entered[1]: 'WELCOME' was entered before"),
    (
        "role: client, state: WELCOME",
        "role: client, state: WELLCOME",
        ":18: turns[1].messages[0].state: there is no state 'WELLCOME'",
    ),
    (
        "calls:\n      - {state: WELCOME",
        "calls:\n      - {state: X",
        ":20: turns[1].calls[0].state: there is no state 'X'; there are 'DONE'",
    ),
    (
        "status: applied",
        "status: applied, to_state: PLAN B",
        "turns[1].actions[0].to_state: there is no state 'PLAN B'; did you mean 'PLAN'?",
    ),
    (
        "    ago: 10m",
        "    missing: {PLANS: [a goal]}",
        "turns[1].missing.PLANS: there is no state 'PLANS'; did you mean 'PLAN'?",
    ),
    (
        "target_state: PLAN",
        "target_state: PLANE",
        "plan[0].target_state: there is no state 'PLANE'; did you mean 'PLAN'?",
    ),
    (
        "type: OFFER_GOAL",
        "type: OFER_GOAL",
        ":22: turns[1].actions[0].type: there is no action 'OFER_GOAL'; did you mean 'OFFER_GOAL'?",
    ),
    (
        "type: KEEP_GOAL",
        "type: KEEP",
        "turns[1].offer.buttons[0].plan[0].type: there is no action 'KEEP'; did you mean 'KEEP_GOAL'?",
    ),
    # --- the memory
    ("ready: true", "redy: true", ":6: memory.redy: there is no 'redy' here; did you mean 'ready'?"),
    ("ready: true", "ready: yes", ":6: memory.ready: is text, not true or false"),
    ("ready: true", "ready: 1", ":6: memory.ready: is a number, not true or false"),
    ("name: Rest", "nme: Rest", ":9: memory.goals[1].nme: there is no 'nme' here; did you mean 'name'?"),
    ("name: Rest", "size: 2", ":9: memory.goals[1].name: is missing"),
    ("name: Rest", 'name: Rest\n      size: "2"', ":10: memory.goals[1].size: is text, not a whole number"),
    ("name: Rest", "name: RUN", ":5: memory: two records of goals have one key or id, or one has an empty key"),
    ("- name: Rest", "- Rest", ":9: memory.goals[1]: is text, not a mapping of names"),
    (
        "- name: Rest",
        "- {id: goals-1, name: Rest}",
        ":9: memory.goals[1].id: 'goals-1' is used twice, first in memory.goals[0].id",
    ),
    (
        "- name: Rest",
        "- {id: offer-2, name: Rest}",
        ":38: turns[2].offer.id: 'offer-2' is used twice, first in memory.goals[1].id",
    ),
    (
        "- name: Rest",
        "- {id: Rest, name: Rest}",
        ":9: memory.goals[1].id: 'Rest' is no id; write a word and a number, like 'goals-1'",
    ),
    (
        "- name: Rest",
        "- {id: 7, name: Rest}",
        ":9: memory.goals[1].id: '7' is no id; write a word and a number, like 'goals-1'",
    ),
    # --- offers
    ("id: offer-2", "id: offer", "turns[2].offer.id: 'offer' is no id; write a word and a number, like 'offer-1'"),
    ("id: offer-2", "id: offer-1", "turns[2].offer.id: 'offer-1' is used twice, first in turns[1].offer.id"),
    ("text: Another one?", "text: ''", "turns[2].offer: an offer's text has 1 to 2000 characters"),
    ("label: No}", "label: yes}", "turns[1].offer: the labels of an offer's buttons differ"),
    (
        "{type: KEEP_GOAL, name: Swim}",
        "{name: Swim}",
        "turns[1].offer.buttons[0].plan[0]: has no type, the name of an action",
    ),
    ("button: no", "button: nope", ":35: turns[1].offer.button: there is no button 'nope'; did you mean 'no'?"),
    ("      button: no\n", "", "turns[1].offer: is answered where it has the button that was pressed, and only there"),
    ("      how: answered\n", "", "turns[1].offer: has only one of `closed`, the turn that closed it, and `how`"),
    ("closed: 2", "closed: 3", ":33: turns[1].offer.closed: is 3, which is no turn after this one"),
    ("closed: 2", "closed: 1", ":33: turns[1].offer.closed: is 1, which is no turn after this one"),
    (
        "button: no",
        "button: no\n      edited: {nam: x}",
        "edited.nam: there is no field 'nam' to edit; did you mean 'name'?",
    ),
    (
        "      closed: 2\n      how: answered\n      button: no\n",
        "",
        "turns[2].offer: is put while the one before it is open",
    ),
    # --- YAML
    ("program: goals", "program: goals\nprogram: goals", ":1: program: stands twice, again in line 2"),
    ("memory:", "7: x\nmemory:", ":1: has something else than text for a name (line 5); put it in quotes"),
    ("ready: true", "ready: &here true", ":6: an anchor (* and & of YAML) cannot stand here"),
    ("ready: true", "ready: *here", ":6: an alias (* and & of YAML) cannot stand here"),
    (
        "ready: true",
        "ready: !!python/object/apply:os.system [id]",
        ":6: memory.ready: has the tag 'tag:yaml.org,2002:python/object/apply:os'",
    ),
    ("ready: true", "<<: {ready: true}", ":6: memory.<<: there is no '<<' here"),
    ("ready: true", "ready: !ago soon", ":6: memory.ready: 'soon' is no time ago; write it like !ago 3d 2h 10m 5.25s"),
    (
        "text: I run.",
        r'text: "a\0b"',
        ":18: turns[1].messages[0].text: has a NUL character, or half a surrogate pair, in it",
    ),
    ("text: I run.", r'text: "\uD83D"', ":18: turns[1].messages[0].text: has a NUL character"),
    ("text: I run.", r'text: "\q"', ":18: "),
    ("entered: [WELCOME]", "entered: [WELCOME", ":5: "),
    ("params: {name: Run}", "params: " + "{x: " * 70 + "1" + "}" * 70, "is nested more than 64 levels deep"),
    ("params: {name: Run}", "params: " + "[" * 5000 + "]" * 5000, ": is nested too deeply"),
    (
        "params: {name: Run}",
        "params: {n: " + "9" * 5000 + "}",
        "params.n: '9999999999999999999999999999999999999999' is no number, or too large a one",
    ),
    ("finish: stop", "finish: stop\x07", ": has characters that YAML does not have"),
    ("turns:", "---\nturns:", ": expected a single document"),
]
