"""The live forum's programme and the trip's itinerary: invented talks, real formats."""

from dataclasses import dataclass

from app.core.names import GIVEN_FIRST, PersonName
from app.core.text import Bilingual as B

TRACKS = (
    ("energy", B("新能源", "New energy"), 140),
    ("life", B("生命科学", "Life science"), 20),
    ("robots", B("人工智能与机器人", "AI and robotics"), 260),
)
ROOMS = (
    ("hall", B("东湖厅", "East Lake Hall"), B("一层", "Ground floor"), 400),
    ("bridge", B("长桥厅", "Long Bridge Room"), B("二层东侧", "Second floor, east"), 120),
    ("crane", B("黄鹤厅", "Yellow Crane Room"), B("二层西侧", "Second floor, west"), 120),
    ("plum", B("梅园厅", "Plum Garden Room"), B("三层", "Third floor"), 60),
)
SPEAKERS = (
    (PersonName("林若川", "Lin", "Ruochuan"), B("教授", "Professor"), B("澄湖大学（虚构）", "Chenghu University (fictional)")),
    (PersonName("", "Bergström", "Anna", "", "Anna Bergström", GIVEN_FIRST), B("所长", "Director"),
     B("", "Lindqvist Water Laboratory (fictional)")),
    (PersonName("吕晓明", "Lyu", "Xiaoming"), B("总工程师", "Chief engineer"),
     B("云帆储能有限公司（虚构）", "Yunfan Storage Co. (fictional)")),
    (PersonName("单国华", "Shan", "Guohua"), B("研究员", "Research fellow"),
     B("远山能源研究所（虚构）", "Yuanshan Energy Institute (fictional)")),
    (PersonName("", "Lacroix", "Olivier", "", "Olivier Lacroix", GIVEN_FIRST), B("首席科学家", "Chief scientist"),
     B("", "Institut Lacroix (fictional)")),
    (PersonName("欧阳若兰", "Ouyang", "Ruolan"), B("教授", "Professor"), B("星海医学院（虚构）", "Xinghai Medical School (fictional)")),
    (PersonName("", "Moriyama", "Kenji", "", "Kenji Moriyama", GIVEN_FIRST), B("创始人", "Founder"),
     B("", "Moriyama Motion Lab (fictional)")),
    (PersonName("安乐哲", "Ames", "Rupert", "", "Rupert Ames", GIVEN_FIRST), B("客座教授", "Visiting professor"),
     B("江城创新中心（虚构）", "Jiangcheng Innovation Centre (fictional)")),
    (PersonName("仇丽萍", "Qiu", "Liping"), B("创始人", "Founder"), B("青禾生物科技有限公司（虚构）", "Qinghe Biotech Co. (fictional)")),
    (PersonName("谢天佑", "Xie", "Tianyou"), B("总经理", "General manager"),
     B("北辰机器人有限公司（虚构）", "Beichen Robotics Co. (fictional)")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """A session: ``day`` counts from the first day of the meeting, ``start`` is local ``HH:MM``."""

    day: int
    start: str
    minutes: int
    title: B
    room: str = ""
    track: str = ""
    kind: str = "talk"
    speakers: tuple[int, ...] = ()
    abstract: B = B()
    state: str = "confirmed"


def _pause(day: int, start: str, minutes: int, zh: str, en: str, kind: str = "break") -> Talk:
    return Talk(day, start, minutes, B(zh, en), kind=kind)


TALKS = (
    Talk(0, "09:00", 40, B("开幕式", "Opening ceremony"), "hall", kind="plenary", speakers=(0,)),
    Talk(0, "09:40", 50, B("从实验室到电网：下一个十年", "From laboratory to grid: the next ten years"), "hall",
         kind="plenary", speakers=(3, 1),
         abstract=B("储能、输电与用电三个环节怎样同步改变。", "How storage, transmission and use change together.")),
    _pause(0, "10:30", 30, "茶歇", "Coffee"),
    Talk(0, "11:00", 45, B("钠离子电池的低温性能", "Sodium-ion cells in the cold"), "bridge", "energy", speakers=(2,),
         abstract=B("零下三十度实测两个冬天的数据。", "Two winters of data at thirty below zero.")),
    Talk(0, "11:00", 45, B("类器官：从药筛到移植", "Organoids: from screening to transplant"), "crane", "life",
         speakers=(5,), abstract=B("哪些环节已经可靠，哪些还不行。", "What is reliable already, and what is not yet.")),
    Talk(0, "11:00", 45, B("会走路的机器人如何摔倒", "How walking robots fall"), "plum", "robots", speakers=(6,),
         abstract=B("一万次跌倒教给我们的事。", "What ten thousand falls have taught us.")),
    _pause(0, "12:00", 90, "午餐", "Lunch", "meal"),
    Talk(0, "14:00", 60, B("光伏治沙与牧业共存", "Solar fields that give grass back"), "bridge", "energy", speakers=(3,),
         abstract=B("高原电站板下植被恢复的八年观察。", "Eight years of watching plants return under panels.")),
    Talk(0, "14:00", 60, B("细胞治疗的成本账", "What cell therapy costs"), "crane", "life", speakers=(8,)),
    Talk(0, "14:00", 60, B("工厂里的小样本学习", "Learning from few samples on the shop floor"), "plum", "robots",
         speakers=(9,)),
    _pause(0, "15:00", 30, "茶歇", "Coffee"),
    Talk(0, "15:30", 75, B("圆桌：海外团队如何落地", "Panel: how overseas teams settle"), "hall", kind="panel",
         speakers=(7, 8, 9)),
    Talk(0, "18:30", 120, B("欢迎晚宴", "Welcome dinner"), "hall", kind="social"),
    Talk(1, "09:00", 60, B("水与能源：同一本账", "Water and energy: one account"), "hall", kind="plenary", speakers=(1,),
         abstract=B("城市供水的能耗能降到多低。", "How little energy a city's water can take.")),
    _pause(1, "10:00", 30, "茶歇", "Coffee"),
    Talk(1, "10:30", 45, B("县域微电网的运维", "Running county microgrids"), "bridge", "energy", speakers=(2,)),
    Talk(1, "10:30", 45, B("抗体偶联药物的下一步", "After antibody–drug conjugates"), "crane", "life", speakers=(5,)),
    Talk(1, "10:30", 45, B("手术机器人的触觉", "Touch for surgical robots"), "plum", "robots", speakers=(6,)),
    Talk(1, "11:20", 40, B("氢能重卡路测报告", "Hydrogen lorries on the road"), "bridge", "energy", speakers=(3,),
         state="cancelled"),
    _pause(1, "12:00", 90, "午餐", "Lunch", "meal"),
    Talk(1, "14:00", 90, B("参观：江城储能示范站", "Visit: Jiangcheng storage station"), "", "energy", kind="visit"),
    Talk(1, "14:00", 90, B("工作坊：临床试验数据", "Workshop: data of clinical trials"), "crane", "life", speakers=(8, 5)),
    Talk(1, "14:00", 90, B("工作坊：开源机械臂", "Workshop: an open-source arm"), "plum", "robots", speakers=(9, 6)),
    Talk(1, "16:00", 60, B("项目路演", "Project pitches"), "hall", kind="panel", speakers=(7,)),
    Talk(2, "09:00", 60, B("三个领域，一条供应链", "Three fields, one supply chain"), "hall", kind="plenary", speakers=(4,)),
    _pause(2, "10:00", 30, "茶歇", "Coffee"),
    Talk(2, "10:30", 60, B("对接会：人才与需求", "Matching: talents and needs"), "bridge", kind="panel", speakers=(7, 0)),
    Talk(2, "11:30", 30, B("闭幕与交接：下一站", "Closing and hand-over to the next host"), "hall", kind="plenary",
         speakers=(0,)),
)  # fmt: skip

#: city, province, first and last day of the trip, host base, notice
LEGS = (
    ("xining", 0, 2, B("", "")),
    ("gonghe", 2, 4, B("海拔约2900米：头两天少走动，多喝水，有不适随时告诉领队。",
                       "About 2,900 m above sea level: take the first days slowly, drink water, and tell the guide if unwell.")),
    ("lanzhou", 4, 5, B("", "")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop of the trip; ``leg`` counts in ``LEGS``."""

    leg: int
    day: int
    start: str
    minutes: int
    kind: str
    title: B
    place: B = B()
    state: str = "confirmed"


HALTS = (
    Halt(0, 0, "15:00", 240, "hotel", B("报到与入住", "Arrival and check-in"), B("西宁湟水酒店（虚构）", "Huangshui Hotel (fictional)")),
    Halt(0, 0, "19:00", 90, "meal", B("欢迎晚餐", "Welcome dinner"), B("西宁湟水酒店（虚构）", "Huangshui Hotel (fictional)")),
    Halt(0, 1, "09:00", 180, "meeting", B("能源与生态座谈会", "Symposium on energy and ecology"),
         B("西宁演示基地", "Xining Demo Base")),
    Halt(0, 1, "14:30", 120, "site", B("高原光伏实验室", "High-altitude solar laboratory"), B("西宁演示基地", "Xining Demo Base")),
    Halt(1, 2, "08:30", 180, "transfer", B("乘车前往共和", "By coach to Gonghe"), B("两辆大巴：28座、22座", "Two coaches: 28 and 22 seats")),
    Halt(1, 2, "14:30", 150, "site", B("塔拉滩光伏园区（演示）", "Talatan solar park (demo)"), B("共和", "Gonghe")),
    Halt(1, 3, "09:00", 180, "site", B("光伏提灌示范点", "Solar-powered irrigation demonstration"), B("共和", "Gonghe")),
    Halt(1, 3, "14:00", 120, "site", B("青海湖水文站（演示）", "Qinghai Lake hydrology station (demo)"), B("共和", "Gonghe"),
         state="cancelled"),
    Halt(2, 4, "07:40", 210, "transfer", B("乘高铁前往兰州", "By train to Lanzhou"), B("西宁站", "Xining railway station")),
    Halt(2, 4, "14:30", 150, "site", B("黄河水处理中心（虚构）", "Yellow River water treatment centre (fictional)"),
         B("兰州", "Lanzhou")),
    Halt(2, 5, "09:00", 120, "meeting", B("总结会：建议汇总", "Closing meeting: recommendations"), B("兰州演示基地", "Lanzhou Demo Base")),
    Halt(2, 5, "12:00", 60, "free", B("返程", "Departures"), B("兰州中川机场", "Lanzhou Zhongchuan Airport")),
)  # fmt: skip

NOTICE = B(
    "谁在处理：本活动的承办工作基地与项目总部（演示，均为虚构）。\n\n"
    "用来做什么：接受报名、制作胸牌、现场签到、发送与本活动有关的通知。\n\n"
    "收集哪些：姓名、单位、职务、国家或地区、邮箱、电话；您另外填写的内容。\n\n"
    "保留多久：活动结束后90天删除个人信息，只留下不含个人信息的人数统计。\n\n"
    "您的权利：随时在“我的报名”里查阅、更正、导出、撤回同意或要求删除。",
    "Who: the host base of this event and the programme's headquarters (a demo; both are fictional).\n\n"
    "What for: to take your registration, print your badge, check you in on site, and write to you about this event.\n\n"
    "What: name, organisation, job, country or region, mail, telephone, and what else you fill in.\n\n"
    "How long: personal data is deleted 90 days after the event; only counts without personal data stay.\n\n"
    "Your rights: see, correct, export or erase your data, or withdraw a consent, at any time under “My registrations”.",
)
