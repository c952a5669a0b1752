"""The page: static files, with headers that let nothing run or load but themselves; and who it is that looks."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from coach.service import shapes
from coach.service.caller import AnyCaller
from coach.service.routers.common import problems

router = APIRouter()

FOLDER = Path(__file__).parents[2] / "web"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types 'none'",  # nothing can be made of text but text
    )
)  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-cache",  # asked for again each time, answered with 304 while it is the same
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@router.get("/", include_in_schema=False)
async def page(request: Request) -> Response:
    """The page itself."""
    return _file(FOLDER / "index.html", request)


@router.get("/web/{path:path}", include_in_schema=False)
async def part_of_page(path: str, request: Request) -> Response:
    """What the page is made of."""
    file = (FOLDER / path).resolve()
    if not file.is_relative_to(FOLDER) or file.suffix not in _TYPES or not file.is_file():
        raise HTTPException(404)
    return _file(file, request)


@router.get("/v1/caller", tags=["callers"], response_model=shapes.Calling, responses=problems())
async def read_caller(caller: AnyCaller) -> object:
    """Who calls, as far as the service knows: what a page shows, and what it need not offer."""
    return {"role": caller.role, "tenant": caller.tenant, "user": caller.user}


def _file(file: Path, request: Request) -> Response:
    whole = FileResponse(file, media_type=_TYPES[file.suffix], headers=_HEADERS, stat_result=file.stat())
    tag = whole.headers["etag"]
    return Response(status_code=304, headers={**_HEADERS, "ETag": tag}) if same(request, tag) else whole


def same(request: Request, tag: str) -> bool:
    """Whether the caller has it already."""
    # A tag becomes a weak one where something between here and the caller packs the answer.
    return tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(","))
