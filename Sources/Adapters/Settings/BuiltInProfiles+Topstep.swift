extension BuiltInProfiles {
    /// Topstep's, read at its own pages.
    static let topstep: [(name: String, text: String)] = [
        (
            "topstep-50k-combine",
            """
            # Topstep Trading Combine 50K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: evaluation
            api_trading_allowed: true
            simulated: true
            max_minis: 5
            drawdown: { peak: eod_balance, amount: 2000, start: 50000, lock: 50000 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "the best day stays under half of the profit target, else the target rises: a figure to watch, no limit"
            """
        ),
        (
            "topstep-50k-xfa",
            """
            # Topstep Express Funded Account 50K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: funded
            api_trading_allowed: true
            simulated: true
            max_minis: 5
            # By the balance at the end of the day before; at the very balance of a step the fewer hold.
            scaling:
              - { minis: 2 }
              - { above: 1500, minis: 3 }
              - { above: 2000, minis: 5 }
            drawdown: { peak: eod_balance, amount: 2000, start: 0, lock: 0 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "on the consistency path the best day is at most 40 % of the net profit: a figure to watch, no limit"
              - "30 days without a trade close the account"
              - "after the first payout the floor is 0: enter it under drawdown"
            """
        ),
        (
            "topstep-100k-combine",
            """
            # Topstep Trading Combine 100K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: evaluation
            api_trading_allowed: true
            simulated: true
            max_minis: 10
            drawdown: { peak: eod_balance, amount: 3000, start: 100000, lock: 100000 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "the best day stays under half of the profit target, else the target rises: a figure to watch, no limit"
            """
        ),
        (
            "topstep-100k-xfa",
            """
            # Topstep Express Funded Account 100K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: funded
            api_trading_allowed: true
            simulated: true
            max_minis: 10
            # By the balance at the end of the day before; at the very balance of a step the fewer hold.
            scaling:
              - { minis: 3 }
              - { above: 1500, minis: 4 }
              - { above: 2000, minis: 5 }
              - { above: 3000, minis: 10 }
            drawdown: { peak: eod_balance, amount: 3000, start: 0, lock: 0 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "on the consistency path the best day is at most 40 % of the net profit: a figure to watch, no limit"
              - "30 days without a trade close the account"
              - "after the first payout the floor is 0: enter it under drawdown"
            """
        ),
        (
            "topstep-150k-combine",
            """
            # Topstep Trading Combine 150K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: evaluation
            api_trading_allowed: true
            simulated: true
            max_minis: 15
            drawdown: { peak: eod_balance, amount: 4500, start: 150000, lock: 150000 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "the best day stays under half of the profit target, else the target rises: a figure to watch, no limit"
            """
        ),
        (
            "topstep-150k-xfa",
            """
            # Topstep Express Funded Account 150K.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: funded
            api_trading_allowed: true
            simulated: true
            max_minis: 15
            # By the balance at the end of the day before; at the very balance of a step the fewer hold.
            scaling:
              - { minis: 3 }
              - { above: 1500, minis: 4 }
              - { above: 2000, minis: 5 }
              - { above: 3000, minis: 10 }
              - { above: 4500, minis: 15 }
            drawdown: { peak: eod_balance, amount: 4500, start: 0, lock: 0 }
            notes:
              - "flat before 15:10 in Chicago or the product's own close: set flatten_at"
              - "no account long while another is short in one product, the same person named on all of them: set person"
              - "no VPS and no VPN; orders from your own device alone"
              - "no trading within 2 % of a price limit: set risk.price_limit"
              - "on the consistency path the best day is at most 40 % of the net profit: a figure to watch, no limit"
              - "30 days without a trade close the account"
              - "after the first payout the floor is 0: enter it under drawdown"
            """
        ),
        (
            "topstep-live",
            """
            # Topstep Live Funded Account, any size.
            # The program has this file built in; README.md in the folder above explains every key.
            firm: topstep
            as_of: 2026-05-31
            source: Topstep help centre, captures of 2026-04-08 and 2026-05-31; terms of use of 2026-02-06
            verified: true
            account_class: live
            api_trading_allowed: false
            simulated: false
            notes:
              - "automated trading over the API is prohibited: entries are denied"
            """
        ),
    ]
}
