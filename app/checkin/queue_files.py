"""Files of what waits on a phone that cannot reach the server, for an organizer to bring in."""

import base64

from app.core.secrets import Secrets

PURPOSE = "queue-file"


def file_key(secrets: Secrets, event: str, device: str) -> str:
    """Base64 of the key by which a device, and nobody else, signs its files; ``event`` and ``device`` are public ids.

    It is derived, so that a file can be told for genuine when the device's row is gone.
    """
    return base64.b64encode(secrets.mac(PURPOSE, f"{event}:{device}".encode(), 32)).decode()
