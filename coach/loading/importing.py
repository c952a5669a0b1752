"""Importing a program's folder under a private package name, so that several can be loaded at once.

The source is always compiled anew (a stale cache would pair old code with a new hash), and a load that
fails leaves nothing behind.
"""

from __future__ import annotations

import importlib
import itertools
import linecache
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import decode_source, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from coach.errors import ProgramError
from coach.loading.slips import in_words

_numbers = itertools.count(1)


class _Loader(InspectLoader):
    def __init__(self, file: Path | None) -> None:
        self.file = file

    def get_source(self, fullname: str) -> str:
        return decode_source(self.file.read_bytes()) if self.file else ""

    def get_code(self, fullname: str) -> CodeType:
        if self.file is None:
            return compile("", "<program>", "exec")
        try:
            source = self.get_source(fullname)
        except (UnicodeDecodeError, SyntaxError) as error:
            raise SyntaxError(f"it cannot be read: {error}", (str(self.file), 1, None, None)) from None
        if "\0" in source:
            raise SyntaxError("there is a NUL character in it", (str(self.file), 1, None, None))
        # What a traceback or a hash reads later is what was compiled, whatever becomes of the file.
        linecache.cache[str(self.file)] = (len(source), None, source.splitlines(keepends=True), str(self.file))
        return compile(source, str(self.file), "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds the modules of every loaded program."""

    def __init__(self) -> None:
        self.folders: dict[str, Path] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, rest = fullname.partition(".")
        if package not in self.folders:
            return None
        if not rest:
            return self._spec(fullname, None, is_package=True)
        base = self.folders[package].joinpath(*rest.split("."))
        if (base / "__init__.py").is_file():
            return self._spec(fullname, base / "__init__.py", is_package=True)
        file = base.with_name(base.name + ".py")
        if file.is_file():
            return self._spec(fullname, file, is_package=False)
        return self._spec(fullname, None, is_package=True) if base.is_dir() else None

    def _spec(self, name: str, file: Path | None, *, is_package: bool) -> ModuleSpec | None:
        spec = spec_from_loader(name, _Loader(file), origin=str(file), is_package=is_package)
        if spec is not None and file is not None:
            spec.has_location = True
        return spec


_finder = _Finder()


class PrivatePackage:
    """A program's folder as a package of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        slug = re.sub(r"\W", "_", folder.name)
        self.name = f"coach_program_{next(_numbers)}_{slug}"

    @contextmanager
    def opened(self) -> Iterator[PrivatePackage]:
        """Imports work from here on; for good, unless the block raises."""
        if _finder not in sys.meta_path:
            sys.meta_path.insert(0, _finder)
        _finder.folders[self.name] = self.folder
        try:
            yield self
        except BaseException:
            forget(self.name)
            raise

    def module(self, dotted: str) -> ModuleType:
        """Import one module; what goes wrong is a `ProgramError` at the line that is to blame."""
        try:
            return importlib.import_module(f"{self.name}.{dotted}")
        except SyntaxError as error:
            raise ProgramError(f"{error.msg}", f"{self._named(error.filename or '')}:{error.lineno}") from error
        except ProgramError as error:
            if error.where:
                raise
            raise ProgramError(error.problem, self._blame(error), error.kind) from error
        except (Exception, SystemExit) as error:
            raise ProgramError(in_words(error, self.name, self.folder), self._blame(error)) from error

    def modules(self) -> dict[str, ModuleType]:
        """What was imported of the folder so far, by name within it, in alphabetical order."""
        return modules_of(self.name)

    def _blame(self, error: BaseException) -> str:
        """The innermost line of the program's own code."""
        own = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if str(frame.f_globals.get("__name__")).startswith(self.name + ".")
        ]
        return f"{self._named(own[-1][0])}:{own[-1][1]}" if own else str(self.folder)

    def _named(self, filename: str) -> str:
        path = Path(filename)
        return str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else filename


def forget(package: str) -> None:
    """Let go of a private package: a program that was loaded from it imports nothing more."""
    _finder.folders.pop(package, None)
    for name in [each for each in sys.modules if each == package or each.startswith(package + ".")]:
        del sys.modules[name]


def modules_of(package: str) -> dict[str, ModuleType]:
    """The modules of a private package, by name within it, in alphabetical order."""
    inside = f"{package}."
    found = {name: module for name, module in sys.modules.copy().items() if name.startswith(inside)}
    return {name.removeprefix(inside): found[name] for name in sorted(found)}
