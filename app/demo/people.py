"""Invented people. Their mail ends in .example, their telephone numbers cannot exist."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.names import GIVEN_FIRST, PersonName
from app.core.text import Bilingual as B

#: Names that software gets wrong: readings, spellings, lengths, scripts.
EDGE_NAMES = (
    PersonName("单国华", "Shan", "Guohua", "SHAN GUOHUA"),
    PersonName("仇丽萍", "Qiu", "Liping", "QIU LIPING"),
    PersonName("曾庆元", "Zeng", "Qingyuan", "ZENG QINGYUAN"),
    PersonName("查良宇", "Zha", "Liangyu", "ZHA LIANGYU"),
    PersonName("吕晓明", "Lyu", "Xiaoming", "LYU XIAOMING"),
    PersonName("陆晓明", "Lu", "Xiaoming", "LU XIAOMING"),
    PersonName("欧阳若兰", "Ouyang", "Ruolan", "OUYANG RUOLAN"),
    PersonName("迪丽娜尔·买买提", "Maimaiti", "Dilinaer", "MAIMAITI DILINAER"),
    PersonName("", "Désiré-Łukasz", "Jean-Žofie", "DESIRE-LUKASZ JEAN-ZOFIE", "Jean-Žofie Désiré-Łukasz", GIVEN_FIRST),
    PersonName("", "", "Suprapto", "SUPRAPTO", "Suprapto", GIVEN_FIRST),
    PersonName("王伟", "Wang", "Wei", "WANG WEI"),
    PersonName("王伟", "Wang", "Wei", "WANG WEI"),
    PersonName("刘䶮", "Liu", "Yan", "LIU YAN"),
    PersonName("安乐哲", "Ames", "Rupert", "AMES RUPERT", "Rupert Ames", GIVEN_FIRST),
    PersonName("陳嘉欣", "Chan", "Ka Yan", "CHAN KA YAN"),
    PersonName("謝明哲", "Hsieh", "Ming-che", "HSIEH MING-CHE"),
    PersonName("黄国强", "Ng", "Kok Keong", "NG KOK KEONG"),
)

SURNAMES = tuple(
    pair.split()
    for pair in (
        "赵 Zhao", "钱 Qian", "孙 Sun", "李 Li", "周 Zhou", "吴 Wu", "郑 Zheng", "冯 Feng", "陈 Chen", "褚 Chu",
        "卫 Wei", "蒋 Jiang", "沈 Shen", "韩 Han", "杨 Yang", "朱 Zhu", "秦 Qin", "许 Xu", "何 He", "施 Shi",
        "张 Zhang", "孔 Kong", "曹 Cao", "严 Yan", "金 Jin", "魏 Wei", "陶 Tao", "姜 Jiang", "谢 Xie", "邹 Zou",
    )
)  # fmt: skip
GIVEN = tuple(
    pair.split()
    for pair in (
        "文博 Wenbo", "雨桐 Yutong", "思远 Siyuan", "静怡 Jingyi", "志强 Zhiqiang", "慧敏 Huimin", "浩然 Haoran",
        "晓燕 Xiaoyan", "建国 Jianguo", "美琪 Meiqi", "子轩 Zixuan", "秋月 Qiuyue", "立新 Lixin", "诗涵 Shihan",
        "天佑 Tianyou", "若曦 Ruoxi", "国栋 Guodong", "佳宁 Jianing", "海涛 Haitao", "春梅 Chunmei",
    )
)  # fmt: skip
FOREIGN = (
    ("Anna", "Bergström"), ("Tomás", "Quintero"), ("Ingrid", "Solheim"), ("Kenji", "Moriyama"), ("Priya", "Raghunathan"),
    ("Luca", "Bernardi"), ("Hannah", "Weiss"), ("Olivier", "Lacroix"), ("Marta", "Kowalczyk"), ("Daniel", "Okafor"),
    ("Sofia", "Andersson"), ("Yusuf", "Çelik"), ("Emily", "Hartfield"), ("Pavel", "Novotný"), ("Chiara", "Rinaldi"),
)  # fmt: skip
ORGANISATIONS = (
    B("远山能源研究所（虚构）", "Yuanshan Energy Institute (fictional)"),
    B("青禾生物科技有限公司（虚构）", "Qinghe Biotech Co. (fictional)"),
    B("北辰机器人有限公司（虚构）", "Beichen Robotics Co. (fictional)"),
    B("澄湖大学（虚构）", "Chenghu University (fictional)"),
    B("云帆储能有限公司（虚构）", "Yunfan Storage Co. (fictional)"),
    B("江城创新中心（虚构）", "Jiangcheng Innovation Centre (fictional)"),
    B("", "Lindqvist Water Laboratory (fictional)"),
    B("", "Norwood Photonics Ltd (fictional)"),
    B("", "Institut Lacroix (fictional)"),
    B("星海医学院（虚构）", "Xinghai Medical School (fictional)"),
)
JOBS = (
    B("研究员", "Research fellow"),
    B("教授", "Professor"),
    B("总工程师", "Chief engineer"),
    B("创始人", "Founder"),
    B("项目经理", "Project manager"),
    B("博士后", "Postdoctoral researcher"),
)
COUNTRIES = ("CN", "CN", "CN", "DE", "US", "CA", "GB", "FR", "JP", "AU", "SE", "SG", "CH", "HK")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    number: int
    name: PersonName
    organisation: B
    job: B
    country: str

    @property
    def email(self) -> str:
        return f"guest{self.number:03d}@demo.example"

    @property
    def phone(self) -> str:
        """E.164 in form; no network has the area."""
        return f"+8610000{self.number:06d}"

    @property
    def locale(self) -> str:
        return "zh" if self.name.han and self.country in ("CN", "HK") else "en"


def names(chance: random.Random) -> Iterator[PersonName]:
    """The edge names first, then as many more as are asked for."""
    yield from EDGE_NAMES
    while True:
        if chance.random() < 0.22:
            given, family = chance.choice(FOREIGN)
            yield PersonName("", family, given, f"{family} {given}".upper(), f"{given} {family}", GIVEN_FIRST)
            continue
        (han, latin), (han_given, latin_given) = chance.choice(SURNAMES), chance.choice(GIVEN)
        yield PersonName(han + han_given, latin, latin_given, f"{latin} {latin_given}".upper())


def crowd(chance: random.Random, size: int, first_number: int = 1) -> list[Person]:
    """``size`` people."""
    source = names(chance)
    return [
        Person(
            first_number + index,
            next(source),
            chance.choice(ORGANISATIONS),
            chance.choice(JOBS),
            chance.choice(COUNTRIES),
        )
        for index in range(size)
    ]
