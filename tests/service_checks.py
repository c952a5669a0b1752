"""What schemathesis is to check besides its own checks; the test names this module to it."""

from __future__ import annotations

from typing import Any

import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.core.failures import Failure
from schemathesis.generation import GenerationMode


@schemathesis.check
def valid_data_is_not_called_invalid(
    context: CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """What has the form that is described may be refused for what it says, such as a key that was used for something
    else, a state that is not there: with 422 all the same. It is never refused for its form.
    """
    if response.status_code != 422 or case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    if response.json()["type"] == "urn:coach:invalid":
        raise Failure(
            operation=case.operation.label, title="Data of the described form was called invalid", message=response.text
        )
