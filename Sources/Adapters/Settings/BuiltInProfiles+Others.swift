extension BuiltInProfiles {
    /// Other firms', not verified: only what was told, and what was not told is left out.
    static let others: [(name: String, text: String)] = [
        (
            "tradeify-50k-growth",
            """
            # Tradeify Growth 50K, simulated funded. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: tradeify
            as_of: 2026-04-01
            source: Tradeify's help pages, April 2026 (the first day of the month that is known)
            verified: false
            account_class: funded
            simulated: true
            drawdown: { peak: eod_balance, amount: 2000, start: 50000, lock: 50100 }
            notes:
              - "a daily limit of 1250 USD that pauses the day: set risk.daily_loss below it"
              - "no minis beside micros on any account: set risk.one_class"
              - "flat by 15:59 in Chicago, on holidays 11:59: set flatten_at"
              - "no opposite sides of one instrument at once: set person"
            """
        ),
        (
            "bulenox-50k-option-1",
            """
            # Bulenox option 1 50K, master. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: bulenox
            as_of: 2026-05-01
            source: Bulenox's help pages, capture of May 2026 (the first day of the month that is known)
            verified: false
            account_class: funded
            drawdown: { peak: intraday_equity, amount: 2500, start: 50000, lock: 50100 }
            notes:
              - "flat by 15:59 in Chicago: set flatten_at"
            """
        ),
        (
            "bulenox-50k-option-2",
            """
            # Bulenox option 2 50K, master. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: bulenox
            as_of: 2026-05-01
            source: Bulenox's help pages, capture of May 2026 (the first day of the month that is known)
            verified: false
            account_class: funded
            max_minis: 7
            scaling:
              - { minis: 2 }
              - { above: 51500, minis: 4 }
              - { above: 54000, minis: 7 }
            drawdown: { peak: eod_balance, start: 50000, lock: 50100 }
            notes:
              - "how far below the best the floor stands is not known: state drawdown.amount in a copy"
              - "a daily limit of 1100 USD, open profit and commissions counted: set risk.daily_loss below it"
              - "flat by 15:59 in Chicago: set flatten_at"
            """
        ),
        (
            "mffu-50k-rapid",
            """
            # MyFundedFutures Rapid 50K. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: myfundedfutures
            as_of: 2026-03-01
            source: MyFundedFutures' help pages, March 2026 (the first day of the month that is known)
            verified: false
            account_class: funded
            api_trading_allowed: true
            simulated: true
            max_minis: 5
            drawdown: { peak: intraday_equity, amount: 2000, start: 0, lock: 100 }
            notes:
              - "the firm is not at ProjectX today"
              - "no high-frequency trading"
            """
        ),
        (
            "mffu-50k-flex",
            """
            # MyFundedFutures Flex 50K. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: myfundedfutures
            as_of: 2026-03-01
            source: MyFundedFutures' help pages, March 2026 (the first day of the month that is known)
            verified: false
            account_class: evaluation
            api_trading_allowed: true
            max_minis: 3
            drawdown: { peak: eod_balance }
            notes:
              - "the firm is not at ProjectX today"
              - "how far below the best the floor stands is not known: state drawdown.amount in a copy"
              - "no high-frequency trading"
            """
        ),
        (
            "alpha-futures",
            """
            # Alpha Futures. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: alphafutures
            as_of: 2026-02-01
            source: a summary of its help pages, February 2026 (the first day of the month that is known)
            verified: false
            account_class: evaluation
            api_trading_allowed: false
            drawdown: { peak: eod_balance }
            notes:
              - "programs are prohibited: entries are denied"
              - "the floor stands 4 % or 3.5 % below the best day's end, and stops at the start"
            """
        ),
        (
            "tx3-funded",
            """
            # TX3 Funding, simulated funded. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: tx3funding
            as_of: 2026-01-01
            source: a summary of its help pages; its date is not told, and taken as old
            verified: false
            account_class: funded
            simulated: true
            max_minis: 3
            drawdown: { peak: eod_balance }
            notes:
              - "3 or 5 minis by plan: the fewer stand here"
              - "no trading within 2 % of a price limit: set risk.price_limit"
            """
        ),
        (
            "tradeday",
            """
            # TradeDay. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: tradeday
            as_of: 2026-01-01
            source: a summary of its help pages; its date is not told, and taken as old
            verified: false
            account_class: evaluation
            drawdown: { peak: eod_balance }
            notes:
              - "at most 50 micros; minis are not told of: set risk.max_minis"
              - "the floor stops at the start"
              - "flat ten minutes before the close: set flatten_at"
              - "no trading around tier-1 news: set blackouts"
              - "no trading within 2 % of a price limit: set risk.price_limit"
            """
        ),
        (
            "hola-prime",
            """
            # Hola Prime. Not verified: ask the firm before you rely on it.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: holaprime
            as_of: 2026-01-01
            source: a summary of its help pages; its date is not told, and taken as old
            verified: false
            account_class: evaluation
            drawdown: { peak: eod_balance }
            # 17:00 in New York, all year.
            day_roll: "16:00"
            notes:
              - "the floor stands 3 % below the best day's end, until the account is 3 % up"
              - "3, 5, 10 or 15 minis by size: state max_minis in a copy"
              - "a daily limit of 3 % of the balance of the day before, open profit counted"
            """
        ),
    ]
}
