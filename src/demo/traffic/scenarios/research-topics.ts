export interface Strand {
  readonly question: string
  readonly search: string
  readonly sources: readonly string[]
  readonly finding: string
}

export interface Topic {
  readonly asked: string
  readonly strands: readonly Strand[]
  readonly draft: string
  readonly objection: string
  readonly briefing: string
}

/** What the research desk is asked. The companies, places and figures are made up. */
export const topics: readonly Topic[] = [
  {
    asked:
      'Should Northwind open a second repair workshop in 2027, and if so where? I need one page for the board on Thursday.',
    strands: [
      {
        question: 'How full is the workshop in Bremen, and what does waiting cost us?',
        search: 'Northwind repair workshop utilisation waiting time 2025 2026',
        sources: ['https://intranet.northwind.example/repairs/2026-q1', 'https://intranet.northwind.example/nps/2026'],
        finding:
          'Bremen runs at 94 % of its benches. The median wait rose from 9 to 23 days in a year; 11 % of customers cancel while they wait, about 310,000 EUR of repairs a year.',
      },
      {
        question: 'Where do the parcels come from?',
        search: 'Northwind repairs origin by postcode',
        sources: ['https://intranet.northwind.example/logistics/returns-map'],
        finding:
          '38 % of the repairs come from Bavaria, Austria and Switzerland and travel 700 km each way. Shipping is 14.20 EUR a repair there, against 6.90 EUR in the north.',
      },
      {
        question: 'What do benches and people cost in Munich, Leipzig and Graz?',
        search: 'workshop rent per m2 tailoring wages Leipzig Graz Munich 2026',
        sources: ['https://statistics.example.org/rents/2026', 'https://statistics.example.org/wages/textile'],
        finding:
          'Twelve benches: Munich 612,000 EUR a year, Graz 468,000, Leipzig 431,000. Graz has a school for technical tailoring; Leipzig would be 430 km from the centre of the demand.',
      },
    ],
    draft:
      'Open in **Graz**. It costs 468,000 EUR a year, recovers most of the 310,000 EUR of cancelled repairs, and customers will be happier.',
    objection:
      '"Customers will be happier" is not supported, and 310,000 EUR does not cover 468,000 EUR. Say what else pays for it, or say that it does not pay.',
    briefing:
      '### Recommendation: Graz, twelve benches, from March 2027\n\n| | Munich | Graz | Leipzig |\n| --- | ---: | ---: | ---: |\n| Running cost, EUR a year | 612,000 | **468,000** | 431,000 |\n| Shipping saved, EUR a year | 96,000 | **88,000** | 41,000 |\n| Repairs no longer cancelled, EUR a year | 290,000 | **270,000** | 180,000 |\n\nIt does **not** pay for itself in the first year: 110,000 EUR remain. It does from the second on if the number of repairs grows by 12 %, as it did in each of the last three years. What would change this: a wait in Bremen that falls below 12 days without it.',
  },
  {
    asked:
      'Write me a briefing on grid batteries in Portugal: who builds, who pays, and what could go wrong before 2030. I have to decide about a 40 M EUR ticket.',
    strands: [
      {
        question: 'Which projects have a permit and a grid connection?',
        search: 'Portugal battery storage projects licensed grid connection 2026',
        sources: ['https://energy.example.pt/licensing/storage', 'https://grid.example.pt/capacity-map'],
        finding:
          'Of 7.1 GW that were announced, 1.3 GW have a permit and 0.9 GW also a connection. Four developers hold two thirds of these.',
      },
      {
        question: 'What do they earn, and from whom?',
        search: 'Iberian intraday spread ancillary services battery revenue 2025',
        sources: ['https://market.example.com/iberia/spreads', 'https://grid.example.pt/ancillary-2025'],
        finding:
          'In 2025 two thirds came from the day-ahead spread (on average 61 EUR/MWh between the cheapest and the dearest hours) and one third from balancing. There is no capacity payment yet; a draft is out for consultation.',
      },
      {
        question: 'What ended badly elsewhere?',
        search: 'battery storage revenue cannibalisation Great Britain Texas lessons',
        sources: ['https://papers.example.org/storage/cannibalisation', 'https://market.example.com/gb/2023-review'],
        finding:
          'Balancing revenue fell by 70 to 80 % within two years once storage passed about 10 % of peak load. Portugal would pass that mark at 0.95 GW.',
      },
      {
        question: 'How sound is the supply of cells?',
        search: 'LFP cell prices 2026 tariffs lead time Europe',
        sources: ['https://commodities.example.com/lfp'],
        finding: 'LFP systems are at 118 EUR/kWh delivered, lead time 26 weeks. A tariff case could add 9 %.',
      },
    ],
    draft:
      'Portugal has 0.9 GW of batteries ready to build and spreads of 61 EUR/MWh. **Invest**: returns above 12 % look safe until 2030.',
    objection:
      '"Safe until 2030" contradicts the third strand: 0.95 GW is where balancing revenue collapsed elsewhere, and 0.9 GW are ready today. The 12 % is not derived from anything in the notes.',
    briefing:
      '### Invest, but smaller and with a floor\n\n- **Ready to build:** 0.9 GW of 7.1 GW announced.\n- **Revenue:** 61 EUR/MWh of spread, plus balancing, which is the third that will go.\n- **The mark to watch:** 0.95 GW. Elsewhere balancing fell by 70 to 80 % within two years of it.\n\n```text\nreturn without balancing   7.4 %\nreturn with today’s prices 12.1 %\nreturn with a floor at 45 EUR/MWh 9.0 %\n```\n\nTake 15 M EUR now in a project with a tolling floor, and keep 25 M EUR until the capacity payment is decided (expected in autumn).',
  },
  {
    asked: 'Is it worth moving our product photos from JPEG to AVIF? Please check facts, I have heard both.',
    strands: [
      {
        question: 'How much smaller are our own photos?',
        search: 'internal: sample of 500 product photos AVIF vs JPEG at equal SSIM',
        sources: ['https://intranet.northwind.example/media/avif-sample'],
        finding: 'On 500 of our photos at equal SSIM: median -47 %, worst -18 % (white boots on white).',
      },
      {
        question: 'Which of our visitors could not see them?',
        search: 'AVIF support share browsers our analytics',
        sources: ['https://intranet.northwind.example/analytics/browsers', 'https://browsers.example.org/avif'],
        finding: '2.3 % of visits, nearly all of them old iPads. The picture element serves them JPEG.',
      },
    ],
    draft: 'Yes. AVIF halves all photos and everybody can see it.',
    objection: 'The median is 47 %, not "all", and 2.3 % of visits cannot. Encoding time is not mentioned at all.',
    briefing:
      'Yes: **47 % smaller** at the median on our own photos (18 % at worst), with JPEG kept for the 2.3 % of visits that cannot show AVIF. Encoding takes about nine times as long; at 1,200 new photos a week that is 40 minutes on one core. Start with the category pages, which are 71 % of image traffic.',
  },
]
