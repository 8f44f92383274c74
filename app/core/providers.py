"""What lower packages ask of packages above them, registered by the factory at start.

A provider is a named list of functions; the lower package calls all of them and joins the answers.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_registered: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def provides(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as one that answers ``name``; registering it again changes nothing."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if function not in _registered[name]:
            _registered[name].append(function)
        return function

    return register


def ask(name: str, *args: Any, **kwargs: Any) -> list[Any]:
    """The answers of every function registered for ``name``, in the order of registration."""
    return [function(*args, **kwargs) for function in _registered[name]]
