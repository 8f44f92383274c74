"""Which browsers stand inside another app, by what they call themselves."""

from __future__ import annotations

import pytest

from app.checkin.views.in_app import app_around

ANDROID = "Mozilla/5.0 (Linux; Android 13; V2049A{}) AppleWebKit/537.36 (KHTML, like Gecko) {}"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {}"
INSIDE = {
    "WeChat": ANDROID.format(
        "; wv", "Version/4.0 Chrome/130.0 XWEB/1300049 MMWEBSDK/20240501 MicroMessenger/8.0.49.2600"
    ),
    "WeCom": IPHONE.format("Mobile/15E148 wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh"),
    "Alipay": IPHONE.format("Mobile/21F79 Ariver/1.1.0 AliApp(AP/10.5.96) AlipayClient/10.5.96"),
    "DingTalk": ANDROID.format("; wv", "Chrome/111.0 Mobile Safari/537.36 AliApp(DingTalk/7.5.5)"),
    "Lark": IPHONE.format("Mobile/15E148 Lark/7.18.5 LarkLocale/en_US"),
    "Feishu": ANDROID.format("", "Chrome/121.0 Mobile Safari/537.36 Lark/7.18.5 Feishu/7.18.5"),
    "QQ": IPHONE.format("Mobile/15E148 QQ/9.0.65.618 V1_IPH_SQ_9.0.65_1_APP_A"),
    "LINE": IPHONE.format("Mobile/15E148 Safari Line/14.8.0"),
    "Facebook": IPHONE.format("Mobile/21F79 [FBAN/FBIOS;FBAV/466.0.0.31;FBBV/600]"),
    "an app": ANDROID.format("; wv", "Version/4.0 Chrome/130.0 Mobile Safari/537.36"),
}
BY_THEMSELVES = {
    "Chrome": ANDROID.format("", "Chrome/141.0.0.0 Mobile Safari/537.36"),
    "Safari": IPHONE.format("Version/17.5 Mobile/15E148 Safari/604.1"),
    "QQ Browser": ANDROID.format("", "Chrome/109.0 MQQBrowser/15.2 Mobile Safari/537.36"),
    "Edge on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Edg/141.0",
}


@pytest.mark.parametrize("app", INSIDE)
def test_browsers_of_other_apps_are_known_by_their_app(app: str) -> None:
    found = app_around(INSIDE[app])
    assert found is not None
    assert found.en == app


@pytest.mark.parametrize("browser", BY_THEMSELVES)
def test_browsers_that_stand_by_themselves_are_left_in_peace(browser: str) -> None:
    assert app_around(BY_THEMSELVES[browser]) is None
