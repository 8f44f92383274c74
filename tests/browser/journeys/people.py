"""What people type into the form."""

from __future__ import annotations

#: Somebody from abroad; the mail address is added.
PERSON = {
    "han_name": "宋知微",
    "family_name": "Song",
    "given_name": "Zhiwei",
    "organisation_zh": "青山水务研究院(虚构)",
    "organisation_en": "Qingshan Water Institute (fictional)",
    "country": "DE",
    "phone": "+49 30 5550123",
}
CONSENTS: dict[str, str | bool] = {"consent_notice": True, "consent_cross_border": True}
