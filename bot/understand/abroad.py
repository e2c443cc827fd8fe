"""How people stop in languages that the bot does not speak: whole replies alone. Data only.

They are what mail programs, networks and newsletters have taught their users to write. A word that
is also one of ours, marks aside, is not listed; nor is one that may answer a question.
"""

KHMER = (
    "ឈប់", "សូមឈប់", "បញ្ឈប់", "ឈប់ផ្ញើ", "សូមឈប់ផ្ញើ", "ឈប់ផ្ញើទៀត", "កុំផ្ញើ", "កុំផ្ញើទៀត", "សូមកុំផ្ញើ",
    "សូមកុំផ្ញើទៀត", "ឈប់ជាវ",
)  # fmt: skip
"""The bot speaks it, but its words have no spaces between: our own texts say to type “ឈប់”."""
OTHERS = (
    # Chinese, Japanese, Korean
    "退订", "退訂", "取消订阅", "取消訂閱", "停止", "停止发送", "不要再发", "请不要再发",
    "配信停止", "停止してください", "配信停止してください", "登録解除",
    "수신거부", "수신 거부", "구독취소", "구독 취소", "구독 해지", "중지",
    # Lao, Thai
    "ຢຸດ", "ຢຸດສົ່ງ", "ຍົກເລີກ", "หยุด", "หยุดส่ง", "ยกเลิก", "ยกเลิกการสมัคร",
    # French, German, Spanish, Portuguese, Italian
    "désabonner", "désabonnement", "se désabonner", "me désabonner", "désinscription",
    "désinscrire", "arrêt", "arrêter", "arrêtez", "abmelden", "abbestellen", "abmeldung", "stopp",
    "darse de baja", "cancelar suscripción", "cancelar subscrição", "descadastrar",
    "disiscrivi", "disiscrivimi",
    # Russian
    "стоп", "отписаться", "отписка", "отпишите меня",
    # Indonesian, Malay
    "berhenti", "berhenti langganan",
)  # fmt: skip
STOPPING = frozenset((*KHMER, *OTHERS))
"""As `normalise.plain` leaves them: small letters, one form, no full stop."""
