"""Words that deny, by language. A trailing ``*`` stands for any ending.

``DENY`` opens a scope. ``WITHOUT`` does too, beside the word for "with" that affirms the same. ``HINT`` only agrees
        with
a denial ("failed to arrive"). ``NOT_DENYING`` looks like a denial and is none ("not only").
"""

DENY = {
    "en": "not cannot never no none nobody nothing neither nor",
    "es": "no nunca jamas ni tampoco ningun ninguna ninguno nadie nada",
    "pt": "nao nunca jamais nem nenhum nenhuma ninguem nada tampouco",
    "de": "nicht kein keine keinen keiner keines keinem nie niemals niemand niemanden niemandem nichts weder nirgends",
    "fr": "ne n pas jamais aucun aucune rien ni nul nulle",
    "it": "non mai nessun nessuno nessuna niente nulla nemmeno neppure",
    "ru": "не нет ни никогда никто никого ничто ничего нельзя",
    "ar": "لا لم لن ليس ليست ليسوا عدم غير",
}
WITHOUT = {
    "en": ("without", "with"),
    "es": ("sin", "con"),
    "pt": ("sem", "com"),
    "de": ("ohne", "mit"),
    "fr": ("sans", "avec"),
    "it": ("senza", "con"),
    "ru": ("без", "с"),
    "ar": ("بدون", "مع"),
}
HINT = {
    "en": "fail* unable refus* lack* ceas* stop* prevent* deny denied denies denying hardly barely rarely seldom "
    "impossible "
    "unlikely reject* avoid* absen* instead except few little forbid* forbad* prohibit* ban banned rather neglect* "
    "miss* "
    "lost without only false wrong too declin* abandon* oppos* exclud*",
    "es": "imposib* incapa* dejo dejaron dejar fracas* neg* rechaz* carec* evit* impid* imped* apenas falt* prohib* "
    "sin solo",
    "pt": "impossi* incapa* deixou deixaram deixar fracass* neg* recus* carec* evit* imped* impede* mal falt* "
    "proib* sem so",
    "de": "unmog* scheiter* gescheiter* unfahig verhinder* verweiger* kaum selten aufhor* mangel* fehl* verbot* "
    "abgelehnt ohne nur",
    "fr": "impossib* incapab* cess* echou* refus* manqu* evit* empech* interdi* guere rare* sans seulement",
    "it": "impossib* incapac* smett* smise fall* rifiut* manc* evit* imped* viet* senza solo",
    "ru": "невозмож* неспособ* отказ* перест* прекрат* едва лишен* запрет* запрещ* без отсутств* избеж* только",
    "ar": "فشل* رفض* توقف* منع* بدون دون استحال* نادرا",
}
# Regular expressions on the text itself, whatever its case.
NOT_DENYING = {
    "en": r"not (?:only|just|merely|simply|solely|necessarily|least|to mention|alone|unlike|all|every|always"
    r"|entirely|quite|yet)\b"
    r"|\bnot\b[^.;!?]{0,120}?\buntil\b|\bn['’]t\b[^.;!?]{0,120}?\buntil\b|\b(?:not|no) (?:more|less|fewer|later"
    r"|earlier|sooner) than"
    r"|\bno (?:longer|sooner|doubt|wonder|matter)|\bnone other|\bnothing but|\bor not\b|\bif not\b|\bno\. ?\d"
    r"|^no[,.]|\bno one but",
    "es": r"\bno (?:s[oó]lo|solamente|[uú]nicamente|siempre|obstante|tod[oa]s?|m[aá]s de|menos de)"
    r"|\bno\b[^.;]{0,120}?\bhasta\b"
    r"|\bya no\b|\bsin (?:embargo|duda)|\bnada m[aá]s|^no,",
    "pt": r"\bn[aã]o (?:s[oó]|apenas|somente|sempre|obstante|tod[oa]s?|mais|menos de)"
    r"|\bn[aã]o\b[^.;]{0,120}?\bat[eé]\b|\bj[aá] n[aã]o\b"
    r"|\bsem d[uú]vida|^n[aã]o,",
    "de": r"\bnicht (?:nur|allein|blo(?:ß|ss)|mehr|immer|alle[sn]?|zuletzt|weniger als|unbedingt|ganz)"
    r"|\bkeine?[nmrs]? \w+ mehr\b"
    r"|\bnicht (?:vor|bis)\b|\bnichts als|^nein,",
    "fr": r"\b(?:pas|non) (?:seulement|toujours|tous|toutes|avant|moins|plus|encore)|\bn(?:e "
    r"|['’])[^.,;]{1,60}?\b(?:que|qu['’]|plus)\b"
    r"|\bsans doute|\bpas[^.;]{0,120}?\bjusqu|^non,",
    "it": r"\bnon (?:solo|soltanto|pi[uù]|sempre|tutt[oiae]|prima|meno di|ancora)|\bnon\b[^.;]{0,120}?\bfino\b"
    r"|\bnon\b[^.;]{0,60}?\bche\b"
    r"|^no,",
    "ru": r"\bне (?:только|позже|позднее|более|менее|раньше|ранее|все|всегда|считая|просто|совсем)\b|\bбольше не\b"
    r"|\bтем не менее"
    r"|\bне\b[^.;]{0,120}?\bдо\b|\bне мо\w+ не\b|^нет,",
    "ar": r"ليس فقط|لا (?:يزال|تزال|سيما|يقل|بد|شك)|لم (?:يعد|تعد)|(?:لا|لم|لن)\b[^.؛]{0,80}?(?:إلا|الا|حتى)\b|غير "
    r"أن|^لا،",
}

CHINESE_DENY = r"并非|絕非|绝非|从未|从不|沒有|没有|无法|無法|未能|未曾|不|没|沒|未"
CHINESE_NOT_DENYING = (
    r"不(?:仅|僅|但|只|同|过|過|断|斷|久|少|列颠|列顛|丹|得不|管|论|論|如|是只|一定|完全|再|足|止|光|单|單)|除非|未来|未來|未必|无(?:论|論|线|線)|無(?:論|線)"
    r"|没收|沒收|不到|不超过|不少于|不等式|从不同|南非|非洲|非常"
)
CHINESE_HINT = r"失败|失敗|拒绝|拒絕|禁止|难以|難以|缺乏|停止|避免|很少|不再|防止|反对"
CHINESE_SKIP = "能会會可是有被再曾经經过過要得让讓使"

JAPANESE_DENY = r"ませんでした|ません|なかった|なくなった|ない|ずに|ぬまま|ず(?=[、。]|$)"
JAPANESE_NOT_DENYING = (
    r"だけで(?:は)?な[くい]|のみならず|しかな[いかっ]+|かもしれな[いか]\w*|なければな\w*|に違いない|少なくない|間もなく|まもなく"
    r"|ではないか|限らない|にほかならない|必ず|まず"
)
JAPANESE_HINT = r"失敗|拒否|禁止|不可能|停止|避け|中止"
