/** One thing that a tool is asked in a story, and what it finds in the shop's database. */
export interface StoryCall {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly result: unknown
  readonly service: string
  readonly statement: string
}

export interface Story {
  readonly asked: string
  /** The calls of each turn; those of one turn are made together. */
  readonly turns: readonly (readonly StoryCall[])[]
  readonly answer: string
}

const orderOf = (orderId: string, result: unknown): StoryCall => ({
  name: 'get_order',
  arguments: { order_id: orderId },
  result,
  service: 'order-service',
  statement: 'SELECT * FROM orders JOIN order_lines USING (order_id) WHERE order_id = $1',
})

export const stories: readonly Story[] = [
  {
    asked:
      'Hi, my tent (order NW-20419) was supposed to arrive on Tuesday and we leave for Norway on Friday morning. Where is it?',
    turns: [
      [
        orderOf('NW-20419', {
          order_id: 'NW-20419',
          status: 'shipped',
          lines: [{ sku: 'TNT-FJELL-3', name: 'Fjell 3 tunnel tent', quantity: 1, price_eur: 489 }],
          carrier: 'PostNord',
          tracking: '00370712345678901234',
        }),
      ],
      [
        {
          name: 'track_parcel',
          arguments: { carrier: 'PostNord', tracking: '00370712345678901234' },
          result: {
            state: 'in_transit',
            last_event: 'Left the Malmö terminal, 04:12',
            estimated_delivery: 'Thursday before 14:00',
          },
          service: 'shipping-service',
          statement: 'SELECT event, place, at FROM parcel_events WHERE tracking = $1 ORDER BY at DESC',
        },
      ],
    ],
    answer:
      'Good news: your Fjell 3 left Malmö early this morning, and PostNord expects it **on Thursday before 14:00**, so it should be with you before you leave. The tracking number is 0037 0712 3456 7890 1234. If it has not come by Thursday at 15:00, write to me here and I will have one set aside for you in our Oslo shop. Have a wonderful trip!',
  },
  {
    asked: 'I was charged twice for the same pair of boots. 129,90 € two times, order NW-20377. Please fix!!',
    turns: [
      [
        orderOf('NW-20377', {
          order_id: 'NW-20377',
          status: 'delivered',
          lines: [{ sku: 'BT-RIDGE-43', name: 'Ridge boots, 43', quantity: 1, price_eur: 129.9 }],
        }),
        {
          name: 'list_payments',
          arguments: { order_id: 'NW-20377' },
          result: [
            { id: 'pay_81c', amount_eur: 129.9, state: 'captured', at: '2026-03-02T18:04:11Z' },
            { id: 'pay_81d', amount_eur: 129.9, state: 'captured', at: '2026-03-02T18:04:13Z' },
          ],
          service: 'payment-service',
          statement: 'SELECT id, amount, state, captured_at FROM payments WHERE order_id = $1',
        },
      ],
      [
        {
          name: 'refund_payment',
          arguments: { payment_id: 'pay_81d', amount_eur: 129.9, reason: 'duplicate charge' },
          result: { refund_id: 're_55b02', state: 'pending', expected_days: [3, 5] },
          service: 'payment-service',
          statement: 'INSERT INTO refunds (payment_id, amount, reason) VALUES ($1, $2, $3) RETURNING id',
        },
      ],
    ],
    answer:
      'You are right, and I am sorry: our payment page sent the charge twice, two seconds apart. I have just refunded the second one, **129.90 EUR** (reference re_55b02). Banks take three to five working days to show it. The boots stay yours, of course.',
  },
  {
    asked: 'Can I still change the size of the rain jacket I ordered an hour ago? M instead of L. Order NW-20433.',
    turns: [
      [
        orderOf('NW-20433', {
          order_id: 'NW-20433',
          status: 'paid',
          lines: [{ sku: 'JKT-DRIZZLE-L', name: 'Drizzle rain jacket, L', quantity: 1, price_eur: 159 }],
        }),
        {
          name: 'check_stock',
          arguments: { sku: 'JKT-DRIZZLE-M', warehouse: 'AMS' },
          result: { sku: 'JKT-DRIZZLE-M', available: 14 },
          service: 'inventory-service',
          statement: 'SELECT available FROM stock WHERE sku = $1 AND warehouse = $2',
        },
      ],
      [
        {
          name: 'change_order_line',
          arguments: { order_id: 'NW-20433', from: 'JKT-DRIZZLE-L', to: 'JKT-DRIZZLE-M' },
          result: { ok: true, order_id: 'NW-20433', status: 'paid' },
          service: 'order-service',
          statement: 'UPDATE order_lines SET sku = $3 WHERE order_id = $1 AND sku = $2',
        },
      ],
    ],
    answer:
      'Yes, you were in time. It is now a Drizzle rain jacket in **M**, at the same price, and it leaves Amsterdam tomorrow morning. You will get a new confirmation in a minute.',
  },
  {
    asked: 'the headlamp i got as a gift blinks twice and dies. no receipt, sorry :( it says model HL-400 on the side',
    turns: [
      [
        {
          name: 'search_help_center',
          arguments: { query: 'HL-400 blinks twice turns off' },
          result: [
            {
              title: 'HL-400 blinks twice',
              text: 'Two blinks mean the battery is locked for transport. Hold the button for eight seconds.',
            },
          ],
          service: 'search-service',
          statement: 'SELECT title, body FROM articles WHERE tsv @@ plainto_tsquery($1) LIMIT 3',
        },
      ],
    ],
    answer:
      'That may be an easy one: two blinks mean that the battery is still locked for transport. Hold the button **for eight seconds** until it glows green, then it works as it should. If it does not, we replace it; a gift needs no receipt with us, the number inside the battery door is enough.',
  },
  {
    asked:
      'We are a scout group of 22. Which of your sleeping bags are good down to -5 °C, in stock now, and could we get a group price?',
    turns: [
      [
        {
          name: 'search_products',
          arguments: { category: 'sleeping bags', comfort_max_celsius: -5, in_stock: true },
          result: [
            { sku: 'SB-LARK-5', name: 'Lark -5', comfort_celsius: -5, weight_g: 1240, price_eur: 119, available: 41 },
            { sku: 'SB-OWL-9', name: 'Owl -9', comfort_celsius: -9, weight_g: 1480, price_eur: 169, available: 12 },
          ],
          service: 'catalog-service',
          statement: 'SELECT sku, name, attributes FROM products WHERE category = $1 AND comfort <= $2',
        },
        {
          name: 'get_group_discount',
          arguments: { quantity: 22, customer_kind: 'youth group' },
          result: { percent: 15, minimum: 20 },
          service: 'pricing-service',
          statement: 'SELECT percent, minimum FROM discounts WHERE kind = $1 AND minimum <= $2',
        },
      ],
    ],
    answer:
      'For 22 scouts I would take the **Lark -5**: comfortable to -5 °C, 1.24 kg, and 41 are in stock. Youth groups from 20 get 15 % off, so 22 of them are **2,225.30 EUR** instead of 2,618. The Owl -9 is warmer, but only 12 are left. Shall I reserve the Larks for you until Sunday?',
  },
]
