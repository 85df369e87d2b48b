import JSON
import Testing

extension ProgramTests {
    @Suite struct JourneyTests {
        @Test func `takes an alert from the wire to a reconciled bracket and back to flat`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let venue = try await site.venueREST()

            let entry = await site.enter("one")
            #expect(entry.status == 200)
            #expect(entry["status"]?.string == "accepted")
            #expect(entry.allVerdicts(are: "approved"))
            #expect(entry.verdicts.map { $0["size"]?.int64 } == [1, 2])
            try await follow(entry, site)
            try await repeatAndOversize(site, venue, entry)

            let flatten = await site.flatten("two")
            #expect(flatten.allVerdicts(are: "approved"))
            #expect(try await eventually { try await venue.isFlat(Site.accounts) })
            #expect(
                try await eventually { try site.orders(of: flatten).map(\.state) == [.filled, .filled] })
            #expect(try await venue.isFlat(Site.accounts))
            #expect(try await site.verifies())
            try await checkRecords(site, entry)
        }

        /// Waits until the entries are filled and agreed, with both legs of each bracket at work.
        private func follow(_ entry: Web.Answer, _ site: Site) async throws {
            let isThere = try await eventually {
                let mine = try site.orders(of: entry)
                let legs = try site.orders().filter { entry.tags.contains($0.parent?.text ?? "") }
                return mine.allSatisfy { $0.state == .filled && $0.stage == .reconcile }
                    && legs.count == 4 && legs.allSatisfy { $0.state == .working }
            }
            #expect(isThere)
        }

        private func repeatAndOversize(_ site: Site, _ venue: VenueREST, _ entry: Web.Answer) async throws {
            let before = try await venue.orders(of: 1_001).count
            let again = await site.enter("one")
            #expect(again.status == 200)
            #expect(again["status"]?.string == "duplicate")
            #expect(again["alert"]?.string == entry["alert"]?.string)
            #expect(again.tags == entry.tags)
            let conflict = await site.enter("one", size: 2)
            #expect(conflict.status == 409)

            let large = await site.enter("large", size: 5)
            #expect(large.status == 200)
            #expect(large.allVerdicts(are: "denied"))
            #expect(large.verdicts.map { $0["code"]?.string }.allSatisfy { $0 == "QUANTITY_EXCEEDS_MAXIMUM" })
            let rows = try await site.records("orders", "--state", "denied")
            let denied = rows.filter { large.tags.contains($0["tag"]?.string ?? "") }
            #expect(denied.count == 2)
            for row in denied {
                #expect(row["state"]?.string == "denied")
                #expect(row["code"]?.string == "QUANTITY_EXCEEDS_MAXIMUM")
                #expect(row["reason"]?.string?.contains("limit is 4") == true)
                #expect(row["remedy"]?.string?.contains("risk.max_size") == true)
            }
            #expect(try await venue.orders(of: 1_001).count == before)
        }

        // MARK: Records

        /// Each list is JSON Lines with the members that others rely on.
        private func checkRecords(_ site: Site, _ entry: Web.Answer) async throws {
            let members = [
                "alerts": [
                    "alert", "source", "dialect", "strategy", "ticker", "action", "received_at",
                    "deliveries", "status",
                ],
                "orders": [
                    "tag", "alert", "account", "contract", "class", "side", "size", "type", "state", "stage",
                    "code", "venue_order_id", "parent", "created_at",
                ],
                "fills": [
                    "trade_id", "tag", "account", "contract", "side", "size", "price", "profit_and_loss",
                    "fees", "at",
                ],
                "positions": ["account", "contract", "signed_size", "average_price", "at"],
                "audit": ["seq", "at", "kind", "subject", "body", "prev_hash", "hash"],
            ]
            for (list, names) in members {
                let records = try await site.records(list, "--limit", "0")
                #expect(!records.isEmpty, "\(list) is empty")
                for record in records {
                    let missing = names.filter { record[$0] == nil }
                    #expect(missing.isEmpty, "\(list) without \(missing)")
                }
            }
            try await checkNumbers(site, entry)
            let tag = try #require(entry.tags.first)
            let story = try await site.records("why", tag)
            #expect(story.first?["tag"]?.string == tag)
            #expect(story.contains { $0["kind"]?.string == "risk.verdict" })
            let alert = try #require(entry["alert"]?.string)
            #expect(try await site.records("why", alert).count > story.count)
            let nobody = try await Program.run(["ledger", "why", "ab-nobody-1001-0", "--ledger", site.ledger])
            #expect(nobody.ending == .exited(1))
            let csv = try await Program.run(["ledger", "orders", "--csv", "--ledger", site.ledger])
            #expect(csv.ending == .exited(0))
            #expect(csv.lines.first?.hasPrefix("tag,alert,") == true)
            #expect(csv.lines.count == 1 + (try site.orders().count))
        }

        /// Money and prices are numbers, times RFC 3339 in UTC with microseconds.
        private func checkNumbers(_ site: Site, _ entry: Web.Answer) async throws {
            let fills = try await site.records("fills", "--account", "paper-1")
            #expect(fills.count == 2)
            for fill in fills {
                #expect(fill["price"]?.kind == .number)
                #expect(fill["fees"]?.kind == .number)
                let time = fill["at"]?.string ?? ""
                #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
            }
            #expect(fills.map { $0["profit_and_loss"]?.kind } == [.null, .number])
            let alerts = try await site.records("alerts")
            let taken = alerts.first { $0["alert"]?.string?.hasPrefix(entry["alert"]?.string ?? "-") == true }
            // The conflict is a delivery of it too.
            #expect(taken?["deliveries"]?.int64 == 3)
            #expect(taken?["status"]?.string == "settled")
        }
    }
}
