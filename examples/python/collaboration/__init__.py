"""A whole collaboration, from nothing to scores: its two members, each with its own account."""

from .change import Change
from .declaration import declare_collaboration

__all__ = ["Change", "declare_collaboration"]
