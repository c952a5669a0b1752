"""The example of a whole course on PostgreSQL, in every format."""

from __future__ import annotations

import pytest
from test_practice_course import goes_as_written

from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_the_course_goes_as_it_is_written_down_on_postgresql(format: FormatName, postgres: str) -> None:
    goes_as_written(postgres, format)
