"""The client tells where they come from, how they live, and last what they hope for."""

from coach import State, to
from coach.identity import MarkTopicCovered, every_topic_covered

state = State(
    title="Getting to know you",
    group="Getting to know you",
    actions=[MarkTopicCovered],
    exits=[to("IDENTITY_WARM_UP", when=every_topic_covered)],
)
