"""The routes, a module for each family."""

from coach.service.routers import conversations, health, insight, operators, page, pages, program, turns

ROUTERS = (
    conversations.router,
    turns.router,
    pages.router,
    operators.router,
    program.router,
    health.router,
    insight.router,
    page.router,
)

__all__ = ["ROUTERS"]
