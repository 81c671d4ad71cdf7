/** Text that is hard to show: right to left, both directions in one line, East Asian scripts, emoji made of several code points. */

import { type Exchange, oneQuestion } from './one-question.ts'

const exchanges: readonly Exchange[] = [
  {
    system: 'أنت مساعد متجر «نورثويند». أجب بلغة الزبون، بإيجاز ولطف.',
    asked: 'مرحبًا، طلبت خيمة Fjell 3 (رقم الطلب NW-20512) ولم تصل بعد. هل يمكنكم إرسالها إلى عنوان آخر في عمّان؟',
    answer:
      'أهلًا بك! طلبك **NW-20512** غادر المستودع صباح اليوم، ويمكن تغيير العنوان قبل الساعة 18:00.\n\n1. العنوان الجديد: شارع الرينبو 14، عمّان\n2. موعد التسليم: الخميس، بين 10:00 و12:00\n3. الرسوم الإضافية: 4.50 دينار\n\nهل أؤكّد التغيير؟ 🏕️',
  },
  {
    system: 'ענו בעברית פשוטה. מונחים טכניים נשארים באנגלית.',
    asked: 'למה ה-API מחזיר 429 כשאני שולח רק 3 בקשות בשנייה? הנה הקוד: `await fetch("/v1/orders?limit=100")`',
    answer:
      'המגבלה היא לא רק על מספר הבקשות אלא גם על מספר **הרשומות**: `limit=100` × 3 בקשות = 300 רשומות בשנייה, והמכסה היא 250.\n\nשתי אפשרויות:\n\n- להקטין ל-`limit=80` (כלומר 240 בשנייה)\n- לכבד את `Retry-After: 2` ולנסות שוב אחרי 2 שניות\n\n```js\nif (response.status === 429) await sleep(Number(response.headers.get("retry-after")) * 1000)\n```',
  },
  {
    system: 'あなたは旅館の案内係です。丁寧に、短く答えてください。',
    asked: '来週の土曜日、大人2人と子ども1人(5歳)で予約できますか?アレルギーがあります(そば)。🙏',
    answer:
      'お問い合わせありがとうございます。来週の土曜日は「楓の間」(十畳)が空いております。\n\n| 項目 | 内容 |\n| --- | --- |\n| 料金 | 大人 24,200円、子ども 12,100円 |\n| 夕食 | **そば粉を一切使わない**献立にいたします |\n| お風呂 | 貸切露天風呂 45分 |\n\nご予約をお取りしてよろしいでしょうか。♨️',
  },
  {
    system: 'You answer the messages of a children’s museum. Emoji are welcome.',
    asked: 'hiii 👋🏽 we r 3 families (👨‍👩‍👧‍👦👩‍👩‍👦👨🏿‍🍼) coming tmrw, can we bring 🍰🎂 for a bday?? my kid is 🦕 mad 🇳🇴🏳️‍🌈',
    answer:
      'Hiii! 🎉 Three families, how lovely. Yes to the 🎂: the picnic room is yours from **14:00 to 15:30**, bring plates but no candles 🕯️🚫.\n\nThe 🦖🦕 hall opens at 10:00, and at 11:30 somebody very small may feed the T. rex 🥦. Happy birthday! 👩🏼‍🚀✨',
  },
  {
    system: 'Übersetze zwischen Pflegekräften und Angehörigen. Einfach, freundlich, vollständig.',
    asked:
      'Bitte auf Russisch, Türkisch und Hindi: „Ihre Mutter hat gut geschlafen. Das Fieber ist weg. Sie dürfen ab 15 Uhr kommen.“',
    answer:
      '- **Русский:** Ваша мама хорошо спала. Температуры больше нет. Вы можете прийти с 15 часов.\n- **Türkçe:** Anneniz iyi uyudu. Ateşi düştü. Saat 15’ten itibaren gelebilirsiniz.\n- **हिन्दी:** आपकी माँ अच्छी तरह सोईं। बुख़ार उतर गया है। आप दोपहर 3 बजे से आ सकते हैं।',
  },
]

export const multilingual = oneQuestion('concierge', 'Answers in the language it is asked in.', exchanges)
