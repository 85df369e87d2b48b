import Trading

/// Contracts: found loosely, by id, or all at once. With `live` the list is empty: there is no live feed
/// here.
extension VenueAPI {
    func searchContracts(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchContracts)
        let isLive = try fields.bool("live")
        let text = try fields.stringIfPresent("searchText") ?? ""
        return list(isLive ? [] : house.turn { core, _ in core.catalogue.search(text, on: core.day) })
    }

    func availableContracts(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .availableContracts)
        let isLive = try fields.bool("live")
        return list(isLive ? [] : house.turn { core, _ in core.catalogue.available(on: core.day) })
    }

    func contractByID(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .contractByID)
        let id = ContractID(try fields.string("contractId"))
        guard let listing = house.turn({ core, _ in core.listing(id) }) else {
            return .failure(Refusal(code: 1), null: "contract")
        }
        return .success { writer in
            writer.key("contract")
            VenueWire.contract(listing.contract, to: &writer)
        }
    }

    private func list(_ listings: [Listing]) -> VenueReply {
        .success { writer in
            writer.key("contracts")
            writer.array { writer in
                for listing in listings { VenueWire.contract(listing.contract, to: &writer) }
            }
        }
    }
}
