import Trading

/// Bars of the past, read off the same tape that makes quotes and fills.
extension VenueAPI {
    func retrieveBars(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let request = try BarRequest(body)
        // Bars of years take their time: they are made from a copy, while everybody else goes on.
        let (listing, market, now, share) = house.turn { core, _ in
            let listing = core.listing(request.contract)
            let share = listing.map { core.catalogue.share(of: $0, on: core.day) }
            return (listing, core.market, core.now, share ?? 100)
        }
        guard let listing else { return .failure(Refusal(code: 1), null: "bars") }
        do throws(Refusal) {
            let bars = try request.bars(of: listing, in: market, now: now)
            return .success { writer in
                writer.key("bars")
                writer.array { writer in
                    for bar in bars { VenueBar.write(bar, share: share, to: &writer) }
                }
            }
        } catch {
            return .failure(error, null: "bars")
        }
    }
}
