"""The whole audit log, for headquarters."""

from flask import Blueprint, render_template

from app.core import navigation
from app.core.dates import HOME_ZONE
from app.core.edge import access, session_of_request
from app.core.i18n import lazy_gettext as _l
from app.core.logpages import log_page
from app.core.policies import headquarters

bp = Blueprint("accounts_log", __name__)


@bp.get("/manage/log/")
@access(headquarters)
def index() -> str:
    return render_template("accounts/log.html", **log_page(session_of_request(), HOME_ZONE))


navigation.item(
    "manage", "accounts_log.index", _l("Log"), headquarters, order=90, section=navigation.Section.ADMINISTRATION
)
