"""Browsers inside other apps: they give pages no camera that can be relied on, and keep a store of their own."""

from app.core.text import Bilingual

#: What each puts into its User-Agent, in lower case; the first that fits is meant.
APPS = (
    ("wxwork", Bilingual("企业微信", "WeCom")),
    ("micromessenger", Bilingual("微信", "WeChat")),
    ("alipayclient", Bilingual("支付宝", "Alipay")),
    ("dingtalk", Bilingual("钉钉", "DingTalk")),
    ("feishu", Bilingual("飞书", "Feishu")),
    ("lark/", Bilingual("飞书", "Lark")),
    (" qq/", Bilingual("QQ", "QQ")),
    ("weibo", Bilingual("微博", "Weibo")),
    ("aweme", Bilingual("抖音", "Douyin")),
    ("xhsdiscover", Bilingual("小红书", "Xiaohongshu")),
    ("line/", Bilingual("LINE", "LINE")),
    ("kakaotalk", Bilingual("KakaoTalk", "KakaoTalk")),
    ("fban", Bilingual("Facebook", "Facebook")),
    ("fbav", Bilingual("Facebook", "Facebook")),
    ("instagram", Bilingual("Instagram", "Instagram")),
    ("; wv)", Bilingual("一个应用", "an app")),
)


def app_around(user_agent: str) -> Bilingual | None:
    """Inside which app a browser is; None where it stands by itself."""
    named = user_agent.lower()
    return next((name for mark, name in APPS if mark in named), None)
