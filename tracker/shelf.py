"""A shelf is a folder in which every file holds one thing; nothing is registered anywhere else."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def load(package: str) -> dict[str, ModuleType]:
    """All modules of a shelf by file name, in alphabetical order, so that every process agrees."""
    folder = importlib.import_module(package)
    names = sorted(found.name for found in pkgutil.iter_modules(folder.__path__))
    return {name: importlib.import_module(f"{package}.{name}") for name in names}
