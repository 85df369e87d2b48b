import Journey
import Settings
import Testing
import Trading

/// Price limits as the settings say them.
struct SettingsPriceLimitTests {
    private static let chicago = ZoneRules(before: -6 * 3_600, changes: [])
    private static let limits = """
        price_limits:
          - { contract: NQZ2026, day: 2026-11-23, reference: 18556, percent: 7 }
          - { contract: mnqz6, day: 2026-11-24, reference: 18600.25, percent: 7 }

        """

    private func text(_ risk: String, _ limits: String = limits) throws -> String {
        limits
            + (try SampleSettings.changed(
                "{ gateway: paper, id: 1001 }", to: "{ gateway: paper, id: 1001, risk: \(risk) }"))
    }

    @Test(
        arguments: [
            ("{}", nil), ("{ price_limit: off }", nil), ("{ price_limit: deny }", (.deny, 20_000)),
            ("{ price_limit: flatten, price_limit_percent: 2.5 }", (.flatten, 25_000)),
        ] as [(String, (PriceLimitGuard.Mode, Int64)?)])
    func `an account keeps away from them where it says so`(
        risk: String, expected: (PriceLimitGuard.Mode, Int64)?
    ) throws {
        let account = try #require(try SampleSettings.parse(text(risk)).accounts.first)
        #expect(account.priceLimit == expected.map { PriceLimitGuard(mode: $0.0, margin: $0.1) })
    }

    @Test func `each is of one month and one day`() throws {
        let configuration = try SampleSettings.parse(text("{ price_limit: deny }"))
        let expected = [("NQZ6", "2026-11-23", "18556"), ("MNQZ6", "2026-11-24", "18600.25")].map {
            PriceLimit(
                contract: $0.0, day: CivilDate($0.1)!, reference: Price($0.2)!, millionths: 70_000)
        }
        #expect(configuration.priceLimits == expected)
        #expect(configuration.settings(chicago: Self.chicago).priceLimits == expected)
        #expect(configuration.notices.isEmpty)
    }

    @Test(arguments: [
        (
            "contract: ▸MNQ, day: 2026-11-23, reference: 1, percent: 7",
            "price_limits[0].contract is \"MNQ\", no month of a product of the table; write it as MNQZ6"
        ),
        (
            "contract: ▸XYZZ6, day: 2026-11-23, reference: 1, percent: 7",
            "price_limits[0].contract is \"XYZZ6\", no month of a product of the table; write it as MNQZ6"
        ),
        (
            "contract: NQZ6, day: ▸today, reference: 1, percent: 7",
            "price_limits[0].day is \"today\", no date; write it as 2026-11-26"
        ),
        (
            "contract: NQZ6, day: 2026-11-23, reference: ▸0, percent: 7",
            "price_limits[0].reference is no price; write a decimal above zero, such as 18556 or 0.00721"
        ),
        (
            "contract: NQZ6, day: 2026-11-23, reference: ▸-5, percent: 7",
            "price_limits[0].reference is no price; write a decimal above zero, such as 18556 or 0.00721"
        ),
        (
            "contract: NQZ6, day: 2026-11-23, reference: ▸\"5\", percent: 7",
            "price_limits[0].reference is in quotes; remove the quotes"
        ),
        (
            "contract: NQZ6, day: 2026-11-23, reference: 1, percent: ▸2",
            "price_limits[0].percent leaves one no price: it keeps 2 % away from the limit; "
                + "write the exchange's limit in percent, or lower risk.price_limit_percent"
        ),
    ])
    func `a fault is told with its place`(entry: String, fault: String) throws {
        let marked = try text("{ price_limit: deny }", "price_limits:\n  - { \(entry) }\n")
        let (found, expected) = SampleSettings.marked(marked, faults: [fault])
        #expect(found == expected)
    }

    @Test func `one month has one price on a day, and the margin is of a guard`() throws {
        let twice = Self.limits + "  - { contract: NQZ6, day: 2026-11-23, reference: 1, percent: 7 }\n"
        let double = SampleSettings.faults(try text("{}", twice))
        #expect(double.count == 1 && double[0].contains("is of NQZ6 on 2026-11-23, as one before it"))
        let bare = SampleSettings.faults(try text("{ price_limit_percent: 3 }"))
        #expect(bare.count == 1 && bare[0].contains("price_limit_percent is there without price_limit"))
    }

    @Test func `check says what is known today, and NO_DATA where nothing is`() throws {
        let configuration = try SampleSettings.parse(text("{ price_limit: deny }"))
        let monday = try #require(Timestamp("2026-11-23T22:59:59Z"))
        #expect(configuration.priceLimitConcerns(at: monday, chicago: Self.chicago).isEmpty)
        #expect(
            configuration.priceLimitLines(at: monday, chicago: Self.chicago) == [
                "price limits: one: entries are denied within 2 % of one; "
                    + "on 2026-11-23 NQZ6 between 17628.2 and 19483.8"
            ])
        let wednesday = try #require(Timestamp("2026-11-24T23:00:00Z"))
        let concern = try #require(
            configuration.priceLimitConcerns(at: wednesday, chicago: Self.chicago).first)
        #expect(concern.hasPrefix("price limits: NO_DATA, none is entered for 2026-11-25, the latest is for"))
        #expect(
            configuration.priceLimitLines(at: wednesday, chicago: Self.chicago).first?.hasSuffix(
                "NO_DATA for 2026-11-25") == true)
    }

    @Test func `an account that asks where nothing is entered is a notice`() throws {
        let configuration = try SampleSettings.parse(text("{ price_limit: flatten }", ""))
        #expect(configuration.notices.contains { $0.what.contains("price_limits has none") })
        let quiet = try SampleSettings.parse(text("{}"))
        #expect(quiet.priceLimitLines(at: Timestamp(microseconds: 0), chicago: Self.chicago).isEmpty)
        #expect(quiet.priceLimitConcerns(at: Timestamp(microseconds: 0), chicago: Self.chicago).isEmpty)
    }

    @Test(arguments: [
        ("{ price_limit: deny }", "  kept by PX-01 at 2 %, for what price_limits has: no trading within 2 %"),
        ("{}", "  not kept by this program: no trading within 2 %"),
    ])
    func `the firm's wish is told as kept where it is`(risk: String, line: String) throws {
        let text = try text(risk).replacing("id: 1001,", with: "id: 1001, profile: topstep-50k-xfa,")
        let lines = try #require(try SampleSettings.parse(text).accounts.first?.firmLines)
        #expect(lines.contains { $0.hasPrefix(line) }, "\(lines)")
    }
}
