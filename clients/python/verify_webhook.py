"""Verifies webhooks as https://www.standardwebhooks.com describes, with the standard library of Python 3.9 or later."""

import base64
import binascii
import hashlib
import hmac
import time

TOLERANCE_SECONDS = 300


def is_authentic(secret: str, headers: dict, body: bytes) -> bool:
    """Whether the service sent this body in the last five minutes.

    `secret` begins with whsec_, `headers` have names in lower case, and `body` is what arrived, before it is parsed.
    """
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
        age = time.time() - int(timestamp)
    except (KeyError, ValueError, binascii.Error):
        return False
    if abs(age) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # After a rotation of the secret, there are several signatures.
    signatures = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(signature.encode(), f"v1,{expected}".encode()) for signature in signatures)
