"""What people type into the registration form."""

from __future__ import annotations

from typing import Any

from app.registration.models import Category


def typed_registration(as_: Category, /, **changes: Any) -> dict[str, Any]:
    """A whole form of someone in mainland China who agrees to what is needed and to nothing else."""
    return {
        "category": as_.public_id,
        "han_name": "吕小明",
        "family_name": "Lyu",
        "given_name": "Xiaoming",
        "organisation_zh": "江南大学",
        "country": "CN",
        "phone": "138 0013 8000",
        "email": "guest@mail.example",
        "locale": "en",
        "consent_notice": "y",
    } | changes
