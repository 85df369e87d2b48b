import Trading

/// Bars of the past, read off the same tape that makes quotes and fills.
extension VenueAPI {
    func retrieveBars(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let request = try BarRequest(body)
        let answer: Result<[PriceBar], Refusal> = house.turn { core, _ in
            guard let listing = core.listing(request.contract) else { return .failure(Refusal(code: 1)) }
            do throws(Refusal) {
                return .success(try request.bars(of: listing, in: core.market, now: core.now))
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
                    for bar in bars { VenueBar.write(bar, to: &writer) }
                }
            }
        }
    }
}
