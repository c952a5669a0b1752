"""A Flask application (WSGI, no event loop, no JavaScript) with users of its own and a conversation for each.

    pip install . flask gunicorn             # from the repository's folder
    APP_USERS=ana:secret,ben:other APP_SECRET=$(openssl rand -hex 32) \\
        gunicorn --chdir examples/flask_app --threads 8 'app:create_app()'

The database is DATABASE_URL (without it, a file), the model COACH_MODEL (without it, what OPENAI_API_KEY reaches, or a
practice coach).
"""

from __future__ import annotations

import atexit
import os
import secrets
from typing import Any

from coaches import Coaches, NoneFree
from flask import Flask, abort, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from coach import Answer, Coach, Program, SyncCoach
from coach.errors import BadInput, Busy, CoachError, ConversationOver, KeyReused, ModelError, OfferGone, StoreError

TENANT = "flask-app"
_NOBODY = generate_password_hash(secrets.token_hex())


def create_app() -> Flask:
    """The application; `APP_THREADS` says for how many threads there are coaches."""
    app = Flask(__name__)
    app.secret_key = os.environ["APP_SECRET"]
    # Strict: no other site's form can speak in a user's name. Behind TLS, SESSION_COOKIE_SECURE too.
    app.config.update(SESSION_COOKIE_SAMESITE="Strict", MAX_CONTENT_LENGTH=256 * 1024)
    pairs = [each.partition(":") for each in os.environ["APP_USERS"].split(",")]
    app.extensions["users"] = {name: generate_password_hash(password) for name, _, password in pairs}
    program = Program.load()  # once; it is frozen, so all threads share it
    database, model = os.environ.get("DATABASE_URL", "sqlite:///flask.db"), os.environ.get("COACH_MODEL")

    def opened() -> SyncCoach:
        return SyncCoach(Coach.open(database, program=program, model=model))

    with opened() as first:  # what is wrong with the database is said now, and an empty file gets its tables once
        first.run(first.coach.connect())
    coaches = app.extensions["coaches"] = Coaches(opened, int(os.environ.get("APP_THREADS", "8")))
    atexit.register(coaches.close)
    _routes(app, coaches)
    app.register_error_handler(CoachError, _problem)
    app.register_error_handler(NoneFree, lambda _: ("Too many at once; please try again.", 503))
    return app


def _routes(app: Flask, coaches: Coaches) -> None:
    """The pages."""

    @app.get("/")
    def page() -> str | Response:
        if (user := session.get("user")) is None:
            return render_template("login.html")
        with coaches.one() as coach:
            view = coach.snapshot(_conversation(coach, user), user=user, tenant=TENANT)
        missing = sorted({item for items in view.missing.values() for item in items})
        # The key of what is said next: sent twice, by a double click or a reload, it is said once.
        return render_template("talk.html", view=view, missing=missing, key=secrets.token_urlsafe(16))

    @app.post("/login")
    def log_in() -> Response:
        name = request.form["name"]
        known = app.extensions["users"].get(name, _NOBODY)
        if not check_password_hash(known, request.form["password"]):
            abort(401, "The name or the password is wrong.")
        session["user"] = name
        return redirect(url_for("page"), 303)

    @app.post("/logout")
    def log_out() -> Response:
        session.clear()
        return redirect(url_for("page"), 303)

    @app.post("/say")
    def say() -> Response:
        user, form = session.get("user") or abort(401), request.form
        said: str | Answer = form.get("text", "")
        if "button" in form:
            fields = {name.removeprefix("field."): text for name, text in form.items() if name.startswith("field.")}
            taken = set(form.get(f"takes.{form['button']}", "").split())
            said = Answer(form["offer"], form["button"], {n: text for n, text in fields.items() if n in taken})
        with coaches.one() as coach:
            coach.say(_conversation(coach, user), said, user=user, tenant=TENANT, key=form["key"], wait=5)
        return redirect(url_for("page"), 303)


def _conversation(coach: SyncCoach, user: str) -> str:
    """The user's conversation, begun when it is first asked for."""
    return coach.start(user, tenant=TENANT, key=f"of {user}").id


#: What the pages say when coach raises; anything else is a fault of ours.
_STATUSES: dict[type[CoachError], int] = {
    BadInput: 422, Busy: 409, OfferGone: 409, ConversationOver: 409, KeyReused: 409, ModelError: 502, StoreError: 503,
}  # fmt: skip


def _problem(error: CoachError) -> tuple[str, int]:
    status: Any = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 500)
    return render_template("problem.html", text=str(error) if status < 500 else "Please try again."), status
