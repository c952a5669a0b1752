"""What spans and their attributes are called, all of it: the semantic conventions for generative AI still change.

Those that begin with `coach.` are ours.
"""

from __future__ import annotations

SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0"

# --- as the conventions have them -----------------------------------------------------------------

OPERATION = "gen_ai.operation.name"
INVOKE_AGENT = "invoke_agent"
CHAT = "chat"

AGENT_NAME = "gen_ai.agent.name"
AGENT_VERSION = "gen_ai.agent.version"
CONVERSATION = "gen_ai.conversation.id"
PROVIDER = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
TEMPERATURE = "gen_ai.request.temperature"
MAX_TOKENS = "gen_ai.request.max_tokens"
OUTPUT_TYPE = "gen_ai.output.type"
RESPONSE_MODEL = "gen_ai.response.model"
FINISH_REASONS = "gen_ai.response.finish_reasons"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens"
INPUT_MESSAGES = "gen_ai.input.messages"
OUTPUT_MESSAGES = "gen_ai.output.messages"

ERROR_TYPE = "error.type"
HTTP_METHOD = "http.request.method"
HTTP_ROUTE = "http.route"
HTTP_STATUS = "http.response.status_code"
URL_SCHEME = "url.scheme"

# --- ours -----------------------------------------------------------------------------------------

CLAIM = "coach.claim"
DECISION = "coach.decision"
COMMIT = "coach.commit"

TURN = "coach.turn.number"
REPEATED = "coach.turn.repeated"
"""The key's turn had happened: this is its result."""
BY = "coach.turn.by"
"""What the turn is: `client` said something or nothing, a `button` was pressed, an `operator` did something."""
STATE_BEFORE = "coach.state.before"
STATE_AFTER = "coach.state.after"
STATE = "coach.state"
"""The state whose reply is asked for or decided."""
FORMAT = "coach.reply.format"
READABLE = "coach.reply.readable"
RETRIES = "coach.model.retries"
PROPOSED = "coach.actions.proposed"
"""How many actions a reply proposes."""
APPLIED = "coach.actions.applied"
REFUSED = "coach.actions.refused"
"""As `TYPE kind`."""
FAILED = "coach.actions.failed"
KEPT = "coach.commit.kept"
"""Whether the claim still held, so that the turn was kept."""
