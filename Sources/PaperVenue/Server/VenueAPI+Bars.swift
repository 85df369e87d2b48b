import Trading

/// Bars of the past, computed from the same walk that makes the quotes.
extension VenueAPI {
    func retrieveBars(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let request = try BarRequest(body)
        let answer: Result<[VenueBar], Refusal> = house.turn { core, _ in
            guard let listing = core.listing(request.contract) else { return .failure(Refusal(code: 1)) }
            do throws(Refusal) {
                let times = try request.times(now: core.now)
                return .success(
                    times.map { VenueBar(of: listing, in: core.market, from: $0.start, to: $0.end) })
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .failure(let refusal): return .failure(refusal, null: "bars")
        case .success(let bars):
            return .success { writer in
                writer.key("bars")
                writer.array { writer in
                    for bar in bars { bar.write(to: &writer) }
                }
            }
        }
    }
}
