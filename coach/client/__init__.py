"""A client of the service, for programs elsewhere: `CoachClient` and `AsyncCoachClient`.

What comes back are the objects that the library itself gives, what goes wrong is raised as its errors. It needs what
the extra `client` brings, and nothing of the service.
"""

from coach.client.clients import AsyncCoachClient, CoachClient
from coach.program.offer import Answer

__all__ = ["Answer", "AsyncCoachClient", "CoachClient"]
