"""How people ask something back, leave out all the rest, or tell of danger: patterns over plain words."""

from __future__ import annotations

import re

from coach.identity.practice.hearing.phrases import FILLER, TURN

WHO = re.compile(
    r"\b(?:who|what) are you\b|\b(?:do|can|could) you (?:actually |really |even )*"
    r"(?:understand|read|hear|follow) (?:me|this|that|it|any|what|anything)\b|"
    r"\bam i (?:talking|speaking|chatting) (?:to|with)\b|\bwho(?:s| is) (?:this|asking)\b|"
    r"\b(?:are you|is this) (?:an? |the )?(?:real|bot|robot|human|ai|machine|person|script|program|model|chatgpt|gpt)\b"
)
WHY = re.compile(
    r"\bwhy\b|\bwhat for\b|\bthe (?:point|purpose)\b|\bneed to know\b|\byou want to know\b|"
    r"\bhow (?:does|will|would|is|can) (?:this|that|it|any of this)\b.*\b(?:help|work)"
)
_BEFORE = (
    rf"(?:(?:{FILLER}|{TURN}|hi|hello|hey|wait|first|i mean|idk|dunno|i dont know|not (?:quite )?yet|"
    r"before we (?:begin|start|go on)|(?:(?:an?|one|quick|more|last) )*question|one (?:more |last )?thing) )*"
)
#: How a message begins that is a question where a question mark ends it.
ASKS = re.compile(
    rf"{_BEFORE}(?:(?:why|what|who|how|where|when|which)s?|is|are|do|does|did|can|could|will|would|should|shall|may|must|have|has|"
    r"you|anyone|anybody|isnt|arent|dont|cant)\b|"
    r".*\b(?:isnt it|wasnt it|doesnt it|arent (?:you|they|we)|dont (?:you|they|we)|havent you|do you)$"
)
#: A question also without its mark.
ASKS_PLAINLY = re.compile(
    rf"{_BEFORE}(?:why|how come|how are you|why (?:is|are)\b.*|"
    r"whats? (?:that|this|it|any of this) (?:got )?to do with\b.*|"
    r"whats? (?:is )?the (?:catch|deal|difference|meaning|idea)\b.*|"
    r"what (?:is|are) (?:this|that|it|we|you)\b.*|"
    r"(?:why|what|how) (?:do|does|did|should|would|will|for|have)\b.*|(?:can|could|may) i ask .*|"
    r"(?:do|does|did|can|could|would|should|is|are|am) (?:i|we|you|this|that|it|there)\b.*)"
)
RECAP = re.compile(
    r"(?:(?:and|but|so|ok|wait|sorry|well|please|can you|could you) )*(?:"
    r"what (?:did|have) (?:i|we) (?:say|said|got|have|named?|write|written|list|listed|put|told|tell)\b.*|"
    r"what (?:do|did) you (?:know|have|remember|keep|note|write)\b.*|"
    r"what have you (?:got|kept|noted|written|saved)\b.*|"
    r"what(?:s| is) (?:on|in) (?:my|the) .*lists?.*|"
    r"what (?:was|were|are) (?:my|the|those) (?:\w+ )?(?:lists?|answers|names|words)(?: (?:again|so far|now))*|"
    r"(?:show|read|tell|give)(?: me)?(?: back)? (?:my|the|both) (?:\w+ )?(?:lists?|answers|names|words)\b.*|"
    r"recap|summary|summarise|summarize|remind me what i said.*)"
)
DANGER = re.compile(
    r"(?<!dont )(?<!not )(?<!never )\b(?:kill(?:ing)? my ?self(?! laughing)|end(?:ing)? my (?:own )?life|end it all|"
    r"want(?:ed)? to die(?! (?:of|for|laughing))\b|wanna die\b|wish i (?:was|were) dead|suicidal|better off dead|"
    r"(?:commit|thinking (?:of|about)|considering) suicide|no reason to live|"
    r"(?:want(?:ed)?|going|need) to (?:hurt|harm|cut) my ?self|(?:hurting|harming|cutting) my ?self|self ?harm|"
    r"(?:want|going) to (?:kill|hurt) (?:him|her|them|some(?:one|body)|my \w+))|"
    r"\b(?:dont|do not) want to (?:live|be alive|exist|wake up|(?:go on|keep) living)(?: any ?more)?$|"
    r"\b(?:he|she|my (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|dad|father|mother|m[ou]m)) "
    r"(?:beats|hits) me\b"
)
THE_REST = re.compile(
    r"(?:.* )?(?:skip|pass on|leave(?: out)?|drop|forget)(?: \w+){0,2}"
    r" (?:the rest|the others|everything(?: else)?|them all|all (?:of|the|these|those))(?: .*)?|"
    r"(?:.* )?that(?:s| is) (?:all|it|everything|enough) for (?:all|both|everything|the rest|the others)(?: .*)?"
)
