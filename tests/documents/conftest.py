"""Documents are tried on the same projects as the flow."""

from tests.flow.conftest import project, start

__all__ = ["project", "start"]
