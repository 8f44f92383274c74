"""How surnames are read, where a dictionary of characters gets them wrong.

Readings are pinyin with the tone as a digit and ``v`` for ü, the usual one first.
Keys are simplified characters.
"""


def _table(entries: str) -> dict[str, tuple[str, ...]]:
    pairs = (entry.split(":") for entry in entries.split())
    return {character: tuple(readings.split(",")) for character, readings in pairs}


SURNAMES = _table(
    """
    单:shan4,dan1 解:xie4,jie3 仇:qiu2,chou2 曾:zeng1,ceng2 查:zha1,cha2 区:ou1,qu1 朴:piao2,pu3
    翟:zhai2,di2 盖:ge3,gai4 乐:yue4,le4 召:shao4,zhao4 缪:miao4,mou2 覃:qin2,tan2 冼:xian3 员:yun4,yuan2
    贠:yun4 折:she2,zhe2 宓:mi4,fu2 任:ren2 华:hua4 葛:ge3 燕:yan1 纪:ji3 应:ying1 那:na1 曲:qu1 过:guo1
    哈:ha3 相:xiang4 占:zhan1 种:chong2,zhong3 秘:bi4,mi4 繁:po2,fan2 逄:pang2 卜:bu3 薄:bo2,bao2
    牟:mou2,mu4 祭:zhai4,ji4 洗:xian3,xi3 黑:he4,hei1 能:nai4,neng2 佴:nai4,er4 褚:chu3 晁:chao2
    郇:xun2,huan2 郗:xi1,chi1 隗:wei3,kui2 谌:chen2,shen4 尉:wei4,yu4 蔚:yu4,wei4 车:che1 长:zhang3,chang2
    盛:sheng4,cheng2 都:du1,dou1 柏:bai3,bo2 重:chong2,zhong4 莘:shen1,xin1 贾:jia3 沈:shen3 炅:gui4,jiong3
    句:gou1,ju4 郄:qie4,xi4 钭:tou3 藏:zang4,cang2 粘:nian2,zhan1 呙:guo1,wai1 角:jue2,jiao3 仉:zhang3
    訾:zi1 颉:xie2,jie2 乜:nie4,mie1 幺:yao1 么:yao1,me 适:kuo4,shi4 撒:sa4 少:shao4 要:yao1 令:ling4
    强:qiang2 宿:su4 石:shi2 万:wan4 余:yu2 俞:yu2 行:xing2,hang2
    """
)

COMPOUND_SURNAMES = _table(
    """
    欧阳:ou1yang2 司马:si1ma3 上官:shang4guan1 诸葛:zhu1ge3 司徒:si1tu2 司空:si1kong1 司寇:si1kou4
    夏侯:xia4hou2 东方:dong1fang1 皇甫:huang2fu3 尉迟:yu4chi2 公孙:gong1sun1 长孙:zhang3sun1 慕容:mu4rong2
    令狐:ling2hu2 宇文:yu3wen2 万俟:mo4qi2 澹台:tan2tai2 单于:chan2yu2 鲜于:xian1yu2 闻人:wen2ren2
    濮阳:pu2yang2 淳于:chun2yu2 仲孙:zhong4sun1 轩辕:xuan1yuan2 钟离:zhong1li2 赫连:he4lian2 呼延:hu1yan2
    南宫:nan2gong1 独孤:du2gu1 拓跋:tuo4ba2 端木:duan1mu4 百里:bai3li3 东郭:dong1guo1 西门:xi1men2
    耶律:ye1lv4 完颜:wan2yan2 纳兰:na4lan2 太史:tai4shi3 申屠:shen1tu2 公冶:gong1ye3 宗政:zong1zheng4
    亓官:qi2guan1 夹谷:jia2gu3 宰父:zai3fu3 谷梁:gu3liang2 段干:duan4gan1 漆雕:qi1diao1 乐正:yue4zheng4
    壤驷:rang3si4 左丘:zuo3qiu1 梁丘:liang2qiu1 公西:gong1xi1 巫马:wu1ma3 子车:zi3ju1 颛孙:zhuan1sun1
    贺兰:he4lan2 羊舌:yang2she2 哥舒:ge1shu1 屈突:qu1tu1 尔朱:er3zhu1 沮渠:ju1qu2 叶赫:ye4he4 那拉:na1la1
    爱新:ai4xin1
    """
)

GIVEN_NAMES = _table(
    """
    乐:le4,yue4 长:chang2,zhang3 行:xing2,hang2 朝:chao2,zhao1 盛:sheng4,cheng2 都:du1,dou1 茜:qian4,xi1
    柏:bai3,bo2 莎:sha1,suo1 重:zhong4,chong2 传:chuan2,zhuan4 晟:sheng4,cheng2 隽:jun4,juan4 莘:xin1,shen1
    曾:zeng1,ceng2 单:dan1,shan4 解:jie3,xie4 朴:pu3,piao2 蔚:wei4,yu4 筠:yun2,jun1 薄:bo2,bao2
    参:can1,shen1 卜:bu3 召:zhao4,shao4 娜:na4,nuo2 颉:jie2,xie2 翟:zhai2,di2 少:shao4 冠:guan4
    峤:qiao2,jiao4 查:cha2,zha1 仇:chou2,qiu2 区:qu1,ou1 覃:tan2,qin2 缪:mou2,miao4 员:yuan2,yun4
    盖:gai4,ge3 万:wan4 石:shi2 若:ruo4 秘:mi4,bi4 种:zhong3,chong2
    """
)
