/// The calendar that the program brings along: `config/calendar.yaml`, held equal to it by a test.
package enum BuiltInCalendar {
    package static let text = """
        # When the products trade, by Chicago's clock. The program has this calendar built in. To correct or
        # renew it, copy this file beside your settings, edit it, and name it there: calendar: calendar.yaml
        # README.md beside this file explains every key.
        source: LEAN's market-hours database (closes); openings and the grains' pause by CME's usual hours
        as_of: 2026-08-21
        from: 2026-01-01
        until: 2027-01-01    # beyond it nothing is known, and accounts with sessions: true take no entries

        families:
          equity_index:
            roots: [ES, NQ, YM, RTY, MES, MNQ, MYM, M2K]
            sessions: ["17:00-16:00"]
            dates:
              2026-01-19: "12:00"
              2026-02-16: "12:00"
              2026-04-03: "08:15"
              2026-05-25: "12:00"
              2026-06-19: "12:00"
              2026-07-03: "12:00"
              2026-09-07: "12:00"
              2026-11-26: "12:00"
              2026-11-27: "12:15"
              2026-12-24: "12:15"
              2026-12-25: closed
              2027-01-01: closed
          rates:
            roots: [ZN, ZB, ZF, ZT, UB, TN]
            sessions: ["17:00-16:00"]
            dates:
              2026-01-19: "12:00"
              2026-02-16: "12:00"
              2026-04-03: "10:15"
              2026-05-25: "12:00"
              2026-06-19: "12:00"
              2026-07-03: "12:00"
              2026-09-07: "12:00"
              2026-11-26: "12:00"
              2026-11-27: "12:15"
              2026-12-24: "12:15"
              2026-12-25: closed
              2027-01-01: closed
          energy_metals:
            roots: [CL, NG, RB, HO, QM, MCL, MNG, GC, SI, HG, PL, MGC, SIL, MHG]
            sessions: ["17:00-16:00"]
            dates:
              2026-01-19: "13:30"
              2026-02-16: "13:30"
              2026-04-03: closed
              2026-05-25: "13:30"
              2026-06-19: "12:00"
              2026-07-03: "12:00"
              2026-09-07: "13:30"
              2026-11-26: "13:30"
              2026-11-27: "13:45"
              2026-12-24: "12:45"
              2026-12-25: closed
              2027-01-01: closed
          currencies:
            roots: [6E, 6B, 6J, 6A, 6C, 6S, 6N, 6M, M6E, M6B, M6A]
            sessions: ["17:00-16:00"]
            dates:
              2026-04-03: "10:15"
              2026-06-19: "12:00"
              2026-07-03: "12:00"
              2026-11-27: "13:45"
              2026-12-24: "12:45"
              2026-12-25: closed
              2027-01-01: closed
          grains:
            roots: [ZC, ZS, ZW, ZM, ZL]
            sessions: ["19:00-07:45", "08:30-13:20"]
            # Where the source says that there is no day session, the whole date is taken as closed.
            dates:
              2026-01-19: closed
              2026-02-16: closed
              2026-04-03: closed
              2026-05-25: closed
              2026-06-19: closed
              2026-07-03: closed
              2026-09-07: closed
              2026-11-26: closed
              2026-11-27: "12:05"
              2026-12-24: "12:05"
              2026-12-25: closed
              2027-01-01: closed
          livestock:
            roots: [LE, HE, GF]
            sessions: ["08:30-13:05"]
            dates:
              2026-01-19: closed
              2026-02-16: closed
              2026-04-03: closed
              2026-05-25: closed
              2026-06-19: closed
              2026-07-03: closed
              2026-09-07: closed
              2026-11-26: closed
              2026-11-27: "12:05"
              2026-12-24: "12:15"
              2026-12-25: closed
              2027-01-01: closed

        # The hour by which a firm wants its accounts flat on such a date, once it has told it:
        # firm_closes:
        #   topstepx: { 2026-11-26: "11:45" }

        # The last day on which a month should be traded, the earlier of last trade and first notice:
        # last_trades: { MNQZ6: 2026-12-18 }
        """
}
