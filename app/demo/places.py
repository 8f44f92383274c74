"""Invented programme bases, overseas groups and themes. Cities are real, institutions are not."""

from app.core.text import Bilingual as B

#: slug, name, city, province, address, latitude, longitude (WGS 84)
BASES = (
    ("xining", B("西宁演示基地", "Xining Demo Base"), B("西宁", "Xining"), B("青海", "Qinghai"),
     B("西宁市城北区演示路1号", "1 Demo Road, Chengbei, Xining"), 36.6400, 101.7600),
    ("suzhou", B("苏州演示基地", "Suzhou Demo Base"), B("苏州", "Suzhou"), B("江苏", "Jiangsu"),
     B("苏州市工业园区演示路8号", "8 Demo Road, Industrial Park, Suzhou"), 31.3100, 120.6700),
    ("shenzhen", B("深圳演示基地", "Shenzhen Demo Base"), B("深圳", "Shenzhen"), B("广东", "Guangdong"),
     B("深圳市南山区演示路20号", "20 Demo Road, Nanshan, Shenzhen"), 22.5330, 113.9300),
    ("shanghai", B("上海演示基地", "Shanghai Demo Base"), B("上海", "Shanghai"), B("上海", "Shanghai"),
     B("上海市浦东新区演示路66号", "66 Demo Road, Pudong, Shanghai"), 31.2200, 121.5400),
    ("wuhan", B("武汉演示基地", "Wuhan Demo Base"), B("武汉", "Wuhan"), B("湖北", "Hubei"),
     B("武汉市洪山区演示路100号", "100 Demo Road, Hongshan, Wuhan"), 30.5050, 114.4000),
    ("chengdu", B("成都演示基地", "Chengdu Demo Base"), B("成都", "Chengdu"), B("四川", "Sichuan"),
     B("成都市高新区演示路9号", "9 Demo Road, High-tech Zone, Chengdu"), 30.5700, 104.0600),
    ("gonghe", B("共和演示基地", "Gonghe Demo Base"), B("共和", "Gonghe"), B("青海", "Qinghai"),
     B("共和县演示镇1号", "1 Demo Town, Gonghe"), 36.2800, 100.6200),
    ("lanzhou", B("兰州演示基地", "Lanzhou Demo Base"), B("兰州", "Lanzhou"), B("甘肃", "Gansu"),
     B("兰州市城关区演示路30号", "30 Demo Road, Chengguan, Lanzhou"), 36.0600, 103.8300),
)  # fmt: skip
OFFSHORE = {"shanghai", "shenzhen", "wuhan", "suzhou"}

#: slug, name, country or region, city, founder, year of joining
GROUPS = (
    ("rhine-engineers", B("莱茵华人工程师协会（虚构）", "Rhine Society of Engineers (fictional)"), "DE",
     B("科隆", "Cologne"), True, 2003),
    ("bay-biotech", B("海湾生物医药联谊会（虚构）", "Bay Biotech Circle (fictional)"), "US",
     B("奥克兰", "Oakland"), True, 2003),
    ("lakes-energy", B("五大湖能源学会（虚构）", "Great Lakes Energy Society (fictional)"), "US",
     B("芝加哥", "Chicago"), False, 2008),
    ("maple-scholars", B("枫叶学者会（虚构）", "Maple Scholars (fictional)"), "CA",
     B("多伦多", "Toronto"), True, 2003),
    ("thames-materials", B("泰晤士材料学会（虚构）", "Thames Materials Society (fictional)"), "GB",
     B("伦敦", "London"), True, 2003),
    ("seine-ai", B("塞纳人工智能协会（虚构）", "Seine AI Association (fictional)"), "FR",
     B("巴黎", "Paris"), False, 2017),
    ("kansai-robotics", B("关西机器人协会（虚构）", "Kansai Robotics Association (fictional)"), "JP",
     B("大阪", "Osaka"), True, 2004),
    ("southern-cross", B("南十字科技协会（虚构）", "Southern Cross Science Association (fictional)"), "AU",
     B("墨尔本", "Melbourne"), False, 2009),
    ("nordic-water", B("北欧水务学人会（虚构）", "Nordic Water Scholars (fictional)"), "SE",
     B("斯德哥尔摩", "Stockholm"), False, 2011),
    ("lion-city", B("狮城创新联盟（虚构）", "Lion City Innovators (fictional)"), "SG",
     B("新加坡", "Singapore"), True, 2003),
    ("alps-photonics", B("阿尔卑斯光子学会（虚构）", "Alpine Photonics Society (fictional)"), "DE",
     B("慕尼黑", "Munich"), False, 2014),
    ("harbour-fintech", B("维港科技会（虚构）", "Harbour Technology Club (fictional)"), "HK",
     B("香港", "Hong Kong"), False, 2010),
)  # fmt: skip

#: How many delegates each group may send on the trip, in the order of ``GROUPS``: forty in all.
QUOTAS = (5, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2)
#: Groups that put forward more than that, and how many more: they wait as reserves.
OVER_QUOTA = {"rhine-engineers": 3, "bay-biotech": 3}

#: slug, name
THEMES = (
    ("energy-environment", B("能源与生态环境", "Energy and ecological environment")),
    ("returnee-enterprise", B("海归企业与创新", "Returnees' enterprises and innovation")),
    ("talent-strategy", B("海外人才战略", "Overseas talent strategy")),
    ("bio-health", B("生物医药与健康", "Bio-pharmaceutical and health")),
    ("technology-introduction", B("海外技术引进", "Overseas technology introduction")),
)
