"""How people say what is no answer: patterns over plain words, which have no case, punctuation or apostrophes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.identity.practice.hearing.kinds import Kind

#: Parts of the patterns below, where they stand in `<>`.
_PARTS = {
    "rest": r"(?: .*)?",
    "for": r"(?: (?:for|from|on|in) .*)?",
    # What may follow on not knowing; anything else is an answer after all: “I don't know, a teacher”.
    "what": r"(?: (?:what|how|why|who|whom|if|whether|yet|about|where|which|it|this|that|to|either|much|any|anything"
    r"|of)(?: .*)?)?",
    # After “I have to go”: what makes it leave-taking. “I have to go to work at six” tells of a day.
    "off": r"(?: (?:now|soon|home|to (?:bed|sleep)|(?:and|because|my|the|an?|its|im) .*|for (?:today|now)|"
    r"in (?:an?|\d+|five|ten) .*)| (?:to|for) .* (?:now|soon))?",
    "later": r"(?: (?:later|tomorrow|soon|tonight|another (?:day|time)|some other time|next (?:time|week)|on \w+day))",
    "here": r"(?: (?:here|now|this|it|for (?:today|now|tonight|good)|at this point))*",
    "let us": r"(?:(?:i want|i would like|id like|i need) to|(?:can|could|may|shall) (?:we|i)|lets|let us)",
    "this is": r"(?:this|that|it|you|th[eo]se|they|(?:these|the|your) questions?)(?:s|re| is| are| sounds?)?(?: <so>)*",
    "so": r"(?:so|just|really|a bit|a little|such|a|very|quite|all|getting|too)",
    "that is all": r"(?:thats|that is|that was)(?: (?:about|pretty much|basically|really))? "
    r"(?:all|it|everything|enough|plenty|the list|me|the lot)",
    "follow": "(?:listen|listening|understand|get|hear|read)",
    "laughter": r"(?:lo+l|lmao|(?:ha|he|hi){2,}|xd)",
}


def _any(lines: str) -> str:
    """The alternatives, one a line, as one pattern."""
    for name, part in _PARTS.items():
        lines = lines.replace(f"<{name}>", part)
    return "|".join(line.strip() for line in lines.splitlines() if line.strip())


_EMPTY = _any(r"""
    u+m+|u+h+|e+r+m*|well|o+h+|a+h+|h+m+|so|and|but|then|now|please|thanks|thank you|really|honestly|actually|just
    for now|i think|i guess|i suppose|to be honest|tbh|sorry|wow|<laughter>
""")
FILLER = f"{_EMPTY}|man|mate|folks|ugh|argh"
TURN = "no|nope|nah|ok|okay|yes|yeah|yep|yup|sure|alright|all right"

_HELLO = _any(r"""
    (?:hi|hello|hey|heya?|hiya|yo|howdy|sup|good (?:morning|afternoon|evening|day))(?: (?:there|again|coach))*
    hallo|hola|bonjour|bonsoir|salut|servus|moin|ol[aá]|guten (?:tag|morgen|abend)|buen[oa]s (?:d[ií]as|tardes|noches)
    buon(?:giorno|asera)|bo[am] (?:dia|tarde|noite)|greetings|here i am|(?:nice|pleased|glad) to meet you(?: too)?
    (?:im |i am )(?:back(?: again| now)?|here again)|(?:back|here) again
""")
_THANKS = _any(r"""
    (?:many )?(?:thanks|thank you|thx|ty)(?: (?:so much|very much|a lot|again))?<for>
    cheers|much appreciated|(?:the )?same to you|you too|likewise|you as well|youre welcome
""")
_SORRY = _any(r"""
    (?:im |i am )?(?:so |very )?sorry(?: (?:for|about|if) .*| i (?:ramble|went on|talk|wrote|got carried).*)?
    (?:i was |im )?(?:just |only )?(?:joking|kidding)|jk
    my bad|apologies|i apologi[sz]e|that (?:was|is) (?:a lot|(?:too |so |very )?long|too much)
""")
#: Asked for, and nothing that a script can do.
_BEYOND = _any(r"""
    (?:(?:can|could) (?:we|i) |lets )?(?:start|begin)(?: it| this)? (?:again|over)|restart|reset
    (?:(?:can|could) (?:we|i) |lets )?(?:(?:start|begin) )?from the (?:start|beginning)
""")
_WAIT = _any(r"""
    wait|what else|hang on|hold on|let me (?:think|see)<rest>|one at a time
    (?:give me |just )?(?:a|one) (?:second|sec|moment|minute)|(?:im |still )thinking
""")
_STOP = _any(r"""
    stop<here>|quit|exit|pause|later|<let us> (?:stop|quit|leave|finish|end|pause|break off)<here>|leave me alone
    (?:i want to|i would like to|id like to|i need to) go<off>
    bye(?: bye)?|good ?bye?|farewell|ciao|so long|take care|cya|ttyl|brb|g2g|gtg|good ?night|to be continued
    (?:it was |its been )?(?:nice|good|great|lovely) (?:talking|chatting|speaking)<rest>|no more questions
    see you<rest>|(?:talk|speak|write)(?: to you)?<later>|until (?:then|next time|tomorrow)
    (?:i )?(?:have|need|got|ive got|gotta|must|should|ought)(?: to)? (?:go|run|leave|sleep|be going|head off)<off>
    (?:i )?(?:have|need|got|ive got|gotta|must|should)(?: to)? stop<here>
    (?:its )?time (?:to go|for bed)|(?:im |i am )(?:off|leaving|going)<off>
    have a (?:good|nice|great|lovely) (?:day|evening|night|one|weekend|week|time|rest)<rest>
    (?:<let us>|i will|ill) (?:go on|continue|carry on|finish|do (?:this|it|the rest)|resume)(?: this| it)?<later>
    (?:<let us> )?(?:call it a day|take a (?:\w+ )?break)|break|(?:(?:ill|i will) )?(?:be )?back(?:<later>| in .*)
    (?:(?:i (?:need|want)|id like|time for) )?a (?:\w+ )?(?:break|pause)
    <let us> (?:end|stop|quit|leave) (?:the|this) (?:course|coaching)<here>|<let us> stop coming(?: here| back)?<here>
    i (?:dont|do not) want to (?:come(?: here| back)?|continue)(?: with (?:this|it))?(?: any ?(?:more|longer))?
    (?:(?:thats|that is|its|it is) )?(?:all|it|enough|that) for (?:today|tonight|one day)
    adiós|adios|hasta luego|au revoir|tschüss?|tschuss|auf wiedersehen|arrivederci|tchau
""")
_SKIP = _any(r"""
    (?:i |ill )?pass|skip(?: (?:this|that|it|them|everything|the|to|one|ahead|all|for)<rest>)?
    next|next (?:one|question)|(?:lets )?move (?:on|along)
    leave (?:it|that)(?: out)?|lets (?:skip<rest>|not)|i (?:want|would like) to skip<rest>|not (?:this|that) one
    (?:id |i would )?rather (?:not|skip)<rest>|(?:i |id |i would )?prefer not<rest>|(?:im |i am )?not comfortable<rest>
    (?:can|could|may) (?:we|i|you) (?:skip|pass|leave|move on|go on|do another|do the next)<rest>
    i (?:dont|do not) (?:want|wish|like|care) to (?:talk|say|answer|speak|discuss|tell|share|go there)<rest>
    i (?:dont|do not) feel like (?:talking|answering|saying|it|that|this)<rest>
    i (?:cant|cannot|wont) (?:talk|speak) about (?:it|that|this)
    (?:thats |its |this is )?none of your business|mind your own business|whats it to you|no comment
    (?:(?:thats|its|this is|it is) (?:<so> )*|too )(?:private|personal)|(?:thats |its |this is )?not (?:for me|my thing)
    (?:you can )?call me (?:whatever|anything)<rest>|whatever you (?:like|want)
    n a|na|not applicable|(?:that |it |this )?(?:doesnt|does not) apply(?: to me)?
    (?:ask me |do )?(?:something else|another (?:one|question))
    i (?:dont|do not) have (?:one|any|that|anything)(?: there)?
""")
_COMPLAINT = _any(r"""
    <this is> (?:stupid|silly|boring|pointless|useless|ridiculous|nonsense|annoying|dumb|weird|bullshit|crap|rubbish)
    <this is> (?:unhelpful|lame|much|long|tedious|repetitive|waste of (?:my )?time|not (?:helping|helpful|working))
    you(?:ve)? (?:already |just |have already )*(?:asked|said) .*
    i hate this|im bored|stop asking<rest>|(?:see|as) above
    i(?:ve)? (?:already |just |have already )+(?:told|said|answered)(?: you)?(?: (?:that|this|it|so))*
    (?:you (?:dont|didnt|arent|do not|did not|are not)|youre not) (?:even |really )?<follow><rest>
    <this is> sucks?|(?:stupid|dumb|useless) (?:bot|coach|script|thing|machine)|fuck|damn
    thats not (?:what|how) i .*|(?:thats |this is |its )(?:wrong|not right|not true)|wrong
    i (?:dont|do not) like (?:this|that|you|these questions|your questions?)
    who cares|wtf|ffs|fuck (?:off|you|this)|shit
""")
_DONE = _any(r"""
    done|(?:im |i am )?(?:all )?(?:done|finished)(?: here| now| with (?:this|that|it))*|im (?:all )?good
    (?:its )?complete|the end|end|that will do|enough|all
    <that is all>(?: of (?:them|it|that|those))?(?:<for>| i (?:can|could) think of)
    (?:those|these|they|theyre)(?: (?:are|were))? (?:all|all of (?:them|those)|the lot)(?:<for>)?
    nothing(?: to (?:add|say))?|nothing (?:else|more)<rest>|i have nothing(?: else)?|(?:i have )?no ?more
    none(?: of (?:these|those|them|that|it))?|nobody(?: else)?|no ?one(?: else)?
    nada más|nada mas|eso es todo|finito|basta|fertig|genug|das (?:ist alles|wars)|cest tout|é tudo
    (?:i )?(?:cant|cannot) (?:think|come up) .*(?:else|more|others?)<rest>
    (?:nobody|no ?one|nothing|none|not)(?: else| more)?(?: that)? i (?:can|could) think of
    (?:nobody|no ?one|nothing|none)(?:s| is)? missing<for>
""")
_UNSURE = _any(r"""
    (?:i )?(?:still )?(?:dont|do not|didnt) (?:really )?kno?w<what>|idk<what>|(?:i )?dunno<what>
    (?:i have )?no (?:idea|clue)<what>
    (?:im |i am )?(?:not (?:really )?sure|unsure)<what>
    (?:its |thats )?hard to say|i (?:cant|cannot) (?:think|say|tell)<rest>
    (?:thats |its |this is )(?:a )?(?:hard|difficult|tough)
    (?:thats |its |this is )?(?:a )?(?:hard|difficult|tough|good) (?:one|question)
    (?:cant|cannot) think of (?:one|any(?:thing|one|body)?|it|a (?:word|name|thing))(?: (?:for|right) .*)?
    nothing comes to (?:my )?mind<rest>|(?:i )?(?:have |ive )?never (?:really )?thought about (?:it|that|this)<rest>
    i (?:cant|cannot|dont) see (?:anything|it|that|a thing)<rest>
    (?:im )?drawing a blank|i (?:think|guess|suppose)(?: so)?|h+m+|u+m+|e+r+m*|maybe|perhaps|meh|ugh|eh|whatever
    i (?:dont|do not) (?:really )?care|(?:ive )?never been asked (?:that|this)
    (?:whatever|what|as) you (?:think|say|prefer|choose|decide)|(?:its |thats )?(?:up to you|your (?:choice|call))
    you (?:choose|decide|pick|tell me)|surprise me|(?:i (?:have|got) |theres )?no(?:thing)? better(?: \w+)?
    beats me|who knows|god knows|it depends|not much|too many|both|neither|either|thats what im here (?:for|to find out)
    no sé|no se|je ne sais pas|keine ahnung|(?:ich )?wei(?:ß|ss)(?: ich)?(?: es)? nicht|non (?:lo )?so|não sei
""")
_YES = _any(r"""
    ye+s+|yeah+|ye+a+|yah|cool|deal|yep|yup|y|sure|sure thing|(?:hell|heck|god) ye+s+|yes 100(?: percent)?
    (?:it|that|they|this) (?:really )?do(?:es)?|ye+s+ there (?:is|are)|of course|ok|okay|k
    absolutely|definitely|certainly|gladly|do|go on|go ahead
    why not|let us|lets|go|lets go|start|begin|im ready|i am ready|ready(?: when you are)?|fine|sounds good|good|great
    with pleasure|it is|thats fine|(?:id|i would) love to|i do|i am|all right|alright|very much|happy to|right|agreed
    sí|si|oui|ja|sim|(?:please )?continue|carry on|keep going
""")
_NO = _any(r"""
    no+|nope|nah|n|(?:hell|god|heck) no+|no (?:way|chance)
    (?:definitely|absolutely|certainly|of course|surely) not
    nein|non|não|not|not (?:really|now|yet|today|at all|quite|that i know(?: of)?)
    never(?: mind)?|(?:maybe|perhaps) later
""")
_UNCLEAR = _any(r"""
    what|huh|pardon|come again|sorry what|(?:what|how) do you mean<rest>|what does (?:that|this|it) mean<rest>
    (?:what is|whats) that(?: supposed to mean)?|like what|such as|in what (?:way|sense)
    tell me more|say more|help(?: me)?(?: out)?|whats? (?:now|next)
    i (?:dont|do not|didnt) (?:understand|get)(?: (?:it|that|this|you|(?:the|your) question|what you .*))?
    (?:can you |could you |please )*(?:explain|repeat|rephrase|clarify)(?: (?:it|that|this|the question|again|what .*))*
    (?:can you |could you |please )*(?:give me )?(?:for |an )?example|(?:im |this is |thats )(?:confused|confusing)
""")

#: In the order in which they are tried, each with what may stand around and between its phrases: "no idea" is not a no,
#: and "can't think of anything else" is not a wish for help.
_TRIED: Mapping[Kind, tuple[str, str]] = {
    Kind.QUESTION: (_BEYOND, TURN),
    Kind.STOP: (_STOP, f"{TURN}|(?:im |i am )?(?:done|tired|exhausted)"),
    Kind.NOTHING: (_WAIT, TURN),
    Kind.HELLO: (_HELLO, TURN),
    Kind.SORRY: (_SORRY, TURN),
    Kind.THANKS: (_THANKS, "ok|okay|yes|great|good"),
    Kind.SKIP: (_SKIP, TURN),
    Kind.COMPLAINT: (_COMPLAINT, f"{TURN}|come on"),
    Kind.DONE: (_DONE, TURN),
    Kind.UNSURE: (_UNSURE, TURN),
    Kind.YES: (_YES, FILLER),
    Kind.NO: (_NO, FILLER),
}


def _whole(phrases: str, between: str) -> re.Pattern[str]:
    """The phrases, and what may stand around and between them, and nothing else."""
    around = f"{FILLER}|{between}"
    return re.compile(rf"(?:(?:{around}) )*(?:{phrases})(?: (?:{around}|{phrases}))*")


WHOLE = {each: _whole(*said) for each, said in _TRIED.items()}
UNCLEAR = _whole(_UNCLEAR, f"{TURN}|(?:that )?sounds? (?:good|great|nice|interesting)|interesting|cool")
ONLY_FILLER = re.compile(rf"(?:{_EMPTY})(?: (?:{_EMPTY}))*")
